"""Which files answers can be handed out as, and the one way to write any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import BinaryIO

from sqlalchemy.orm import Session

from feedback.reports.exports import as_csv, rows
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import Source, source

#: Writes the rows of a source to a binary file, and says how many there were.
Writer = Callable[[Source, Iterator[Answered], BinaryIO], int]


class Format(StrEnum):
    """The files, by the name of their format."""

    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"
    JSONL = "jsonl"
    FHIR = "fhir"
    DDI = "ddi"


@dataclass(frozen=True)
class Kind:
    """What a format's file ends in and is sent as, and the module that writes it, read when it is first needed."""

    ending: str
    media_type: str
    module: str

    @property
    def writer(self) -> Writer:
        """The writer. It raises ModuleNotFoundError where a library that it stands on is not installed."""
        write: Writer = import_module(f"feedback.reports.exports.{self.module}").write
        return write


KINDS: dict[Format, Kind] = {
    Format.CSV: Kind("csv", "text/csv; charset=utf-8", "as_csv"),
    Format.XLSX: Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "as_xlsx"),
    Format.SAV: Kind("sav", "application/x-spss-sav", "as_spss"),
    Format.JSONL: Kind("jsonl", "application/jsonl", "as_jsonl"),
    Format.FHIR: Kind("fhir.ndjson", "application/fhir+ndjson", "as_fhir"),
    Format.DDI: Kind("ddi.xml", "application/xml", "as_ddi"),
}


class NotInstalled(RuntimeError):
    """A format that needs a library which this installation does not have; says what to install."""


@dataclass(frozen=True)
class Written:
    """What was written: the file's name and media type, and how many responses it holds."""

    name: str
    media_type: str
    rows: int


def write(
    session: Session,
    survey_id: int,
    format: Format,
    out: BinaryIO,
    *,
    places: Collection[int] | None = None,
    words: bool = False,
) -> Written:
    """Writes the answers of a survey that count, of some places only where `places` is given.

    `words` lets out what people wrote themselves; whoever passes it has made sure that the reader may read comments.
    Raises NothingToExport for a survey that was never published, and NotInstalled.
    """
    found, kind = source(session, survey_id, places=places, words=words), KINDS[format]
    try:
        number = kind.writer(found, rows.stream(session, found), out)
    except ModuleNotFoundError as missing:
        raise NotInstalled(
            f"SPSS files need the library {missing.name}: pip install 'said-and-done[spss]'."
        ) from None
    return Written(found.file_name(kind.ending), kind.media_type, number)


def write_codebook(session: Session, survey_id: int, out: BinaryIO, *, words: bool = False) -> str:
    """Writes what every column and value of these files means; returns the file's name."""
    found = source(session, survey_id, words=words)
    as_csv.write_codebook(found, out)
    return f"{found.slug}-codebook.csv"
