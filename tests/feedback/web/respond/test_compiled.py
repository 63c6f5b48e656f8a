"""Promise of the compiled page: fixed parts once, fresh bytes every time, and the same page packed as plain."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.web.respond.compiled import CODE, LENGTHS, SUBMISSION, compile_page

PAGE = f'<a href="/s/{CODE}/ur">اردو</a><input value="{SUBMISSION}"><form action="/s/{CODE}">ਪੰਜਾਬੀ</form>'
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789-_"
TOKENS = st.text(LETTERS, min_size=1, max_size=60)
CODES = st.text(LETTERS, min_size=LENGTHS["CODE"], max_size=LENGTHS["CODE"])
IDS = st.text(LETTERS, min_size=LENGTHS["SUBMISSION"], max_size=LENGTHS["SUBMISSION"])


@given(CODES | TOKENS, IDS | TOKENS)
def test_the_slots_are_filled_wherever_they_stand_packed_and_plain(code: str, submission: str) -> None:
    page = compile_page(PAGE, "policy")
    fresh = {"CODE": code, "SUBMISSION": submission}
    expected = PAGE.replace(CODE, code).replace(SUBMISSION, submission)
    assert page.body(fresh).decode() == expected
    assert gzip.decompress(page.gzipped(fresh)).decode() == expected


@given(st.lists(st.sampled_from([CODE, SUBMISSION, "x" * 40_000, "", "words ", "zzCODE", "é"]), max_size=12))
def test_any_page_unpacks_to_itself_whatever_is_put_into_it(pieces: list[str]) -> None:
    page = compile_page("".join(pieces), "")
    for fresh in (
        {"CODE": "ABC", "SUBMISSION": "id"},
        {"CODE": "P53PAS6YQ", "SUBMISSION": "words words zzCODE xxxxx"},
    ):
        assert gzip.decompress(page.gzipped(fresh)) == page.body(fresh)


@pytest.mark.parametrize("window", [9, 15])
def test_a_phone_that_unpacks_in_pieces_gets_the_same_page(window: int) -> None:
    page = compile_page(PAGE * 50, "")
    fresh = {"CODE": "P53PAS6YQ", "SUBMISSION": "b" * 24}
    packed, plain = page.gzipped(fresh), b""
    inflate = zlib.decompressobj(31)
    for at in range(0, len(packed), window):
        plain += inflate.decompress(packed[at : at + window])
    assert inflate.eof and plain == page.body(fresh)


def test_one_page_is_compiled_once_for_everybody() -> None:
    page = compile_page(PAGE, "policy")
    first, second = (page.body({"CODE": code, "SUBMISSION": "x"}) for code in ("AAA", "BBB"))
    assert b"AAA" in first and b"AAA" not in second and page.policy == "policy"


def test_a_fresh_part_that_is_not_plain_letters_is_never_spliced_in() -> None:
    with pytest.raises(UnicodeEncodeError):
        compile_page(PAGE, "").body({"CODE": "é", "SUBMISSION": "x"})
