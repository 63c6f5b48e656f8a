"""Rotas: who reads the comments of a survey and language on a day, who stands in, and who is away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_reader import CommentReader
from feedback.models.comment_rota import Absence, CommentRota
from feedback.models.survey import Survey
from feedback.services import audit, comment_readers, working_days
from feedback.services.comment_readers import covering
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH, ENGLISH_NAMES

_A_WEEK = timedelta(days=7)
LONGEST_ABSENCE = timedelta(days=400)


@dataclass(frozen=True)
class Duty:
    """Who is named, whose week it is and who is away, as it stands on one day."""

    today: date
    readers: Mapping[tuple[int, str], CommentReader]
    rotas: Mapping[tuple[int | None, str], CommentRota]
    #: Accounts in use that open the comments of the whole organisation.
    able: frozenset[int]
    away: frozenset[int]
    leads: Sequence[int]

    def owner(self, survey_id: int, language: str) -> int | None:
        """Who reads a comment that came today: whose week it is, or the reader; the deputy while they are away.

        Words in a language that nobody reads go to the reader of English, then to a safeguarding lead.
        """
        people = [*self._people(survey_id, language), *self._people(survey_id, ENGLISH), *self.leads]
        here = [one for one in people if self.here(one)]
        return next(iter(here or [one for one in people if one in self.able]), None)

    def here(self, staff_id: int | None) -> bool:
        """Whether somebody can read today."""
        return staff_id in self.able and staff_id not in self.away

    def reader(self, survey_id: int, language: str) -> CommentReader | None:
        """The row that names who reads a language."""
        return next(
            (self.readers[survey_id, tag] for tag in covering(language) if (survey_id, tag) in self.readers),
            None,
        )

    def deputy(self, survey_id: int, language: str) -> int | None:
        """Who stands in, where somebody able is named."""
        row = self.reader(survey_id, language) or self.reader(survey_id, ENGLISH)
        return row.deputy_id if row is not None and row.deputy_id in self.able else None

    def whose_week(self, survey_id: int, language: str, day: date) -> int | None:
        """Whose week it is by the survey's own rota, or by that of the organisation."""
        for tag in covering(language):
            for key in ((survey_id, tag), (None, tag)):
                if key in self.rotas and self.rotas[key].people:
                    return _in_turn(self.rotas[key], day)
        return None

    def _people(self, survey_id: int, language: str) -> Iterator[int]:
        """Everybody who may come first, in turn: a rota needs a reader named, since it promises nothing itself."""
        row = self.reader(survey_id, language)
        if row is None:
            return
        turn = self.whose_week(survey_id, language, self.today)
        for one in (turn, row.reader_id if turn is None else None, row.deputy_id, row.reader_id):
            if one is not None:
                yield one


def _in_turn(rota: CommentRota, day: date) -> int:
    weeks = (working_days.monday_of(day) - rota.begins_on) // _A_WEEK
    return rota.people[weeks % len(rota.people)]


def on_duty(session: Session, today: date) -> Duty:
    """Who reads what today."""
    people = comment_readers.able(session)
    away = select(Absence.staff_id).where(Absence.first_on <= today, Absence.last_on >= today)
    return Duty(
        today,
        {(row.survey_id, row.language): row for row in session.scalars(select(CommentReader))},
        {(row.survey_id, row.language): row for row in session.scalars(select(CommentRota))},
        frozenset(one.member.id for one in people),
        frozenset(session.scalars(away)),
        comment_readers.leads(people),
    )


def arrange(
    session: Session, survey: Survey | None, language: str, people: Sequence[int], *, by: str, today: date
) -> None:
    """Lets colleagues take weeks in turn, from this week on; nobody ends the rota. Raises Refused."""
    if unknown := set(people) - {one.member.id for one in comment_readers.able(session)}:
        raise Refused(f"choose people who may read comments ({len(unknown)} may not)", "people")
    if len(set(people)) != len(people):
        raise Refused("name each person once", "people")
    survey_id = survey.id if survey else None
    own = (CommentRota.language == language, CommentRota.survey_id.is_not_distinct_from(survey_id))
    rows = select(CommentRota).where(*own)
    row = session.scalars(rows).first()
    if not people:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(
            CommentRota(
                organisation_id=db.scope_of(session),
                survey_id=survey_id,
                language=language,
                people=list(people),
                begins_on=working_days.monday_of(today),
            )  # fmt: skip
        )
    else:
        row.people, row.begins_on = list(people), working_days.monday_of(today)
    session.flush()
    subject = survey.slug if survey else "every survey"
    audit.record(session, "comment-rota-arranged", subject, by=by, detail=ENGLISH_NAMES[language])


def away(session: Session, staff_id: int, first: date, last: date, *, by: str, today: date) -> Absence:
    """Notes the days on which somebody reads nothing. Raises Refused."""
    if last < first:
        raise Refused("the last day comes before the first", "last_on")
    if last < today:
        raise Refused("these days are over", "last_on")
    if last - first > LONGEST_ABSENCE:
        raise Refused("give a year at most; somebody else should be named for longer", "last_on")
    row = Absence(organisation_id=db.scope_of(session), staff_id=staff_id, first_on=first, last_on=last)
    session.add(row)
    session.flush()
    audit.record(session, "absence-noted", f"{first} to {last}", by=by)
    return row


def absences(session: Session, today: date) -> Sequence[Absence]:
    """Who is or will be away, the nearest first."""
    rows = select(Absence).where(Absence.last_on >= today).order_by(Absence.first_on, Absence.id)
    return session.scalars(rows).all()


def back(session: Session, absence_id: int, *, staff_id: int, by: str) -> bool:
    """Takes somebody's own absence away; True when it was there."""
    row = session.scalars(
        select(Absence).where(Absence.id == absence_id, Absence.staff_id == staff_id)
    ).first()
    if row is None:
        return False
    session.delete(row)
    session.flush()
    audit.record(session, "absence-over", f"{row.first_on} to {row.last_on}", by=by)
    return True
