"""Promise of the length of texts: parts are counted as the telephone companies count them."""

from __future__ import annotations

import pytest

from surveys import text_length


@pytest.mark.parametrize(
    ("body", "units", "parts"),
    [
        ("a" * 160, 160, 1), ("a" * 161, 161, 2), ("a" * 306, 306, 2), ("a" * 307, 307, 3), ("€" * 80, 160, 1),
        ("€" * 81, 162, 2), ("ą" * 70, 70, 1), ("ą" * 71, 71, 2), ("ہ" * 134, 134, 2), ("ہ" * 135, 135, 3),
        ("😀" * 35, 70, 1), ("", 0, 1),
    ],
)  # fmt: skip
def test_parts_are_counted_in_septets_and_in_units_of_utf_16(body: str, units: int, parts: int) -> None:
    assert (text_length.units(body), text_length.parts(body)) == (units, parts)


def test_six_parts_of_english_and_ten_of_another_script_are_the_most() -> None:
    assert not text_length.too_long("a" * 918) and text_length.too_long("a" * 919)
    assert not text_length.too_long("ہ" * 670) and text_length.too_long("ہ" * 671)
