"""How many parts a text takes: published examples, and what holds of every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.channels import sms_parts
from feedback.channels.sms_parts import ALPHABET, EXTENSION, GSM, UCS2


@pytest.mark.parametrize(
    ("length", "parts"),
    [(0, 1), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4), (918, 6), (919, 7)],
)
def test_the_published_sizes_of_the_seven_bit_alphabet(length: int, parts: int) -> None:
    assert sms_parts.count("a" * length) == sms_parts.Parts(parts, GSM, length)


@pytest.mark.parametrize(("length", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_the_published_sizes_of_ucs2(length: int, parts: int) -> None:
    assert sms_parts.count("ż" * length) == sms_parts.Parts(parts, UCS2, length, ("ż",))


def test_the_alphabet_is_that_of_the_standard() -> None:
    # 3GPP TS 23.038: 128 places, one of them the escape; ten signs behind it.
    assert len(ALPHABET) == 127 and len(EXTENSION) == 10 and not ALPHABET & EXTENSION


@pytest.mark.parametrize("sign", list("^{}\\[~]|€"))
def test_a_sign_of_the_extension_counts_twice(sign: str) -> None:
    assert sms_parts.count(sign * 80).units == 160
    assert sms_parts.count(sign * 80).parts == 1 and sms_parts.count(sign * 81).parts == 2


def test_a_sign_of_two_units_never_stands_across_two_parts() -> None:
    # 153 units would hold 76 and a half.
    assert sms_parts.count("€" * 76 * 2).parts == 2 and sms_parts.count("€" * 153).parts == 3
    # 67 would hold 33 and a half.
    assert sms_parts.count("😀" * 66).parts == 2 and sms_parts.count("😀" * 67).parts == 3


@pytest.mark.parametrize(
    "sign", ["ŵ", "ŷ", "Ŵ", "á", "í", "ê", "ç", "ł", "ă", "ș", "ş", "ı", "’", "–", "ی", "中", "ਪ"]
)
def test_one_sign_makes_the_whole_text_dear_and_is_named(sign: str) -> None:
    counted = sms_parts.count("a" * 100 + sign)
    assert (counted.encoding, counted.parts, counted.forced_by) == (UCS2, 2, (sign,))


@pytest.mark.parametrize("sign", list("ÄÉÖÜàäéèìòöùüÇØøÅåÑñß¿¡£¥§"))
def test_these_accents_cost_nothing_more(sign: str) -> None:
    assert sms_parts.count(sign).encoding == GSM


def test_the_signs_that_forced_it_come_in_order_once_and_not_too_many() -> None:
    assert sms_parts.count("ab ł ż ł ć").forced_by == ("ł", "ż", "ć")
    assert len(sms_parts.count("".join(map(chr, range(0x0900, 0x0950)))).forced_by) == 10


def test_what_is_too_long_is_said() -> None:
    assert sms_parts.count("a" * 918).fits and not sms_parts.count("a" * 919).fits
    assert sms_parts.count("ہ" * 670).fits and not sms_parts.count("ہ" * 671).fits


def test_the_cost_is_that_of_the_parts() -> None:
    assert sms_parts.count("ż" * 71).cost(40) == 80


@pytest.mark.parametrize(
    ("dear", "plain"),
    [
        ("Don’t – “quote” …", "Don't - \"quote\" ..."), ("9\u00a0am\u202fto\u2009noon", "9 am to noon"),
        ("zero\u200bwidth\ufeff\u2060\u00ad", "zerowidth"), ("a\u200db\u200e", "ab"), ("tab\there", "tab here"),
        ("Ŵ ŷ ż", "Ŵ ŷ ż"), ("می‌خواهم", "می‌خواهم"), ("ক্‍ষ", "ক্‍ষ"), ("\u200fسلام", "\u200fسلام"),
        ("👩‍⚕️", "👩‍⚕️"),
    ],
)  # fmt: skip
def test_signs_that_say_no_more_become_plain_and_letters_stay(dear: str, plain: str) -> None:
    assert sms_parts.plainer(dear) == plain


@given(st.text(max_size=400))
def test_plainer_is_never_dearer_in_encoding_and_changes_nothing_twice(body: str) -> None:
    plain = sms_parts.plainer(body)
    assert sms_parts.plainer(plain) == plain
    if sms_parts.count(body).encoding == GSM:
        assert sms_parts.count(plain).encoding == GSM


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=700))
def test_every_text_is_counted_as_its_own_bytes_say(body: str) -> None:
    counted = sms_parts.count(body)
    if counted.encoding == UCS2:
        assert counted.units == len(body.encode("utf-16-le")) // 2
        assert counted.forced_by and all(sign in body for sign in counted.forced_by)
    else:
        assert counted.units == len(body) + sum(body.count(sign) for sign in EXTENSION)
    alone, chained = sms_parts.ALONE[counted.encoding], sms_parts.CHAINED[counted.encoding]
    least = 1 if counted.units <= alone else -(-counted.units // chained)
    assert least <= counted.parts <= least + counted.units // chained // chained + 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_more_words_never_cost_less(first: str, more: str) -> None:
    assert sms_parts.count(first + more).parts >= sms_parts.count(first).parts
