"""Prints: posters, table tents, leaflets, stickers and cards with a QR code, as tagged PDF (PDF/UA-1), a page each.

Nothing here knows rows or catalogues: whoever prints says every word in a `Print`. None is handed out before each of
its codes was read back from the finished page and said exactly the address.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from feedback.channels import paper, qr, typesetting
from feedback.channels.paper import Line, Unprintable
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, ENGLISH_NAMES, LANGUAGES

__all__ = [
    "Format",
    "Line",
    "Print",
    "Shape",
    "Unprintable",
    "Voice",
    "fitting",
    "pdf",
    "picture",
    "shape_of",
]


class Format(StrEnum):
    """What can be printed."""

    POSTER = "poster"
    TABLE_TENT = "table-tent"
    LEAFLET = "leaflet"
    STICKERS = "stickers"
    CARD = "card"


@dataclass(frozen=True)
class Shape:
    """A format on its paper: how people call it, its template, how many languages stay legible on it, its codes.

    `by_turns`: each piece of the sheet says it in the first language and in one of the others, in turn.
    """

    called: str
    template: str
    most: int
    codes: int
    by_turns: bool = False


A4, A5 = "a4", "a5"
_SHAPES = {
    (Format.POSTER, A4): Shape("an A4 poster", "poster", 6, 1),
    (Format.POSTER, A5): Shape("an A5 poster", "poster", 6, 1),
    (Format.TABLE_TENT, A4): Shape("a table tent", "table-tent", 6, 2),
    (Format.LEAFLET, A4): Shape("a leaflet", "leaflet", 6, 3),
    (Format.STICKERS, A4): Shape("a sheet of stickers", "stickers", 6, 8, by_turns=True),
    (Format.CARD, A4): Shape("a sheet of contact cards", "card", 6, 10, by_turns=True),
}
#: More squares a side than this are too small for a poor camera where the code is.
_MOST_SQUARES = {Format.CARD: 33, Format.TABLE_TENT: 33}
#: How far letters reach above and below the line they stand on, in ems: nothing may stand in their way.
_REACH_OF_LATIN = (0.78, 0.22)
_REACH = {
    "ur": (1.8, 0.8), "ar": (1.0, 0.45), "fa": (1.0, 0.45), "ckb": (1.0, 0.45), "ps": (1.0, 0.45), "pa": (0.95, 0.3),
    "bn": (0.95, 0.35), "gu": (0.95, 0.35), "ta": (0.9, 0.3), "zh-Hans": (0.9, 0.12), "zh-Hant": (0.9, 0.12),
}  # fmt: skip
#: What a template says where the words find no room in the smallest type that can still be read.
_NO_ROOM = "no room for the words"


@dataclass(frozen=True)
class Voice:
    """The sentence of a print in one language."""

    language: str
    sentence: str


@dataclass(frozen=True)
class Print:
    """A whole print. Its first voice is the largest; every other line is in the language of that one, or in English.

    `address` is exactly what the code says. `logo` is a PNG; `corner` says where it hangs.
    """

    format: Format
    paper: str
    title: str
    voices: Sequence[Voice]
    calling: Line
    address: str
    code_says: Line
    promise: Line
    by_phone: Line
    organisation: str
    corner: str
    accent: str
    minutes: Line | None = None
    by_text: Line | None = None
    invented: Line | None = None
    logo: bytes | None = None


def shape_of(wanted: Format, size: str = A4) -> Shape:
    """A format on a size of paper; raises Unprintable, saying which there is."""
    found = _SHAPES.get((wanted, size))
    if found is None:
        raise Unprintable(f"{_SHAPES[wanted, A4].called} is printed on A4: choose A4 paper")
    return found


def fitting(wanted: Format, size: str, languages: Sequence[str]) -> None:
    """Raises Unprintable where a format cannot hold these languages, saying how many it holds."""
    shape = shape_of(wanted, size)
    if not languages:
        raise Unprintable("choose at least one language")
    if BSL in languages:
        raise Unprintable(
            "British Sign Language is not written, so it cannot be printed: the survey behind the code has its videos"
        )
    if len(languages) > shape.most:
        raise Unprintable(_holds(shape, shape.most, f"{len(languages)} were chosen"))


def _holds(shape: Shape, most: int, why: str) -> str:
    number = "one language" if most == 1 else f"{most} languages"
    return f"{shape.called} holds {number} that can still be read, and {why}: take fewer, or a larger sheet"


def pdf(*sheets: Print) -> bytes:
    """Prints of one format in the same languages as PDF/UA-1; raises Unprintable, saying what to change."""
    return paper.read_aloud_in_order(_made(sheets, picture=False))


def picture(sheet: Print) -> bytes:
    """A print, finished and checked, as a PNG to look at; raises Unprintable."""
    return _made([sheet], picture=True)


def _made(sheets: Sequence[Print], *, picture: bool) -> bytes:
    for sheet in sheets:
        fitting(sheet.format, sheet.paper, [voice.language for voice in sheet.voices])
    try:
        return _typeset(sheets, picture=picture)
    except typesetting.Unset as error:
        raise Unprintable(_reason(sheets, str(error))) from error
    except typesetting.Unread as error:
        raise Unprintable(str(error)) from error


def _typeset(sheets: Sequence[Print], *, picture: bool = False) -> bytes:
    shape = shape_of(sheets[0].format, sheets[0].paper)
    return typesetting.typeset_with_codes(
        json.dumps(_data(sheets), ensure_ascii=False), f"print-{shape.template}",
        addresses=[sheet.address for sheet in sheets], codes=shape.codes, picture=picture,
    )  # fmt: skip


def _reason(sheets: Sequence[Print], diagnostic: str) -> str:
    """Why it was not set, in words for staff; where words find no room, which do and, of several, whose."""
    if _NO_ROOM not in diagnostic:
        return paper.reason(diagnostic, "a print")
    sheet = next((one for one in sheets if f"{_NO_ROOM} of {one.address}" in diagnostic), sheets[0])
    told = _without_room(sheet)
    return f"{sheet.corner}: {told}" if len(sheets) > 1 and sheet.corner else told


def _without_room(sheet: Print) -> str:
    """What to take out of a print whose words find no room."""
    shape, (first, *others) = shape_of(sheet.format, sheet.paper), sheet.voices
    if not _has_room(sheet, [first]):
        return f"the words are too long for {shape.called}: take a larger sheet, or shorten the title or the names"
    if shape.by_turns:
        lacking = [voice.language for voice in others if not _has_room(sheet, [first, voice])]
        names = ", ".join(ENGLISH_NAMES[language] for language in lacking)
        return f"{shape.called} has no room for {names} beside the first language: leave it out, or take a larger sheet"
    most = next(number for number in range(len(others), 0, -1) if _has_room(sheet, sheet.voices[:number]))
    return _holds(shape, most, "these words are long")


def _has_room(sheet: Print, voices: Sequence[Voice]) -> bool:
    """Whether it can be set in these languages."""
    try:
        _typeset([replace(sheet, voices=voices)])
    except typesetting.Unset:
        return False
    return True


def _data(sheets: Sequence[Print]) -> dict[str, Any]:
    """Prints as their template reads them: plain data, and the type of each language."""
    first = sheets[0]
    title = first.title if len(sheets) == 1 else f"{first.voices[0].sentence}: {first.organisation}"
    return {
        "title": title,
        "author": first.organisation,
        "logo": list(first.logo) if first.logo else None,
        "sheets": [_sheet_data(sheet) for sheet in sheets],
    }


def _sheet_data(sheet: Print) -> dict[str, Any]:
    data = asdict(sheet)
    del data["logo"]
    data["code"] = qr.svg(sheet.address, most=_MOST_SQUARES.get(sheet.format))
    data["printed"] = sheet.address.partition("://")[2]
    data["language"] = sheet.voices[0].language
    data["voices"] = [
        {"sentence": voice.sentence, "name": LANGUAGES[voice.language], "type": _type_of(voice.language)}
        for voice in sheet.voices
    ]
    data["english"] = paper.ENGLISH_TYPE
    return data


def _type_of(language: str) -> dict[str, Any]:
    """The type of a language; `scale` makes its letters look as large as those of the others."""
    found = paper.type_of(language)
    # Easy Read is larger on a form; here it is one language beside others.
    scale = 1 if language == EASY_READ else found["size"] / paper.type_of(ENGLISH)["size"]
    above, below = _REACH.get(language, _REACH_OF_LATIN)
    return {**found, "scale": scale, "above": above, "below": below}
