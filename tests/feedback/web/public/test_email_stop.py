"""Promises of the link that stops e-mails: it works without signing in, and opening it alone stops nothing."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from feedback.db import EVERYWHERE, Database
from feedback.models.opt_out import OptOut
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import InstallationFact
from feedback.services import email_stops, hash_keys


def stopped(database: Database) -> int:
    with database.reading(EVERYWHERE) as session:
        return session.query(OptOut).count()


def link(database: Database, organisation: Organisation) -> str:
    with database.reading(organisation.id) as session:
        return email_stops.of_invitations(session, "pat@example.org", "")


def test_opening_the_link_stops_nothing_and_pressing_the_button_does(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    address = link(database, organisation)
    page = client.get(address)
    assert page.status_code == 200 and "Press the button" in page.text and stopped(database) == 0
    assert "Set-Cookie" not in page.headers
    done = client.post(address)
    assert done.status_code == 200 and "Done." in done.text and stopped(database) == 1
    assert client.post(address).status_code == 200 and stopped(database) == 1


def test_one_press_in_a_mail_program_is_enough(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    """RFC 8058: a form from somewhere else, without a cookie or a token of ours."""
    headers = {"Origin": "https://mail.example.com", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(
        link(database, organisation), data={"List-Unsubscribe": "One-Click"}, headers=headers
    )
    assert answer.status_code == 200 and stopped(database) == 1


def test_a_link_that_is_not_ours_says_so_and_stops_nothing(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    for answer in (client.get("/email/stop/nothing"), client.post("/email/stop/nothing")):
        assert answer.status_code == 404 and "This link does not work" in answer.text
    assert stopped(database) == 0


def test_the_page_speaks_the_language_of_the_email_whoever_signed_it(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    """Nobody may be kept from stopping e-mails because a translation waits for its signature."""
    address = link(database, organisation).partition("?")[0]
    assert 'lang="en"' in client.get(f"{address}?lang=xx").text
    assert '<html lang="ur" dir="rtl"' in client.get(f"{address}?lang=ur").text


def test_a_stop_is_kept_under_the_key_that_is_asked_for_it(
    database: Database, organisation: Organisation
) -> None:
    """Kept under another one, it would never be found again."""
    sealed = link(database, organisation).removeprefix("/email/stop/").partition("?")[0]
    with database.transaction(EVERYWHERE) as session:
        found = email_stops.read(session, sealed)
        assert found is not None
        session.add(InstallationFact(name="hash-key", value="another"))
        session.flush()
        with pytest.raises(hash_keys.WrongKey):
            email_stops.stop(session, found, today=date(2026, 11, 20))
