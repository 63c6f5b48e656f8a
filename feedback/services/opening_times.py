"""Opening times: what a survey's stored state means at a moment, and how long after closing answers still come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from feedback.services.working_days import here
from feedback.vocabulary import SurveyState

#: How long a page opened before closing may still be sent.
GRACE = timedelta(hours=24)


def standing(
    state: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    closed_at: datetime | None,
    now: datetime,
) -> tuple[str, datetime | None]:
    """What a stored state means at a moment, and since when it is closed: the clock opens and closes what is published.

    A published survey whose time has not come is a draft to the public.
    """
    if state == SurveyState.PUBLISHED and closes_at is not None and now >= closes_at:
        return SurveyState.CLOSED, closes_at
    if state == SurveyState.PUBLISHED and opens_at is not None and now < opens_at:
        return SurveyState.DRAFT, None
    return state, closed_at


def takes_answers(state: str, closed_at: datetime | None, now: datetime) -> bool:
    """Whether an answer sent now is still taken: while published, and a day beyond closing."""
    if state == SurveyState.PUBLISHED:
        return True
    return state == SurveyState.CLOSED and closed_at is not None and now <= closed_at + GRACE


def day_to_come(state: str, opens_at: datetime | None, now: datetime) -> date | None:
    """The day on which a published survey opens by itself; None for one that is open, or that somebody has to open."""
    waits = state == SurveyState.PUBLISHED and opens_at is not None and now < opens_at
    return here(opens_at).date() if waits and opens_at is not None else None


#: What staff are told of a published survey whose day has not come.
PLANNED = "planned"


def told(
    state: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> str:
    """A survey's state for staff: draft, planned, published or closed, as the clock has made it."""
    if day_to_come(state, opens_at, now) is not None:
        return PLANNED
    return standing(state, opens_at, closes_at, None, now)[0]
