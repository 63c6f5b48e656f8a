"""Promise of voices: read once in a process and then never again, and never older than what was signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.models.survey import SurveyTexts
from feedback.services import organisations, word_rows
from tests.feedback.open_survey import Open
from tests.feedback.texting import FRIENDS_OPEN, Phone
from tests.fresh_databases import Beginning


@pytest.fixture
def beginning() -> Beginning:
    return FRIENDS_OPEN


@pytest.fixture
def friends(begun: Open) -> Open:
    return begun


@pytest.fixture
def phone(database: Database, organisation: Organisation) -> Phone:
    return Phone(database, organisation.id)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_reply_reads_no_words_again_however_many_languages_there_are(
    database: Database, friends: Open, phone: Phone
) -> None:
    for body in (friends.code, "1"):
        phone.texts(body)
    with statements(database) as asked:
        phone.sends("1")
    assert not [one for one in asked if "survey_texts.interface" in one]
    assert len(asked) <= 16, asked


def test_words_that_are_signed_meanwhile_are_said_to_whoever_begins_after(
    database: Database, friends: Open, phone: Phone
) -> None:
    other = Phone(database, friends.organisation_id, number="+447700900124")
    phone.texts(f"{friends.code} pl")
    with database.transaction(friends.organisation_id) as session:
        old = session.scalars(select(SurveyTexts).where(SurveyTexts.language == "pl")).one()
        words = {**old.texts, "item/role/text": "Kim Pan/Pani dziś jest?"}
        new = word_rows.add(session, old.revision_id, "pl", version=2, words=words, sources=old.sources)
        new.on_offer = True
    other.texts(f"{friends.code} pl")
    assert "Kim Pan/Pani dziś jest?" in other.texts("1")[0]
    assert "Która z tych odpowiedzi" in phone.texts("1")[0]


def test_an_organisation_is_called_as_it_is_called_today(
    database: Database, friends: Open, phone: Phone
) -> None:
    assert "Oakfield" in phone.texts(friends.code)[0]
    with database.transaction(friends.organisation_id) as session:
        organisations.current(session).name = "Ashfield (invented)"
    assert "Ashfield" in phone.texts("LANGUAGE")[0] or "Ashfield" in phone.texts("English")[0]


def test_who_reads_what_people_write_is_told_as_it_is_today(
    database: Database, friends: Open, phone: Phone
) -> None:
    for body in (friends.code, "1", "1", "1"):
        phone.texts(body)
    assert "within 1 working day" in phone.texts("1")[0]
    with database.transaction(EVERYWHERE) as session:
        session.connection().exec_driver_sql("update comment_reader set days = 3")
    assert "within 3 working days" in phone.texts(friends.code)[0]
