"""Promise of the tables: what was answered is never changed, and the database itself refuses what cannot be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import Database
from feedback.models.audit_event import AuditEvent
from feedback.models.improvement import Improvement
from feedback.models.organisation import Organisation
from feedback.services import audit
from feedback.services.responses import TABLE
from tests.feedback.open_survey import Open, answer, open_survey, rows


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """A survey of the invented organisation, open, with one response."""
    found = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        answer(session, found, "first", help_to_decide="yes")
    return found


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
