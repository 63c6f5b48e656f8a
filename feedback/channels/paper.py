"""Paper forms: a survey as a printable, tagged PDF (PDF/UA-1) in one language, set by typst with our own fonts.

Nothing here knows rows or catalogues: whoever prints says every word in a `Sheet`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from feedback.channels import qr, typesetting
from feedback.vocabulary import EASY_READ, direction, html_language

_SANS = "Noto Sans"
#: The family that a language is written in, where it is not Noto Sans.
_FAMILIES = {
    "pa": "Noto Sans Gurmukhi", "ur": "Noto Nastaliq Urdu", "ar": "Noto Naskh Arabic", "bn": "Noto Sans Bengali",
    "gu": "Noto Sans Gujarati", "zh-Hans": "Noto Sans SC", "zh-Hant": "Noto Sans TC", "fa": "Noto Naskh Arabic",
    "ckb": "Noto Naskh Arabic", "ps": "Noto Naskh Arabic", "ta": "Noto Sans Tamil",
}  # fmt: skip
#: Chinese is drawn differently from place to place.
_REGIONS = {"zh-Hans": "CN", "zh-Hant": "TW"}
#: Large print is 14 points, Easy Read 16; Naskh is drawn smaller than its points and so is set larger.
_SIZE, _SIZES = 14.0, {"en-simple": 16.0, "ar": 16.0, "fa": 16.0, "ckb": 16.0, "ps": 16.0, "ur": 15.0}
#: Space between lines in ems; Nastaliq hangs far above and below the line and brings its own.
_LEADING, _LEADINGS = 0.6, {"pa": 0.75, "bn": 0.75, "gu": 0.75, "ta": 0.8, "ur": 0.0}
ENGLISH_TYPE = {"lang": "en", "region": "GB"}
_TALL = frozenset({"ur"})
#: Their bold would be as large a file as their plain: a thin outline makes bold of it.
_WITHOUT_BOLD = frozenset({"zh-Hans", "zh-Hant"})

#: In a file that says it is read from the right, Chromium reads out telephone numbers and link codes in pieces from
#: their end, and so all of Punjabi, which typst holds to be written from the right. Arabic letters need no such word:
#: each line brings its own direction. Both are equally long, so that the addresses inside the file stay right.
_FROM_THE_RIGHT = b"/ViewerPreferences<</DisplayDocTitle true/Direction/R2L>>"
_FROM_THE_LEFT = _FROM_THE_RIGHT.replace(b"R2L", b"L2R")

#: What is raised for a sheet that cannot be set.
Unprintable = typesetting.Unprintable


@dataclass(frozen=True)
class Line:
    """Words and the language they are in, which is English where a translation is still missing."""

    text: str
    language: str


@dataclass(frozen=True)
class Choice:
    """A box to tick. `under` is the heading it stands below, where choices come in groups."""

    text: str
    picture: str = ""
    under: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `kind` is the word the survey uses; `lines` is how many there are to write on."""

    number: int
    kind: str
    text: str
    picture: str
    notes: Sequence[Line]
    how: Line
    choices: Sequence[Choice] = ()
    lines: int = 0
    steps: Sequence[str] = ()
    ends: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """A run of questions under one heading."""

    title: str
    introduction: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class Sheet:
    """A whole form. `staff_line` is repeated on every page for whoever keys it; `pictures` are SVG by name,
    `logo` is a PNG."""

    language: str
    title: str
    introduction: str
    organisation: str
    accent: str
    about: Line
    how_to_answer: Sequence[Line]
    parts: Sequence[Part]
    address: str
    words: Mapping[str, Line]
    help_lines: Sequence[tuple[str, Line]]
    phone_lines: Sequence[Line]
    hand_in: Sequence[Line]
    privacy: Line
    privacy_address: str
    contact: Line | None
    staff_line: str
    logo: bytes | None = None
    invented: Sequence[Line] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    turning: Sequence[str] = ()


def pdf(sheet: Sheet) -> bytes:
    """The form as PDF/UA-1; raises Unprintable, naming the signs that our fonts lack."""
    try:
        made = typesetting.typeset(json.dumps(_data(sheet), ensure_ascii=False))
    except typesetting.Unset as error:
        raise Unprintable(reason(str(error))) from error
    return read_aloud_in_order(made)


def read_aloud_in_order(pdf: bytes) -> bytes:
    """A file that says it is read from the left, so that Chromium reads out what is in it in order."""
    return pdf.replace(_FROM_THE_RIGHT, _FROM_THE_LEFT)


def reason(diagnostic: str, what: str = "a paper form") -> str:
    """What typst complains of in words for staff: nearly always a sign that none of our fonts has."""
    signs = list(dict.fromkeys(re.findall(r'the text `"(.+?)"` could not be displayed', diagnostic)))
    if signs:
        return f"{what} has no sign for {' '.join(signs)}: take it out of the names and the questions"
    return f"the form could not be set: {' '.join(diagnostic.split())[:300]}"


def _data(sheet: Sheet) -> dict[str, Any]:
    """The sheet as the template reads it: plain data, and the type it is set in."""
    data = asdict(sheet)
    data["logo"] = list(sheet.logo) if sheet.logo else None
    data["code"] = qr.svg(sheet.address)
    data["printed"] = sheet.address.partition("://")[2]
    data["type"] = type_of(sheet.language)
    data["english"] = ENGLISH_TYPE
    return data


def type_of(language: str) -> dict[str, Any]:
    """The type that a language is set in: its fonts, sizes and direction."""
    family = _FAMILIES.get(language, _SANS)
    others = [name for name in dict.fromkeys([_SANS, *_FAMILIES.values()]) if name != family]
    return {
        "easy": language == EASY_READ,
        "lang": html_language(language).partition("-")[0],
        "region": _REGIONS.get(language, "GB" if html_language(language) == "en" else None),
        "dir": direction(language),
        "fonts": [family, *others],
        "size": _SIZES.get(language, _SIZE),
        "leading": _LEADINGS.get(language, _LEADING),
        "tall": language in _TALL,
        "bold": language not in _WITHOUT_BOLD,
    }
