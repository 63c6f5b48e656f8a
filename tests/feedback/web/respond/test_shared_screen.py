"""Promise of a shared screen: whatever page ends an answering gives way by itself; on a phone it stays."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.db import Database
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import collector_links
from feedback.vocabulary import Channel
from tests.feedback.open_survey import BY, TODAY, Open, revoke


@pytest.fixture
def tablet(opened: Open, database: Database) -> Open:
    """A link on a shared screen, for the same survey at the same place."""
    with database.transaction(opened.organisation_id) as session:
        survey, ward = session.get_one(Survey, opened.survey_id), session.get_one(Place, opened.place_id)
        link = collector_links.make(
            session, survey, ward, channel=Channel.KIOSK, label="", by=BY, today=TODAY
        )
        return Open(link.code, survey.id, link.id, ward.id, opened.organisation_id, survey.slug)


def endings(client: FlaskClient, database: Database, opened: Open) -> list[TestResponse]:
    """The thank-you, "whose are these" and the page of a link that was revoked."""
    sent = client.post(opened.path(), data={"help-to-decide": "yes", "submission": opened.code})
    whose = client.post(opened.path(), data={"help-to-decide": "no", "submission": opened.code})
    thanks = client.get(sent.headers["Location"])
    revoke(database, opened)
    gone = client.post(opened.path(), data={"help-to-decide": "no", "submission": "too late"})
    assert [page.status_code for page in (thanks, whose, gone)] == [200, 409, 410]
    return [thanks, whose, gone]


def test_every_ending_gives_way_to_a_fresh_start_without_a_script(
    client: FlaskClient, database: Database, tablet: Open
) -> None:
    for page in endings(client, database, tablet):
        assert page.headers["Refresh"] == f"240; url=/s/{tablet.code}"


def test_on_a_phone_every_ending_stays_until_its_reader_leaves(
    client: FlaskClient, database: Database, opened: Open
) -> None:
    assert not [page for page in endings(client, database, opened) if "Refresh" in page.headers]
