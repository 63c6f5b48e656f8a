"""Keying: answers from sheets of paper, each sheet once, and those in doubt kept apart until somebody looks again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.doubtful_sheet import DoubtfulSheet
from feedback.services import audit, geographies, responses
from feedback.services.refusals import Refused
from feedback.services.responses import Arrival, Outcome
from feedback.services.surveys import Served
from feedback.vocabulary import Channel
from surveys import doubts
from surveys.answers import Problem
from surveys.doubts import Doubt, Look

TABLE = db.table_of(DoubtfulSheet)
#: How long a doubtful sheet waits for somebody; the paper itself is still there.
WAITING = timedelta(days=28)
LONGEST_NUMBER = 40

Form = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """What is true of a sheet beside its answers; `number` as it stands on the paper."""

    number: str
    place_id: int
    language: str
    answered_on: date


class Fate(Enum):
    """What became of a sheet."""

    STORED = "stored"
    #: The same sheet with the same answers came before.
    REPEATED = "repeated"
    #: It waits for a second look.
    WAITS = "waits"


@dataclass(frozen=True)
class Keyed:
    """What became of a sheet, and why; `fate` is None, and nothing is kept, where there are problems to mend first."""

    fate: Fate | None
    doubts: Sequence[Doubt]
    problems: Sequence[Problem]


def number_of(typed: str) -> str:
    """A sheet's number as it is compared: without space, in capitals. Raises Refused without one."""
    number = "".join(typed.split()).upper()
    if not number:
        raise Refused("Give the number of the sheet, so that no sheet is typed in twice.", "sheet_number")
    if len(number) > LONGEST_NUMBER:
        raise Refused(f"Keep the number of the sheet under {LONGEST_NUMBER} letters.", "sheet_number")
    return number


def key(
    session: Session,
    served: Served,
    sheet: Sheet,
    form: Form,
    *,
    by: str,
    staff_id: int,
    today: date,
    closed_on: date | None = None,
) -> Keyed:
    """Stores a sheet, or puts it aside where there are doubts; `closed_on` where the survey is closed.

    Raises Refused where the sheet waits already, or was filled in too late.
    """
    number = number_of(sheet.number)
    _in_time(sheet, closed_on)
    if _waits(session, served.survey_id, number):
        raise Refused(
            f"Sheet {number} was typed in before, and waits for a second look. Nothing is lost.",
            "sheet_number",
        )
    look = _look(session, served, sheet, form, today)
    if look.problems:
        return Keyed(None, look.doubts, look.problems)
    found = list(look.doubts)
    earlier = responses.recorded(session, responses.name_of_sheet(served.survey_id, number))
    if earlier is not None:
        if earlier == responses.canonical(look.answers):
            return Keyed(Fate.REPEATED, [], [])
        found.append(Doubt("sheet-seen"))
    if found:
        _put_aside(session, served, sheet, form, found, staff_id=staff_id, today=today)
    else:
        _store(session, served, sheet, look.answers, geographies.edition_of(session, look.answers))
    audit.record(session, "sheet-keyed", served.slug, by=by)
    return Keyed(Fate.WAITS if found else Fate.STORED, found, [])


def _in_time(sheet: Sheet, closed_on: date | None) -> None:
    if closed_on is not None and sheet.answered_on > closed_on:
        day = f"{closed_on.day} {closed_on:%B %Y}"
        raise Refused(f"The survey closed on {day}. Only sheets filled in by then can count.", "filled_on")


def _look(session: Session, served: Served, sheet: Sheet, form: Form, today: date) -> Look:
    return doubts.look(
        served.definition, form, geographies.look_up(session), answered_on=sheet.answered_on, today=today
    )


def _store(
    session: Session, served: Served, sheet: Sheet, answers: Mapping[str, Any], edition: str | None
) -> Outcome:
    arrival = Arrival(
        None, sheet.place_id, Channel.PAPER.value, sheet.language, served.languages.get(sheet.language, 1), edition
    )  # fmt: skip
    name = responses.name_of_sheet(served.survey_id, number_of(sheet.number))
    return responses.submit(session, served, arrival, answers, submission=name, today=sheet.answered_on)


def _put_aside(
    session: Session,
    served: Served,
    sheet: Sheet,
    form: Form,
    found: Sequence[Doubt],
    *,
    staff_id: int,
    today: date,
) -> None:
    kept = doubts.storable(served.definition, form, geographies.look_up(session))
    row = DoubtfulSheet(
        organisation_id=served.organisation_id, survey_id=served.survey_id, revision_id=served.revision_id,
        place_id=sheet.place_id, number=number_of(sheet.number), language=sheet.language,
        answered_on=sheet.answered_on, form=[list(cell) for cell in kept],
        doubts=[[doubt.code, list(doubt.items)] for doubt in found], keyed_by=staff_id, keyed_on=today,
        geography_edition=geographies.edition_of(session, dict(kept)),
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Refused("Somebody typed in this sheet a moment ago. Nothing is lost.", "sheet_number") from None


def _waits(session: Session, survey_id: int, number: str) -> DoubtfulSheet | None:
    query = select(DoubtfulSheet).where(DoubtfulSheet.survey_id == survey_id, DoubtfulSheet.number == number)
    return session.scalars(query).first()


def waiting(session: Session, places: Sequence[int] | None = None) -> list[DoubtfulSheet]:
    """The sheets that wait for a second look, the longest first; within some places where these are given."""
    query = select(DoubtfulSheet).order_by(DoubtfulSheet.keyed_on, DoubtfulSheet.id)
    if places is not None:
        query = query.where(DoubtfulSheet.place_id.in_(places))
    return list(session.scalars(query))


def find(session: Session, sheet_id: int) -> DoubtfulSheet | None:
    """A sheet of this organisation that waits."""
    return session.scalars(select(DoubtfulSheet).where(DoubtfulSheet.id == sheet_id)).first()


def doubts_of(row: DoubtfulSheet) -> list[Doubt]:
    """Why a sheet waits."""
    return [Doubt(code, tuple(items)) for code, items in row.doubts]


def keep(
    session: Session,
    row: DoubtfulSheet,
    served: Served,
    sheet: Sheet,
    form: Form,
    *,
    by: str,
    today: date,
    closed_on: date | None = None,
) -> Look:
    """Stores a sheet as somebody corrected it; a cell still in doubt counts as not answered.

    With problems to mend nothing is done. Raises Refused where it cannot be stored as it is.
    """
    number = number_of(sheet.number)
    _in_time(sheet, closed_on)
    look = _look(session, served, sheet, form, today)
    if look.problems:
        return look
    if sheet.answered_on > today:
        raise Refused("This day has not come yet. Give the day the sheet was filled in.", "filled_on")
    if not look.answers:
        raise Refused("There is nothing on this sheet that can be counted. Set it aside.")
    other = _waits(session, served.survey_id, number)
    if other is not None and other.id != row.id:
        raise Refused(f"Another sheet {number} waits for a second look too.", "sheet_number")
    if _store(session, served, sheet, look.answers, _edition(session, row, look)) is not Outcome.STORED:
        raise Refused(
            f"Sheet {number} is stored already. Correct the number, or set this one aside.", "sheet_number"
        )
    _remove(session, row)
    audit.record(session, "sheet-kept", served.slug, by=by)
    return look


def _edition(session: Session, row: DoubtfulSheet, look: Look) -> str | None:
    """The look-up a fifth came from: that of the day the sheet was keyed, unless the postcode was typed again."""
    answer = look.answers.get(geographies.IN_ANSWERS)
    if answer is not None and [geographies.IN_ANSWERS, answer] in row.form:
        return row.geography_edition
    return geographies.edition_of(session, look.answers)


def set_aside(session: Session, row: DoubtfulSheet, survey_slug: str, *, by: str) -> None:
    """Deletes a sheet that is not to count; the audit says that it was done and nothing of what it held."""
    _remove(session, row)
    audit.record(session, "sheet-set-aside", survey_slug, by=by)


def _remove(session: Session, row: DoubtfulSheet) -> None:
    session.execute(delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.id == row.id))
    session.expunge(row)


def expire(session: Session, *, today: date) -> int:
    """Deletes the sheets that nobody decided on in time; returns how many."""
    old = delete(TABLE).where(db.scoped(session, TABLE), TABLE.c.keyed_on < today - WAITING)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a delete's result has it
