"""Organisations: making one, its name and contacts, and how far its first day has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.membership import Membership
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.survey import Survey, SurveyTexts
from feedback.services import audit, colours, slugs
from feedback.services.refusals import Refused, one_line
from feedback.vocabulary import OWN_LANGUAGES


@dataclass(frozen=True)
class FirstDay:
    """Which of the first steps of a new organisation are done."""

    introduced: bool
    has_place: bool
    has_survey: bool
    signed_off: bool
    has_link: bool
    has_colleagues: bool

    @property
    def over(self) -> bool:
        """Whether people can be asked: signing off a language and inviting colleagues may come later."""
        return self.introduced and self.has_place and self.has_survey and self.has_link


def add(session: Session, slug: str, name: str, *, by: str, today: date) -> Organisation:
    """A new organisation; the session works for it from here on. Raises Refused when the slug is taken."""
    slug = slugs.checked(slug)
    if by_slug(session, slug) is not None:
        raise Refused(f"There is an organisation {slug} already.", "slug")
    organisation = Organisation(slug=slug, name=_name(name), created_on=today)
    session.add(organisation)
    session.flush()
    db.set_scope(session, organisation.id)
    audit.record(session, "organisation-added", slug, by=by)
    return organisation


def _name(name: str) -> str:
    return one_line(name, "name", missing="Give the organisation its name.")


def by_slug(session: Session, slug: str) -> Organisation | None:
    """The organisation that an address or a command names."""
    if not slugs.possible(slug):
        return None
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).first()


def current(session: Session) -> Organisation:
    """The organisation this session works for."""
    return session.get_one(Organisation, db.scope_of(session))


def every(session: Session) -> Sequence[Organisation]:
    """All organisations of the installation, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def introduce(
    session: Session, *, name: str, accent: str, help_number: str, privacy_contact: str, complaints_contact: str,
    carers_service: str, purpose: str, lawful_basis: str, retention_months: int, receipt_days: int, by: str,
    second_reviewer: bool | None = None,
) -> Organisation:  # fmt: skip
    """Says who this organisation is; the colour is darkened until white text on it can be read.

    `second_reviewer` stays as it is where it is not given.
    """
    if not 1 <= retention_months <= 240:
        raise Refused("Keep answers for between 1 and 240 months.", "retention_months")
    if not 1 <= receipt_days <= 90:
        raise Refused("Let receipt codes work for between 1 and 90 days.", "receipt_days")
    organisation = current(session)
    wanted = {
        "name": _name(name),
        "accent": colours.readable(accent),
        "help_number": help_number.strip(),
        "privacy_contact": privacy_contact.strip(),
        "complaints_contact": complaints_contact.strip(),
        "carers_service": carers_service.strip(),
        "purpose": purpose.strip(),
        "lawful_basis": lawful_basis.strip(),
        "retention_months": retention_months,
        "receipt_days": receipt_days,
    }
    if second_reviewer is not None:
        wanted["second_reviewer"] = second_reviewer
    changed = [column for column, value in wanted.items() if getattr(organisation, column) != value]
    for column in changed:
        setattr(organisation, column, wanted[column])
    session.flush()
    if changed:
        audit.record(session, "organisation-changed", organisation.slug, by=by, detail=", ".join(changed))
    return organisation


def first_day(session: Session) -> FirstDay:
    """How far this organisation has come, from the rows themselves: nobody ticks a list."""
    organisation = current(session)

    def any_of(column: type[Place] | type[CollectorLink]) -> bool:
        return session.scalar(select(column.id).limit(1)) is not None

    published = select(Survey.id).where(Survey.current_revision_id.is_not(None)).limit(1)
    signed = (
        select(SurveyTexts.id)
        .where(SurveyTexts.on_offer, SurveyTexts.language.not_in(OWN_LANGUAGES))
        .limit(1)
    )
    second = select(Membership.id).where(Membership.organisation_id == organisation.id).offset(1).limit(1)
    return FirstDay(
        introduced=bool(organisation.help_number and organisation.privacy_contact),
        has_place=any_of(Place),
        has_survey=session.scalar(published) is not None,
        signed_off=session.scalar(signed) is not None,
        has_link=any_of(CollectorLink),
        has_colleagues=session.scalar(select(exists(second))) is True,
    )
