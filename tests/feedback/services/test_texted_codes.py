"""Promise of texted codes: they open what is printed above them, for whoever texts them, and no more than that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.db import EVERYWHERE, Database
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.organisation import Organisation
from feedback.services import collector_links, conversation_texts
from feedback.vocabulary import Channel
from tests.feedback.open_survey import BY, TODAY, Open, revoke, rows
from tests.feedback.texting import Phone


@pytest.mark.parametrize("text", ["{code} polski", "{code}, POLSKI", "{code} Polish", "Hello, {code} pl"])
def test_a_language_after_the_code_is_spoken_from_the_first_text_on(
    friends: Open, phone: Phone, text: str
) -> None:
    assert "pytania" in phone.texts(text.format(code=friends.code))[0]


def test_the_code_that_somebody_is_answering_brings_the_question_once_more(
    friends: Open, phone: Phone
) -> None:
    assert phone.texts(friends.code) == phone.texts(friends.code.lower())
    phone.texts("1")
    [again] = phone.texts(friends.code)
    assert "Question 1 of 5" in again and "still answering" not in again


def test_an_older_print_that_leads_there_brings_it_too(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    with database.transaction(organisation.id) as session:
        old = CollectorLink(
            organisation_id=organisation.id, survey_id=friends.survey_id, place_id=friends.place_id, channel="qr",
            code="ABC234DEF", created_on=TODAY, leads_to=friends.code,
        )  # fmt: skip
        session.add(old)
    for body in (friends.code, "1"):
        phone.texts(body)
    [again] = phone.texts("ABC234DEF")
    assert "Question 1 of 5" in again


def test_the_code_of_a_campaign_begins_nothing_without_an_invitation(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    with database.transaction(organisation.id) as session:
        link = session.get_one(CollectorLink, friends.link_id)
        session.add(
            Campaign(
                organisation_id=organisation.id,
                survey_id=friends.survey_id,
                place_id=friends.place_id,
                link_id=link.id,
                name="Ward 7",
                answered_by="link",
                budget_pence=1000,
                made_on=TODAY,
            )  # fmt: skip
        )
    assert "cannot be answered by text" in phone.texts(friends.code)[0]
    assert not rows(database, "conversation")
    with database.transaction(organisation.id) as session:
        from feedback.models.place import Place
        from feedback.models.survey import Survey

        survey, ward = session.get_one(Survey, friends.survey_id), session.get_one(Place, friends.place_id)
        collector_links.make(session, survey, ward, channel=Channel.QR, label="Wall", by=BY, today=TODAY)
    assert "5 questions" in phone.texts(friends.code)[0]
    [row] = rows(database, "conversation")
    assert row["link_id"] != friends.link_id


def test_a_number_that_begins_all_day_is_answered_so_often_and_again_tomorrow(
    database: Database, friends: Open, phone: Phone
) -> None:
    answered = 0
    for _ in range(conversation_texts.BEGINNINGS_A_DAY + 5):
        answered += len(phone.texts(friends.code))
        with database.transaction(EVERYWHERE) as session:
            session.connection().exec_driver_sql("delete from conversation")
    assert answered == conversation_texts.BEGINNINGS_A_DAY
    phone.now += timedelta(days=1)
    assert phone.texts(friends.code)


def test_a_code_that_is_over_is_answered_no_more_often(
    database: Database, friends: Open, phone: Phone
) -> None:
    revoke(database, friends)
    answered = sum(len(phone.texts(friends.code)) for _ in range(conversation_texts.BEGINNINGS_A_DAY + 5))
    assert answered == conversation_texts.BEGINNINGS_A_DAY


def test_the_names_of_first_texts_do_not_show_that_they_belong_to_one_number(
    database: Database, friends: Open, phone: Phone
) -> None:
    for _ in range(3):
        phone.texts(friends.code)
        with database.transaction(EVERYWHERE) as session:
            session.connection().exec_driver_sql("delete from conversation")
    names = [row["reference"] for row in rows(database, "outbox_message")]
    assert len({name[:24] for name in names}) == len(names) == 3


def test_danger_beside_a_code_brings_help_at_once(database: Database, friends: Open, phone: Phone) -> None:
    first, helping = phone.texts(f"{friends.code} English I want to kill myself")
    assert "5 questions" in first and "116 123" in helping
    revoke(database, friends)
    other = Phone(database, friends.organisation_id, number="+447700900124")
    over, helping = other.texts(f"{friends.code} I want to kill myself", sid="SMdanger")
    assert "cannot be answered by text" in over and "116 123" in helping
    assert [row["purpose"] for row in rows(database, "outbox_message") if row["kind"] == "work"] == ["redact"]


def test_a_machine_that_texts_the_code_for_ever_is_not_answered_for_ever(friends: Open, phone: Phone) -> None:
    for body in (friends.code, "1"):
        phone.texts(body)
    answered = sum(bool(phone.texts(friends.code)) for _ in range(100))
    assert 40 < answered < 80
