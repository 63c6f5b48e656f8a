"""Attacks on personal links: nobody buys a second place in a campaign with answers that came another way."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.services import campaign_sending, campaigns
from tests.feedback.invented_campaign import BASE, MONDAY, drafted, people, send, started, token_in
from tests.feedback.open_survey import BY, Open, hidden_field, rows
from tests.feedback.web.respond.test_personal import form_of


@pytest.fixture
def tokens(database: Database, opened: Open) -> list[str]:
    """Two people, invited."""
    with database.transaction(opened.organisation_id) as session:
        campaign = started(session, opened, ["en", "en"])
        campaign_sending.advance(session, now=MONDAY)
        return [token_in(body) for _, body in send(session, campaign, now=MONDAY)]


def through(database: Database, opened: Open) -> int:
    """How many answers came through another link than the poster's, and still count."""
    gone = {row["response_id"] for row in rows(database, "withdrawal")}
    return len([
        row for row in rows(database) if row["link_id"] != opened.link_id and row["id"] not in gone
    ])  # fmt: skip


def test_answers_of_a_poster_are_no_ticket_into_a_campaign(
    client: FlaskClient, database: Database, opened: Open, tokens: list[str]
) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    client.post(address, data=fields)
    for at in range(3):
        # Anybody may answer the poster, as often as they like, and "change" that on the campaign's own address.
        bought = {"submission": f"poster {at}", "help-to-decide": "no"}
        assert client.post(opened.path(), data=bought).status_code == 303
        forged = fields | {"submission": f"stuffed {at}", "replaces": f"poster {at}", "help-to-decide": "no"}
        assert client.post(address, data=forged | {"invitation": ""}).status_code == 409
        assert client.post(address, data=forged).status_code == 409
    assert through(database, opened) == 1 and len(rows(database, "withdrawal")) == 0


def test_nor_is_a_receipt_of_theirs(
    client: FlaskClient, database: Database, opened: Open, tokens: list[str]
) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    client.post(address, data=fields)
    client.post(opened.path(), data={"submission": "poster", "help-to-decide": "no"})
    thanked = client.post(opened.path(), data={"submission": "poster", "help-to-decide": "no"})
    code = re.search(r">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<", client.get(str(thanked.location)).text)
    assert code
    forged = fields | {"submission": "stuffed", "replaces-receipt": code[1], "help-to-decide": "no"}
    assert client.post(address, data=forged).status_code == 409
    assert through(database, opened) == 1 and rows(database, "withdrawal") == []


def test_the_other_way_round_somebody_may_change_their_mind(
    client: FlaskClient, database: Database, opened: Open, tokens: list[str]
) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    client.post(address, data=fields)
    changed = fields | {
        "submission": "a second thought",
        "replaces": fields["submission"],
        "help-to-decide": "no",
    }
    assert client.post(address, data=changed).status_code == 303 and through(database, opened) == 1


def bare(page: str, token: str) -> str:
    """A page without what is fresh in each, and without the token that was asked for."""
    return re.sub(r'nonce="[^"]+"', "", page).replace(token, "")


def test_guessing_tells_a_used_link_from_none_by_nothing(client: FlaskClient, tokens: list[str]) -> None:
    address, fields = form_of(client.get(f"/i/{tokens[0]}").text)
    client.post(address, data=fields)
    for path in ("", "/ur", "/not-me"):
        used, none = (client.get(f"/i/{token}{path}") for token in (tokens[0], "x" * 22))
        assert used.status_code == none.status_code == 404
        assert bare(used.text, tokens[0]) == bare(none.text, "x" * 22)
    said = [client.post(f"/i/{one}/not-me", data={"stop": "yes"}) for one in (tokens[0], "x" * 22)]
    assert bare(said[0].text, tokens[0]) == bare(said[1].text, "x" * 22)


def test_no_page_behind_a_personal_link_is_kept_or_lets_its_address_out(
    client: FlaskClient, tokens: list[str]
) -> None:
    page = client.get(f"/i/{tokens[0]}")
    pages = [page, client.get(f"/i/{tokens[0]}/ur"), client.get(f"/i/{tokens[0]}/not-me")]
    address, fields = form_of(page.text)
    pages += [
        client.post(address, data=fields | {"switch-to": "ur"}),
        client.post(address, data=fields | {"help-to-decide": "no such answer"}),
        client.post(address, data=fields),
        client.post(address, data=fields | {"submission": "late", "help-to-decide": "no"}),
    ]
    for one in pages:
        assert "no-store" in one.headers["Cache-Control"] and one.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in one.headers and tokens[0] not in str(one.headers)
    assert hidden_field(page.text, "submission") and tokens[0] not in hidden_field(page.text, "submission")


def test_a_link_of_one_campaign_answers_no_other(
    client: FlaskClient, database: Database, opened: Open, tokens: list[str]
) -> None:
    """Whoever was invited to one survey knows, from somebody else's page, where another campaign's answers go."""
    with database.transaction(opened.organisation_id) as session:
        other = drafted(session, opened, [])
        people(session, other, ["en"], first=50)
        campaigns.start(session, other, base_url=BASE, sender="+447700900999", by=BY, now=MONDAY)
        campaign_sending.advance(session, now=MONDAY)
        [theirs] = [token_in(body) for _, body in send(session, other, now=MONDAY)]
    address, fields = form_of(client.get(f"/i/{theirs}").text)
    assert client.post(address, data=fields | {"invitation": tokens[0]}).status_code == 409
    assert rows(database) == [] and len(rows(database, "invitation")) == 3


def test_a_used_link_leaves_no_trace_in_that_of_its_reminder(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        campaign = started(session, opened, ["en"], remind=3)
        campaign_sending.advance(session, now=MONDAY)
        [first] = [token_in(body) for _, body in send(session, campaign, now=MONDAY)]
        later = MONDAY + timedelta(days=3)
        campaign_sending.advance(session, now=later)
        [second] = [token_in(body) for _, body in send(session, campaign, now=later)]
    assert len(rows(database, "invitation")) == 2 and client.get(f"/i/{second}").status_code == 200
    address, fields = form_of(client.get(f"/i/{first}").text)
    assert client.post(address, data=fields).status_code == 303
    assert rows(database, "invitation") == [] and client.get(f"/i/{second}").status_code == 404
