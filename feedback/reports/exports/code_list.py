"""The codebook of an export as lines of a table: every column, every value it can hold, and what that means."""

from __future__ import annotations

from collections.abc import Iterator

from feedback.reports.exports.source import INVENTED, Source
from feedback.reports.exports.variables import Variable, head, variables
from surveys.definition import Kind
from surveys.formats import codebook

COLUMNS = (
    "column",
    "question",
    "kind",
    "value",
    "label",
    "polarity",
    "stored code",
    "missing",
    "asked only when",
)
#: What the cells of a question hold that is not answered from a list.
_TYPED = {
    Kind.NUMBER: "(a whole number)", Kind.SHORT_TEXT: "(a few words)", Kind.COMMENT: "(words)",
}  # fmt: skip


def lines(source: Source) -> Iterator[list[str]]:
    """A line a value, in the order of the columns."""
    if source.invented:
        yield ["(every row)", INVENTED, "", "", "", "", "", "", ""]
    for name, meaning in head(source).items():
        values = source.place_names.items() if name == "place" else [("", "")]
        for value, label in values:
            yield [name, meaning, "", value, label, "", "", "", ""]
    definition = source.newest.definition
    for variable in variables(source):
        # A question that is no longer asked has no place in the routing of the newest revision.
        asked = codebook.when(definition, variable.item) if definition.item(variable.item.key) else ""
        yield from _of(variable, asked)


def _of(variable: Variable, asked: str) -> Iterator[list[str]]:
    start = [variable.name, variable.label, str(variable.item.kind)]
    if variable.item.kind in _TYPED:
        yield [*start, "", _TYPED[variable.item.kind], "", "1", "", asked]
    for value in variable.values:
        option = None if variable.option else variable.item.option(value.cell)
        polarity = str(option.polarity) if option and option.polarity else ""
        missing = "yes" if value.missing else ""
        yield [*start, value.cell, value.label, polarity, str(value.code), missing, asked]
