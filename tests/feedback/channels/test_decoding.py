"""Promises of reading back: exactly the codes that should be there, saying exactly what they should."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from feedback.channels import decoding, prints
from feedback.channels.prints import A4, Format
from tests.feedback.channels.invented_print import ADDRESS, most, sheet


def test_a_sheet_passes_only_with_all_of_its_codes() -> None:
    pdf = most(Format.CARD, A4)
    decoding.check(pdf, [ADDRESS], 10)
    with pytest.raises(decoding.Undecodable, match="1 of the 11 codes on the print could not be read back"):
        decoding.check(pdf, [ADDRESS], 11)
    with pytest.raises(decoding.Undecodable, match="could not be read back"):
        decoding.check(pdf, [ADDRESS], 9)


def test_one_letter_less_is_another_address() -> None:
    with pytest.raises(decoding.Undecodable, match=f"says {ADDRESS} where it should say {ADDRESS[:-1]}"):
        decoding.check(most(Format.POSTER, A4), [ADDRESS[:-1]], 1)


def test_each_page_has_its_own_address_and_none_is_left_out() -> None:
    other = ADDRESS.replace("K7M4QX2PZ", "ABCDEFGHJ")
    pdf = prints.pdf(sheet(Format.CARD), sheet(Format.CARD, address=other))
    decoding.check(pdf, [ADDRESS, other], 10)
    with pytest.raises(decoding.Undecodable, match=f"says {ADDRESS} where it should say {other}"):
        decoding.check(pdf, [other, ADDRESS], 10)
    for wrong in ([ADDRESS], [ADDRESS, other, other]):
        with pytest.raises(decoding.Undecodable, match=f"{len(wrong)} pages were wanted and others came"):
            decoding.check(pdf, wrong, 10)


def test_the_picture_of_a_print_is_small_enough_for_a_page() -> None:
    picture = decoding.picture(most(Format.CARD, A4))
    assert len(picture) < 200_000 and Image.open(io.BytesIO(picture)).size == (993, 1404)
