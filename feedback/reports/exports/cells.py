"""One response as a row of cells, by tables that are made once for each revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from feedback.reports.exports import variables
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import Frozen, Source
from feedback.reports.exports.variables import MISSING, Variable
from surveys.kinds import WITHHELD

#: The packed byte of an answer that stands in the record.
ANSWERED = 1


class _Plan(NamedTuple):
    """How the rows of one revision are read: a byte and a table a column, and the columns that the record fills."""

    number: str
    closed: list[tuple[list[str], int]]
    recorded: list[tuple[int, str, int]]


class Cells:
    """Turns responses into rows of text. `clean` is what the format needs done to words that people typed."""

    def __init__(self, source: Source, clean: Callable[[str], str]) -> None:
        self._source = source
        self._clean = clean
        self.variables = variables.variables(source)
        self.names = [*variables.head(source), *(variable.name for variable in self.variables)]
        self._note = [variables.head(source)[variables.NOTE]] if source.invented else []
        self._plans = {
            revision: self._plan(frozen, self.variables) for revision, frozen in source.revisions.items()
        }

    def _plan(self, frozen: Frozen, columns: list[Variable]) -> _Plan:
        closed = [variables.table(variable, frozen) for variable in columns]
        recorded = [
            (at, variable.item.key, closed[at][0])
            for at, variable in enumerate(columns)
            if not variable.item.closed and variable.item.key in frozen.codebook
        ]
        return _Plan(str(frozen.number), [(table, offset) for offset, table in closed], recorded)

    def of(self, rows: Iterator[Answered]) -> Iterator[list[str]]:
        """A row of cells for each response, in the order of `names`."""
        plans, slugs, note = self._plans, self._source.place_slugs, self._note
        for row in rows:
            plan, codes = plans[row.revision_id], row.codes
            cells = [table[codes[at]] for table, at in plan.closed]
            if plan.recorded:
                self._fill(cells, row, plan)
            yield [
                row.language, row.channel, row.answered_on.isoformat(), slugs[row.place_id], plan.number, *note, *cells,
            ]  # fmt: skip

    def _fill(self, cells: list[str], row: Answered, plan: _Plan) -> None:
        given = [(at, key) for at, key, offset in plan.recorded if row.codes[offset] == ANSWERED]
        if given:
            record = row.recorded()
            for at, key in given:
                cells[at] = self._clean(spoken(record[key])) if key in record else MISSING[WITHHELD]


def spoken(answer: Any) -> str:
    """What somebody typed: the words of a comment, a number as its digits."""
    return str(answer["text"] if isinstance(answer, dict) else answer)
