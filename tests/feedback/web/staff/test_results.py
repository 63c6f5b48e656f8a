"""Promises of the results page for staff: live, protected by group, bounded by place, published by few."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from sqlalchemy import select

from feedback.models.snapshot import Snapshot
from feedback.services import audit, surveys
from feedback.vocabulary import Role
from feedback.web import table_files
from tests.feedback.web.staff.conftest import STATEMENT, TODAY

YOUNG, OLD = {STATEMENT: "yes", "age-band": "25-34"}, {STATEMENT: "no", "age-band": "65-74"}


def answered(office: Any) -> None:
    """Thirty of one age, twelve of another, three of a third: too few to be shown by group."""
    office.answer(30, YOUNG, place="ward-7")
    office.answer(12, OLD, place="clinic")
    office.answer(3, {STATEMENT: "no", "age-band": "75-84"}, place="clinic")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def snapshots_of(office: Any) -> list[Snapshot]:
    with office.database.reading(office.organisation_id) as session:
        return list(session.scalars(select(Snapshot)))


def item_of(page: str) -> str:
    """The card of the one statement."""
    return page[page.index(f'id="r-{STATEMENT}"') :].partition("</section>")[0]


def test_every_total_is_shown_and_no_group_under_ten(browser: Any, account: Any, office: Any) -> None:
    answered(office)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    page = browser.get("/staff/results/my-care?by=age-band").text
    assert "Number of people who answered: 45." in page
    assert "People chose to answer and may not speak for everyone" in page
    card = item_of(page)
    assert "Answers: 45" in card and "some answers" in card
    oldest = card[card.index("75 to 84") :].partition("</tr>")[0]
    assert "too few to show" in oldest and not re.search(r"\d%", oldest)
    assert "<bdi>30</bdi>" in card


def test_the_download_holds_the_same_protected_numbers(browser: Any, account: Any, office: Any) -> None:
    answered(office)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    answer = browser.get("/staff/results/my-care/table.csv?by=age-band")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert 'filename="my-care-age-band.csv"' in answer.headers["Content-Disposition"]
    mine = [row for row in rows(answer.text) if row["question"] == STATEMENT]
    by_value = {(row["value"], row["answer"]): (row["answers"], row["count"]) for row in mine}
    assert by_value["", "yes"] == ("45", "30")
    assert by_value["25-34", "yes"] == ("30", "30")
    assert by_value["75-84", "no"] == ("too few to show", "too few to show")


def test_no_cell_is_a_formula(
    browser: Any, account: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(office)
    live = (
        "what-matters",
        "=HYPERLINK(1)",
        "",
        "",
        "Everybody",
        45,
        "yes",
        "＝1+1",
        30,
        67,
        -3,
        "too few to show",
    )
    monkeypatch.setattr(table_files, "_lines", lambda table: [live])
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    [row] = rows(browser.get("/staff/results/my-care/table.csv").text)
    assert (row["question text"], row["answer text"]) == ("'=HYPERLINK(1)", "'＝1+1")
    assert (row["count"], row["low"]) == ("30", "-3")


def test_looking_at_results_writes_nothing(browser: Any, account: Any, office: Any) -> None:
    answered(office)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    with office.database.reading(office.organisation_id) as session:
        before = audit.count(session)
    for path in ("/staff/results/", "/staff/results/my-care", "/staff/results/my-care/table.csv"):
        assert browser.get(path).status_code == 200
    with office.database.reading(office.organisation_id) as session:
        assert audit.count(session) == before


def test_publishing_freezes_the_ticked_groups_and_is_written_down(
    browser: Any, account: Any, office: Any
) -> None:
    answered(office)
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    assert "Not published yet" in browser.get("/staff/results/my-care").text
    assert browser.get("/results/oakfield/my-care").status_code == 404
    browser.get("/staff/results/my-care")
    answer = browser.post("/staff/results/my-care/publish", groups=["age-band", "sex"])
    assert answer.status_code == 303 and str(answer.location).startswith("/staff/results/my-care/publishing/")
    assert "Everybody can see them now" in browser.get(answer.location).text
    (snapshot,) = snapshots_of(office)
    assert (snapshot.groups, snapshot.published_by) == (["age-band", "sex"], "ana@oakfield.example.org")
    with office.database.reading(office.organisation_id) as session:
        assert audit.latest(session, 1)[0].action == "results-published"
    page = browser.get("/staff/results/my-care").text
    assert "Since then 0 answers came or went" in page and 'href="/results/oakfield/my-care"' in page
    assert browser.get("/results/oakfield/my-care").status_code == 200


def test_a_second_publication_waits_for_ten_answers_and_says_how_many(
    browser: Any, account: Any, office: Any
) -> None:
    answered(office)
    office.publish_results("age-band")
    office.answer(4, YOUNG)
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    assert "again after 6 more" in browser.get("/staff/results/my-care").text
    answer = browser.post("/staff/results/my-care/publish", groups=["age-band"])
    assert answer.status_code == 400 and "4 answers came or went" in answer.text
    assert len(snapshots_of(office)) == 1


@pytest.mark.parametrize("groups", [[], ["shoe-size"], ["ethnic-group-detail"]])
def test_groups_that_cannot_be_published_are_refused(
    browser: Any, account: Any, office: Any, groups: list[str]
) -> None:
    answered(office)
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    browser.get("/staff/results/my-care")
    answer = browser.post("/staff/results/my-care/publish", groups=groups)
    assert answer.status_code == 400 and "error-summary" in answer.text
    assert not snapshots_of(office)


def test_a_ward_lead_sees_the_answers_of_their_places_alone(browser: Any, account: Any, office: Any) -> None:
    answered(office)
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    assert "Answers: 30" in browser.get("/staff/results/").text
    page = browser.get("/staff/results/my-care?by=age-band").text
    assert "Number of people who answered: 30." in page and "Clinic" not in page
    counted = rows(browser.get("/staff/results/my-care/table.csv?by=age-band").text)
    assert {row["answers"] for row in counted if row["question"] == STATEMENT and not row["value"]} == {"30"}
    for path in ("/staff/results/my-care?place=clinic", "/staff/results/my-care/table.csv?place=clinic"):
        assert browser.get(path).status_code == 404
    assert "Publish these results" not in page
    assert browser.post("/staff/results/my-care/publish", groups=["age-band"]).status_code == 404
    assert not snapshots_of(office)


def test_results_of_one_place_hold_those_below_it(browser: Any, account: Any, office: Any) -> None:
    answered(office)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    for place, number in (("hospital", 30), ("ward-7", 30), ("clinic", 15)):
        page = browser.get(f"/staff/results/my-care?place={place}").text
        assert f"Number of people who answered: {number}." in page


def test_what_is_not_there_is_a_404(browser: Any, account: Any, office_elsewhere: Any) -> None:
    answered(office_elsewhere)
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    assert "No results yet" in browser.get("/staff/results/").text
    for path in ("my-care", "nothing", "my-care/table.csv", "nothing/table.csv"):
        assert browser.get(f"/staff/results/{path}").status_code == 404
    assert browser.post("/staff/results/my-care/publish", groups=["age-band"]).status_code == 404
    assert not snapshots_of(office_elsewhere)


def test_an_unknown_group_or_place_and_a_draft_are_a_404(browser: Any, account: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        surveys.adopt(session, "carers", by="a test", today=TODAY)
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    for path in ("my-care?by=shoe-size", "my-care?by=help-to-decide", "my-care?place=nowhere", "carers"):
        assert browser.get(f"/staff/results/{path}").status_code == 404


def test_before_anybody_answers_the_page_says_what_to_do(browser: Any, account: Any, office: Any) -> None:
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    page = browser.get("/staff/results/my-care")
    assert page.status_code == 200 and "Nobody has answered yet" in page.text
    assert 'href="/staff/links/new?survey=my-care"' in page.text


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.MODERATOR, Role.SAFEGUARDING_LEAD])
def test_a_role_without_results_has_no_such_page(browser: Any, account: Any, office: Any, role: Role) -> None:
    account("bo@oakfield.example.org", role)
    browser.sign_in("bo@oakfield.example.org")
    for path in ("/staff/results/", "/staff/results/my-care", "/staff/results/my-care/table.csv"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.TRANSLATOR, Role.MODERATOR])
def test_only_those_who_may_publish_can(browser: Any, account: Any, office: Any, role: Role) -> None:
    answered(office)
    account("bo@oakfield.example.org", role)
    browser.sign_in("bo@oakfield.example.org")
    assert browser.post("/staff/results/my-care/publish", groups=["age-band"]).status_code == 404
    assert not snapshots_of(office)
