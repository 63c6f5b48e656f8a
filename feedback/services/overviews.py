"""Overviews: every survey of the installation with its links and how many answered, as people script against it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from feedback import db
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import audit, collector_links, opening_times, organisations, responses, surveys
from feedback.vocabulary import SurveyState


def of_surveys(session: Session) -> list[dict[str, Any]]:
    """Every survey of every organisation, in the contract's shape."""
    found = []
    for organisation in organisations.every(session):
        db.set_scope(session, organisation.id)
        found += [_survey(session, organisation, survey) for survey in surveys.everything(session)]
    return found


def _closed_by_the_clock(survey: Survey) -> bool:
    now = audit.now()
    return opening_times.told(survey.state, survey.opens_at, survey.closes_at, now) == SurveyState.CLOSED


def _survey(session: Session, organisation: Organisation, survey: Survey) -> dict[str, Any]:
    served = surveys.served(session, survey.id)
    revision = surveys.revision_of(session, survey)
    return {
        "slug": survey.slug,
        "title": survey.title,
        "organisation": organisation.slug,
        "state": "closed" if _closed_by_the_clock(survey) else survey.state,
        "revision": revision.number if revision else None,
        "responses": responses.count(session, survey.id),
        "languages": list(served.languages) if served else [],
        "links": [
            {
                "code": link.code,
                "channel": link.channel,
                "place": session.get_one(Place, link.place_id).slug,
                "label": link.label,
                "state": "revoked" if link.revoked_at else "open",
            }
            for link in collector_links.listed(session, survey_id=survey.id, by_themselves=True)
        ],
    }
