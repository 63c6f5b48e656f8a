"""Freezing: items as they were shown, as plain data in a snapshot, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.reports.shapes import Shown, ShownBreakdown, ShownItem, ShownOption


def as_data(item: ShownItem) -> dict[str, Any]:
    """One item as plain data, to be frozen in a snapshot."""
    return {
        "key": item.key,
        "merged": item.merged,
        "overall": _cell_data(item.overall),
        "breakdowns": [
            {
                "group": b.group,
                "merged": b.merged,
                "rows": [[value, _cell_data(shown)] for value, shown in b.rows],
            }
            for b in item.breakdowns
        ],
    }


def _cell_data(shown: Shown) -> dict[str, Any]:
    data = {
        "base": shown.base,
        "suppressed": shown.suppressed,
        "options": [[o.key, o.count, o.percent, o.low, o.high] for o in shown.options],
    }
    return data if shown.words is None else {**data, "words": shown.words}


def from_data(data: Mapping[str, Any]) -> ShownItem:
    """An item back from what `as_data` gave."""
    return ShownItem(
        data["key"],
        data["merged"],
        _cell(data["overall"]),
        tuple(
            ShownBreakdown(b["group"], b["merged"], tuple((value, _cell(cell)) for value, cell in b["rows"]))
            for b in data["breakdowns"]
        ),
    )


def _cell(data: Mapping[str, Any]) -> Shown:
    # Snapshots from before there were words have none.
    options = tuple(ShownOption(*option) for option in data["options"])
    return Shown(data["base"], data["suppressed"], options, data.get("words"))
