"""QR codes that scan from a poster: error correction Q, a quiet zone of four, capitals packed as alphanumeric."""

from __future__ import annotations

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

QUIET_ZONE = 4


def _matrix(address: str) -> list[list[bool]]:
    """The squares with their quiet zone, True is dark."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE)
    code.add_data(address)
    code.make(fit=True)
    return [[bool(square) for square in row] for row in code.get_matrix()]


def svg(address: str) -> str:
    """The code as one SVG path on white with a viewBox, so that it stays sharp at any size."""
    squares = _matrix(address)
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
