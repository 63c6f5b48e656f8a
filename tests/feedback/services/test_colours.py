"""Colours: white text on an organisation's colour can always be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from feedback.services import colours
from feedback.services.refusals import Refused


@given(some.integers(0, 0xFFFFFF))
def test_white_text_on_any_colour_that_is_kept_reaches_4_5(number: int) -> None:
    kept = colours.readable(f"#{number:06x}")
    assert colours.contrast_with_white(kept) >= 4.5 and colours.contrast_with_its_tint(kept) >= 4.5


def test_a_colour_that_is_dark_enough_stays() -> None:
    assert colours.readable("#0A5A5C") == "#0a5a5c"


def test_the_contrast_is_that_of_wcag() -> None:
    assert colours.contrast_with_white("#ffffff") == pytest.approx(1)
    assert colours.contrast_with_white("#000000") == pytest.approx(21)
    assert colours.contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_a_hue_is_kept_when_it_is_darkened() -> None:
    red, green, blue = (int(colours.readable("#ffaa00")[at : at + 2], 16) for at in (1, 3, 5))
    assert red > green > blue == 0


@pytest.mark.parametrize("wrong", ["", "red", "#12", "#1234567", "url(x)", "#0a5a5c;color:red"])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    with pytest.raises(Refused):
        colours.readable(wrong)
