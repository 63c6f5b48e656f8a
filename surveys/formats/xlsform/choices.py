"""The lists of answers of an XLSForm, each read once however many questions name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from surveys import reading
from surveys.formats import wording
from surveys.formats.accounting import BadFile
from surveys.formats.askable import MOST_OPTIONS
from surveys.formats.found import FoundOption
from surveys.formats.xlsform.own import Facts
from surveys.formats.xlsform.sheets import Row, Sheet
from surveys.formats.xlsform.tongues import EASY, Tongues

_MOST_TOLD = 20
_MEDIA = ("image", "big_image", "audio", "video")


@dataclass
class Listed:
    """One list: its answers, and what changed in reading them."""

    options: list[FoundOption] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    #: How many answers it has; past what a question can show none are kept.
    number: int = 0


def lists(sheet: Sheet | None, tongues: Tongues, facts: Facts, *, twice: bool) -> dict[str, Listed]:
    """Every list by name. Raises BadFile for a code that a list has twice, unless the form allows that (`twice`)."""
    rows: dict[str, list[Row]] = {}
    for row in sheet.rows if sheet else ():
        if row.get("list_name"):
            rows.setdefault(row.get("list_name"), []).append(row)
    if not twice:
        _refuse_twice(rows)
    return {name: _listed(name, found, tongues, facts) for name, found in rows.items()}


def _refuse_twice(rows: dict[str, list[Row]]) -> None:
    problems: list[str] = []
    for name, found in rows.items():
        seen: dict[str, Row] = {}
        for row in found:
            code = row.get("name")
            if code and code in seen:
                problems.append(
                    f"The code {code[:60]!r} stands twice in the list {name[:60]!r} "
                    f'(rows {seen[code].number} and {row.number} of the sheet "choices").'
                )
            seen.setdefault(code, row)
    if problems:
        raise BadFile(*problems[:_MOST_TOLD], "Give each answer of a list a code of its own.")


def _listed(name: str, rows: list[Row], tongues: Tongues, facts: Facts) -> Listed:
    listed = Listed(number=len(rows))
    if len(rows) > MOST_OPTIONS:
        return listed
    files: list[str] = []
    for row in rows:
        code, why = row.get("name"), listed.why
        said = tongues.words(row, "label", why, needed=True)
        more = facts.of("answer", name, code)
        if easy := easy_of(said):
            more["easy"] = easy
        files += files_of(row)
        if not code:
            why.append(f"The answer of {row.where} has no code in the file.")
        listed.options.append(FoundOption(code, said, _shared(said, more, why)))
    if files:
        named = ", ".join(dict.fromkeys(files[:_MOST_TOLD]))
        listed.why.append(f"Its answers have pictures, sound or film ({named}); put them up anew.")
    return listed


def _shared(said: dict[str, str], more: dict[str, Any], why: list[str]) -> dict[str, Any]:
    """An answer keeps its shared words only as long as they are those words."""
    if shared := more.get("shared"):
        _, set_, key = shared.split("/")
        words = {option["key"]: option["text"] for option in reading.answer_sets().get(set_, ())}
        if words.get(key) != wording.plain(said.get("en", "")):
            del more["shared"]
            why.append("The words of a shared answer were changed; they are this survey's own now.")
    return more


def easy_of(said: dict[str, str]) -> str:
    """Takes the Easy Read words out of what is said; they stand for English where there is nothing else."""
    easy = wording.shortened(wording.plain(said.pop(EASY, "")), 600)
    if easy and not said:
        said["en"] = easy
    return easy


def files_of(row: Row) -> list[str]:
    """The names of the files that a row shows or plays; the spreadsheet does not hold them."""
    found = (file for meaning in _MEDIA for file in row.said.get(meaning, {}).values())
    return list(dict.fromkeys(file[:80] for file in found if file != "-"))


def media_of(row: Row) -> str:
    """What to say of the files of a row; empty when it has none."""
    files = files_of(row)
    return f"It has a picture, sound or film ({', '.join(files)}); put it up anew." if files else ""
