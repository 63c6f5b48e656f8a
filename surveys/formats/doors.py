"""The doors: which formats surveys come in by and leave by, and how a file shows which one it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from surveys.formats.accounting import BadFile, Brought
from surveys.formats.tags import Languages

Read = Callable[[bytes, str, Languages], Brought]


@dataclass(frozen=True)
class Door:
    """A format: its name on the command line, what people call it, and the module that reads it, loaded when needed."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str
    function: str = "read"


IN: tuple[Door, ...] = (
    Door("xlsform", "XLSForm (Kobo, ODK)", (".xlsx", ".xlsm", ".xls"), "xlsform.reading"),
    Door("limesurvey", "LimeSurvey (.lss)", (".lss", ".lsa", ".lsg", ".lsq"), "limesurvey.lss"),
    Door("limesurvey-tsv", "LimeSurvey (tab-separated)", (".txt", ".tsv"), "limesurvey.tsv"),
    Door("fhir", "FHIR Questionnaire", (".fhir",), "fhir.reading"),
    Door("json", "Said & Done (JSON)", (".json",), "own"),
    Door("toml", "Said & Done (TOML)", (".toml",), "own", "read_toml"),
)
NAMES = tuple(door.name for door in IN)


def guess(filename: str, content: bytes) -> str:
    """The format of a file, from its name and its first letters. Raises BadFile when nothing fits."""
    suffix = PurePath(filename).suffix.lower()
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix == ".json" or (not suffix and head.startswith(b"{")):
        return "fhir" if b'"resourceType"' in content else "json"
    named = next((door.name for door in IN if suffix in door.suffixes), None)
    if named is not None:
        return named
    if suffix == ".xml" and b"LimeSurvey" in content[:4096]:
        return "limesurvey"
    if suffix == ".xml" and b"http://hl7.org/fhir" in content[:4096]:
        return "fhir"
    titles = ", ".join(door.title for door in IN)
    raise BadFile(f"{filename or 'The file'} is of no kind that can be brought in. These can: {titles}.")


def read(content: bytes, filename: str, languages: Languages, format: str | None = None) -> Brought:
    """A file as a survey with the account of its items. Raises BadFile for a file as a whole."""
    name = format or guess(filename, content)
    door = next((door for door in IN if door.name == name), None)
    if door is None:
        raise BadFile(f"There is no format {name!r}. There are: {', '.join(NAMES)}.")
    reader: Read = getattr(import_module(f"surveys.formats.{door.module}"), door.function)
    return reader(content, PurePath(filename).stem or "survey", languages)
