"""Every error code in the table says what happened and what to do, in words for staff."""

from __future__ import annotations

import pytest

from feedback.channels import sms_errors
from feedback.channels.sms_errors import Again


@pytest.mark.parametrize("code", sorted(sms_errors.every()))
def test_a_code_is_told_in_plain_sentences(code: str) -> None:
    told = sms_errors.explain(code)
    assert code.isdecimal() and told.happened.endswith(".") and told.do.endswith(".")
    assert len(told.happened) < 120 and "API" not in told.happened + told.do


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("21211", Again.NEVER),
        ("21610", Again.NEVER),
        ("30003", Again.LATER),
        ("20003", Again.LATER),
        ("21606", Again.LATER),
        ("30007", Again.MEND),
        ("30005", Again.NEVER),
    ],
)
def test_a_number_is_given_up_only_where_the_number_is_to_blame(code: str, again: Again) -> None:
    assert sms_errors.explain(code).again is again


def test_only_a_stop_is_a_stop() -> None:
    assert [code for code, told in sms_errors.every().items() if told.opted_out] == ["21610"]


def test_a_code_that_nobody_knows_is_told_as_it_is_and_not_tried_again() -> None:
    told = sms_errors.explain("99999")
    assert "99999" in told.happened and told.again is Again.NEVER


def test_what_is_in_everybodys_way_fails_nobodys_text() -> None:
    in_the_way = {code for code, told in sms_errors.every().items() if told.for_all}
    assert in_the_way == {"20003", "20404", "20429", "21212", "21606", "21611", "21703", "63038"}
    assert {sms_errors.explain(code).again for code in in_the_way} == {Again.LATER}
