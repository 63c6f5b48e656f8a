"""The codebook of a survey as a table: every question and answer with the code that it is stored under."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from surveys.definition import DECLINE, NOT_FOUND, Condition, Definition, Item, Kind
from surveys.formats import harmless
from surveys.kinds import DECLINED, NOT_ASKED, SKIPPED, TICKED, UNTICKED, WITHHELD, Place, option_keys
from surveys.reading import decline_option

COLUMNS = (
    "item", "kind", "text", "easy read", "registry", "group", "option", "label", "polarity", "stored code",
    "asked only when",
)  # fmt: skip
_FIFTHS = {
    "1": "The most deprived fifth of areas", "2": "The second most deprived fifth", "3": "The middle fifth",
    "4": "The second least deprived fifth", "5": "The least deprived fifth of areas",
    NOT_FOUND: "A postcode that the look-up does not hold",
}  # fmt: skip


def write_csv(definition: Definition, codes: Mapping[str, Place]) -> bytes:
    """The codebook as CSV in UTF-8 with a byte-order mark: a row an answer, no cell a live formula.

    `codes` is what `publishing.codebook` gives for the revision. A question that takes any number of answers has one
    byte for each, and the code of an answer is the place of its byte.
    """
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for item in definition.items():
        out.writerows([harmless.cell(cell) for cell in row] for row in _rows(definition, item, codes))
    out.writerows([harmless.cell(cell) for cell in row] for row in _special())
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _rows(definition: Definition, item: Item, codes: Mapping[str, Place]) -> Iterator[list[str]]:
    place = codes.get(item.key)
    own = dict(place.codes) if place else {}
    head = [
        item.key, str(item.kind), item.text, item.easy or "", " ".join(item.registry),
        "yes" if item.group else "",
    ]  # fmt: skip
    asked = when(definition, item)
    offered = option_keys(item)
    for key in offered:
        option = item.option(key)
        polarity = str(option.polarity) if option and option.polarity else ""
        yield [*head, key, label(item, key), polarity, str(own.get(key, "")), asked]
    for key in own:
        if key not in offered:
            yield [*head, key, "(no longer offered)", "", str(own[key]), asked]
    if item.group:
        yield [*head, DECLINE, decline_option().text, "", str(DECLINED), asked]
    if not item.closed:
        yield [*head, "", "(answered; what was written is not coded)", "", "1", asked]


def label(item: Item, key: str) -> str:
    """What an answer says, by its key, in English."""
    if option := item.option(key):
        return option.text
    if item.kind is Kind.POSTCODE:
        return _FIFTHS.get(key, key)
    end = {str(item.minimum): item.minimum_label, str(item.maximum): item.maximum_label}.get(key)
    return f"{end} ({key})" if end else key


def when(definition: Definition, item: Item) -> str:
    """Under which answers the item is asked, in words; empty when always."""
    return "; and ".join(_clause(definition, condition) for condition in definition.conditions[item.key])


def _clause(definition: Definition, condition: Condition) -> str:
    asked = definition.item(condition.item)
    words = [f"“{_words(asked, key)}”" for key in condition.is_ or condition.is_not]
    said = "is" if condition.is_ else "is not"
    return f"{condition.item} {said} {' or '.join(words)}"


def _words(item: Item | None, key: str) -> str:
    if key == DECLINE:
        return decline_option().text
    return label(item, key) if item else key


def _special() -> Iterator[list[str]]:
    """What any question can hold beside its answers."""
    meanings = (
        (NOT_ASKED, "Not asked"), (SKIPPED, "Skipped: asked and left out"), (DECLINED, decline_option().text),
        (WITHHELD, "Withheld"),
    )  # fmt: skip
    for code, meaning in meanings:
        yield ["(every item)", "", "", "", "", "", "", meaning, "", str(code), ""]
    for code, meaning in ((TICKED, "Ticked"), (UNTICKED, "Not ticked")):
        yield ["(each answer of a many)", str(Kind.MANY), "", "", "", "", "", meaning, "", str(code), ""]
