"""Promises of the page of the return: exact counts for few, what is to mend with the way to it, files, modes, audit."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import places
from feedback.vocabulary import Role
from tests.feedback.open_survey import Open, answer, open_survey, rows

PAGE = "/staff/fft/"


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """The test is asked at a ward, and two people answered in November."""
    made = open_survey(database, organisation.id, "friends-and-family")
    with database.transaction(organisation.id) as session:
        for name in ("a", "b"):
            answer(session, made, name, overall_experience="poor")
    return made


def sign_in(browser: Any, account: Any, role: Role, place: str = "") -> Any:
    account("sam@oakfield.example.org", role, place=place)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def test_the_page_shows_exact_counts_and_names_what_is_missing(
    browser: Any, account: Any, opened: Open
) -> None:
    page = sign_in(browser, account, Role.ADMINISTRATOR).get(f"{PAGE}?month=2026-11").text
    assert "November 2026" in page and "100.00%" in page and "Answers: 2" in page
    assert (
        'href="/admin/places/ward-7"' in page and "no ODS code" in page and "kind of service not said" in page
    )


def test_mending_a_place_mends_the_return(
    browser: Any, account: Any, opened: Open, database: Database
) -> None:
    sign_in(browser, account, Role.ADMINISTRATOR).get("/admin/places/ward-7")
    fields = {"name": "Ward 7", "ods_code": "rx1ra", "fft_setting": "inpatient"}
    assert browser.post("/admin/places/ward-7", **fields).status_code == 303
    page = browser.get(f"{PAGE}?month=2026-11").text
    assert "RX1RA" in page and "Inpatient and day case" in page and "To mend first" not in page
    assert 'value="inpatient" selected' in browser.get("/admin/places/ward-7").text
    refused = browser.post("/admin/places/ward-7", **{**fields, "fft_setting": "spaceport"})
    assert refused.status_code == 400 and "Choose one of" in refused.text


def test_an_analyst_takes_the_file_and_the_audit_says_so_but_cannot_mend_places(
    browser: Any, account: Any, opened: Open, database: Database
) -> None:
    page = sign_in(browser, account, Role.ANALYST).get(f"{PAGE}?month=2026-11").text
    assert "/admin/places/" not in page and "An administrator can mend this" in page
    answer = browser.post(PAGE, month="2026-11", format="csv")
    assert 'filename="fft-return-2026-11.csv"' in answer.headers["Content-Disposition"]
    [row] = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["Poor"], row["Total Responses"]) == ("2", "2")
    event = rows(database, "audit_event")[-1]
    assert (event["action"], event["subject"], event["by"]) == (
        "fft-return-taken", "2026-11", "sam@oakfield.example.org",
    )  # fmt: skip
    assert browser.post(PAGE, month="2026-11", format="xlsx").data[:2] == b"PK"
    assert browser.post(PAGE, month="2026-11", format="pdf").status_code == 400
    assert browser.post(PAGE, month="soon", format="csv").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ANALYST, Role.ADMINISTRATOR)])
def test_nobody_else_finds_the_page(browser: Any, account: Any, opened: Open, role: Role) -> None:
    sign_in(browser, account, role, place="ward-7" if role is Role.WARD_LEAD else "")
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, month="2026-11", format="csv").status_code == 404
    assert browser.get(f"{PAGE}links/{opened.code}").status_code == 404


def test_somebody_bounded_to_a_place_sees_nothing_beyond_it(
    browser: Any, account: Any, opened: Open, database: Database
) -> None:
    with database.transaction(opened.organisation_id) as session:
        places.add(session, "Clinic", slug="clinic", by="a test")
    page = sign_in(browser, account, Role.ANALYST, place="clinic").get(f"{PAGE}?month=2026-11").text
    assert "Ward 7" not in page and "Nothing to return yet" in page
    assert browser.post(PAGE, month="2026-11", format="csv").data.count(b"\r\n") == 1
    assert browser.get(f"{PAGE}links/{opened.code}").status_code == 404


def test_how_a_link_collects_can_be_said_and_moves_its_answers(
    browser: Any, account: Any, opened: Open, database: Database
) -> None:
    sign_in(browser, account, Role.ANALYST)
    page = browser.get(f"{PAGE}links/{opened.code}").text
    assert 'value="online" checked' in page
    assert browser.post(f"{PAGE}links/{opened.code}", mode="carrier-pigeon").status_code == 400
    assert browser.post(f"{PAGE}links/{opened.code}", mode="electronic-discharge").status_code == 303
    page = browser.get(PAGE).text
    assert "Electronic, at discharge" in page and "as somebody here said" in page
    [row] = csv.DictReader(
        io.StringIO(browser.post(PAGE, month="2026-11", format="csv").data.decode("utf-8-sig"))
    )
    assert (row["Mode Online"], row["Mode Electronic Discharge"]) == ("0", "2")
    assert rows(database, "audit_event")[-2]["detail"] == "electronic-discharge"


def test_before_anybody_is_asked_the_page_says_where_to_begin(
    browser: Any, account: Any, organisation: Organisation
) -> None:
    page = sign_in(browser, account, Role.ANALYST).get(PAGE).text
    assert "Nothing to return yet" in page
    assert browser.get(f"{PAGE}?month=never").status_code == 404
