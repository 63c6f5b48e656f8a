"""An invented organisation at work: places, a survey that is open, links, and people who answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import (
    collector_links,
    drafts,
    organisations,
    places,
    publications,
    responses,
    sign_offs,
    snapshots,
    surveys,
)
from feedback.services.responses import Arrival
from feedback.vocabulary import Channel, Role
from tests.feedback import invented_readers
from tests.fresh_databases import Beginning

TODAY = date(2026, 11, 20)
#: Statements of `my-care` that everybody below answers.
STATEMENT, COMMENT = "help-to-decide", "one-thing-better"


@dataclass
class Office:
    """What is there, by slug and code, and what the tests do to it."""

    database: Database
    organisation_id: int
    links: dict[str, str]
    sent: int = 0

    def answer(
        self, number: int, answers: Mapping[str, Any], *, place: str = "ward-7", language: str = "en"
    ) -> None:
        """So many people answer alike at a place."""
        with self.database.transaction(self.organisation_id) as session:
            survey = surveys.find(session, "my-care")
            where = places.by_slug(session, place)
            link = collector_links.find(session, self.links[place])
            assert survey and where and link
            served = surveys.served(session, survey.id)
            assert served
            arrival = Arrival(link.id, where.id, "qr", language, 1)
            for _ in range(number):
                self.sent += 1
                responses.submit(
                    session, served, arrival, answers, submission=f"page {self.sent}", today=TODAY
                )

    def publish_results(self, *groups: str) -> None:
        """Freezes a snapshot of `my-care` by these groups."""
        with self.database.transaction(self.organisation_id) as session:
            survey = surveys.find(session, "my-care")
            assert survey
            snapshots.publish(session, survey, list(groups) or ["age-band"], by="a test", today=TODAY)

    def sign(self, language: str) -> None:
        """Somebody signs a language of `my-care`."""
        with self.database.transaction(self.organisation_id) as session:
            survey = surveys.find(session, "my-care")
            assert survey
            sign_offs.sign(
                session, survey, language, name="Noor (invented)", role="Translator", qualification="Diploma",
                by="a test", today=TODAY,
            )  # fmt: skip


def furnished(database: Database, organisation_id: int) -> Office:
    """Two places, one inside the other's parent, an open survey, and a link at each."""
    with database.transaction(organisation_id) as session:
        row = organisations.current(session)
        row.help_number, row.privacy_contact = "01632 960 100", "privacy@oakfield.example.org"
        hospital = places.add(session, "Hospital", by="a test")
        ward = places.add(session, "Ward 7", parent=hospital, by="a test")
        clinic = places.add(session, "Clinic", by="a test")
        survey = surveys.adopt(session, "my-care", by="a test", today=TODAY)
        invented_readers.read_everything(session, survey.id)
        publications.publish(session, survey, by="a test", today=TODAY)
        links = {
            place.slug: collector_links.make(
                session,
                survey,
                place,
                channel=Channel.QR,
                label=f"{place.name} door",
                by="a test",
                today=TODAY,
            ).code
            for place in (ward, clinic)
        }
    return Office(database, organisation_id, links)


AT_WORK = Beginning("at work", lambda database, organisation_id: furnished(database, organisation_id).links)


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    """The organisation at work, for tests that ask for it."""
    return AT_WORK if "office" in request.fixturenames else None


@pytest.fixture
def office(database: Database, organisation: Organisation, begun: dict[str, str]) -> Office:
    """The organisation of the other fixtures, at work."""
    return Office(database, organisation.id, dict(begun))


@pytest.fixture
def office_elsewhere(database: Database, elsewhere: int) -> Office:
    """Another organisation, at work in the same way."""
    return furnished(database, elsewhere)


@pytest.fixture
def ada(browser: Any, account: Any) -> Any:
    """An administrator, with a new survey that has no question yet."""
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    browser.get("/staff/surveys/new")
    assert (
        browser.post("/staff/surveys/new", title="  Clinic   visit ").location
        == "/staff/surveys/clinic-visit/build"
    )
    return browser


@pytest.fixture
def data(database: Database, organisation: Organisation) -> Any:
    """What the survey says at the moment."""

    def read(slug: str = "clinic-visit") -> Any:
        with database.reading(organisation.id) as session:
            found = surveys.find(session, slug)
            assert found
            return drafts.shown(session, found).definition

    return read


@pytest.fixture
def tara(browser: Any, account: Any, office: Office) -> Any:
    """A translator."""
    account("tara@oakfield.example.org", Role.TRANSLATOR)
    browser.sign_in("tara@oakfield.example.org")
    return browser
