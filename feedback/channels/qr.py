"""QR codes that scan from a poster: error correction Q, a quiet zone of four, capitals packed as alphanumeric.

Where a code is small and its address long, it has less to repair with and larger squares: a poor camera loses squares
before it loses corners.
"""

from __future__ import annotations

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

QUIET_ZONE = 4


def _matrix(address: str, most: int | None = None) -> list[list[bool]]:
    """The squares with their quiet zone, True is dark; beyond `most` a side with less repair, if that helps."""
    found = _squares(address, ERROR_CORRECT_Q)
    if most is not None and len(found) - 2 * QUIET_ZONE > most:
        return min(found, _squares(address, ERROR_CORRECT_M), key=len)
    return found


def _squares(address: str, correction: int) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=correction, border=QUIET_ZONE)
    code.add_data(address)
    code.make(fit=True)
    return [[bool(square) for square in row] for row in code.get_matrix()]


def svg(address: str, *, most: int | None = None) -> str:
    """The code as one SVG path on white with a viewBox, so that it stays sharp at any size."""
    squares = _matrix(address, most)
    size = len(squares)
    runs = []
    for y, row in enumerate(squares):
        x = 0
        while x < size:
            start = x
            while x < size and row[x]:
                x += 1
            if x > start:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" role="img" '
        f'aria-label="QR code"><path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{"".join(runs)}"/></svg>'
    )


def png(address: str, *, pixels: int = 12) -> bytes:
    """The code as a black and white PNG; `pixels` to a square."""
    from PIL import Image

    squares = _matrix(address)
    size = len(squares)
    image = Image.new("1", (size, size), 1)
    image.putdata([0 if dark else 1 for row in squares for dark in row])
    out = io.BytesIO()
    image.resize((size * pixels, size * pixels), Image.Resampling.NEAREST).save(out, "PNG", optimize=True)
    return out.getvalue()
