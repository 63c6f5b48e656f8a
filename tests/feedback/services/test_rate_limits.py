"""Rate limits: ten in any five minutes, however many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback.db import Database
from feedback.models.rate_counter import RateCounter
from feedback.services import rate_limits

NOW = 1_795_000_000


def _count(database: Database, moment: int = NOW, *keys: str) -> bool:
    with database.transaction() as session:
        return rate_limits.count(session, keys or ("one",), moment=moment)


def test_ten_are_counted_and_the_eleventh_is_refused(database: Database) -> None:
    assert [_count(database) for _ in range(11)] == [True] * 10 + [False]


@pytest.mark.parametrize("start", [0, 1, 29, 59])
def test_no_five_minutes_hold_more_than_ten(database: Database, start: int) -> None:
    taken = [NOW + start + second for second in range(0, 900, 7) if _count(database, NOW + start + second)]
    assert all(sum(first <= each < first + 300 for each in taken) <= 10 for first in taken)
    assert len(taken) > 10


def test_what_was_refused_does_not_prolong_the_rest(database: Database) -> None:
    for _ in range(30):
        _count(database)
    assert _count(database, NOW + rate_limits.PERIOD + 60)


def test_a_success_is_taken_back(database: Database) -> None:
    for _ in range(30):
        assert _count(database)
        with database.transaction() as session:
            rate_limits.take_back(session, ["one"], moment=NOW)


def test_one_key_at_its_limit_refuses_without_counting_the_other(database: Database) -> None:
    for _ in range(10):
        _count(database)
    assert not _count(database, NOW, "one", "two")
    with database.reading() as session:
        assert session.query(RateCounter).filter_by(key="two").count() == 0


def test_many_at_once_get_ten_between_them(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _count(database), range(24)))
    assert sum(answers) <= 10
    with database.reading() as session:
        assert sum(tries for (tries,) in session.query(RateCounter.tries)) >= 10


def test_old_counts_are_forgotten(database: Database) -> None:
    _count(database)
    _count(database, NOW + 7200, "another")
    with database.reading() as session:
        assert {key for (key,) in session.query(RateCounter.key)} == {"another"}


def test_a_key_names_nobody_and_differs_by_kind_and_secret() -> None:
    keys = {
        rate_limits.key(secret, kind, "ana@example.org")
        for secret in ("a", "b")
        for kind in ("account", "address")
    }
    assert len(keys) == 4 and all("ana" not in key for key in keys)
    assert rate_limits.key("a", "account", " Ana@Example.org") in keys
