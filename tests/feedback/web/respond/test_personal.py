"""Promises of a personal link: it opens the survey, takes answers once, and tells nobody who used it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.db import Database
from feedback.models.campaign import Campaign
from feedback.models.place import Place
from feedback.services import campaign_sending, contacts, opt_outs, sensitivity
from feedback.web.respond import waiting
from tests.feedback.conftest import SECRET_KEY
from tests.feedback.invented_campaign import MONDAY, send, started, token_in
from tests.feedback.invented_campaign import rows as outbox_rows
from tests.feedback.open_survey import Open, hidden_field, rows
from tests.feedback.web.respond.test_waiting import seal

ANSWER = {"help-to-decide": "yes"}


@pytest.fixture
def tokens(database: Database, opened: Open) -> list[str]:
    """Three people, invited: in English, in Urdu, in English."""
    with database.transaction(opened.organisation_id) as session:
        campaign = started(session, opened, ["en", "ur", "en"], remind=3)
        campaign_sending.advance(session, now=MONDAY)
        return [token_in(body) for _, body in send(session, campaign, now=MONDAY)]


def form_of(page: str, **answers: str) -> tuple[str, dict[str, str]]:
    """Where a page's form goes, and what it sends."""
    found = re.search(r'id="survey" method="post" action="([^"]+)"', page)
    assert found
    fields = {name: hidden_field(page, name) for name in ("invitation", "submission", "revision", "texts")}
    return found.group(1), fields | (answers or ANSWER)


def test_it_opens_the_survey_in_the_language_of_the_text_and_is_kept_by_nobody(
    client: FlaskClient, tokens: list[str]
) -> None:
    page = client.get(f"/i/{tokens[1]}", headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
    assert page.status_code == 200 and page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Content-Language"] == "ur" and page.headers["Referrer-Policy"] == "no-referrer"
    again = client.get(f"/i/{tokens[1]}/en")
    assert again.headers["Content-Language"] == "en" and hidden_field(again.text, "invitation") == tokens[1]
    assert hidden_field(again.text, "submission") != hidden_field(
        client.get(f"/i/{tokens[1]}/en").text, "submission"
    )


def test_its_script_goes_on_under_the_personal_address(client: FlaskClient, tokens: list[str]) -> None:
    page = client.get(f"/i/{tokens[0]}").text
    assert "`/s/${code}/$" not in page and "`/i/${form.elements.invitation.value}/$" in page


def test_an_ordinary_page_says_nothing_of_invitations(
    client: FlaskClient, opened: Open, tokens: list[str]
) -> None:
    page = client.get(opened.path()).text
    assert "invitation" not in page and "/i/" not in page


def test_it_takes_answers_once_and_thanks_for_the_same_again(
    client: FlaskClient, database: Database, tokens: list[str]
) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    first, second = client.post(address, data=fields), client.post(address, data=fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"].partition("?")[0] == second.headers["Location"].partition("?")[0]
    assert client.get(second.headers["Location"]).status_code == 200
    assert len(rows(database)) == 1 and len(rows(database, "invitation")) == 2
    used = client.get(f"/i/{tokens[0]}")
    assert used.status_code == 404 and "This link has been used" in used.text


def test_a_second_answering_through_it_is_not_counted_and_not_lost(
    client: FlaskClient, database: Database, opened: Open, tokens: list[str]
) -> None:
    early = client.get(f"/i/{tokens[0]}").text
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    client.post(address, data=fields)
    late = client.post(address, data=form_of(early, **{"help-to-decide": "no"})[1])
    assert late.status_code == 409 and "This link has been used" in late.text and len(rows(database)) == 1
    assert late.headers["Cache-Control"] == "no-store"
    # Who still wants to say it sends it by the open link, with everything that was typed.
    assert f'action="/s/{opened.code}/en"' in late.text and 'name="help-to-decide" value="no"' in late.text
    more = {"submission": hidden_field(late.text, "submission"), "help-to-decide": "no"}
    assert client.post(opened.path(), data=more).status_code == 303 and len(rows(database)) == 2


@pytest.mark.parametrize("token", ["", "x" * 22, "nonsense", "x" * 5000])
def test_without_a_token_of_its_own_a_campaigns_link_takes_nothing(
    client: FlaskClient, database: Database, tokens: list[str], token: str
) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    refused = client.post(address, data=fields | {"invitation": token})
    assert refused.status_code == 409 and rows(database) == [] and len(rows(database, "invitation")) == 3
    assert client.post(address, data=fields).status_code == 303


def test_the_code_of_a_campaign_alone_leads_to_the_link_that_anybody_may_use(
    client: FlaskClient, opened: Open, tokens: list[str]
) -> None:
    address, _ = form_of(client.get(f"/i/{tokens[0]}").text)
    assert client.get(address).location == f"/s/{opened.code}/en"
    assert client.get(address.rpartition("/")[0]).location == f"/s/{opened.code}"


def test_a_change_of_language_and_a_mistake_keep_the_token(client: FlaskClient, tokens: list[str]) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    other = client.post(address, data=fields | {"switch-to": "ur"})
    assert hidden_field(other.text, "invitation") == tokens[0] and 'lang="ur"' in other.text
    wrong = client.post(address, data=fields | {"help-to-decide": "no such answer"})
    assert wrong.status_code == 400 and hidden_field(wrong.text, "invitation") == tokens[0]


def test_whoever_answered_changes_their_answers_without_another_link(
    client: FlaskClient, database: Database, tokens: list[str]
) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    client.post(address, data=fields)
    asked = client.post(address, data=fields | {"help-to-decide": "no"})
    assert asked.status_code == 409 and "One question before" in asked.text
    changed = fields | {"help-to-decide": "no", "submission": "another id", "replaces": fields["submission"]}
    assert client.post(address, data=changed).status_code == 303
    assert len(rows(database)) == 2 and len(rows(database, "withdrawal")) == 1
    # What was changed cannot be changed again from the old page, and a made-up name changes nothing.
    for earlier in (fields["submission"], "made up"):
        more = changed | {"submission": f"a third id {earlier}", "replaces": earlier}
        assert client.post(address, data=more).status_code == 409
    assert len(rows(database)) == 2 and len(rows(database, "invitation")) == 2


def test_of_two_sent_at_the_same_moment_one_is_kept(
    app: Flask, database: Database, tokens: list[str]
) -> None:
    pages = [app.test_client().get(f"/i/{tokens[0]}").text for _ in range(6)]
    codes: list[int] = []
    gate = threading.Barrier(len(pages))

    def send_it(page: str) -> None:
        address, fields = form_of(page)
        gate.wait()
        codes.append(app.test_client().post(address, data=fields).status_code)

    threads = [threading.Thread(target=send_it, args=[page]) for page in pages]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(codes) == [303, 409, 409, 409, 409, 409] and len(rows(database)) == 1


def test_not_meant_for_me_stops_the_link_and_the_reminder_and_keeps_nothing_of_who_said_so(
    client: FlaskClient, database: Database, opened: Open, tokens: list[str]
) -> None:
    page = client.get(f"/i/{tokens[0]}").text
    assert f'href="/i/{tokens[0]}/not-me?lang=en"' in page
    assert client.get(f"/i/{tokens[0]}/not-me?lang=ur").status_code == 200
    assert client.get(f"/i/{tokens[0]}").status_code == 200, "looking at the question stops nothing"
    done = client.post(f"/i/{tokens[0]}/not-me?lang=ur")
    assert done.status_code == 303 and client.get(done.headers["Location"]).status_code == 200
    assert client.get(f"/i/{tokens[0]}").status_code == 404
    assert client.post(f"/i/{tokens[0]}/not-me").status_code == 404
    with database.transaction(opened.organisation_id) as session:
        campaign_sending.advance(session, now=MONDAY + timedelta(days=4))
        campaign = session.query(Campaign).one()
        assert [one.purpose for one in outbox_rows(session, campaign)].count("reminder") == 2


def test_who_wants_no_more_texts_once_the_numbers_are_deleted_types_theirs(
    client: FlaskClient, database: Database, opened: Open, tokens: list[str]
) -> None:
    """Nothing is promised that nobody here could keep."""
    with database.transaction(opened.organisation_id) as session:
        session.query(Campaign).one().ended_on = MONDAY.date()
        contacts.forget(session, now=MONDAY + timedelta(days=8))
    done = client.post(f"/i/{tokens[0]}/not-me?lang=ur", data={"stop": "yes"})
    assert done.location == "/texts/stop?lang=ur" and client.get(done.location).status_code == 200
    assert client.get(f"/i/{tokens[0]}").status_code == 404


def test_answers_that_waited_sealed_carry_the_token(
    client: FlaskClient, database: Database, tokens: list[str]
) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    key = waiting.public_key(SECRET_KEY)
    body = seal(key, list(fields.items()))
    assert client.post(address, data={"sealed": body}).status_code == 303
    assert client.post(address, data={"sealed": body}).status_code == 303, (
        "sent twice by a phone with a poor signal"
    )
    assert len(rows(database)) == 1 and len(rows(database, "invitation")) == 2
    more = fields | {"submission": "another page", "help-to-decide": "no"}
    other = seal(key, list(more.items()))
    refused = client.post(address, data={"sealed": other})
    assert refused.status_code == 409 and "help-to-decide" not in refused.text


def test_neither_the_tab_nor_the_page_names_a_sensitive_place(
    client: FlaskClient, tokens: list[str], database: Database, opened: Open
) -> None:
    def title(page: str) -> str:
        found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert found
        return found.group(1)

    before = client.get(f"/i/{tokens[0]}").text
    assert not title(before).startswith("A few questions")
    with database.transaction(opened.organisation_id) as session:
        place = session.get_one(Place, opened.place_id)
        sensitivity.mark(session, place, "Nobody may know who is treated here.", by="Bea")
        name = place.name
    for path in (f"/i/{tokens[0]}", f"/i/{tokens[1]}/en"):
        page = client.get(path).text
        assert title(page).startswith("A few questions from ")
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", page)
        assert heading and heading.group(1).startswith("A few questions from "), (
            "nor does it begin with the survey"
        )
        assert name not in page.replace("(invented)", "")
    action, form = form_of(client.get(f"/i/{tokens[0]}").text)
    again = client.post(action, data={**form, "help-to-decide": "no such choice"})
    assert again.status_code == 400 and "A few questions" in title(again.text) and name not in again.text


def test_whom_an_email_was_not_meant_for_is_asked_about_emails(
    client: FlaskClient, tokens: list[str], database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        for campaign in session.scalars(select(Campaign)):
            campaign.channel = "email"
    page = client.get(f"/i/{tokens[0]}/not-me?lang=en").text
    assert "Was this e-mail not meant for you?" in page and " text" not in page.partition("<main")[2]
    thanks = client.post(f"/i/{tokens[0]}/not-me?lang=en", data={"stop": "yes"})
    assert "no more e-mails to this address" in client.get(thanks.location).text
    with database.reading(opened.organisation_id) as session:
        assert opt_outs.count(session)["link"] == 1
