"""Results as they may be shown: counted, protected under a profile, and put into the shape people script against."""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.place import Place
from feedback.models.snapshot import Snapshot
from feedback.reports import groupings, suppression
from feedback.reports.bands import edges
from feedback.reports.groupings import BESIDE, CHANNEL, CROSS, LANGUAGE, PERIOD, PLACE, QUARTER
from feedback.reports.shapes import Profile, Shown, ShownBreakdown, ShownItem
from feedback.vocabulary import LANGUAGES
from surveys.definition import DECLINE, NOT_FOUND, Definition

MERGED = ("positive", "neither", "negative")
NOT_PUBLISHED = "not-published"
#: Values of a group that no definition spells out.
ADDED_VALUES = {
    DECLINE: "Prefer not to say",
    groupings.NOT_ANSWERED: "Did not answer",
    NOT_FOUND: "Postcode not known",
}
MERGED_LABELS = {"positive": "Positive", "neither": "Neither", "negative": "Negative"}
QUINTILE_LABELS = {
    "1": "1, the most deprived fifth", "2": "2", "3": "3", "4": "4", "5": "5, the least deprived fifth",
}  # fmt: skip
CHANNEL_LABELS = {
    "web": "On the web", "qr": "By QR code", "sms": "By text message", "kiosk": "On a shared screen",
    "paper": "On paper", "phone": "By telephone", "email": "By e-mail",
}  # fmt: skip
#: What stands for a share of positive answers that is not shown in numbers (`bands.BANDS`).
WORDS = {
    "nearly-all": "Nearly all", "most": "Most", "about-half": "About half", "some": "Some", "few": "Few",
    "hardly-any": "Hardly any",
}  # fmt: skip


def place_names(session: Session) -> dict[str, str]:
    """The name of every place of the organisation, as labels for `table`."""
    return {f"place/{slug}": name for slug, name in session.execute(select(Place.slug, Place.name))}


def items_of(snapshot: Snapshot) -> list[ShownItem]:
    """The items of a snapshot as they were shown."""
    return [suppression.from_data(item) for item in snapshot.items]


def table(
    survey: str,
    profile: Profile,
    responses: int | None,
    items: Sequence[ShownItem],
    definition: Definition,
    groups: Sequence[str],
    labels: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The published shape: every item with its overall cell and a cell for each value of each group.

    `labels` are texts by key in the reader's language; English where absent. A group that the items do not
    hold is there, each value `"not-published"`.
    """
    words = labels or {}
    return {
        "survey": survey,
        "profile": profile.value,
        "responses": responses,
        "items": [_item_table(item, definition, groups, words) for item in items],
    }


def _item_table(
    item: ShownItem, definition: Definition, groups: Sequence[str], words: Mapping[str, str]
) -> dict[str, Any]:
    asked = definition.item(item.key)
    held = {breakdown.group: breakdown for breakdown in item.breakdowns}
    return {
        "key": item.key,
        "kind": asked.kind.value if asked else "statement",
        "text": words.get(f"item/{item.key}/text", asked.text if asked else item.key),
        "overall": _labelled(item.overall, item.key, definition, words),
        "groups": [
            {"group": group, "value": value, "label": value_label(definition, group, value, words), **cell}
            for group in groups
            for value, cell in _cells(held.get(group), item.key, group, definition, words)
        ],
    }


def _cells(
    breakdown: ShownBreakdown | None, item: str, group: str, definition: Definition, words: Mapping[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    if breakdown is not None:
        return [(value, _labelled(shown, item, definition, words)) for value, shown in breakdown.rows]
    values = _values(definition, group)
    return [(value, {"base": None, "suppressed": NOT_PUBLISHED, "options": []}) for value in values]


def _values(definition: Definition, group: str) -> list[str]:
    """The values that a group is known to have; one empty one where only answers would tell which there are."""
    parts = [definition.item(part) for part in group.split(CROSS)]
    values = [[option.key for option in part.options] if part else [""] for part in parts]
    return [CROSS.join(pair) for pair in itertools.product(*values)]


def _in_words(key: str, words: Mapping[str, str]) -> dict[str, Any]:
    """A band: its key, its words, and from how many per cent of positive answers it reaches to under how many."""
    least, under = edges(key)
    return {"key": key, "label": words.get(f"words/{key}", WORDS[key]), "from": least, "under": under}


def _labelled(shown: Shown, item: str, definition: Definition, words: Mapping[str, str]) -> dict[str, Any]:
    said = {} if shown.words is None else {"words": _in_words(shown.words, words)}
    return said | {
        "base": shown.base,
        "suppressed": shown.suppressed,
        "options": [
            {
                "key": option.key,
                "label": option_label(definition, item, option.key, words),
                "count": option.count,
                "percent": option.percent,
                "low": option.low,
                "high": option.high,
            }
            for option in shown.options
        ],
    }


def option_label(definition: Definition, item: str, option: str, words: Mapping[str, str]) -> str:
    """The words of an answer: its own, or those of positive, neither and negative where options were merged."""
    asked = definition.item(item)
    found = asked.option(option) if asked else None
    if found is None:
        return words.get(f"merged/{option}", MERGED_LABELS.get(option, option))
    return words.get(found.shared or f"option/{item}/{option}", found.text)


def value_label(definition: Definition, group: str, value: str, words: Mapping[str, str]) -> str:
    """The words of a group's value; of each part where two groups are crossed."""
    if CROSS in group:
        parts = zip(group.split(CROSS), value.split(CROSS), strict=False)
        return ", ".join(value_label(definition, part, its, words) for part, its in parts)
    if group in BESIDE:
        return _label_beside(group, value, words)
    asked = definition.item(group)
    found = asked.option(value) if asked else None
    if found is not None:
        return words.get(found.shared or f"option/{group}/{value}", found.text)
    if value == DECLINE:
        return words.get("answers/decline", ADDED_VALUES[value])
    return words.get(f"value/{value}", ADDED_VALUES.get(value) or QUINTILE_LABELS.get(value, value))


def _label_beside(group: str, value: str, words: Mapping[str, str]) -> str:
    """The words of a place, a month, a channel or a language; the labels `month/1` to `month/12` hold "{year}"."""
    if group in (PLACE, QUARTER) or not value:
        return words.get(f"place/{value}", value)
    if group == PERIOD:
        year, _, month = value.partition("-")
        named = words.get(f"month/{int(month)}", f"{calendar.month_name[int(month)]} {{year}}")
        return named.replace("{year}", year)
    own = {CHANNEL: CHANNEL_LABELS, LANGUAGE: LANGUAGES}[group]
    return words.get(f"{group}/{value}", own.get(value, value))
