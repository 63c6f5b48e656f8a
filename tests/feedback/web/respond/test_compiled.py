"""Promise of the compiled page: fixed parts once, fresh bytes every time, and the same page packed as plain."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.web.respond.compiled import CODE, SUBMISSION, compile_page

PAGE = f'<a href="/s/{CODE}/ur">اردو</a><input value="{SUBMISSION}"><form action="/s/{CODE}">ਪੰਜਾਬੀ</form>'
TOKENS = st.text("ABCDEFGHJKMNPQRSTVWXYZ23456789-_", min_size=1, max_size=60)


@given(TOKENS, TOKENS)
def test_the_slots_are_filled_wherever_they_stand_packed_and_plain(code: str, submission: str) -> None:
    page = compile_page(PAGE, "policy")
    fresh = {"CODE": code, "SUBMISSION": submission}
    expected = PAGE.replace(CODE, code).replace(SUBMISSION, submission)
    assert page.body(fresh).decode() == expected
    assert gzip.decompress(page.gzipped(fresh)).decode() == expected


@given(st.lists(st.sampled_from([CODE, SUBMISSION, "x" * 40_000, "", "words ", "zzCODE", "é"]), max_size=12))
def test_any_page_unpacks_to_itself(pieces: list[str]) -> None:
    page = compile_page("".join(pieces), "")
    fresh = {"CODE": "ABC", "SUBMISSION": "id"}
    assert gzip.decompress(page.gzipped(fresh)) == page.body(fresh)


@pytest.mark.parametrize("window", [9, 15])
def test_a_phone_that_unpacks_in_pieces_gets_the_same_page(window: int) -> None:
    page = compile_page(PAGE * 50, "")
    packed, plain = page.gzipped({"CODE": "A", "SUBMISSION": "b"}), b""
    inflate = zlib.decompressobj(31)
    for at in range(0, len(packed), window):
        plain += inflate.decompress(packed[at : at + window])
    assert inflate.eof and plain == page.body({"CODE": "A", "SUBMISSION": "b"})


def test_one_page_is_compiled_once_for_everybody() -> None:
    page = compile_page(PAGE, "policy")
    first, second = (page.body({"CODE": code, "SUBMISSION": "x"}) for code in ("AAA", "BBB"))
    assert b"AAA" in first and b"AAA" not in second and page.policy == "policy"


def test_a_fresh_part_that_is_not_plain_letters_is_never_spliced_in() -> None:
    with pytest.raises(UnicodeEncodeError):
        compile_page(PAGE, "").body({"CODE": "é", "SUBMISSION": "x"})
