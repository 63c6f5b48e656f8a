"""Promise of the meantime: a text that was written before our question could be read never answers that question."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from feedback.db import EVERYWHERE, Database
from feedback.services import conversations
from tests.feedback.open_survey import NOW, Open, rows
from tests.feedback.texting import NUMBER, OURS, Phone

Sends = Callable[[str], None]


def at_question(phone: Phone, opened: Open, *replies: str) -> None:
    for body in (opened.code, "1", *replies):
        phone.texts(body)


def given(database: Database) -> dict[str, object]:
    [row] = rows(database, "response")
    found: dict[str, object] = json.loads(row["answers"])
    return found


def test_the_same_reply_sent_twice_in_a_hurry_answers_one_question(
    database: Database, friends: Open, phone: Phone
) -> None:
    at_question(phone, friends)
    phone.sends("1")
    phone.sends("1")
    [asked] = phone.receives()
    assert "Question 2 of 5" in asked
    for body in ("1", "2", "0", "0"):
        phone.texts(body)
    assert given(database) == {"role": "patient", "answered-by": "myself", "overall-experience": "good"}


def test_who_thinks_better_of_it_at_once_has_said_the_second(
    database: Database, friends: Open, phone: Phone
) -> None:
    at_question(phone, friends, "1", "1")
    phone.sends("5")
    phone.sends("Sorry, I meant the other one")
    phone.sends("good")
    [asked] = phone.receives()
    assert "Question 4 of 5" in asked
    for body in ("0", "0"):
        phone.texts(body)
    assert given(database)["overall-experience"] == "good"


def test_an_answer_that_changes_what_is_asked_next_withdraws_the_question_that_was_on_its_way(
    database: Database, friends: Open, phone: Phone
) -> None:
    at_question(phone, friends, "1")
    phone.sends("1")
    phone.sends("2")
    [asked] = phone.receives()
    assert "Who is helping" in asked
    assert [row["state"] for row in rows(database, "outbox_message")].count("cancelled") == 1


def test_words_that_come_in_two_texts_are_one_comment(
    database: Database, friends: Open, phone: Phone
) -> None:
    at_question(phone, friends, "1", "1", "1")
    phone.sends("The nurses were kind")
    phone.sends("but the room was noisy")
    [asked] = phone.receives()
    assert "You may share my words" in asked
    for body in ("1", "0"):
        phone.texts(body)
    assert given(database)["good-and-better"] == {
        "text": "The nurses were kind\nbut the room was noisy", "share": True,
    }  # fmt: skip


def test_a_permission_given_twice_stays_a_permission_and_no_comment(
    database: Database, friends: Open, phone: Phone
) -> None:
    at_question(phone, friends, "1", "1", "1", "Kind")
    phone.sends("1")
    phone.sends("1")
    phone.receives()
    phone.texts("0")
    assert given(database)["good-and-better"] == {"text": "Kind", "share": True}


def test_a_permission_can_be_taken_back_at_once(database: Database, friends: Open, phone: Phone) -> None:
    at_question(phone, friends, "1", "1", "1", "Kind")
    phone.sends("1")
    phone.sends("no")
    phone.receives()
    phone.texts("0")
    assert given(database)["good-and-better"] == {"text": "Kind", "share": False}


def test_danger_brings_help_in_the_meantime_too(database: Database, friends: Open, phone: Phone) -> None:
    at_question(phone, friends, "1", "1", "1")
    phone.sends("I want to kill myself")
    phone.sends("please, I took an overdose")
    *helped, asked = sorted(phone.receives(), key=lambda text: "Question" in text)
    assert len(helped) == 2 and all("116 123" in text for text in helped) and "Question 5 of 5" in asked
    phone.texts("0")
    assert given(database)["good-and-better"] == {
        "text": "I want to kill myself\nplease, I took an overdose", "share": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "asked"), [("back", "Question 1 of 5"), ("help", "116 123"), ("اردو", "سوال 2")]
)
def test_a_wish_holds_whatever_is_on_its_way(friends: Open, phone: Phone, wish: str, asked: str) -> None:
    at_question(phone, friends)
    phone.sends("1")
    phone.sends(wish)
    assert any(asked in text for text in phone.receives())


def test_nobody_begins_before_they_could_read_the_first_text(
    database: Database, friends: Open, phone: Phone
) -> None:
    phone.sends(friends.code)
    phone.sends("1")
    phone.sends(friends.code)
    assert all("72 hours" in text for text in phone.receives())
    assert "Question 1 of 5" in phone.texts("1")[0]


def test_two_texts_at_the_same_moment_answer_one_after_the_other(
    database: Database, friends: Open, phone: Phone
) -> None:
    """As the webhooks of two processes do: neither is lost, and none answers a question that nobody could read."""
    at_question(phone, friends, "1", "1", "1")

    def told(place: int) -> bool:
        with database.transaction(EVERYWHERE) as session:
            return conversations.reply(
                session, NUMBER, f"Words {place}", to=OURS, now=NOW + timedelta(minutes=9), sid=f"SMboth{place}"
            )  # fmt: skip

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(told, range(4)))
    phone.receives()
    for body in ("0", "0"):
        phone.texts(body)
    said = given(database)["good-and-better"]
    assert isinstance(said, dict) and sorted(said["text"].split("\n")) == [f"Words {n}" for n in range(4)]
