"""An invented survey that has every kind of question, and random valid answers to it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from surveys.definition import DECLINE, QUINTILES, Definition, Item, Kind
from surveys.kinds import SHARE, option_keys
from surveys.reading import read


def data(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A survey of one section as plain data."""
    filled = [{"text": "A question?", "easy": "A question?", **item} for item in items]
    return {
        "key": "invented",
        "title": "Invented",
        "sections": [{"key": "only", "title": "Only", "items": filled}],
        **more,
    }


def survey(*items: dict[str, Any], **more: Any) -> Definition:
    """The same, read and checked."""
    return read(data(*items, **more))


def options(*keys: str, **more: Any) -> list[dict[str, Any]]:
    """Options with these keys and words to match."""
    return [{"key": key, "text": key.capitalize(), **more} for key in keys]


def every_kind() -> Definition:
    """One item of each kind; no routing, so that every answer is kept."""
    return survey(
        {"key": "heard", "kind": "statement", "answers": "yes-sometimes-no"},
        {"key": "overall", "kind": "rating", "options": options("good", "neither", "poor", polarity="neither")},
        {"key": "plan", "kind": "yes-no", "answers": "yes-no"},
        {"key": "age", "kind": "one", "group": True, "options": options("young", "old", "older")},
        {"key": "affects", "kind": "many", "group": True,
         "options": [*options("seeing", "hearing", "moving"), *options("nothing", exclusive=True)]},
        {"key": "likes", "kind": "many", "options": options("tea", "milk", "juice")},
        {"key": "scale", "kind": "scale", "minimum": 0, "maximum": 10},
        {"key": "below", "kind": "scale", "minimum": -2, "maximum": 2},
        {"key": "visits", "kind": "number", "minimum": -5, "maximum": 500},
        {"key": "job", "kind": "short-text", "maximum-length": 40},
        {"key": "words", "kind": "comment", "maximum-length": 300},
        {"key": "area", "kind": "postcode", "group": True, "options": options("no-fixed-address")},
    )  # fmt: skip


def look_up(postcode: str) -> int | None:
    """An invented look-up that knows ten postcodes, one a decile."""
    known = {f"QX{decile}1AA": decile for decile in range(1, 11)}
    return known.get(postcode)


#: Text that a form can send and a reader would see as they wrote it.
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd"), min_size=1, max_size=40
).filter(lambda text: text == text.strip() and text != SHARE)


def sent_for(item: Item) -> st.SearchStrategy[list[str]]:
    """The values a form would send for one valid, given answer to an item."""
    keys = option_keys(item) + ([DECLINE] if item.group else [])
    if item.kind is Kind.MANY:
        alone = [option.key for option in item.options if option.exclusive] + (
            [DECLINE] if item.group else []
        )
        free = [key for key in keys if key not in alone]
        several = st.lists(st.sampled_from(free), min_size=1, unique=True)
        return st.one_of(several, st.sampled_from([[key] for key in alone])) if alone else several
    if item.kind is Kind.NUMBER:
        return st.integers(item.minimum, item.maximum).map(lambda number: [str(number)])
    if item.kind is Kind.SHORT_TEXT:
        return WORDS.map(lambda text: [text])
    if item.kind is Kind.COMMENT:
        return st.tuples(WORDS, st.booleans()).map(lambda pair: [pair[0], *([SHARE] if pair[1] else [])])
    if item.kind is Kind.POSTCODE:
        typed = st.sampled_from([f"qx{decile} 1aa" for decile in range(1, 11)] + ["ZZ1 1ZZ"])
        return st.one_of(typed, st.sampled_from(["no-fixed-address", DECLINE])).map(lambda value: [value])
    return st.sampled_from(keys).map(lambda key: [key])


def forms(definition: Definition) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Whole forms: each item answered or skipped, at least one answered."""
    each = {item.key: st.one_of(st.just([]), sent_for(item)) for item in definition.items()}
    pairs = st.fixed_dictionaries(each).map(
        lambda form: [(key, value) for key in form for value in form[key]]
    )
    return pairs.filter(bool)


FIFTHS = {f"qx{decile} 1aa": QUINTILES[(decile - 1) // 2] for decile in range(1, 11)}
