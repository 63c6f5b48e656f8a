"""Pictures: read safely and stripped bare, so that what is served is what this program encoded itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from feedback.services.refusals import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

#: A small file can unfold to gigabytes; thirteen million points is a large photograph, as a telephone takes it.
MOST_PIXELS = 13_000_000
_NAMES = {"PNG": "a PNG", "JPEG": "a JPEG", "WEBP": "a WebP"}


def read(
    data: bytes,
    field: str,
    *,
    formats: tuple[str, ...] = ("PNG", "JPEG"),
    largest: int,
    what: str = "picture",
) -> Image:
    """The picture in a file, upright and with nothing but its points. Raises Refused, which names `field`.

    `largest` is in bytes; `what` is the word for it in a refusal.
    """
    # Slow to import, and nobody who answers needs it.
    from PIL import Image, ImageOps, UnidentifiedImageError

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    unreadable = (UnidentifiedImageError, OSError, ValueError, SyntaxError, *bombs)

    if len(data) > largest:
        raise Refused(f"This file is over {largest >> 20} MB. Save the {what} smaller and try again.", field)
    try:
        _refuse_bomb(*_webp_size(data), field)
        with Image.open(io.BytesIO(data), formats=formats) as picture:
            _refuse_bomb(picture.width, picture.height, field)
            clean = ImageOps.exif_transpose(picture).convert("RGBA")
    except Refused:
        raise
    except unreadable:
        # Pillow tells of a broken file in many ways; to the person they are one.
        known = [_NAMES[one] for one in formats]
        raise Refused(
            f"This file could not be read as a picture. Send {', '.join(known[:-1])} or {known[-1]}.", field
        ) from None
    return Image.frombytes("RGBA", clean.size, clean.tobytes())


def _refuse_bomb(width: int, height: int, field: str) -> None:
    if width * height > MOST_PIXELS:
        raise Refused("This picture is too large. Save it under 4,000 by 3,000 points.", field)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height that a WebP file says it has: its decoder makes room for them before anybody can ask."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return 0, 0
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def as_png(picture: Image) -> bytes:
    """The picture as PNG."""
    return _saved(picture, "PNG", optimize=True)


def smallest(picture: Image) -> tuple[str, bytes]:
    """Its media type and bytes, as PNG or WebP, whichever a telephone fetches sooner."""
    drawn, painted = as_png(picture), _saved(picture, "WEBP", quality=80, method=4)
    return ("image/png", drawn) if len(drawn) <= len(painted) else ("image/webp", painted)


def _saved(picture: Image, kind: str, **how: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()
