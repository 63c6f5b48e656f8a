"""Promises of the thank-you: the code shows for a moment, carers are offered help, and complaints have a place."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import audit, collector_links, organisations
from feedback.vocabulary import Channel
from feedback.web.respond import thanking
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.web.respond.test_answering import receipt_on

SERVICE, COMPLAINTS = "Oakfield Carers (invented), 01632 960 050", "01632 960 051 <pals>"


@pytest.fixture(autouse=True)
def _together(opened: Open, database: Database) -> None:
    with database.transaction(opened.organisation_id) as session:
        organisations.current(session).carers_service = SERVICE


def thanked(client: FlaskClient, opened: Open, **answers: str) -> str:
    """The address of the thank-you for some answers."""
    given = {key.replace("_", "-"): value for key, value in ({"help_to_decide": "yes"} | answers).items()}
    answer = client.post(opened.path(), data=given)
    assert answer.status_code == 303
    return answer.headers["Location"]


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(audit, "now", lambda: moment)


@pytest.mark.parametrize(
    ("after", "shown"), [(0, True), (60, True), (121, False), (86_400, False), (-180, False)]
)
def test_the_code_is_shown_for_a_minute_at_most_two_and_the_thanks_for_ever(
    client: FlaskClient, opened: Open, monkeypatch: pytest.MonkeyPatch, after: int, shown: bool
) -> None:
    start = audit.now().replace(microsecond=0)
    at(monkeypatch, start)
    address = thanked(client, opened)
    assert thanking.SHOWN_SECONDS == 120
    at(monkeypatch, start + timedelta(seconds=after))
    page = client.get(address)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert bool(receipt_on(page.text)) is shown and ("Your receipt code" in page.text) is shown
    assert "Your answers have been sent." in page.text


@pytest.mark.parametrize("ticket", ["", "nothing", "x" * 5000, "ꙮ"])
def test_an_address_without_a_ticket_of_ours_shows_no_code(
    client: FlaskClient, opened: Open, ticket: str
) -> None:
    page = client.get(f"{opened.path()}/thanks", query_string={"t": ticket})
    assert page.status_code == 200 and not receipt_on(page.text) and SERVICE not in page.text


def test_two_people_thanked_by_one_compiled_page_have_two_codes(client: FlaskClient, opened: Open) -> None:
    codes = {receipt_on(client.get(thanked(client, opened, submission=name)).text) for name in "ab"}
    assert len(codes) == 2 and "" not in codes


@pytest.mark.parametrize(
    ("answers", "offered"),
    [({"role": "carer"}, True), ({"role": "patient"}, False), ({}, False)],
)
def test_the_carers_service_is_offered_to_carers_and_to_nobody_else(
    client: FlaskClient, opened: Open, answers: dict[str, str], offered: bool
) -> None:
    assert (SERVICE in client.get(thanked(client, opened, **answers)).text) is offered


def test_a_page_of_somebody_else_is_not_the_carers_page(client: FlaskClient, opened: Open) -> None:
    assert SERVICE in client.get(thanked(client, opened, role="carer")).text
    assert SERVICE not in client.get(thanked(client, opened, role="patient")).text


def test_a_carer_is_offered_nothing_where_there_is_no_service(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    with database.transaction(opened.organisation_id) as session:
        organisations.current(session).carers_service = ""
    page = client.get(thanked(client, opened, role="carer")).text
    assert "Do you look after somebody?" not in page


def test_complaints_have_a_place_and_without_one_a_member_of_staff_says_how(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    for path in (f"{opened.path()}/thanks", opened.path()):
        page = client.get(path).text
        assert "This is not a complaint. To complain, ask any member of staff how." in page
    with database.transaction(opened.organisation_id) as session:
        organisations.current(session).complaints_contact = COMPLAINTS
    for path in (f"{opened.path()}/thanks", opened.path()):
        page = client.get(path).text
        assert "This is not a complaint. To complain: 01632 960 051 &lt;pals&gt;" in page
        assert "ask any member of staff how" not in page


def test_a_shared_screen_finishes_and_clears_where_a_phone_deletes_and_leaves(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    with database.transaction(opened.organisation_id) as session:
        survey, ward = session.get_one(Survey, opened.survey_id), session.get_one(Place, opened.place_id)
        link = collector_links.make(
            session, survey, ward, channel=Channel.KIOSK, label="", by=BY, today=TODAY
        )
        kiosk = Open(link.code, survey.id, link.id, ward.id, opened.organisation_id, survey.slug)
    for _ in range(2):
        page = client.get(thanked(client, kiosk)).text
        assert "Finish and clear" in page and f'href="/s/{kiosk.code}"' in page and 'id="idle"' in page
        page = client.get(thanked(client, opened)).text
        assert "Delete and leave" in page and 'href="/left?lang=en"' in page and 'id="idle"' not in page
        assert kiosk.code not in page


def test_the_thanks_bring_the_style_that_the_survey_page_lets_take_its_place(
    client: FlaskClient, opened: Open
) -> None:
    from feedback.web.headers import hash_source

    [style] = re.findall(r"<style[^>]*>(.*?)</style>", client.get(f"{opened.path()}/thanks").text, re.DOTALL)
    assert hash_source(style) in client.get(opened.path()).headers["Content-Security-Policy"]
