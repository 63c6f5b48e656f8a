"""Prints of an invented organisation, in the words that ship and, for a sentence of their length, in words of ours."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import zxingcpp
from PIL import Image

from feedback.channels import decoding, prints
from feedback.channels.prints import A4, A5, Format, Line, Print, Voice
from feedback.services.shipped_words import texts_of
from surveys import reading

#: Every format on every paper it is printed on.
SHAPES = [*((kind, A4) for kind in Format), (Format.POSTER, A5)]
ADDRESS = "HTTPS://FEEDBACK.OAKFIELD.NHS.UK/S/K7M4QX2PZ"
#: As long as addresses come, which gives the code more and smaller squares.
LONG_ADDRESS = "HTTPS://FEEDBACK.OAKFIELD-COMMUNITY.NHS.UK/YOU-SAID-WE-DID/OAKFIELD-COMMUNITY-HEALTH/"
#: Six languages in six scripts, one of them from right to left and hanging.
SIX = ("en", "ur", "pl", "bn", "zh-Hans", "ta")


def title(language: str) -> str:
    """The title of a shipped survey in a language."""
    definition = reading.shipped("my-care")
    return texts_of(definition, language).get("title") or definition.title


def sheet(
    kind: Format = Format.POSTER, size: str = A4, languages: Sequence[str] = ("en",), **given: Any
) -> Print:
    """A print with everything that can stand on one."""
    english = {
        "calling": "Tell us what you think.", "code_says": "QR code that opens these questions on a phone",
        "promise": "No app. No name.", "minutes": "It takes about 4 minutes.",
        "by_text": "Or text START to 07700\u00a0900\u00a0123.", "invented": "Invented.",
        "by_phone": "No phone? Ask for paper, or ring 01632\u00a0960\u00a0001.",
    }  # fmt: skip
    said: dict[str, Any] = {
        "title": "Your care: Ward 7", "voices": [Voice(tag, title(tag)) for tag in languages], "address": ADDRESS,
        "organisation": "Oakfield NHS Trust", "corner": "Ward 7 · By the lift", "accent": "#0a5a5c",
        **{key: Line(text, "en") for key, text in english.items()},
    }  # fmt: skip
    return Print(format=kind, paper=size, **(said | given))


@cache
def most(kind: Format, size: str, address: str = ADDRESS) -> bytes:
    """A format with as many languages as it holds, set once for all tests."""
    languages = SIX[: prints.shape_of(kind, size).most]
    # What leads to a page of changes is not measured and cannot be texted.
    less = {"minutes": None, "by_text": None} if address == LONG_ADDRESS else {}
    return prints.pdf(sheet(kind, size, languages, address=address, **less))


def codes_read(pdf: bytes, dots: int, quality: int | None = None) -> list[str]:
    """What a phone reads from a print at so many dots to the inch, after a JPEG of a quality where one is given."""
    [page] = decoding.drawn(pdf, dots)
    if quality is not None:
        out = io.BytesIO()
        page.save(out, "JPEG", quality=quality)
        page = Image.open(io.BytesIO(out.getvalue()))
    return [found.text for found in zxingcpp.read_barcodes(page)]
