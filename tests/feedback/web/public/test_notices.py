"""Promise of the notices: who holds the answers and why, is the program well, where to report a weakness."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from feedback import migrations
from feedback.channels.delivery import OutcomeUnknown, Rejected
from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.services import audit, job_workers, organisations, outbox, outbox_settling, outbox_work
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind


@pytest.fixture
def introduced(database: Database, organisation: Organisation) -> Organisation:
    """The invented organisation with everything its notice must name."""
    with database.transaction(organisation.id) as session:
        row = organisations.current(session)
        row.help_number, row.privacy_contact = "01632 960 001", "privacy@oakfield.example.org"
        row.purpose, row.lawful_basis, row.retention_months = "To plan <quiet> nights", "Public task", 18
    return organisation


def test_an_organisations_notice_names_controller_purpose_basis_retention_and_contact(
    client: FlaskClient, introduced: Organisation
) -> None:
    page = client.get("/privacy/oakfield").text
    for words in (
        "Oakfield (invented)",
        "To plan &lt;quiet&gt; nights",
        "Public task",
        "18",
        "privacy@oakfield.example.org",
    ):
        assert words in page


@pytest.mark.parametrize("address", ["/privacy", "/accessibility"])
def test_the_notices_of_the_program_are_there_in_easy_read_too(
    client: FlaskClient, database: Database, address: str
) -> None:
    pages = [client.get(f"{address}?lang={language}") for language in ("en", "en-simple")]
    assert [page.status_code for page in pages] == [200, 200] and pages[0].text != pages[1].text


def test_the_notice_of_nobody_is_a_kind_404(client: FlaskClient, database: Database) -> None:
    answer = client.get("/privacy/nowhere")
    assert answer.status_code == 404 and "<h1" in answer.text


def test_the_front_door_leads_to_what_changed(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/you-said-we-did/"


def test_alive_and_ready_are_plain_words(client: FlaskClient, database: Database) -> None:
    alive, ready = client.get("/healthz"), client.get("/readyz")
    assert (alive.status_code, alive.text) == (200, "ok\n") and (ready.status_code, ready.text) == (
        200,
        "ready\njobs: 0 waiting, 0 held, 0 failed, no worker\n",
    )
    assert ready.content_type.startswith("text/plain")


def test_ready_says_what_waits_and_who_works_and_stays_ready_without_a_worker(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    now = audit.now()
    with database.transaction(organisation.id) as session:
        late = Draft(
            MessageKind.SMS, "reply", "a", now - timedelta(seconds=70), {"to": "+447700900001"}, "lane"
        )
        outbox.put_all(
            session, [late, replace(late, reference="b"), replace(late, reference="c", lane="other")]
        )
    with database.transaction(EVERYWHERE) as session:
        taken = outbox_work.take(session, "lane", "w", most=9, rate=0, now=now).rows
        outcomes = list(zip(taken, [OutcomeUnknown("timeout"), Rejected("30003")], strict=True))
        outbox_settling.settle(session, outcomes, "w", now=now)
        job_workers.beat(session, "w", now=now)
    found = re.fullmatch(
        r"ready\njobs: 1 waiting, oldest (\d+) s, 1 held, 1 failed, 1 worker\n", client.get("/readyz").text
    )
    assert found and 70 <= int(found[1]) < 300


def test_a_database_of_another_version_is_not_ready(client: FlaskClient, database: Database) -> None:
    with database.transaction(EVERYWHERE) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "flask db upgrade" in answer.text
    assert client.get("/healthz").status_code == 200


def test_a_database_that_is_gone_is_not_ready(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(migrations, "current", gone)
    assert client.get("/readyz").status_code == 503


def test_a_weakness_can_be_reported_and_the_notice_of_it_does_not_expire_soon(client: FlaskClient) -> None:
    notice = client.get("/.well-known/security.txt").text
    expires = re.search(r"^Expires: (.+)$", notice, re.MULTILINE)
    assert "Contact: " in notice and expires
    left = datetime.fromisoformat(expires[1].replace("Z", "+00:00")) - datetime.now(UTC)
    assert 30 < left.days <= 365


@pytest.mark.parametrize(
    "address", ["/privacy", "/accessibility", "/you-said-we-did/", "/nowhere", "/healthz"]
)
def test_every_page_carries_the_headers_that_keep_it_safe(
    client: FlaskClient, database: Database, address: str
) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy
        and "unsafe-inline" not in policy
        and "frame-ancestors 'none'" in policy
    )
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


def test_a_page_that_asks_for_another_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/privacy", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/privacy/{}", "/you-said-we-did/{}/", "/you-said-we-did/oakfield/{}", "/results/oakfield/{}", "/q/{}.svg",
     "/s/{}", "/s/{}/ur", "/logo/{}.png", "/static/{}", "/{}"],
)  # fmt: skip
@pytest.mark.parametrize(
    "poison", ["%00", "a%00b", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "x" * 3000, "%F0%9F%92%A9", "'--"]
)
def test_an_address_that_nobody_gave_out_is_a_404_and_never_an_error(
    client: FlaskClient, introduced: Organisation, address: str, poison: str
) -> None:
    assert client.get(address.format(poison)).status_code == 404
