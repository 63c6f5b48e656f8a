"""Opens files of strangers within bounds: size, rows, archives that would burst, XML that reaches outside."""

from __future__ import annotations

import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from surveys.formats.accounting import BadFile

if TYPE_CHECKING:
    from lxml import etree

#: The most that is read of one file, packed and unpacked; of one that is text, each letter is looked at many times.
MOST_BYTES, MOST_UNPACKED, MOST_TEXT = 20_000_000, 100_000_000, 10_000_000
#: The most of a part of a spreadsheet that is read as a whole before any row (styles, words), and the most tags of a
#: sheet: what reads it keeps each of them that is no cell. A spreadsheet has no more columns than the last number.
MOST_PART, MOST_TAGS, MOST_IN_A_ROW = 10_000_000, 3_000_000, 16_384
#: Rows of a sheet of questions, and of a sheet of answers.
MOST_ROWS, MOST_CHOICES = 5_000, 50_000

_ROW_OR_CELL = re.compile(rb"<(?:\w{1,99}:)?(row|c)[\s/>]")
#: What a broken archive raises, by the way it is packed.
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, KeyError, zlib.error, lzma.LZMAError, struct.error,
)  # fmt: skip


def bounded(content: bytes, most: int = MOST_BYTES) -> bytes:
    """The content itself; raises BadFile when it is empty or too large."""
    if not content:
        raise BadFile("The file is empty.")
    if len(content) > most:
        raise BadFile(f"The file is larger than {most // 1_000_000} MB. Split it into parts.")
    return content


def text_of(content: bytes) -> str:
    """A text file as text: UTF-8, or UTF-16 where it says so. Raises BadFile for anything else."""
    content = bounded(content, MOST_TEXT)
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        raise BadFile(
            f"The file is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8 and try again."
        ) from None


def archive(content: bytes, what: str = "spreadsheet", suffix: str = ".xlsx") -> io.BytesIO:
    """A spreadsheet's (or another file's) archive that is safe to unpack. Raises BadFile for a bomb, a lock or none."""
    try:
        with zipfile.ZipFile(io.BytesIO(bounded(content))) as found:
            entries = found.infolist()
            _refuse_bursting(entries, what)
            declares = False
            for entry in entries:
                if _is_xml(entry) or (suffix == ".xlsx" and _begins_as_xml(found, entry)):
                    # Of a part in UTF-16 every second byte is none, and what is looked for stands there all the same.
                    part = found.read(entry).replace(b"\0", b"")
                    declares = declares or (_declares(part) and not _is_picture(entry))
                    if suffix == ".xlsx":
                        _refuse_swollen(entry, part, what)
    except BadFile:
        raise
    except (*_BROKEN, OSError):
        raise BadFile(
            f"This is not a {what} that can be opened ({suffix}). Save it again as {suffix}."
        ) from None
    if declares:
        raise BadFile(f"The {what} declares a document type or entities of its own. It is not opened.")
    return io.BytesIO(content)


def _refuse_bursting(entries: list[zipfile.ZipInfo], what: str) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadFile(f"The {what} is locked with a password. Save it without one.")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > 2_000:
        raise BadFile(f"The {what} unpacks to more than it may. It is not opened.")


def _refuse_swollen(entry: zipfile.ZipInfo, part: bytes, what: str) -> None:
    """Raises BadFile for a part that is small enough to unpack, and still takes too much to read."""
    # Which part is a sheet the file says itself, whatever the part is called.
    swollen = part.count(b"<") > MOST_TAGS or _longest_row(part) > MOST_IN_A_ROW
    if swollen or (len(part) > MOST_PART and not entry.filename.startswith("xl/worksheets/")):
        raise BadFile(
            f"The {what} is not opened: its part {entry.filename[:60]!r} is larger than any form has. Copy what "
            "is typed in its cells into a new file."
        )


def _longest_row(part: bytes) -> int:
    longest = cells = 0
    for found in _ROW_OR_CELL.finditer(part):
        cells = cells + 1 if found[1] == b"c" else 0
        longest = max(longest, cells)
    return longest


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.casefold().endswith((".xml", ".rels", ".vml"))


def _begins_as_xml(found: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part is XML under another name: a spreadsheet may call its sheets as it likes."""
    with found.open(entry) as part:
        return part.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _is_picture(entry: zipfile.ZipInfo) -> bool:
    """Whether a part is a drawing beside the sheets, which honest programs begin with a type."""
    return entry.filename.startswith("xl/media/") and entry.filename.casefold().endswith(".svg")


def _declares(part: bytes) -> bool:
    """Whether a part of a spreadsheet declares a type or entities; spreadsheet programs never write such a thing."""
    return b"<!DOCTYPE" in part or b"<!ENTITY" in part


def xml(content: bytes) -> etree._Element:
    """The root of an XML file that declares nothing and fetches nothing. Raises BadFile."""
    from lxml import etree  # not where a web process starts: most never read a file

    content = bounded(content, MOST_TEXT)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadFile(f"This is not XML that can be read: {error}.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadFile(
            "The file declares a document type or entities of its own. Take that out: it is not opened."
        )
    return root


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None) if len(names) < 500 else None
    if twice is not None:
        raise BadFile(f"The name {twice!r} stands twice in one object. Keep one of them.")
    return dict(pairs)


def json_of(content: bytes) -> Any:
    """Parsed JSON. Raises BadFile, with line and column, for anything else."""
    text = text_of(content)
    try:
        return json.loads(text, object_pairs_hook=_no_twice)
    except json.JSONDecodeError as error:
        raise BadFile(
            f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except RecursionError:
        raise BadFile("The file is nested too deeply to be a survey.") from None
    except ValueError as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(f"This is not JSON that can be read: {error}.") from None
