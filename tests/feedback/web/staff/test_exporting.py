"""Promises of the page that exports answers: few may, it is written down, and nothing goes beyond somebody's places."""

from __future__ import annotations

import csv
import io
import sys
from typing import Any

import pytest

from feedback.reports.exports import formats
from feedback.reports.exports.formats import Format
from feedback.vocabulary import PERMISSIONS, Permission, Role
from tests.feedback.open_survey import rows
from tests.feedback.web.staff.conftest import COMMENT, STATEMENT

PAGE = "/staff/results/my-care/export"
PURPOSE = "The yearly report to the board"


def sign_in(browser: Any, account: Any, role: Role, place: str = "") -> Any:
    account("sam@oakfield.example.org", role, place=place)
    browser.sign_in("sam@oakfield.example.org")
    browser.get(PAGE)
    return browser


def table(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def answered(office: Any) -> None:
    office.answer(3, {STATEMENT: "yes", COMMENT: {"text": "ہمیں سنا گیا", "share": True}}, place="ward-7")
    office.answer(2, {STATEMENT: "no"}, place="clinic")


@pytest.mark.parametrize("format", Format)
def test_an_analyst_gets_each_file_and_the_audit_keeps_what_for(
    browser: Any, account: Any, office: Any, format: Format
) -> None:
    answered(office)
    sign_in(browser, account, Role.ANALYST)
    answer = browser.post(PAGE, format=format.value, purpose=f"  {PURPOSE} ")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-care-answers.')
    assert len(answer.data) > 100 and answer.content_type == formats.KINDS[format].media_type
    event = rows(office.database, "audit_event")[-1]
    assert (event["action"], event["subject"], event["by"]) == (
        "answers-exported", "my-care", "sam@oakfield.example.org",
    )  # fmt: skip
    assert event["detail"] == f"{format.value}, 5 rows: {PURPOSE}"


def test_words_stay_for_whoever_may_not_read_comments_even_if_they_ask(
    browser: Any, account: Any, office: Any
) -> None:
    answered(office)
    sign_in(browser, account, Role.ANALYST)
    assert 'name="words"' not in browser.get(PAGE).text
    answer = browser.post(PAGE, format="csv", purpose=PURPOSE, words="yes")
    assert "ہمیں" not in answer.data.decode() and len(table(answer)) == 5
    assert COMMENT not in browser.get(f"{PAGE}/codebook").data.decode()


def test_words_go_with_the_rest_where_a_role_may_have_both(
    browser: Any, account: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PERMISSIONS, Role.ANALYST, PERMISSIONS[Role.ANALYST] | {Permission.READ_COMMENTS})
    answered(office)
    sign_in(browser, account, Role.ANALYST)
    without = browser.post(PAGE, format="csv", purpose=PURPOSE)
    answer = browser.post(PAGE, format="csv", purpose=PURPOSE, words="yes")
    assert "ہمیں" not in without.data.decode()
    assert [row[COMMENT] for row in table(answer)].count("ہمیں سنا گیا") == 3
    assert "with what people wrote" in rows(office.database, "audit_event")[-1]["detail"]


def test_without_a_purpose_or_a_format_there_is_no_file_and_nothing_in_the_audit(
    browser: Any, account: Any, office: Any
) -> None:
    answered(office)
    sign_in(browser, account, Role.ANALYST)
    before = rows(office.database, "audit_event")
    for fields, problem in (
        ({"format": "csv", "purpose": " … "}, "what you need the file for"),
        ({"format": "csv", "purpose": "a" * 201}, "under 200 letters"),
        ({"purpose": PURPOSE}, "Choose a file"),
        ({"format": "docx", "purpose": PURPOSE}, "Choose a file"),
    ):
        answer = browser.post(PAGE, **fields)
        assert answer.status_code == 400 and problem in answer.text
        assert "Content-Disposition" not in answer.headers
    assert rows(office.database, "audit_event") == before


def test_somebody_bounded_to_a_place_takes_nothing_from_beyond_it(
    browser: Any, account: Any, office: Any
) -> None:
    answered(office)
    sign_in(browser, account, Role.ANALYST, place="hospital")
    assert "Responses in it: 3." in browser.get(PAGE).text
    found = table(browser.post(PAGE, format="csv", purpose=PURPOSE))
    assert {row["place"] for row in found} == {"ward-7"} and len(found) == 3


@pytest.mark.parametrize(
    "role", [Role.WARD_LEAD, Role.STAFF, Role.MODERATOR, Role.COMMISSIONER, Role.TRANSLATOR]
)
def test_nobody_else_finds_the_page(browser: Any, account: Any, office: Any, role: Role) -> None:
    answered(office)
    sign_in(browser, account, role, place="hospital" if role is Role.WARD_LEAD else "")
    browser.get("/staff/account")
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, format="csv", purpose=PURPOSE).status_code == 404
    assert "Export the answers" not in browser.get("/staff/results/my-care").text


def test_the_page_says_what_a_later_withdrawal_does_and_offers_the_codebook(
    browser: Any, account: Any, office: Any
) -> None:
    answered(office)
    sign_in(browser, account, Role.ANALYST)
    page = browser.get(PAGE).text
    assert "whoever takes their answers back later is still in it" in page and "Keep this file safe" in page
    book = table(browser.get(f"{PAGE}/codebook"))
    assert STATEMENT in {row["column"] for row in book}
    assert f'href="{PAGE}"' in browser.get("/staff/results/my-care").text


def test_a_draft_that_nobody_can_have_answered_has_no_such_page(ada: Any) -> None:
    for address in ("/staff/results/clinic-visit/export", "/staff/results/clinic-visit/export/codebook"):
        assert ada.get(address).status_code == 404
    assert ada.post("/staff/results/clinic-visit/export", format="csv", purpose=PURPOSE).status_code == 404


def test_a_missing_library_is_told_on_the_page(
    browser: Any, account: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(office)
    sign_in(browser, account, Role.ANALYST)
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    answer = browser.post(PAGE, format="sav", purpose=PURPOSE)
    assert answer.status_code == 400 and "said-and-done[spss]" in answer.text


def test_an_export_that_fails_leaves_neither_half_a_file_nor_a_line_in_the_audit(
    browser: Any, account: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    answered(office)
    sign_in(browser, account, Role.ANALYST)
    before = rows(office.database, "audit_event")
    monkeypatch.setattr(formats, "write", full)
    browser.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert browser.post(PAGE, format="csv", purpose=PURPOSE).status_code == 500
    assert rows(office.database, "audit_event") == before
