"""Promise of the scope: every statement says whose rows it means, and nobody meets another organisation's."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import EVERYWHERE, Database, Unscoped
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from tests.feedback.open_survey import rows

PLACE = db.table_of(Place)


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
