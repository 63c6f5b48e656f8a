"""Comment readers: who reads what people write, in which language and by when; without one nobody is asked to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_reader import CommentReader
from feedback.models.membership import Membership
from feedback.models.staff_member import StaffMember
from feedback.models.survey import Survey
from feedback.services import audit, staff_members, surveys
from feedback.services.refusals import Refused
from feedback.services.staff_members import Colleague
from feedback.vocabulary import (
    BSL,
    EASY_READ,
    ENGLISH,
    ENGLISH_NAMES,
    LANGUAGES,
    PERMISSIONS,
    Cover,
    Permission,
    Role,
    SurveyState,
)
from surveys.definition import Definition, Kind

#: The roles that open comments.
ROLES = tuple(role.value for role in Role if Permission.READ_COMMENTS in PERMISSIONS[role])
LONGEST_TURN_ROUND = 10
_PHONE = re.compile(r"\+?[0-9 ()-]{3,40}")
#: What parts the fields of a promise where it comes in one text; no phone number holds it.
_PARTED = "|"


@dataclass(frozen=True)
class Promise:
    """What people are told beside a box for their words: in how many working days somebody reads them."""

    days: int
    cover: Cover = Cover.NOBODY
    phone: str = ""


@dataclass(frozen=True)
class Naming:
    """Who shall read one language of a survey."""

    reader_id: int
    deputy_id: int | None = None
    days: int = 1
    cover: Cover = Cover.NOBODY
    phone: str = ""


def covering(language: str) -> tuple[str, ...]:
    """The languages whose reader reads this one, the nearest first: English covers Easy Read and BSL."""
    return (language, ENGLISH) if language in (EASY_READ, BSL) else (language,)


def among(promises: Mapping[str, Promise], language: str) -> Promise | None:
    """What is promised in a language; None where nobody reads it."""
    return next((promises[tag] for tag in covering(language) if tag in promises), None)


def promised(survey_id: Any) -> Any:
    """What a survey promises in every language that somebody reads, in one text, as a column of another statement."""
    parts = [
        CommentReader.language,
        cast(CommentReader.days, String),
        CommentReader.cover,
        CommentReader.phone,
    ]
    entry: Any = parts[0]
    for part in parts[1:]:
        entry = entry + literal(_PARTED) + part
    rows = select(func.aggregate_strings(entry, "\n")).where(
        CommentReader.survey_id == survey_id, _somebody_reads()
    )
    return rows.scalar_subquery()


def promises_of(joined: str | None) -> dict[str, Promise]:
    """Language to promise, from what `promised` gave."""
    found = {}
    for entry in filter(None, (joined or "").split("\n")):
        language, days, cover, phone = entry.split(_PARTED)
        found[language] = Promise(int(days), Cover(cover), phone)
    return {tag: found[tag] for tag in LANGUAGES if tag in found}


def _somebody_reads() -> ColumnElement[bool]:
    return or_(_can_read(CommentReader.reader_id), _can_read(CommentReader.deputy_id))


def _can_read(staff_id: Any) -> ColumnElement[bool]:
    """Whether an account is in use and opens the comments of the whole organisation."""
    return (
        exists()
        .where(Membership.staff_id == staff_id, Membership.organisation_id == CommentReader.organisation_id)
        .where(Membership.role.in_(ROLES), Membership.place_id.is_(None))
        .where(StaffMember.id == Membership.staff_id, StaffMember.active)
    )


def promises(session: Session, survey_id: int) -> dict[str, Promise]:
    """What a survey promises today, by language; a language without a reader is not there."""
    joined: str | None = session.scalar(select(promised(Survey.id)).where(Survey.id == survey_id))
    return promises_of(joined)


def able(session: Session) -> list[Colleague]:
    """The colleagues who can be named: accounts in use that open the comments of the whole organisation."""
    return [
        one
        for one in staff_members.colleagues(session)
        if one.member.active and one.membership.role in ROLES and one.membership.place_id is None
    ]


def leads(people: Sequence[Colleague]) -> list[int]:
    """The safeguarding leads among those who are able, by id."""
    return [one.member.id for one in people if one.membership.role == Role.SAFEGUARDING_LEAD]


def of_survey(session: Session, survey_id: int) -> dict[str, CommentReader]:
    """Who is named in each language, whether or not they can still read."""
    rows = select(CommentReader).where(CommentReader.survey_id == survey_id)
    return {row.language: row for row in session.scalars(rows)}


def name(
    session: Session, survey: Survey, namings: Mapping[str, Naming | None], *, by: str, today: date
) -> list[str]:
    """Names who reads each of these languages, nobody where it is None; returns the languages that changed.

    Raises Refused, naming what to mend, and then names nobody.
    """
    allowed = {one.member.id for one in able(session)}
    for language, naming in namings.items():
        if naming is not None:
            _check(language, naming, allowed)
    there, changed = of_survey(session, survey.id), []
    for language, naming in namings.items():
        row = there.get(language)
        if naming is None:
            if row is not None:
                session.delete(row)
                changed.append(language)
            continue
        fields = {**naming.__dict__, "cover": naming.cover.value}
        if row is None:
            session.add(
                CommentReader(
                    organisation_id=db.scope_of(session),
                    survey_id=survey.id,
                    language=language,
                    named_on=today,
                    **fields,
                )  # fmt: skip
            )
        elif any(getattr(row, key) != value for key, value in fields.items()):
            for key, value in fields.items():
                setattr(row, key, value)
            row.named_on = today
        else:
            continue
        changed.append(language)
    session.flush()
    if changed:
        audit.record(session, "comment-readers-named", survey.slug, by=by, detail=", ".join(changed))
    return changed


def _check(language: str, naming: Naming, allowed: Iterable[int]) -> None:
    called = ENGLISH_NAMES[language]
    if naming.reader_id not in allowed or naming.deputy_id not in (None, *allowed):
        raise Refused(f"choose somebody who may read comments ({called})", "readers")
    if naming.deputy_id == naming.reader_id:
        raise Refused(f"the deputy has to be somebody else ({called})", "readers")
    if not 1 <= naming.days <= LONGEST_TURN_ROUND:
        raise Refused(f"give 1 to {LONGEST_TURN_ROUND} working days ({called})", "readers")
    if naming.phone and not _PHONE.fullmatch(naming.phone):
        raise Refused("give a phone number in digits, or leave it out", "phone")


def left_without(session: Session, staff_id: int) -> list[tuple[Survey, str]]:
    """The open surveys and languages that nobody would read if this colleague left."""
    able_to = {one.member.id for one in able(session)} - {staff_id}
    rows = select(CommentReader).where(
        or_(CommentReader.reader_id == staff_id, CommentReader.deputy_id == staff_id)
    )
    found = [
        (session.get_one(Survey, row.survey_id), row.language)
        for row in session.scalars(rows)
        if not {row.reader_id, row.deputy_id} & able_to
    ]
    return [(survey, language) for survey, language in found if survey.state == SurveyState.PUBLISHED]


def asks_for_words(definition: Definition) -> bool:
    """Whether a survey has a question for free text at all."""
    return any(item.kind is Kind.COMMENT for item in definition.items())


@dataclass(frozen=True)
class Closed:
    """A survey that people answer now, and the languages in which they are not asked for words."""

    survey: Survey
    languages: Sequence[str]

    @property
    def names(self) -> str:
        """The languages in English, as staff read them."""
        return ", ".join(ENGLISH_NAMES[tag] for tag in self.languages)


def without(session: Session, survey_id: int, languages: Iterable[str]) -> list[str]:
    """Those of these languages that nobody reads."""
    there = promises(session, survey_id)
    return [language for language in languages if among(there, language) is None]


def silent(session: Session, survey: Survey) -> list[str]:
    """The languages on offer of a survey in which nobody is asked for words, since nobody reads them."""
    served = surveys.served(session, survey.id) if survey.state == SurveyState.PUBLISHED else None
    if served is None or not asks_for_words(served.definition):
        return []
    return without(session, survey.id, served.languages)


def closed(session: Session) -> list[Closed]:
    """Every open survey with a question for free text that is not asked in some language on offer."""
    found = [Closed(survey, silent(session, survey)) for survey in surveys.everything(session)]
    return [one for one in found if one.languages]
