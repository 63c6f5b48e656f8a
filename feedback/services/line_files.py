"""Files for a translator and back: the lines of a survey in three formats, told apart by what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from feedback.vocabulary import ENGLISH_NAMES, LANGUAGES, RIGHT_TO_LEFT
from surveys.definition import Definition
from surveys.formats import lines, tags


class Format(StrEnum):
    """What a file for a translator can be; the value is the ending of its name."""

    XLSX = "xlsx"
    PO = "po"
    XLIFF = "xlf"


#: How a browser is told what it is given.
MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PO: "text/x-gettext-translation; charset=utf-8",
    Format.XLIFF: "application/xliff+xml",
}


def languages() -> tags.Languages:
    """Every language of ours with its English and its own name, to tell which one a file is in."""
    return {tag: (ENGLISH_NAMES[tag], own) for tag, own in LANGUAGES.items()}


def sheet(
    definition: Definition,
    words: Mapping[str, str],
    language: str,
    *,
    made_from: Mapping[str, str] | None = None,
) -> lines.Sheet:
    """The lines of a survey in a language as they stand today.

    `made_from` holds, by key, the English that each translation was made from, where that is known.
    """
    return lines.sheet(
        definition, words, language=language, name=ENGLISH_NAMES[language], made_from=made_from,
        right_to_left=language in RIGHT_TO_LEFT, languages=languages(),
    )  # fmt: skip


def write(sheet: lines.Sheet, format: Format, *, provenance: str = "") -> bytes:
    """The file to send out; only a PO file has a place for where the words came from."""
    # Readers of files are imported where a file is read: most processes never see one.
    from feedback.services import po_files
    from surveys.formats import lines_xliff, lines_xlsx

    if format is Format.PO:
        return po_files.write(sheet, provenance=provenance)
    return lines_xliff.write(sheet) if format is Format.XLIFF else lines_xlsx.write(sheet)


def read(content: bytes, sheet: lines.Sheet) -> lines.Returned:
    """What a file brings back, of whichever format it is; its name may be anything.

    Raises BadFile when it is refused as a whole.
    """
    from feedback.services import po_files
    from surveys.formats import lines_xliff, lines_xlsx

    start = content[:20_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return lines_xliff.read(content, sheet)
    if b"msgid" in start and b"msgstr" in start and not start.startswith(b"PK"):
        return po_files.read(content, sheet)
    return lines_xlsx.read(content, sheet)
