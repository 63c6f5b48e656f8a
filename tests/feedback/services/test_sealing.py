"""Promise of sealing: what comes back is what was sealed, for that purpose, by this installation, or nothing."""

from __future__ import annotations

import pytest

from feedback.config import Keys
from feedback.db import EVERYWHERE, Database
from feedback.services import sealing

SECRET = "an installation's secret, of some length"


def test_what_was_sealed_comes_back() -> None:
    sealed = sealing.seal(SECRET, "a purpose", b"content")
    assert sealing.unseal(SECRET, "a purpose", sealed) == b"content"
    assert all(each.isalnum() or each in "-_" for each in sealed) and "content" not in sealed


def test_the_same_content_never_looks_the_same() -> None:
    assert len({sealing.seal(SECRET, "a purpose", b"content") for _ in range(20)}) == 20


def test_another_secret_and_another_purpose_open_nothing() -> None:
    sealed = sealing.seal(SECRET, "a purpose", b"content")
    assert sealing.unseal(SECRET, "another purpose", sealed) is None
    assert sealing.unseal(f"{SECRET}!", "a purpose", sealed) is None


def test_a_change_of_any_letter_opens_nothing() -> None:
    sealed = sealing.seal(SECRET, "a purpose", b"content")
    for at, letter in enumerate(sealed[:-1]):
        changed = sealed[:at] + ("A" if letter != "A" else "B") + sealed[at + 1 :]
        assert sealing.unseal(SECRET, "a purpose", changed) is None


@pytest.mark.parametrize(
    "sealed", ["", "A", "nothing", "x" * 5000, "ü" * 40, "%%%%", "AAAA" * 8, "\x00", "=" * 60]
)
def test_what_nobody_sealed_opens_nothing(sealed: str) -> None:
    assert sealing.unseal(SECRET, "a purpose", sealed) is None


def test_what_lies_in_a_row_is_read_with_the_keys_of_the_database_alone(
    database: Database, database_url: str
) -> None:
    words = "07700 900001, اردو" * 10_000
    with database.reading(EVERYWHERE) as session:
        sealed = sealing.seal_row(session, "a row", words)
        assert sealing.unseal_row(session, "a row", sealed) == words
        assert sealing.unseal_row(session, "another row", sealed) is None
    others = Database(
        database_url, keys=Keys(f"{SECRET}, another", b"hashed with another key, as long as it must be")
    )
    with others.reading(EVERYWHERE) as session:
        assert sealing.unseal_row(session, "a row", sealed) is None
    others.engine.dispose()


@pytest.mark.parametrize("gone", [None, ""])
def test_a_row_that_was_emptied_holds_nothing(database: Database, gone: str | None) -> None:
    with database.reading(EVERYWHERE) as session:
        assert sealing.unseal_row(session, "a row", gone) is None
