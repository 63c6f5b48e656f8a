"""Colours: whether white text can be read on one, and the nearest darker one on which it can."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feedback.services.refusals import Refused

#: WCAG 2.2, 1.4.3: the contrast of text with what it stands on.
READABLE = 4.5
#: How much of the accent the style sheets mix into a card for `--tint`.
TINT = 0.11
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(channels: Iterable[float]) -> float:
    """The relative luminance of WCAG 2.2, from 0 to 1."""

    def linear(channel: float) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_with_white(colour: str) -> float:
    """The ratio of WCAG 2.2 between white and a colour such as `#0a5a5c`, from 1 to 21."""
    return 1.05 / (_luminance(_channels(colour)) + 0.05)


def contrast_with_its_tint(colour: str) -> float:
    """The same ratio between a colour and the pale tint of itself that chosen things stand on."""
    tint = [TINT * channel + (1 - TINT) * 255 for channel in _channels(colour)]
    return (_luminance(tint) + 0.05) / (_luminance(_channels(colour)) + 0.05)


def readable(given: str) -> str:
    """The colour, darkened step by step until it reaches 4.5 on its own tint, and so white text on it too.

    Raises Refused for what is no colour.
    """
    found = _HEX.fullmatch(given.strip())
    if not found:
        raise Refused("Give a colour as # and six digits or letters a to f, such as #0a5a5c.", "accent")
    digits = found.group(1).lower()
    colour = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    channels = _channels(colour)
    share = 100
    while contrast_with_its_tint(colour) < READABLE:
        share -= 1
        colour = "#" + "".join(f"{channel * share // 100:02x}" for channel in channels)
    return colour
