"""Lays a protected item out as the table and the bar that pages show; it computes no number of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from feedback.i18n import Words
from feedback.reports.measures import answers_badge

Said = TypeVar("Said")


def columns(item: dict[str, Any]) -> list[dict[str, str]]:
    """The answers a breakdown speaks of: its own options, or positive, neither and negative where it was merged."""
    for cell in [*item["groups"], item["overall"]]:
        if cell["options"]:
            return [{"key": option["key"], "label": option["label"]} for option in cell["options"]]
    return []


def rows(item: dict[str, Any], words: Words) -> list[dict[str, Any]]:
    """The line of everybody, where its answers are those of the table, and a line for each value of the group."""
    shown = [column["key"] for column in columns(item)]
    overall = [option["key"] for option in item["overall"]["options"]] == shown
    first = [{**item["overall"], "label": words("Everybody"), "overall": True}] if overall else []
    return [*first, *({**cell, "overall": False} for cell in item["groups"])]


def badges(words: Callable[[str], Said]) -> Callable[[int], Said]:
    """How sure a number of answers lets us be, as `words` says it."""
    said = {
        "few": words("few answers: an early sign only"),
        "some": words("some answers"),
        "many": words("many answers"),
    }
    return lambda base: said[answers_badge(base)]
