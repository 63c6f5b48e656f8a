"""The lines of a translation as a PO file, and back from whatever a translator's program made of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, escape, write_po

from surveys import translating
from surveys.formats import opening
from surveys.formats.accounting import BadFile
from surveys.formats.lines import Returned, Row, Sheet
from surveys.formats.lines_back import refuse_other_language, returned

_LINE = re.compile(
    r'\s*(?:(#.*)|(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,2}\])?)\s*)?("(?:[^"\\]|\\.)*")\s*)?'
)
#: Which keyword a keyword may follow; a comment or the beginning is "".
_AFTER = {"msgid": {"", "msgctxt", "msgstr"}, "msgid_plural": {"msgid"}, "msgstr": {"msgid", "msgid_plural", "msgstr"},
          "msgctxt": {"", "msgstr"}}  # fmt: skip
_MADE_FROM, _PROVENANCE = "X-English-Made-From", "X-Provenance"
#: Codings of text that older programs still write.
_CODINGS = re.compile(
    rb"iso-?8859-\d{1,2}|(?:windows-|cp)125\d|gbk?|gb2312|gb18030|big5|koi8-[ru]", re.IGNORECASE
)
#: What templates have where a name should stand.
_NOBODY = re.compile(r"FULL NAME|EMAIL@ADDRESS|^\s*Automatically generated\s*$|^\s*none\s*$", re.IGNORECASE)


def write(sheet: Sheet, *, provenance: str = "") -> bytes:
    """A catalogue with the key of each line as its context, the exact English as its id, and notes above it."""
    catalogue = Catalog(fuzzy=False)
    for line in sheet.lines:
        english = translating.tidy(line.english)
        easy = f"Easy Read: {line.easy}" if line.easy and line.easy != line.english else ""
        notes = [translating.tidy(note) for note in (line.note, easy) if note]
        message = catalogue.add(english, translating.tidy(line.text), auto_comments=notes, context=line.key)
        # "50% of people" is no format of Python's.
        message.flags.discard("python-format")
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=True)
    return f"{_header(sheet, provenance)}\n".encode() + buffer.getvalue()


def _header(sheet: Sheet, provenance: str) -> str:
    fields = {
        "Project-Id-Version": sheet.title,
        "Language": sheet.language,
        "Language-Team": sheet.name,
        _PROVENANCE: provenance,
        _MADE_FROM: sheet.fingerprint,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = [
        escape(f"{name}: {' '.join(translating.tidy(value).split())}\n") for name, value in fields.items()
    ]
    return "\n".join(['msgid ""', 'msgstr ""', *lines]) + "\n"


class _Every(Catalog):
    """A catalogue that keeps every message it is given: of two with the same id, Babel's own drops the second."""

    def __init__(self) -> None:
        super().__init__()
        self.every: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:
        self.every.append(message)

    @property
    def num_plurals(self) -> int:
        """As many forms as a file brings: an entry with forms is rejected with a reason, not the whole file."""
        return 100


def read(content: bytes, sheet: Sheet) -> Returned:
    """What a PO file brings.

    Raises BadFile for a file that is none, is of another survey, or says that it is in another language.
    """
    catalogue = _Every()
    try:
        PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(_lines(_text_of(content)))
    except PoFileError as error:
        raise BadFile(f"This is not a PO file that can be read: {error.args[0]}.") from None
    header = _fields(
        next((str(each.string) for each in catalogue.every if not each.id and not each.context), "")
    )
    refuse_other_language(header.get("language", ""), sheet)
    rows = [_row(message) for message in catalogue.every if message.id]
    if not rows:
        raise BadFile("There are no lines in this PO file.")
    result = returned(sheet, rows, fingerprint=header.get(_MADE_FROM.casefold(), ""))
    translator = header.get("last-translator", "")
    result.translator = "" if _NOBODY.search(translator) else translator[:200]
    result.provenance = header.get(_PROVENANCE.casefold(), "")[:500]
    return result


def _text_of(content: bytes) -> str:
    """The file as text: UTF-8, or what its own header says it is."""
    try:
        return opening.text_of(content)
    except BadFile:
        said = re.search(rb"charset=([\w.:-]{2,40})", content[:20_000])
        if said is None or not _CODINGS.fullmatch(said[1]):
            raise
        try:
            return content.decode(said[1].decode())
        except (UnicodeDecodeError, LookupError):
            pass
        raise


def _lines(text: str) -> Iterable[str]:
    """Each line as Babel reads it well. Raises BadFile, naming the line, for one that it would misread silently."""
    before = ""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise BadFile(f"This is not a PO file that can be read: line {number} is “{line.strip()[:60]}”.")
        comment, keyword, words = found.groups()
        if keyword:
            plain = keyword.partition("[")[0]
            if before not in _AFTER[plain]:
                raise BadFile(
                    f"This is not a PO file that can be read: line {number} has “{keyword}” out of place."
                )
            before = plain
        elif comment and before == "msgstr":
            before = ""
        # What is obsolete stands in no survey, whatever its lines look like.
        yield (
            ""
            if comment and comment.startswith("#~")
            else comment or " ".join(filter(None, (keyword, words)))
        )


def _fields(header: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in header.splitlines())
    return {name.strip().casefold(): value.strip() for name, _, value in pairs}


def _row(message: Message) -> Row:
    where, key = f"line {message.lineno}", message.context or ""
    if isinstance(message.id, tuple | list):
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        text = next((str(form) for form in forms if form), "")
        why = "This entry has forms for one and for many. Our texts have one form: write it without “msgid_plural”."
        return Row(where, key, str(message.id[0]), text, why if text else "")
    text = str(message.string or "")
    why = "It is marked fuzzy: the translator’s program is not sure that it fits. Check it and take the mark away."
    return Row(where, key, str(message.id), text, why if message.fuzzy and text.strip() else "")
