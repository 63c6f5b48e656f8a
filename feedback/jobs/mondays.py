"""The Monday e-mail put together: numbers from the one door, words from the services, and into the outbox once a week.

Services and reports do not know each other, so what is made of both is made here.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from feedback.services import (
    collector_links,
    email_stops,
    monday,
    monday_readers,
    outbox,
    places,
    surveys,
    working_days,
)
from feedback.services.monday import Number, Survey, Week
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind

if TYPE_CHECKING:
    from feedback.models.place import Place
    from feedback.reports.monday import Figures, Stretch

_SEVEN = time(7, 0)
PURPOSE, LANE = "monday", "email"


def is_due(now: datetime) -> bool:
    """Whether this week's is to leave: from seven in England on Monday, or on the first working day after it."""
    here = working_days.here(now)
    days = [working_days.monday_of(here.date()) + timedelta(days=number) for number in range(5)]
    first = next((day for day in days if working_days.is_one(day)), None)
    return here.date() == first and here.time() >= _SEVEN


def put_all(session: Session, *, now: datetime, base_url: str | None = None) -> int:
    """This week's e-mails into the outbox, where it is time; how many were new. Asking again does no harm."""
    return put_now(session, now=now, base_url=base_url) if is_due(now) else 0


def put_now(session: Session, *, now: datetime, base_url: str | None = None) -> int:
    """The same without looking at the clock. Nobody gets two of one week."""
    last_on = working_days.monday_of(working_days.day_of(now)) - timedelta(days=1)
    year, number, _ = last_on.isocalendar()
    drafts = []
    for reader in monday_readers.everybody(session):
        stop = email_stops.of_monday(
            session, base_url, staff_id=reader.staff_id, place_id=reader.place.id
        ) if base_url else ""  # fmt: skip
        week, told = gather(session, reader.place, last_on=last_on, comments=reader.reads_comments)
        letter = monday.letter(session, week, base_url=base_url or "", stop=stop)
        content = {
            "to": reader.email, "subject": letter.subject, "body": letter.body, "html": letter.html, "stop": stop,
        }  # fmt: skip
        reference = f"monday:{reader.place.slug}:{year}-W{number:02}:{reader.staff_id}"
        drafts.append(Draft(MessageKind.EMAIL, PURPOSE, reference, now, content, LANE, urgency=outbox.SOON))
        monday_readers.told(session, reader.place.id, told, last_on)
    return outbox.put_all(session, drafts)


def gather(session: Session, place: Place, *, last_on: date, comments: bool) -> tuple[Week, list[int]]:
    """What the e-mail of a place says of the seven days up to `last_on`, and the surveys whose numbers it tells."""
    # Late: what counts takes room, and no worker needs it but on a Monday.
    from feedback.reports import monday as numbers
    from feedback.reports.monday import Stretch

    within, week = places.within(session, place.id), Stretch(monday.days_before(last_on), last_on)
    found, told, known = [], [], set()
    for survey in surveys.everything(session):
        revision = surveys.revision_of(session, survey)
        if revision is None or revision.published_on is None:
            continue
        days = monday_readers.untold(session, place.id, survey.id, last_on)
        stretch = Stretch(*days) if days else None
        definition = surveys.definition_of(revision)
        shown = numbers.figures(session, survey, definition, within, week, stretch)
        linked = collector_links.listed(session, survey_id=survey.id)
        if not shown.known and not any(link.place_id in within for link in linked):
            continue
        # Where fewer than ten have answered, a colleague could know whose words these are.
        known |= {survey.id} if shown.known else set()
        told += [survey.id] if shown.people is not None else []
        found.append(_survey(shown, stretch))
    since = monday.days_before(last_on)
    words, more = monday.quotes(session, within, known, since, last_on) if comments else ([], False)
    overdue = monday.overdue(session, within, last_on)
    return Week(place.name, last_on, found, words, more, overdue), told


def _survey(shown: Figures, stretch: Stretch | None) -> Survey:
    told = [Number(one.text, one.percent, one.word, one.rank, shown.survey) for one in shown.said]
    since = stretch.first_on if stretch else None
    return Survey(shown.title, shown.survey, shown.week, shown.people, since, told)
