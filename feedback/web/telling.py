"""Puts a "You said, we did" into the words its panels show, in the language of the page it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback import i18n
from feedback.i18n import Words, marked
from feedback.services.tellings import Told
from feedback.vocabulary import direction, html_language

_STATUS = {
    "planned": (marked("Planned"), "planned"),
    "in-progress": (marked("In progress"), "progress"),
    "done": (marked("Done"), "done"),
    "cannot": (marked("We could not, because"), "cannot"),
}


def panels(told: Told, words: Words, organisation: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """What the component shows; `labels` names the figure's answer and group in the reader's language."""
    status, shape = _STATUS[told.status]
    fell_back = told.language != words.language and html_language(words.language) != told.language
    return {
        "title": told.title,
        "href": f"/you-said-we-did/{organisation}/{told.slug}?lang={words.language}",
        "place": told.place,
        "published": words.day(told.published_on),
        "said": told.said,
        "quote": told.quote,
        "quote_by": _translated(told, words),
        "quote_language": html_language(told.quote_language),
        "quote_direction": direction(told.quote_language),
        "rests_on": rests_on(told, words, labels),
        "status": words(status),
        "shape": shape,
        "did": told.reason if told.status == "cannot" else told.did,
        "next": told.next,
        "next_on": words("By {day}", day=words.day(told.next_on)) if told.next_on else "",
        "contact": told.owner,
        "language": html_language(told.language) if fell_back else None,
        "direction": direction(told.language),
    }


def _translated(told: Told, words: Words) -> str:
    """That a person put the quote into English, and from what; empty for words as they were written."""
    if not told.quote_translated_from:
        return ""
    return words(
        "Translated from {language}",
        language=i18n.language_name(told.quote_translated_from, html_language(words.language)),
    )


def rests_on(told: Told, words: Words, labels: Mapping[str, str]) -> str:
    """The published number in a sentence."""
    figure = told.figure
    said = {
        "percent": figure["percent"],
        "base": figure["base"],
        "answer": labels.get("option", figure["option"]),
        "question": labels.get("item", figure["item"]),
    }
    if figure.get("group"):
        group = labels.get("value", figure["value"])
        return words(
            "{percent}% of {base} people ({group}) answered “{answer}” to “{question}”.", group=group, **said
        )
    return words("{percent}% of {base} people answered “{answer}” to “{question}”.", **said)
