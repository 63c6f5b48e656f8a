"""Faces: all that decides what a code shows the public, read in one statement for one code or for many at once.

A page that was compiled for a face may be served for as long as the face reads the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String, Text, bindparam, cast, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from feedback import db
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink, LinkCode
from feedback.models.improvement import Improvement
from feedback.models.medium import Medium, SurveyMedium
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.quote import Quote
from feedback.models.response import Withdrawal
from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import collector_links, comment_readers, looks, surveys
from feedback.services.collector_links import OpenedLink
from feedback.services.comment_readers import Promise
from feedback.services.looks import Look
from feedback.services.surveys import Served
from feedback.vocabulary import ENGLISH, LANGUAGES, ImprovementState, SurveyState

#: The shipped survey that is offered beside every other one of the same place.
YOUNGER = "under-16"


@dataclass(frozen=True)
class Face:
    """A code with everything its pages are made of; `served` is None where nothing was ever published."""

    link: OpenedLink
    served: Served | None
    look: Look
    #: The code of the same place's survey for children, where one is open.
    younger: str | None
    #: Changes whenever a published "You said, we did" of the organisation does.
    told: str
    #: A name for exactly what is put up for the survey beside its words; empty where nothing is.
    media: str = ""
    #: What is promised beside a box for free text, in each language that somebody reads.
    promises: Mapping[str, Promise] = field(default_factory=dict)

    def promise(self, language: str) -> Promise | None:
        """What is promised in a language; None where nobody reads it, and so nobody is asked to write."""
        return comment_readers.among(self.promises, language)


def read(session: Session, codes: Collection[str]) -> dict[str, Face]:
    """The faces of those codes that are known, by code; leaves the session working for the whole installation."""
    db.set_scope(session, db.EVERYWHERE)
    rows = session.execute(_STATEMENT, {"codes": list(codes)}).mappings()
    return {row["code"]: _face(session, row) for row in rows}


def one(session: Session, code: str) -> Face | None:
    """The face of one code, in either case; the session works for its organisation from here on."""
    wanted = code.upper()
    if len(wanted) > 16:
        return None
    found = read(session, [wanted]).get(wanted)
    if found is not None:
        db.set_scope(session, found.link.organisation_id)
    return found


def _face(session: Session, row: Mapping[Any, Any]) -> Face:
    link = collector_links.from_row(row)
    served = None
    if row["revision_id"] is not None:
        definition, codebook = surveys.frozen(session, row["revision_id"], row["fingerprint"])
        served = Served(
            survey_id=row["survey_id"], slug=row["survey_slug"], organisation_id=row["organisation_id"],
            revision_id=row["revision_id"], number=row["number"], definition=definition, codebook=codebook,
            languages=_languages(row["languages"] or ""),
        )  # fmt: skip
    younger = row["younger"] if row["library_slug"] != YOUNGER else None
    media = hashlib.sha256(row["media"].encode()).hexdigest()[:16] if row["media"] else ""
    promises = comment_readers.promises_of(row["promised"])
    return Face(link, served, looks.from_row(row), younger, row["told"], media, promises)


def _languages(joined: str) -> dict[str, int]:
    """Tag to the newest version on offer, in the chooser's order, from "en:1,ur:1,ur:2"."""
    newest: dict[str, int] = {}
    for entry in filter(None, joined.split(",")):
        tag, _, version = entry.partition(":")
        newest[tag] = max(newest.get(tag, 0), int(version))
    return {tag: newest[tag] for tag in LANGUAGES if tag in newest} or {ENGLISH: 1}


def _languages_on_offer() -> Any:
    entry = SurveyTexts.language + literal(":") + cast(SurveyTexts.version, String)
    return (
        select(func.aggregate_strings(entry, ","))
        .where(SurveyTexts.revision_id == Survey.current_revision_id)
        .where(SurveyTexts.on_offer)
        .correlate(Survey)
        .scalar_subquery()
    )


def _told() -> Any:
    """How many improvements are published and when one last changed, and how many quotes are still told."""
    newest = func.coalesce(cast(func.max(Improvement.updated_at), String), "")
    told = (
        select(cast(func.count(), String) + literal(" ") + newest)
        .where(Improvement.organisation_id == CollectorLink.organisation_id)
        .where(Improvement.state == ImprovementState.PUBLISHED)
        .correlate(CollectorLink)
        .scalar_subquery()
    )
    # A quote whose answers were taken back is told no more.
    taken_back = exists().where(
        Withdrawal.organisation_id == Quote.organisation_id, Withdrawal.response_id == Quote.response_id
    )
    quoted = (
        select(cast(func.count(), String))
        .select_from(Quote)
        .where(Quote.organisation_id == CollectorLink.organisation_id, Quote.improvement_id.is_not(None))
        .where(~taken_back)
        .correlate(CollectorLink)
        .scalar_subquery()
    )
    return told + literal(" ") + quoted


def _younger() -> Any:
    other, theirs = aliased(CollectorLink), aliased(Survey)
    return (
        select(func.min(other.code))
        .join(theirs, theirs.id == other.survey_id)
        .where(other.organisation_id == CollectorLink.organisation_id)
        .where(other.place_id == CollectorLink.place_id, other.channel == CollectorLink.channel)
        .where(other.revoked_at.is_(None))
        # A campaign's own code opens nothing without somebody's token.
        .where(~exists().where(Campaign.link_id == other.id))
        .where(theirs.library_slug == YOUNGER, theirs.state == SurveyState.PUBLISHED)
        .correlate(CollectorLink)
        .scalar_subquery()
    )


def _put_up() -> Any:
    what = SurveyMedium.text_key + Medium.name + cast(Medium.described, Text)
    return (
        select(func.aggregate_strings(what, " "))
        .join(Medium, Medium.id == SurveyMedium.medium_id)
        .where(SurveyMedium.survey_id == CollectorLink.survey_id)
        .correlate(CollectorLink)
        .scalar_subquery()
    )


#: The columns of the statement, the last of them small questions of their own about the row at hand.
_COLUMNS: Sequence[Any] = (
    LinkCode.code, CollectorLink.id.label("link_id"), CollectorLink.organisation_id, CollectorLink.survey_id,
    CollectorLink.place_id, CollectorLink.channel, CollectorLink.revoked_at, CollectorLink.leads_to,
    Place.name.label("place_name"), Survey.slug.label("survey_slug"), Survey.state, Survey.closed_at,
    Survey.opens_at, Survey.closes_at, Survey.library_slug,
    collector_links.PERSONAL, Revision.id.label("revision_id"), Revision.number, Revision.fingerprint, *looks.COLUMNS,
    _languages_on_offer().label("languages"), _told().label("told"), _younger().label("younger"),
    _put_up().label("media"), comment_readers.promised(CollectorLink.survey_id).label("promised"),
)  # fmt: skip
_STATEMENT = (
    select(*_COLUMNS)
    .select_from(LinkCode)
    .join(
        CollectorLink,
        (CollectorLink.code == LinkCode.code) & (CollectorLink.organisation_id == LinkCode.organisation_id),
    )
    .join(Place, Place.id == CollectorLink.place_id)
    .join(Survey, Survey.id == CollectorLink.survey_id)
    .join(Organisation, Organisation.id == CollectorLink.organisation_id)
    .outerjoin(Revision, (Revision.id == Survey.current_revision_id) & Revision.published_on.is_not(None))
    .where(LinkCode.code.in_(bindparam("codes", expanding=True)))
)
