"""Answers for SPSS: the stored codes as numbers, with labels for questions and answers and codes declared missing.

The library behind it takes a whole table at once, so memory grows with the answers: one byte an answer while they
are gathered. Every other format is written row by row.
"""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

import numpy as np

from feedback.reports.exports import variables
from feedback.reports.exports.cells import ANSWERED, spoken
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import DUTY, INVENTED, Frozen, Source
from feedback.reports.exports.spss_names import names
from feedback.reports.exports.variables import MISSING, Variable
from surveys.definition import Kind
from surveys.formats import harmless
from surveys.kinds import NOT_ASKED, SKIPPED, TICKED, UNTICKED, WITHHELD

#: What stands in a column of typed numbers instead of one: beyond any number that can be typed.
NO_NUMBER = {code: -(10**12) - code for code in (NOT_ASKED, SKIPPED, WITHHELD)}
#: The longest labels and lines of a note that SPSS keeps, in bytes.
_VARIABLE_LABEL, _VALUE_LABEL, _FILE_LABEL, _NOTE = 255, 120, 60, 80


def write(source: Source, rows: Iterator[Answered], out: BinaryIO) -> int:
    """Writes a .sav; returns how many rows it has. Raises ModuleNotFoundError before the first row is read."""
    import pandas
    import pyreadstat

    gathered = _Gathered(source)
    for row in rows:
        gathered.add(row)
    table = pandas.DataFrame(gathered.columns())
    known = names(table.columns)
    said = {**variables.head(source), **{each.name: each.label for each in gathered.variables}}
    coded = [variable for variable in gathered.variables if not _is_text(variable)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        pyreadstat.write_sav(
            table.rename(columns=known),
            str(path),
            file_label=_cut(source.title, _FILE_LABEL),
            column_labels=[_cut(said[name], _VARIABLE_LABEL) for name in table.columns],
            variable_value_labels={known[each.name]: _labels(each) for each in coded},
            missing_ranges={known[each.name]: _missing(each) for each in coded},
            variable_measure={known[each.name]: _measure(each) for each in coded},
            note=textwrap.wrap(f"{INVENTED} {DUTY}" if source.invented else DUTY, _NOTE),
            row_compress=True,
        )
        with path.open("rb") as written:
            copyfileobj(written, out)
    return len(table)


class _Gathered:
    """Rows as columns: a byte an answer, and typed numbers and words where there are any."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.variables = variables.variables(source)
        self._bytes = bytearray()
        self._heads: list[tuple[Any, ...]] = []
        self._typed: dict[str, list[Any]] = {each.name: [] for each in self.variables if not each.item.closed}
        self._plans = {revision: self._plan(frozen) for revision, frozen in source.revisions.items()}

    def _plan(self, frozen: Frozen) -> Callable[[bytes], Sequence[int]]:
        """Takes the byte of each variable out of the codes; what a revision did not ask is read from the end."""
        offsets = [
            variables.table(each, frozen)[0] if each.item.key in frozen.codebook else -1
            for each in self.variables
        ]
        # A second value makes it a tuple, also where there is one column.
        return itemgetter(*offsets, -1)

    def add(self, row: Answered) -> None:
        """One row more."""
        taken = self._plans[row.revision_id](row.codes + b"\0")[:-1]
        self._bytes += bytes(taken)
        number = self._source.revisions[row.revision_id].number
        place = self._source.place_slugs[row.place_id]
        self._heads.append((row.language, row.channel, row.answered_on, place, number))
        if self._typed:
            self._add_typed(row, taken)

    def _add_typed(self, row: Answered, taken: Sequence[int]) -> None:
        record = row.recorded() if row.record else {}
        for code, variable in zip(taken, self.variables, strict=True):
            if variable.item.closed:
                continue
            words = _is_text(variable)
            if code == ANSWERED and variable.item.key not in record:
                code = WITHHELD
            if code == ANSWERED:
                answer = record[variable.item.key]
                self._typed[variable.name].append(harmless.text(spoken(answer)) if words else float(answer))
            else:
                self._typed[variable.name].append(MISSING[code] if words else float(NO_NUMBER[code]))

    def columns(self) -> dict[str, Any]:
        """Everything that was gathered, column by column."""
        width = len(self.variables)
        codes = np.frombuffer(bytes(self._bytes), np.uint8).reshape(len(self._heads), width).copy()
        revisions = np.array([head[-1] for head in self._heads], np.int32)
        for frozen in self._source.revisions.values():
            for at, variable in enumerate(self.variables):
                if _came_later(variable, frozen):
                    column = codes[:, at]
                    column[(revisions == frozen.number) & np.isin(column, (TICKED, UNTICKED))] = NOT_ASKED
        columns: dict[str, Any] = {
            name: [head[at] for head in self._heads]
            for at, name in enumerate(("language", "channel", "answered_on", "place"))
        }
        columns["revision"] = revisions
        if self._source.invented:
            columns[variables.NOTE] = [variables.head(self._source)[variables.NOTE]] * len(self._heads)
        for at, variable in enumerate(self.variables):
            columns[variable.name] = self._typed.get(variable.name, codes[:, at])
        return columns


def _came_later(variable: Variable, frozen: Frozen) -> bool:
    """Whether a revision asked the question, and not yet with this option."""
    place = frozen.codebook.get(variable.item.key)
    return place is not None and variable.option is not None and variable.option not in place.codes


def _is_text(variable: Variable) -> bool:
    return variable.item.kind in (Kind.SHORT_TEXT, Kind.COMMENT)


def _is_number(variable: Variable) -> bool:
    return variable.item.kind is Kind.NUMBER


def _labels(variable: Variable) -> dict[int | float, str]:
    typed = _is_number(variable)
    return {
        NO_NUMBER[value.code] if typed else value.code: _cut(value.label, _VALUE_LABEL)
        for value in variable.values
    }


def _missing(variable: Variable) -> list[Any]:
    """What counts as missing. SPSS takes a range and one value beside it, which is just enough."""
    if _is_number(variable):
        return [{"lo": min(NO_NUMBER.values()), "hi": max(NO_NUMBER.values())}]
    return [{"lo": SKIPPED, "hi": WITHHELD}, NOT_ASKED]


def _measure(variable: Variable) -> str:
    if _is_number(variable) or variable.item.kind is Kind.SCALE:
        return "scale"
    return "ordinal" if variable.item.kind in (Kind.STATEMENT, Kind.RATING) else "nominal"


def _cut(words: str, most: int) -> str:
    """Words within so many bytes, never half a letter."""
    return harmless.text(words).encode()[:most].decode("utf-8", "ignore")
