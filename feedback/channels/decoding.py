"""Reads the codes of a finished PDF back, as a phone would, before the print is handed out; and pictures its page.

What reads them is heavy: `typesetting` calls this in the process that sets, never in a web server.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

#: Fine enough for the smallest code of a print, coarse enough for a tenth of a second.
_CHECKED_AT = 150
#: For a page on a screen: A4 is 993 points wide.
_SHOWN_AT = 120
_POINTS = 72


class Undecodable(RuntimeError):
    """A print whose codes do not say what they should; the message says so in words for staff."""


def check(pdf: bytes, addresses: Sequence[str], codes: int) -> None:
    """Raises Undecodable unless exactly so many codes are on each page and each says exactly that page's address."""
    for address, page in zip_longest(addresses, _pages(pdf, _CHECKED_AT)):
        if address is None or page is None:
            raise Undecodable(f"{len(addresses)} pages were wanted and others came, so it was not made")
        _check_page(page, address, codes)


def _check_page(page: Image, address: str, codes: int) -> None:
    import zxingcpp

    read = [found.text for found in zxingcpp.read_barcodes(page) if found.valid]
    wrong = sorted({text for text in read if text != address})
    if wrong:
        raise Undecodable(
            f"a code on the print says {wrong[0]} where it should say {address}: it was not made"
        )
    if len(read) != codes:
        whose = "the code" if codes == 1 else f"{codes - len(read)} of the {codes} codes"
        raise Undecodable(f"{whose} on the print could not be read back, so it was not made")


def picture(pdf: bytes) -> bytes:
    """The first page as a PNG, to be looked at before anything is printed."""
    out = io.BytesIO()
    # A print has few colours: its picture is a third as large for having few.
    next(_pages(pdf, _SHOWN_AT)).quantize(64).save(out, "PNG")
    return out.getvalue()


def drawn(pdf: bytes, dots: int) -> Sequence[Image]:
    """Every page as a picture, with so many dots to the inch."""
    return list(_pages(pdf, dots))


def _pages(pdf: bytes, dots: int) -> Iterator[Image]:
    """The same, one after another: fifty pages at once would be a third of a gigabyte."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield page.render(scale=dots / _POINTS).to_pil().convert("RGB")
    finally:
        document.close()
