"""Promise of the database: every statement says whose rows it means, and what was answered is never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import EVERYWHERE, Database, Unscoped
from feedback.models.audit_event import AuditEvent
from feedback.models.improvement import Improvement
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.services import audit
from feedback.services.responses import TABLE
from tests.feedback.open_survey import Open, answer, open_survey, rows

PLACE = db.table_of(Place)


@pytest.fixture
def other(database: Database) -> Organisation:
    """A second organisation with a place of its own."""
    row = Organisation(slug="elsewhere", name="Elsewhere (invented)", created_on=date(2026, 11, 1))
    with database.transaction(EVERYWHERE) as session:
        session.add(row)
        session.flush()
        session.add(Place(organisation_id=row.id, slug="their-ward", name="Their ward"))
    return row


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """A survey of the invented organisation, open, with one response."""
    found = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        answer(session, found, "first", help_to_decide="yes")
    return found


STATEMENTS: list[Any] = [
    select(Place), select(Place.name), select(func.count()).select_from(PLACE), select(PLACE.c.name),
    select(Organisation.slug).where(Organisation.id.in_(select(Place.organisation_id))),
    update(Place).values(name="x"), delete(Place), update(PLACE).values(name="x"), delete(PLACE),
    insert(PLACE).values(organisation_id=1, slug="x", name="x"),
]  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: " ".join(str(statement).split())[:60])
def test_a_statement_that_does_not_say_whose_rows_it_means_raises(database: Database, statement: Any) -> None:
    with database.open(writing=True) as session:
        with pytest.raises(Unscoped):
            session.execute(statement)
        session.rollback()


CORE: list[Any] = [
    select(PLACE.c.name),
    update(PLACE).values(name="x"),
    delete(PLACE),
    select(func.count()).select_from(PLACE),
]


@pytest.mark.parametrize("statement", CORE, ids=lambda statement: " ".join(str(statement).split())[:60])
def test_a_core_statement_without_the_condition_raises_even_in_a_scoped_session(
    session: Session, statement: Any
) -> None:
    with pytest.raises(Unscoped):
        session.execute(statement)
    session.execute(statement.where(db.scoped(session, PLACE)))


def test_a_row_cannot_be_inserted_for_another_organisation(session: Session, other: Organisation) -> None:
    for statement in (
        insert(PLACE).values(organisation_id=other.id, slug="x", name="x"),
        insert(PLACE).values([{"organisation_id": other.id, "slug": "x", "name": "x"}]),
    ):
        with pytest.raises(Unscoped):
            session.execute(statement)
    with pytest.raises(Unscoped):
        session.execute(insert(PLACE), [{"organisation_id": other.id, "slug": "x", "name": "x"}])


def test_a_new_or_changed_object_of_another_organisation_is_not_written(
    session: Session, other: Organisation
) -> None:
    session.add(Place(organisation_id=other.id, slug="x", name="x"))
    with pytest.raises(Unscoped):
        session.flush()


def test_another_organisations_rows_are_never_seen(
    database: Database, organisation: Organisation, other: Organisation
) -> None:
    with database.transaction(organisation.id) as session:
        session.add(Place(organisation_id=organisation.id, slug="our-ward", name="Our ward"))
    with database.reading(organisation.id) as session:
        assert [place.slug for place in session.scalars(select(Place))] == ["our-ward"]
        assert session.scalar(select(func.count(Place.id))) == 1
        assert session.scalars(select(Place).where(Place.slug == "their-ward")).first() is None
        theirs = select(PLACE.c.slug).where(db.scoped(session, PLACE), PLACE.c.slug == "their-ward")
        assert session.execute(theirs).first() is None
    with database.reading(EVERYWHERE) as session:
        assert session.scalar(select(func.count(Place.id))) == 2


def test_another_organisations_row_is_not_found_by_its_number(
    database: Database, organisation: Organisation, other: Organisation
) -> None:
    with database.reading(EVERYWHERE) as session:
        number = session.scalars(select(Place.id).where(Place.slug == "their-ward")).one()
    with database.reading(organisation.id) as session:
        assert session.get(Place, number) is None


def test_changing_and_deleting_stay_at_home(
    database: Database, organisation: Organisation, other: Organisation
) -> None:
    with database.transaction(organisation.id) as session:
        session.execute(update(Place).values(name="Changed"))
        session.execute(delete(Place))
    assert [row["name"] for row in rows(database, "place")] == ["Their ward"]


def test_a_session_that_changes_its_organisation_forgets_what_it_held(
    database: Database, organisation: Organisation, other: Organisation
) -> None:
    with database.reading(other.id) as session:
        assert session.scalars(select(Place)).all()
        db.set_scope(session, organisation.id)
        assert not list(session) and session.scalars(select(Place)).all() == []


def test_a_session_without_an_organisation_has_none_to_tell(database: Database) -> None:
    with database.reading() as session, pytest.raises(Unscoped):
        db.scope_of(session)
    with database.reading(EVERYWHERE) as session, pytest.raises(Unscoped):
        db.scope_of(session)


CHANGES: dict[str, Any] = {
    "answers": "{}", "language": "ur", "channel": "web", "answered_on": date(2020, 1, 1), "texts_version": 9,
    "submission": b"x" * 16, "place_id": 1, "link_id": None, "geography_edition": "x", "survey_id": 1, "revision_id": 1,
}  # fmt: skip


@pytest.mark.parametrize("column", CHANGES)
def test_a_submitted_response_is_never_changed_in_place(
    database: Database, opened: Open, column: str
) -> None:
    before = rows(database)
    with (
        pytest.raises(DBAPIError, match="never changed in place"),
        database.transaction(opened.organisation_id) as session,
    ):
        session.execute(update(TABLE).where(db.scoped(session, TABLE)).values({column: CHANGES[column]}))
    assert rows(database) == before


def test_the_packed_codes_may_be_built_again(database: Database, opened: Open) -> None:
    with database.transaction(opened.organisation_id) as session:
        session.execute(update(TABLE).where(db.scoped(session, TABLE)).values(codes=b"\x01"))
    assert bytes(rows(database)[0]["codes"]) == b"\x01"


def test_one_page_is_one_row_and_the_second_insert_does_nothing(database: Database, opened: Open) -> None:
    with database.transaction(opened.organisation_id) as session:
        answer(session, opened, "first", help_to_decide="yes")
    assert len(rows(database)) == 1


def test_rows_that_grow_are_numbered_for_each_organisation(
    database: Database, opened: Open, other: Organisation
) -> None:
    theirs = open_survey(database, other.id)
    for found in (theirs, opened):
        with database.transaction(found.organisation_id) as session:
            answer(session, found, "second", help_to_decide="no")
    numbers = {(row["organisation_id"], row["id"]) for row in rows(database)}
    assert len(numbers) == 3


def test_an_event_without_a_name_is_refused_by_the_program_and_by_the_database(session: Session) -> None:
    for nobody in ("", "  "):
        with pytest.raises(ValueError, match="name"):
            audit.record(session, "something", by=nobody)
    table = db.table_of(AuditEvent)
    values = {
        "organisation_id": db.scope_of(session),
        "id": 1,
        "at": datetime(2026, 1, 1),
        "by": "",
        "action": "x",
    }
    with pytest.raises(IntegrityError):
        session.execute(insert(table), values)


IMPOSSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("cannot without a reason", {"status": "cannot", "reason": ""}),
    ("done without what", {"status": "done", "did": ""}),
    ("published without review", {"state": "published"}),
    ("reviewed by its author", {"reviewed_by": "author"}),
    ("an unknown state", {"state": "hidden"}),
    ("an unknown status", {"status": "perhaps"}),
]


@pytest.mark.parametrize("values", [row[1] for row in IMPOSSIBLE], ids=[row[0] for row in IMPOSSIBLE])
def test_the_database_itself_refuses_an_impossible_improvement(
    session: Session, values: dict[str, Any]
) -> None:
    from feedback.services import snapshots, staff_members, surveys
    from feedback.vocabulary import Role
    from tests.feedback.open_survey import NOW, TODAY, opened_in

    found = opened_in(session)
    survey = surveys.find(session, found.slug)
    assert survey is not None
    snapshot = snapshots.publish(session, survey, by="a test", today=TODAY)
    author = staff_members.add(session, "a@oakfield.example.org", role=Role.ANALYST, by="a test", now=NOW)
    if values.get("reviewed_by"):
        values = {"reviewed_by": author.id}
    columns = {
        "organisation_id": found.organisation_id, "slug": "x", "survey_id": survey.id, "title": "x", "said": "x",
        "item_key": "x", "snapshot_id": snapshot.id, "figure": {}, "drafted_by": author.id, "updated_at": NOW,
    }  # fmt: skip
    session.add(Improvement(**columns))
    session.flush()
    with pytest.raises(IntegrityError):
        session.add(Improvement(**{**columns, "slug": "y", **values}))
        session.flush()


def test_a_writer_that_fails_leaves_nothing_behind(database: Database, organisation: Organisation) -> None:
    with pytest.raises(RuntimeError), database.transaction(organisation.id) as session:
        session.add(Place(organisation_id=organisation.id, slug="half", name="Half"))
        session.flush()
        raise RuntimeError
    assert rows(database, "place") == []


def test_sqlite_keeps_what_it_said_it_kept(database: Database) -> None:
    if database.dialect != "sqlite":
        pytest.skip("a setting of SQLite")
    with database.reading() as session:
        settings = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
