"""The codebook of an export as DDI-Codebook 2.5: what the archive of a data set asks for beside the CSV of answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, BinaryIO

from lxml import etree

from feedback.reports.exports import variables
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import DUTY, INVENTED, Source
from feedback.reports.exports.variables import Variable
from surveys.definition import Kind
from surveys.formats import codebook, harmless

NAMESPACE = "ddi:codebook:2_5"
_FILE = "F1"


def write(source: Source, rows: Iterator[Answered], out: BinaryIO) -> int:
    """Writes the codebook in UTF-8; returns how many responses the file of answers has. No count of an answer is in it.

    Frequencies, which DDI has a place for, are statistics and go by the door for statistics.
    """
    first: date | None = None
    last: date | None = None
    number = 0
    for row in rows:
        first, last, number = first or row.answered_on, row.answered_on, number + 1
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("codeBook", {"version": "2.5"}, nsmap={None: NAMESPACE}):
            _Writer(file, source).write(number, first, last)
    return number


class _Writer:
    """Writes elements in the order of the schema."""

    def __init__(self, file: Any, source: Source) -> None:
        self._file = file
        self._source = source

    @contextmanager
    def _in(self, element: str, /, **attributes: str) -> Iterator[None]:
        with self._file.element(element, {key: harmless.text(value) for key, value in attributes.items()}):
            yield

    def _say(self, element: str, words: str, /, **attributes: str) -> None:
        with self._in(element, **attributes):
            self._file.write(harmless.text(words))

    def write(self, number: int, first: date | None, last: date | None) -> None:
        """The study, the file, and every variable."""
        self._study(first, last)
        with self._in("fileDscr", ID=_FILE), self._in("fileTxt"):
            self._say("fileName", self._source.file_name("csv"))
            with self._in("dimensns"):
                self._say("caseQnty", str(number))
                self._say("varQnty", str(len(variables.head(self._source)) + len(self._variables())))
            self._say("fileType", "text/csv; charset=utf-8")
        with self._in("dataDscr"):
            for name, meaning in variables.head(self._source).items():
                self._of_head(name, meaning)
            for each in self._variables():
                self._variable(each)

    def _variables(self) -> list[Variable]:
        return variables.variables(self._source)

    def _study(self, first: date | None, last: date | None) -> None:
        with self._in("stdyDscr"):
            with self._in("citation"):
                with self._in("titlStmt"):
                    self._say("titl", self._source.title)
                    self._say("IDNo", self._source.slug)
                with self._in("rspStmt"):
                    self._say("AuthEnty", self._source.organisation)
            with self._in("stdyInfo"):
                if introduction := self._source.newest.definition.introduction:
                    self._say("abstract", introduction)
                if first and last:
                    with self._in("sumDscr"):
                        self._say("collDate", first.isoformat(), date=first.isoformat(), event="start")
                        self._say("collDate", last.isoformat(), date=last.isoformat(), event="end")
            with self._in("dataAccs"), self._in("useStmt"):
                self._say("restrctn", DUTY)
            if self._source.invented:
                self._say("notes", INVENTED)

    def _of_head(self, name: str, meaning: str) -> None:
        with self._in("var", ID=_id(name), name=name, files=_FILE, intrvl="discrete"):
            self._say("labl", meaning)
            for slug, place in self._source.place_names.items() if name == "place" else ():
                with self._in("catgry"):
                    self._say("catValu", slug)
                    self._say("labl", place)
            self._format("numeric" if name == "revision" else "character")

    def _variable(self, variable: Variable) -> None:
        item = variable.item
        typed = item.kind is Kind.NUMBER
        with self._in("var", ID=_id(variable.name), name=variable.name, files=_FILE,
                      intrvl="contin" if typed else "discrete"):  # fmt: skip
            self._say("labl", variable.label)
            with self._in("qstn"):
                self._say("qstnLit", item.text)
                if item.help:
                    self._say("ivuInstr", item.help)
            definition = self._source.newest.definition
            if definition.item(item.key) and (when := codebook.when(definition, item)):
                self._say("universe", f"Asked when {when}")
            for value in variable.values:
                with self._in("catgry", missing="Y" if value.missing else "N"):
                    self._say("catValu", value.cell)
                    self._say("labl", value.label)
            self._format("numeric" if typed else "character")
            if easy := item.easy:
                self._say("notes", f"In Easy Read: {easy}")

    def _format(self, kind: str) -> None:
        with self._in("varFormat", type=kind):
            pass


def _id(name: str) -> str:
    """A name as XML takes it for an ID; a slash, which it does not, becomes a dot that no key holds."""
    return f"V_{name.replace('/', '.')}"
