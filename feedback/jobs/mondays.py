"""The Monday e-mail put together: numbers from the one door, words from the services, and into the outbox once a week.

Services and reports do not know each other, so what is made of both is made here. All e-mails of a place and a week are
put in one transaction and never again: counted a second time, the same days might tell who took their answer back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from feedback.services import (
    collector_links,
    email_stops,
    monday,
    monday_letters,
    monday_readers,
    monday_stretches,
    opening_times,
    outbox,
    places,
    surveys,
    working_days,
)
from feedback.services.monday import Number, Survey, Week
from feedback.services.monday_readers import Reader
from feedback.services.monday_stretches import Before, Told
from feedback.services.outbox import Draft
from feedback.vocabulary import MessageKind, SurveyState

if TYPE_CHECKING:
    from feedback.db import Database
    from feedback.models.place import Place
    from feedback.models.survey import Survey as SurveyRow
    from feedback.reports.monday import Figures, Stretch

_SEVEN = time(7, 0)
#: A service that was down in the morning still sends on this many days; later in the week it is Monday's no more.
_DAYS = 3
PURPOSE, LANE = "monday", "email"


def is_due(now: datetime) -> bool:
    """Whether this week's is to leave: from seven in England on Monday, or on the first working day after it.

    It stays due for two days more, for a service that was down; whoever got it gets it once.
    """
    here = working_days.here(now)
    days = [working_days.monday_of(here.date()) + timedelta(days=number) for number in range(5)]
    first = next((day for day in days if working_days.is_one(day)), None)
    if first is None or not first <= here.date() < first + timedelta(days=_DAYS):
        return False
    return here.date() > first or here.time() >= _SEVEN


def put_all(database: Database, organisation_id: int, *, now: datetime, base_url: str | None = None) -> int:
    """This week's e-mails into the outbox, where it is time; how many were new. Asking again does no harm.

    Who asked since Monday gets their first next week.
    """
    if not is_due(now):
        return 0
    return put_now(database, organisation_id, now=now, base_url=base_url, asked_before=_monday(now))


def put_now(
    database: Database, organisation_id: int, *, now: datetime, base_url: str | None = None,
    asked_before: date | None = None,
) -> int:  # fmt: skip
    """The same without looking at the clock. No place has two of one week: who asks later waits for the next.

    What takes long is read beside everybody else; only what comes of it is written, a place at a time: meanwhile
    people answer. Where one place fails the others get theirs, and then it raises the first failure.
    """
    last_on = _monday(now) - timedelta(days=1)
    with database.reading(organisation_id) as session:
        everybody = monday_readers.everybody(session)
    new, failed = 0, None
    for _, its in groupby(everybody, key=lambda one: one.place.id):
        readers = [one for one in its if asked_before is None or one.since < asked_before]
        try:
            new += _put(database, organisation_id, readers, last_on, now, base_url) if readers else 0
        except Exception as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return new


def _put(
    database: Database, organisation_id: int, readers: Sequence[Reader], last_on: date, now: datetime,
    base_url: str | None,
) -> int:  # fmt: skip
    """The e-mails of one place to all of its readers, and what they told; nothing where they were put before."""
    place, (year, number, _) = readers[0].place, last_on.isocalendar()
    with database.reading(organisation_id) as session:
        if monday_stretches.were_told(session, place.id, last_on):
            return 0
        week, told = gather(session, place, last_on=last_on, comments=True)
        name = f"monday:{place.slug}:{year}-W{number:02}"
        drafts = [_draft(session, one, week, f"{name}:{one.staff_id}", now, base_url) for one in readers]
    with database.transaction(organisation_id) as session:
        # Another worker may have been faster.
        if monday_stretches.were_told(session, place.id, last_on):
            return 0
        monday_stretches.keep(session, place.id, told, last_on)
        return outbox.put_all(session, drafts)


def _monday(now: datetime) -> date:
    return working_days.monday_of(working_days.day_of(now))


def _draft(
    session: Session, reader: Reader, week: Week, reference: str, now: datetime, base_url: str | None
) -> Draft:
    """The e-mail of one reader: of what people wrote it holds what they may read, and the link stops theirs alone."""
    mine = week if reader.reads_comments else replace(week, quotes=(), more_comments=False)
    stop = email_stops.of_monday(
        session, base_url, staff_id=reader.staff_id, place_id=reader.place.id
    ) if base_url else ""  # fmt: skip
    letter = monday_letters.compose(session, mine, base_url=base_url or "", stop=stop, drafts=reader.drafts)
    content = {
        "to": reader.email, "subject": letter.subject, "body": letter.body, "html": letter.html, "stop": stop,
    }  # fmt: skip
    return Draft(MessageKind.EMAIL, PURPOSE, reference, now, content, LANE, urgency=outbox.SOON)


def gather(session: Session, place: Place, *, last_on: date, comments: bool) -> tuple[Week, list[Told]]:
    """What the e-mail of a place says of the seven days up to `last_on`, and what it tells of each survey."""
    within = places.within(session, place.id)
    worked_on = monday.worked_on(session, within)
    found, told, lately = [], [], set()
    for survey, shown, stretch, before in _figures(session, place, within, last_on):
        lately |= {survey.id} if shown.lately else set()
        said = [astuple(one.told) for one in shown.said if one.told is not None]
        told.append(Told(survey.id, shown.week, said if shown.people is not None else None))
        found.append(_survey(session, survey, shown, stretch, before, worked_on))
    since = monday.days_before(last_on)
    # Where fewer than ten have answered of late, a colleague could know whose words these are.
    words, more = monday.quotes(session, within, lately, since, last_on) if comments else ([], False)
    overdue = monday.overdue(session, within, last_on)
    return Week(place.name, last_on, found, words, more, overdue, place.slug), told


def _figures(
    session: Session, place: Place, within: list[int], last_on: date
) -> Iterator[tuple[SurveyRow, Figures, Stretch | None, Before]]:
    """The surveys that are asked here now, or of which there is something to tell, each with its numbers."""
    # Late: what counts takes room, and no worker needs it but on a Monday.
    from feedback.reports import monday as numbers
    from feedback.reports.monday import Stretch

    asked = {
        link.survey_id for link in collector_links.listed(session, places=within) if link.revoked_at is None
    }
    alone = monday_stretches.alone(session, place.id)
    for survey in surveys.everything(session):
        revision = surveys.revision_of(session, survey)
        if revision is None or revision.published_on is None:
            continue
        days = monday_stretches.untold(session, place.id, survey.id, last_on)
        stretch = Stretch(*days) if days else None
        before = monday_stretches.before(session, place.id, survey.id, last_on)
        shown = numbers.figures(
            session, survey, surveys.definition_of(revision), within, last_on, stretch,
            [numbers.Told(*one) for one in before.said], alone=alone,
        )  # fmt: skip
        open_here = survey.id in asked and _is_open(survey, last_on)
        if open_here or shown.week is not None or shown.people is not None or shown.lately:
            yield survey, shown, stretch, before


def _is_open(survey: SurveyRow, last_on: date) -> bool:
    night = datetime.combine(last_on + timedelta(days=1), time())
    state, _ = opening_times.standing(
        survey.state, survey.opens_at, survey.closes_at, survey.closed_at, night
    )
    return state == SurveyState.PUBLISHED


def _survey(
    session: Session, survey: SurveyRow, shown: Figures, stretch: Stretch | None, before: Before,
    worked_on: set[tuple[int, str]],
) -> Survey:  # fmt: skip
    # Late, for the same reason as the numbers.
    from feedback.services import snapshots

    said = [
        Number(
            one.text, one.percent, one.word, one.rank, shown.survey, one.item, one.was,
            (survey.id, one.item) in worked_on,
        )
        for one in shown.said
    ]  # fmt: skip
    return Survey(
        shown.title, shown.survey, shown.week, shown.people, stretch.first_on if stretch else None, said,
        before.week, snapshots.any_of(session, survey.id), shown.elsewhere,
    )  # fmt: skip
