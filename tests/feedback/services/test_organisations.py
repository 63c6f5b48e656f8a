"""Organisations: their slug is for ever, and the first day is read from the rows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import Database
from feedback.services import audit, organisations, places
from feedback.services.refusals import Refused

BY = "a test"


def test_a_new_organisation_is_what_the_session_works_for(database: Database) -> None:
    with database.transaction() as session:
        made = organisations.add(session, "oak", "Oak", by=BY, today=date(2026, 11, 1))
        assert db.scope_of(session) == made.id
        assert audit.latest(session)[0].action == "organisation-added"


def test_a_slug_is_given_once(database: Database) -> None:
    with database.transaction() as session:
        organisations.add(session, "oak", "Oak", by=BY, today=date(2026, 11, 1))
    with pytest.raises(Refused), database.transaction() as session:
        organisations.add(session, "oak", "Another", by=BY, today=date(2026, 11, 1))


@pytest.mark.parametrize("slug", ["", "Oak", "oak/x", "oak ", "o\x00k"])
def test_a_slug_from_an_address_is_looked_up_without_failing(session: Session, slug: str) -> None:
    assert organisations.by_slug(session, slug) is None


def test_the_first_day_is_read_from_the_rows(session: Session) -> None:
    assert organisations.first_day(session) == organisations.FirstDay(
        False, False, False, False, False, False
    )
    row = organisations.current(session)
    row.help_number, row.privacy_contact = "01234", "dpo@example.org"
    places.add(session, "Ward", by=BY)
    session.flush()
    day = organisations.first_day(session)
    assert day.introduced and day.has_place
    assert not day.over


def test_only_what_changed_is_audited(session: Session) -> None:
    row = organisations.current(session)
    wanted = {
        "name": row.name, "accent": "#0A5A5C", "help_number": "", "privacy_contact": "", "purpose": "",
        "lawful_basis": "", "retention_months": 24,
        "complaints_contact": "", "carers_service": "", "receipt_days": 28,
    }  # fmt: skip
    events = audit.count(session)
    organisations.introduce(session, **wanted, by=BY)  # type: ignore[arg-type]  # the values fit their names
    assert audit.count(session) == events
    organisations.introduce(session, **(wanted | {"help_number": "01234"}), by=BY)  # type: ignore[arg-type]  # as above
    assert audit.latest(session)[0].detail == "help_number"
