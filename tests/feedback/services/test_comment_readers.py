"""Promises of the readers: free text is asked for only where somebody reads it, and people are told by when."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import Database
from feedback.models.comment_reader import CommentReader
from feedback.models.staff_member import StaffMember
from feedback.models.survey import Survey
from feedback.services import audit, comment_readers, faces, organisations, places, staff_members
from feedback.services.comment_readers import Naming, Promise
from feedback.services.refusals import Refused
from feedback.vocabulary import Cover, Role
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.services.test_faces import statements
from tests.feedback.written_comments import colleague


@pytest.fixture(autouse=True)
def _nobody(session: Session, opened: Open) -> None:
    """Begins with nobody named."""
    session.execute(delete(CommentReader).where(CommentReader.survey_id == opened.survey_id))


@pytest.fixture
def mo(session: Session) -> StaffMember:
    return colleague(session, "mo")


def name(session: Session, survey: Survey, naming: Naming | None, *languages: str) -> list[str]:
    return comment_readers.name(
        session, survey, dict.fromkeys(languages or ("en",), naming), by=BY, today=TODAY
    )


def promise(session: Session, opened: Open, language: str) -> Promise | None:
    """What the survey promises in a language."""
    return comment_readers.among(comment_readers.promises(session, opened.survey_id), language)


def test_a_language_is_open_only_once_a_reader_and_a_turn_round_are_named(
    session: Session, opened: Open, survey: Survey, mo: StaffMember
) -> None:
    assert promise(session, opened, "en") is None and promise(session, opened, "ur") is None
    assert name(session, survey, Naming(mo.id, days=2), "ur") == ["ur"]
    assert promise(session, opened, "ur") == Promise(2)
    assert promise(session, opened, "en") is None
    assert comment_readers.without(session, survey.id, ["en", "en-simple", "ur"]) == ["en", "en-simple"]


def test_the_reader_of_english_covers_easy_read_and_bsl_unless_somebody_is_named(
    session: Session, opened: Open, survey: Survey, mo: StaffMember
) -> None:
    name(session, survey, Naming(mo.id))
    assert promise(session, opened, "en-simple") == promise(session, opened, "bfi") == Promise(1)
    name(session, survey, Naming(mo.id, days=3), "en-simple")
    assert promise(session, opened, "en-simple") == Promise(3)
    assert promise(session, opened, "pl") is None


def test_what_is_told_of_nights_and_weekends_comes_with_it(
    session: Session, opened: Open, survey: Survey, mo: StaffMember
) -> None:
    name(session, survey, Naming(mo.id, cover=Cover.WEEKENDS, phone="01632 960 111"))
    assert promise(session, opened, "en") == Promise(1, Cover.WEEKENDS, "01632 960 111")


@pytest.mark.parametrize("leaves", ["deactivated", "another role", "bound to a place"])
def test_a_reader_who_leaves_closes_the_language_unless_a_deputy_reads(
    session: Session, opened: Open, survey: Survey, mo: StaffMember, leaves: str
) -> None:
    deputy = colleague(session, "dee", Role.SAFEGUARDING_LEAD)
    name(session, survey, Naming(mo.id), "en")
    name(session, survey, Naming(mo.id, deputy_id=deputy.id), "ur")
    found = staff_members.find(session, mo.id)
    assert found is not None
    assert comment_readers.left_without(session, mo.id) == [(survey, "en")]
    if leaves == "deactivated":
        staff_members.deactivate(session, found, by=BY)
    elif leaves == "another role":
        staff_members.move(session, found, role=Role.ANALYST, place=None, by=BY)
    else:
        ward = places.by_slug(session, "ward-7")
        staff_members.move(session, found, role=Role.MODERATOR, place=ward, by=BY)
    assert promise(session, opened, "en") is None
    assert promise(session, opened, "ur") == Promise(1)
    [closed] = comment_readers.closed(session)
    assert closed.survey is survey and closed.languages == ["en", "en-simple"]


def test_a_face_with_its_readers_is_still_one_statement(
    database: Database, session: Session, opened: Open, survey: Survey, mo: StaffMember
) -> None:
    name(session, survey, Naming(mo.id), "en", "ur")
    faces.one(session, opened.code)
    with statements(database) as asked:
        found = faces.one(session, opened.code)
    assert found is not None and found.promise("ur") == found.promise("bfi") == Promise(1)
    assert found.promise("pl") is None
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (Naming(0), "who may read comments"),
        (Naming(1, days=0), "1 to 10 working days"),
        (Naming(1, days=11), "1 to 10 working days"),
        (Naming(1, deputy_id=1), "somebody else"),
        (Naming(1, phone="ring | me"), "in digits"),
    ],
)
def test_a_naming_that_cannot_be_kept_is_refused_whole(
    session: Session, survey: Survey, mo: StaffMember, wrong: Naming, says: str
) -> None:
    fields = {**wrong.__dict__}
    fields |= {key: mo.id for key in ("reader_id", "deputy_id") if fields[key] == 1}
    with pytest.raises(Refused, match=says):
        comment_readers.name(
            session, survey, {"ur": Naming(mo.id), "en": Naming(**fields)}, by=BY, today=TODAY
        )
    assert comment_readers.of_survey(session, survey.id) == {}


def test_nobody_of_another_role_or_organisation_can_be_named(session: Session, opened: Open) -> None:
    people = [colleague(session, "ana", Role.ANALYST).id]
    here = db.scope_of(session)
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    people.append(colleague(session, "stranger").id)
    db.set_scope(session, here)
    found = session.get_one(Survey, opened.survey_id)
    for member in people:
        with pytest.raises(Refused, match="who may read comments"):
            name(session, found, Naming(member))


def test_naming_is_written_down_once_and_only_where_something_changes(
    session: Session, survey: Survey, mo: StaffMember
) -> None:
    assert name(session, survey, Naming(mo.id), "en", "ur") == ["en", "ur"]
    assert name(session, survey, Naming(mo.id), "en", "ur") == []
    assert name(session, survey, None, "ur", "pl") == ["ur"]
    told = [
        (one.subject, one.detail) for one in audit.latest(session) if one.action == "comment-readers-named"
    ]
    assert told == [("my-care", "ur"), ("my-care", "en, ur")]
    assert comment_readers.of_survey(session, survey.id)["en"].named_on == date(2026, 11, 20)
