"""Loads and removes the demonstration: an invented organisation with everything a real one would have."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.geography import GeographyEdition
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.staff_member import StaffMember
from feedback.models.survey import Survey
from feedback.services import (
    collector_links,
    comment_readers,
    geographies,
    organisations,
    places,
    publications,
    responses,
    sign_offs,
    snapshots,
    staff_members,
    surveys,
    translations,
)
from feedback.services.comment_readers import Naming
from feedback.services.demonstration import hanging, populations, reading, telling, texting
from feedback.services.demonstration.people import Invented
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH, OWN_LANGUAGES, Channel, Role
from surveys import reading as shipped
from surveys.answers import pack

SLUG, NAME = "invented-place", "Invented Place Health and Care"
BY = "demonstration"
ADMINISTRATOR = "admin@invented-place.example.org"
_AUTHOR, _REVIEWER = "author@invented-place.example.org", "reviewer@invented-place.example.org"
_MODERATOR, _LEAD = "comments@invented-place.example.org", "safeguarding@invented-place.example.org"
_SITES = {
    "riverside-hospital": "Riverside Hospital (invented)",
    "harbour-health-centre": "Harbour Health Centre (invented)",
    "lantern-community-hub": "Lantern Community Hub (invented)",
}
#: Survey to its share of the responses; the one for children waits for its first.
_SURVEYS = {"my-care": 0.4, "being-heard": 0.25, "friends-and-family": 0.2, "carers": 0.15, "under-16": 0.0}
#: Which of the sites texted people.
_TEXTED = 2
#: How long people have been answering.
MONTHS = 16
#: Postcodes of an area that does not exist, one for each decile.
_POSTCODES = [f"QX{decile} 1AA" for decile in range(1, 10)] + ["QX10 1AA"]


@dataclass(frozen=True)
class Loaded:
    """What somebody needs to look around."""

    email: str
    password: str
    codes: dict[str, str]
    organisation: str
    responses: int


def find(session: Session) -> Organisation | None:
    """The demonstration, where it is loaded."""
    return session.scalars(select(Organisation).where(Organisation.slug == SLUG)).first()


def load(session: Session, *, number: int, seed: int, today: date, now: datetime) -> Loaded:
    """Everything, from the organisation to its six published "You said, we did". Raises Refused when it is there."""
    if find(session) is not None:
        raise Refused("The demonstration is loaded already. Remove it first: flask demo remove")
    chance = random.Random(seed)
    organisation = organisations.add(session, SLUG, NAME, by=BY, today=today)
    organisation.demonstration = True
    organisation.help_number, organisation.privacy_contact = (
        "01632 960 100",
        "privacy@invented-place.example.org",
    )
    organisation.complaints_contact = "Patient experience team (invented), 01632 960 101"
    organisation.carers_service = "Invented Place Carers’ Centre (invented), 01632 960 102"
    _load_invented_postcodes(session, today)
    sites = [places.add(session, name, by=BY, slug=slug) for slug, name in _SITES.items()]
    password = secrets.token_urlsafe(12)
    administrator = staff_members.add(
        session, ADMINISTRATOR, role=Role.ADMINISTRATOR, by=BY, now=now, name="Ada (invented)"
    )
    staff_members.set_password(session, administrator, password, by=BY, now=now)
    author = staff_members.add(session, _AUTHOR, role=Role.ANALYST, by=BY, now=now, name="Ana (invented)")
    reviewer = staff_members.add(
        session, _REVIEWER, role=Role.COMMISSIONER, by=BY, now=now, name="Cam (invented)"
    )
    moderator = staff_members.add(
        session, _MODERATOR, role=Role.MODERATOR, by=BY, now=now, name="Mo (invented)"
    )
    lead = staff_members.add(
        session, _LEAD, role=Role.SAFEGUARDING_LEAD, by=BY, now=now, name="Sal (invented)"
    )
    codes, stored, hung = {}, 0, []
    for slug, share in _SURVEYS.items():
        survey = _survey(session, slug, today)
        served = surveys.served(session, survey.id)
        namings = dict.fromkeys(served.languages if served else (), Naming(moderator.id, deputy_id=lead.id))
        comment_readers.name(session, survey, namings, by=BY, today=today)
        links = [
            collector_links.make(
                session, survey, site, channel=Channel.QR, label="Poster by the door", by=BY, today=today
            )
            for site in sites
        ]
        codes[slug] = links[0].code
        hung += links
        if not share:
            continue
        texted = (
            texting.invite(session, survey, sites[_TEXTED], by=BY, today=today).link_id
            if slug == "being-heard"
            else None
        )
        told = _rows(
            session, survey, sites, [link.id for link in links], round(number * share), chance, today, texted
        )
        stored += responses.store_many(session, told)
        snapshots.publish(session, survey, by=BY, today=today)
    hanging.hang(session, hung, administrator, by=BY, since=beginning(today), today=today)
    populations.settle(session, by=BY, today=today)
    telling.tell(
        session, {site.slug: site for site in sites}, author, reviewer, moderator, today=today, now=now,
        done_on=done_on(today),
    )  # fmt: skip
    reading.read(session, moderator, chance, today=today)
    return Loaded(ADMINISTRATOR, password, codes, SLUG, stored)


def _load_invented_postcodes(session: Session, today: date) -> None:
    lines = ["postcode,decile", *(f"{code},{decile}" for decile, code in enumerate(_POSTCODES, 1))]
    geographies.load(session, lines, geographies.INVENTED, today=today)


def _survey(session: Session, slug: str, today: date) -> Survey:
    """A published survey with every about-you question, each use stated, and every language signed by nobody real."""
    keys = [key for key, _, _ in surveys.choices(session, shipped.shipped(slug))]
    uses = dict.fromkeys(keys, "To show in this demonstration what the question is for.")
    survey = surveys.adopt(session, slug, by=BY, today=today, chosen=keys, stated_uses=uses)
    for standing in translations.standing(session, survey):
        if standing.language not in OWN_LANGUAGES:
            sign_offs.sign(
                session, survey, standing.language, name="Nobody (invented)", role="Invented translator",
                qualification="None: this demonstration is invented", by=BY, today=today,
            )  # fmt: skip
    publications.publish(session, survey, by=BY, today=today)
    return survey


def beginning(today: date) -> date:
    """The first day that anybody answered: whole months, so that lines over time have something to show."""
    return _months_before(today, MONTHS)


def done_on(today: date) -> date:
    """The day in the middle on which something was made better."""
    return _months_before(today, MONTHS // 2)


def _months_before(today: date, months: int) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, 1)


def _rows(
    session: Session,
    survey: Survey,
    sites: list[Place],
    links: list[int],
    number: int,
    chance: random.Random,
    today: date,
    texted: int | None,
) -> Iterator[dict[str, Any]]:
    served = surveys.served(session, survey.id)
    assert served is not None
    first = beginning(today)
    days = (today - first).days + 1
    for turn in range(number):
        # Spread evenly, so that no month is left without answers by chance.
        day = first + timedelta(days=int((turn + chance.random()) * days / number))
        person = Invented(chance, later=day >= done_on(today))
        language = person.language if person.language in served.languages else ENGLISH
        answers = person.answers(served.definition)
        if not answers:
            continue
        at = chance.choices(range(len(sites)), [5, 4, 3])[0]
        # Since some people were invited by text, answers at that place come through their campaign.
        by_text = texted is not None and at == _TEXTED and day >= texting.began_on(today)
        yield {
            "submission": chance.randbytes(16), "survey_id": survey.id, "revision_id": served.revision_id,
            "link_id": texted if by_text else links[at], "place_id": sites[at].id,
            "channel": Channel.SMS.value if by_text else Channel.QR.value, "language": language,
            "texts_version": served.languages[language], "answered_on": day,
            "geography_edition": geographies.INVENTED if "deprivation-quintile" in answers else None,
            "answers": responses.canonical(answers), "codes": pack(served.definition, served.codebook, answers),
        }  # fmt: skip


def remove(session: Session) -> bool:
    """Takes the demonstration away, its people and its postcodes too; True when it was there."""
    organisation = find(session)
    if organisation is None:
        return False
    db.set_scope(session, db.EVERYWHERE)
    session.execute(delete(Organisation).where(Organisation.slug == SLUG))
    session.execute(
        delete(StaffMember).where(
            StaffMember.email.in_([ADMINISTRATOR, _AUTHOR, _REVIEWER, _MODERATOR, _LEAD])
        )
    )
    session.execute(delete(GeographyEdition).where(GeographyEdition.edition == geographies.INVENTED))
    return True
