"""Tellings: published "You said, we did" as the public reads it, in the reader's language where somebody signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.improvement import Improvement
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import improvements, quotes
from feedback.vocabulary import EASY_READ, ENGLISH, ImprovementState


@dataclass(frozen=True)
class Told:
    """One published improvement in a language; `language` is what its text is really in."""

    slug: str
    title: str
    said: str
    did: str
    next: str
    next_on: date | None
    owner: str
    status: str
    reason: str
    place: str
    figure: Mapping[str, Any]
    survey_slug: str
    published_on: date
    updated_at: datetime
    language: str
    #: Somebody's own words, in the language they wrote them in; empty from the moment they take their answers back.
    quote: str = ""
    quote_language: str = ENGLISH
    #: The language its writer used, where a person translated the words.
    quote_translated_from: str = ""


def newest(session: Session, *, language: str, number: int = 50, place_id: int | None = None) -> list[Told]:
    """Published ones, newest first, in a language where somebody signed it and in English elsewhere."""
    query = (
        select(Improvement)
        .where(Improvement.state == ImprovementState.PUBLISHED)
        .order_by(Improvement.published_on.desc(), Improvement.id.desc())
    )
    if place_id is not None:
        query = query.where(Improvement.place_id == place_id)
    return [as_told(session, row, language) for row in session.scalars(query.limit(number))]


def tell(session: Session, slug: str, *, language: str) -> Told | None:
    """One published improvement in a language; None for a draft or an unknown slug."""
    row = improvements.find(session, slug)
    return None if row is None or row.state != ImprovementState.PUBLISHED else as_told(session, row, language)


def organisations_with_any(session: Session) -> list[tuple[str, str]]:
    """(slug, name) of every organisation that has published one; the session works for the whole installation."""
    query = (
        select(Organisation.slug, Organisation.name)
        .where(
            Organisation.id.in_(select(Improvement.organisation_id).where(Improvement.state == "published"))
        )
        .order_by(Organisation.name)
    )
    return [(slug, name) for slug, name in session.execute(query)]


def as_told(session: Session, row: Improvement, language: str) -> Told:
    """One of them as the public page tells it, in a language; a draft too, for whoever looks at it first."""
    texts = (
        improvements.translations_of(session, row).get(language)
        if language not in (ENGLISH, EASY_READ)
        else None
    )
    words: Any = texts if texts is not None and texts.signed_name else row
    place = session.get(Place, row.place_id) if row.place_id else None
    survey = session.get(Survey, row.survey_id)
    quote = quotes.of_improvement(session, row)
    return Told(
        slug=row.slug, title=words.title, said=words.said, did=words.did, next=words.next, next_on=row.next_on,
        owner=words.owner or row.owner, status=row.status, reason=words.reason, place=place.name if place else "",
        figure=row.figure, survey_slug=survey.slug if survey else "", updated_at=row.updated_at,
        published_on=row.published_on or row.updated_at.date(), language=ENGLISH if words is row else language,
        quote=quote.text if quote else "", quote_language=quote.language if quote else ENGLISH,
        quote_translated_from=(quote.translated_from or "") if quote else "",
    )  # fmt: skip
