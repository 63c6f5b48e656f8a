"""A code of the second step is accepted once, and never an older one after it."""

from __future__ import annotations

from feedback.db import Database
from feedback.services import second_factors


def test_a_code_is_accepted_once(database: Database) -> None:
    with database.transaction() as session:
        assert second_factors.last_count(session, 1) is None
        assert second_factors.accept(session, 1, 59_000_000)
        assert not second_factors.accept(session, 1, 59_000_000)
        assert second_factors.accept(session, 2, 59_000_000)
        assert second_factors.last_count(session, 1) == 59_000_000


def test_the_newest_is_remembered(database: Database) -> None:
    with database.transaction() as session:
        second_factors.accept(session, 1, 59_000_000)
        second_factors.accept(session, 1, 59_000_002)
        assert second_factors.last_count(session, 1) == 59_000_002
