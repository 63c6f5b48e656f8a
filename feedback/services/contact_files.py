"""Files of contacts: which column is what, by its usual names or as staff say, and each line as it stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feedback.services import contact_words, phone_numbers
from feedback.services.phone_numbers import Kind
from feedback.services.refusals import Refused
from surveys.formats import tables
from surveys.formats.accounting import BadFile

MOST_LINES = 100_000
MOST_BYTES = 12_000_000
#: The columns that can be told, in the order in which a form asks for them.
COLUMNS = ("number", "language", "name", "format")
#: Usual names, the surest first; compared as `contact_words.folded` leaves them.
_NUMBER = (
    "mobile", "mobile number", "mobile no", "mobile phone", "mobile phone number", "mobile telephone",
    "mobile telephone number", "mob", "cell", "cell phone", "sms", "sms number", "text number", "patient mobile",
    "patient mobile number", "contact mobile", "phone", "phone number", "phone no", "telephone", "telephone number",
    "telephone no", "tel", "tel no", "tel number", "contact number", "number", "contact phone", "contact",
)  # fmt: skip
_EMAIL = (
    "email", "e mail", "email address", "e mail address", "mail", "patient email", "patient email address",
    "contact email",
)  # fmt: skip
_NAMES: Mapping[str, Sequence[str]] = {
    "language": (
        "language", "preferred language", "main language", "main spoken language", "first language",
        "spoken language", "written language", "preferred written language", "lang", "language code",
    ),
    "name": (
        "first name", "firstname", "forename", "given name", "known as", "preferred name", "name", "patient name",
        "full name",
    ),
    "format": (
        "format", "preferred format", "format preference", "communication need", "communication needs",
        "information need", "information needs", "accessible information", "accessible information standard", "ais",
        "preferred contact", "preferred contact method", "contact preference", "contact method", "needs",
        "reasonable adjustment", "reasonable adjustments", "accessibility", "alternative format",
    ),
}  # fmt: skip
_MANY_DIGITS = re.compile(r"(?:\d\D{0,2}){6,}")
_LONGEST_NAME = 80
#: What a phone may take for an address: people choose what their record calls them, and a text of ours has one link.
_ADDRESS = re.compile(r"[/@\\]|\bwww\b|[^\W_]{2,}[.。．｡][^\W_]{2,}", re.IGNORECASE)
#: Without width, and some scripts cannot be spelt without them.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Line:
    """One line of the file as it stands there; `address` is a number or an e-mail address."""

    line: int
    address: str
    language: str = ""
    name: str = ""
    format: str = ""


@dataclass
class Found:
    """The lines, which column was taken for what, and what a reader should know."""

    lines: list[Line]
    columns: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    #: Whether NHS numbers stand where telephone numbers were wanted.
    nhs_numbers: bool = False


def read(content: bytes, *, channel: str = "sms", chosen: Mapping[str, str] | None = None) -> Found:
    """Every line of a file. Raises Refused for one that cannot be read, or whose number column is not found.

    `chosen` says for any of COLUMNS which one it is, by its heading or by its letter as a spreadsheet shows it.
    """
    try:
        sheet = tables.read(content, most_rows=MOST_LINES + 1)
    except BadFile as bad:
        raise Refused(str(bad), "file") from None
    heading = sheet.rows[0].cells
    headed = not any(_is_address(cell, channel) for cell in heading)
    columns = _columns(heading if headed else [], heading, channel, chosen or {})
    body = sheet.rows[1:] if headed else sheet.rows
    if not body:
        raise Refused("The file has a row of headings and nobody below it.", "file")
    lines = [_line(row.line, row.cells, columns) for row in body]
    told = {name: heading[at] if headed and at < len(heading) else letter(at) for name, at in columns.items()}
    found = Found(lines, told, list(sheet.remarks))
    if channel == "sms":
        found.nhs_numbers = _holds_nhs_numbers(lines)
    return found


def letter(at: int) -> str:
    """A column as a spreadsheet names it: A, B, and after Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def _line(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> Line:
    def cell(name: str) -> str:
        at = columns.get(name, -1)
        words = cells[at] if 0 <= at < len(cells) else ""
        return "" if words == tables.FORMULA and name != "number" else words

    name = "".join(each if each.isprintable() or each in _JOINERS else " " for each in cell("name"))
    name = "" if _ADDRESS.search(name) else name
    return Line(
        number, cell("number"), cell("language"), " ".join(name.split())[:_LONGEST_NAME], cell("format")
    )


def _is_address(cell: str, channel: str) -> bool:
    """Whether a cell holds what is no heading: an address of either kind, or something as long as a number."""
    return "@" in cell if channel == "email" else _MANY_DIGITS.search(phone_numbers.plain(cell)) is not None


def _columns(
    heading: Sequence[str], first: Sequence[str], channel: str, chosen: Mapping[str, str]
) -> dict[str, int]:
    names = [contact_words.folded(cell) for cell in heading]
    usual = {"number": _EMAIL if channel == "email" else _NUMBER, **_NAMES}
    found: dict[str, int] = {}
    for column in COLUMNS:
        if said := chosen.get(column, "").strip():
            found[column] = _chosen(said, names, len(first), column)
    for column in COLUMNS:
        left = [at for at in range(len(names)) if at not in found.values()]
        best = (at for word in usual[column] for at in left if names[at] == word)
        if column not in found and (at := next(best, None)) is not None:
            found[column] = at
    if "number" not in found:
        what = "an e-mail address" if channel == "email" else "a mobile number"
        raise Refused(
            f"No column of the file is called like {what}. It has {_told(first)}. Say below which one holds it, by its "
            "heading or its letter, and choose the file again.",
            "number",
        )
    return found


def _chosen(said: str, names: Sequence[str], width: int, column: str) -> int:
    folded = contact_words.folded(said)
    if folded in names:
        return names.index(folded)
    at = next((at for at in range(width) if letter(at) == said.upper()), None)
    if at is None:
        raise Refused(f"The file has no column “{said[:40]}”.", column)
    return at


def _told(first: Sequence[str]) -> str:
    """The columns as a page may show them: a heading as it stands, somebody's number or address not."""
    shown = [
        f"{letter(at)}: “{cell[:30]}”"
        if not _MANY_DIGITS.search(cell) and "@" not in cell
        else f"{letter(at)}"
        for at, cell in enumerate(first)
        if cell
    ]
    return "these columns: " + ", ".join(shown[:20])


def _holds_nhs_numbers(lines: Sequence[Line]) -> bool:
    """Whether the column was mistaken for one of NHS numbers: those that can be no mobile tell of the rest."""
    looked = [phone_numbers.plain(line.address) for line in lines if line.address]
    nhs = [text for text in looked if phone_numbers.is_nhs_number(text)]
    if any(phone_numbers.read(text).kind is Kind.NHS_NUMBER for text in nhs):
        return True
    # One number in eleven would have such a digit by chance.
    return len(nhs) >= 3 and len(nhs) == len([text for text in looked if text])
