"""Promise of the pictures: what is kept was encoded here, and nothing that unfolds to gigabytes is opened."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from feedback.services import pictures
from feedback.services.refusals import Refused
from tests.feedback import invented_media

EVERY = ("PNG", "JPEG", "WEBP")


def read(data: bytes, formats: tuple[str, ...] = EVERY) -> Image.Image:
    return pictures.read(data, "file", formats=formats, largest=1024 * 1024)


def refusal(data: bytes, formats: tuple[str, ...] = EVERY) -> str:
    with pytest.raises(Refused) as told:
        read(data, formats)
    assert told.value.field == "file"
    return told.value.message


@pytest.mark.parametrize("kind", EVERY)
def test_nothing_is_kept_of_a_file_but_its_points(kind: str) -> None:
    kept = pictures.as_png(read(invented_media.picture(kind) + b"<script>alert(1)</script>"))
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as again:
        assert (again.format, again.size, again.info) == ("PNG", (900, 600), {})


def test_a_picture_taken_sideways_stands_upright_and_says_no_more_where_it_was_taken() -> None:
    out, told = io.BytesIO(), Image.Exif()
    told[0x0112], told[0x010E] = 6, "Ward 7, bed 3"
    Image.new("RGB", (90, 60)).save(out, "JPEG", exif=told)
    kept = read(out.getvalue())
    assert kept.size == (60, 90) and b"Ward 7" not in pictures.as_png(kept)


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + bytes(50), b"\x89PNG\r\n\x1a\n", b"RIFF"],
)
def test_what_is_no_picture_is_refused_with_what_to_send(data: bytes) -> None:
    assert "Send a PNG, a JPEG or a WebP." in refusal(data)


def test_a_kind_that_was_not_asked_for_is_refused() -> None:
    assert "Send a PNG or a JPEG." in refusal(invented_media.picture("WEBP"), ("PNG", "JPEG"))


def vp8x(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + size


@pytest.mark.parametrize(
    "data",
    [
        invented_media.picture("PNG", (6000, 6000)),
        vp8x(16_000, 16_000),
        b"RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f" + struct.pack("<I", 16_000 | 16_000 << 14) + bytes(5),
        b"RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 16_000, 16_000),
    ],
)
def test_a_small_file_that_unfolds_to_gigabytes_is_refused_before_it_does(data: bytes) -> None:
    assert "too large" in refusal(data)


def test_a_file_that_is_too_long_is_not_even_opened() -> None:
    assert (
        refusal(bytes(1024 * 1024 + 1)) == "This file is over 1 MB. Save the picture smaller and try again."
    )


def test_a_photograph_is_kept_as_webp_and_a_drawing_as_whatever_is_smaller() -> None:
    kinds = [pictures.smallest(read(data)) for data in (invented_media.noise(), invented_media.picture())]
    assert kinds[0][0] == "image/webp" and len(kinds[0][1]) < len(
        pictures.as_png(read(invented_media.noise()))
    )
    with Image.open(io.BytesIO(kinds[1][1])) as drawing:
        assert f"image/{(drawing.format or '').lower()}" == kinds[1][0]
