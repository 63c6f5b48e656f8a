"""A survey that an invented organisation has opened to the public, with a link on a poster."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback.db import EVERYWHERE, Database
from feedback.models.survey import Survey
from feedback.services import (
    collector_links,
    geographies,
    organisations,
    places,
    publications,
    responses,
    sign_offs,
    surveys,
)
from feedback.services.responses import Arrival, Outcome
from feedback.vocabulary import Channel
from surveys import reading
from tests.feedback import invented_readers
from tests.fresh_databases import Beginning

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0)
BY = "a test"
#: An invented look-up: ten postcodes, one a decile.
POSTCODES = ["postcode,decile", *(f"QX{decile} 1AA,{decile}" for decile in range(1, 11))]


@dataclass(frozen=True)
class Open:
    """What a poster needs, and where the survey is."""

    code: str
    survey_id: int
    link_id: int
    place_id: int
    organisation_id: int
    slug: str

    def path(self, language: str = "en") -> str:
        """Where its answers go."""
        return f"/s/{self.code}/{language}"


def open_survey(
    database: Database,
    organisation_id: int,
    slug: str = "my-care",
    *,
    more: tuple[str, ...] = (),
    signed: tuple[str, ...] = (),
    with_postcodes: bool = False,
) -> Open:
    """Adopts, signs off, publishes and links a shipped survey, and commits."""
    with database.transaction(organisation_id) as session:
        return opened_in(session, slug, more=more, signed=signed, with_postcodes=with_postcodes)


def _in_urdu(database: Database, organisation_id: int) -> Open:
    return open_survey(database, organisation_id, signed=("ur",), with_postcodes=True)


#: A survey signed off in Urdu, with every about-you question of the short block.
IN_URDU = Beginning("open in Urdu", _in_urdu)


def opened_in(
    session: Session,
    slug: str = "my-care",
    *,
    more: tuple[str, ...] = (),
    signed: tuple[str, ...] = (),
    with_postcodes: bool = False,
) -> Open:
    """The same in a session of the organisation; `more` are about-you keys beyond the short block."""
    organisation = organisations.current(session)
    organisation.help_number, organisation.privacy_contact = "01632 960 001", "privacy@oakfield.example.org"
    if with_postcodes and geographies.newest(session) is None:
        geographies.load(session, POSTCODES, "2025", today=TODAY)
    short = [key for key, _, default in surveys.choices(session, reading.shipped(slug)) if default]
    uses = dict.fromkeys(more, "to plan the service")
    survey = surveys.adopt(session, slug, by=BY, today=TODAY, chosen=[*short, *more], stated_uses=uses)
    for language in signed:
        sign(session, survey, language)
    invented_readers.read_everything(session, survey.id)
    publications.publish(session, survey, by=BY, today=TODAY)
    ward = places.by_slug(session, "ward-7") or places.add(session, "Ward 7", slug="ward-7", by=BY)
    link = collector_links.make(
        session, survey, ward, channel=Channel.QR, label="By the door", by=BY, today=TODAY
    )
    return Open(link.code, survey.id, link.id, ward.id, organisation.id, slug)


def sign(session: Session, survey: Survey, language: str) -> None:
    """Somebody invented answers for a translation."""
    sign_offs.sign(
        session,
        survey,
        language,
        name="T. Example",
        role="Translator",
        qualification="Invented",
        by=BY,
        today=TODAY,
    )


def answer(session: Session, opened: Open, submission: str, **given: Any) -> Outcome:
    """Stores one response; keys with underscores for hyphens, `overall_experience="good"`."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    answers = {key.replace("_", "-"): value for key, value in given.items()}
    arrival = Arrival(opened.link_id, opened.place_id, Channel.QR.value, "en", 1)
    return responses.submit(session, served, arrival, answers, submission=submission, today=TODAY)


def close(database: Database, opened: Open, at: datetime) -> None:
    """Closes the survey at a moment."""
    with database.transaction(opened.organisation_id) as session:
        publications.close(session, session.get_one(Survey, opened.survey_id), by=BY, now=at)


def revoke(database: Database, opened: Open) -> None:
    """Revokes the link."""
    with database.transaction(opened.organisation_id) as session:
        link = collector_links.find(session, opened.code)
        assert link is not None
        collector_links.revoke(session, link, by=BY, now=NOW)


def rows(database: Database, table: str = "response") -> list[dict[str, Any]]:
    """Every row of a table, whoever it belongs to."""
    with database.reading(EVERYWHERE) as session:
        return [dict(row) for row in session.execute(text(f"SELECT * FROM {table}")).mappings()]


def hidden_field(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return found.group(1)
