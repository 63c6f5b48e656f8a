"""The columns of an export: one a question, one an answer of a *many*, with every value and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feedback.reports.exports.source import Frozen, Source
from surveys.definition import DECLINE, Item, Kind
from surveys.formats import codebook
from surveys.kinds import DECLINED, NOT_ASKED, SKIPPED, TICKED, UNTICKED, WITHHELD, option_keys
from surveys.reading import decline_option

#: What stands in a cell instead of an answer. No option can be called so: a key has no brackets.
MISSING: dict[int, str] = {
    NOT_ASKED: "(not asked)", SKIPPED: "(skipped)", DECLINED: DECLINE, WITHHELD: "(withheld)",
}  # fmt: skip
#: Only what is about the person offers "prefer not to say".
_FOR_EVERYTHING = (NOT_ASKED, SKIPPED, WITHHELD)
_MEANINGS = {
    NOT_ASKED: "Not asked", SKIPPED: "Skipped: asked and left out", WITHHELD: "Withheld",
}  # fmt: skip
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Value:
    """One value that a column can hold: as it stands in a cell, what it means, and the code it is stored under."""

    cell: str
    label: str
    code: int
    missing: bool = False


@dataclass(frozen=True)
class Variable:
    """A column: `name` is the key of its question, of a *many* with a slash and the key of the option."""

    name: str
    label: str
    item: Item
    option: str | None
    values: tuple[Value, ...]

    @property
    def answers(self) -> tuple[Value, ...]:
        """The values that are answers."""
        return tuple(value for value in self.values if not value.missing)

    @property
    def missing(self) -> tuple[Value, ...]:
        """The values that stand for the want of an answer."""
        return tuple(value for value in self.values if value.missing)


#: What stands in every row before the answers: the name of the column and what it holds.
HEAD = {
    "language": "The language in which the questions were read",
    "channel": "How the answers came in",
    "answered_on": "The day on which they were given",
    "place": "The place, by its short name",
    "revision": "Which version of the survey was answered",
}
NOTE = "note"


def head(source: Source) -> dict[str, str]:
    """The columns before the answers; invented rows say so, each."""
    return {**HEAD, NOTE: "Invented answers, for a demonstration"} if source.invented else HEAD


def variables(source: Source) -> list[Variable]:
    """Every column of answers, over all revisions, in the order of the newest."""
    return [variable for item in source.items() for variable in _of(item, _codes(source, item.key))]


def _codes(source: Source, key: str) -> dict[str, int]:
    """The code of every option that any revision offered; an option keeps its own for ever."""
    found: dict[str, int] = {}
    for frozen in sorted(source.revisions.values(), key=lambda frozen: frozen.number):
        if key in frozen.codebook:
            found |= frozen.codebook[key].codes
    return found


def _of(item: Item, codes: dict[str, int]) -> Iterator[Variable]:
    offered = option_keys(item)
    ordered = [*offered, *(key for key in codes if key not in offered)]
    missing = tuple(Value(MISSING[code], _MEANINGS[code], code, missing=True) for code in _FOR_EVERYTHING)
    if item.group:
        missing += (Value(DECLINE, decline_option().text, DECLINED, missing=True),)
    if item.kind is Kind.MANY:
        ticks = (Value(YES, "Ticked", TICKED), Value(NO, "Not ticked", UNTICKED))
        for key in ordered:
            label = f"{item.text} [{_label(item, key)}]"
            yield Variable(f"{item.key}/{key}", label, item, key, ticks + missing)
        return
    answers = tuple(Value(key, _label(item, key), codes[key]) for key in ordered) if item.closed else ()
    yield Variable(item.key, item.text, item, None, answers + missing)


def _label(item: Item, key: str) -> str:
    offered = key in option_keys(item)
    return codebook.label(item, key) if offered else f"{key} (no longer offered)"


def table(variable: Variable, frozen: Frozen) -> tuple[int, list[str]]:
    """Where a variable's byte stands in the codes of a revision, and the cell for each value of that byte.

    For a question that is not coded the cell of an answer is empty: it stands in the record.
    """
    place = frozen.codebook.get(variable.item.key)
    if place is None:
        return 0, [MISSING[NOT_ASKED]] * 256
    offset = place.offset
    if variable.option is not None:
        if variable.option not in place.codes:
            # The option came later: whoever was asked then could not tick it.
            return offset, _cells({TICKED: MISSING[NOT_ASKED], UNTICKED: MISSING[NOT_ASKED]})
        offset += place.codes[variable.option] - 1
    return offset, _cells({value.code: value.cell for value in variable.answers})


def _cells(answers: dict[int, str]) -> list[str]:
    return [MISSING.get(code, answers.get(code, "")) for code in range(256)]
