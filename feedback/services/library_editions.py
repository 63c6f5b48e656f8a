"""Library editions: a later edition of a shipped survey, offered as a new draft beside what was changed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import audit, drafts, revisions
from feedback.services.refusals import Refused
from surveys import building, editions, reading
from surveys.definition import Definition


@dataclass(frozen=True)
class Offer:
    """What taking over a later edition would do to each question, by key; `texts` says each of them in words."""

    edition: str
    since: str
    merged: editions.Merged
    texts: Mapping[str, str]


def offered(session: Session, survey: Survey) -> Offer | None:
    """The later edition of the survey that the library ships; None where what is in use is the newest.

    Editions are compared as they stand: the library has one, and any other is an earlier one.
    """
    if survey.library_slug is None or survey.library_definition is None:
        return None
    try:
        shipped = reading.shipped(survey.library_slug)
    except KeyError:
        return None
    if shipped.edition == survey.library_edition:
        return None
    base = Definition.model_validate(survey.library_definition)
    newest = revisions.draft(session, survey) or session.get_one(Revision, survey.current_revision_id)
    ours = Definition.model_validate(newest.definition)
    chosen = building.chosen_about_you(newest.definition)
    theirs = reading.joined(shipped, reading.shipped(building.ABOUT_YOU), chosen)
    texts = {item.key: item.text for definition in (base, ours, theirs) for item in definition.items()}
    return Offer(shipped.edition, survey.library_edition or "", editions.merge(base, ours, theirs), texts)


def take_over(session: Session, survey: Survey, *, by: str) -> Revision:
    """Makes the draft say what the offer says. What is published and signed stays as it is. Raises Refused."""
    offer = offered(session, survey)
    if offer is None:
        raise Refused("You use the newest edition already.")
    data = dict(offer.merged.definition_data)
    draft = drafts.change(session, survey, lambda _: data, by=by)
    chosen = building.chosen_about_you(data)
    shipped = reading.shipped(survey.library_slug or "")
    survey.library_definition = reading.joined(shipped, reading.shipped(building.ABOUT_YOU), chosen).as_data()
    survey.library_edition = draft.library_edition = offer.edition
    session.flush()
    audit.record(
        session, "edition-taken-over", survey.slug, by=by, detail=f"{offer.since} to {offer.edition}"
    )
    return draft
