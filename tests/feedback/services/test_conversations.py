"""Promise of answering by text: the same survey, the same row, and nothing that leads from the one to the other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, update

from feedback.db import EVERYWHERE, Database
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink, LinkCode
from feedback.models.contact import Contact, Invitation
from feedback.models.organisation import Organisation
from feedback.services import (
    conversation_drops,
    conversation_redactions,
    conversations,
    funnels,
    organisations,
    outbox,
)
from tests.feedback.open_survey import NOW, TODAY, Open, open_survey, revoke, rows
from tests.feedback.texting import FRIENDS_OPEN, HEARD_OPEN, NUMBER, OURS, Phone
from tests.fresh_databases import Beginning


@pytest.fixture
def phone(database: Database, organisation: Organisation) -> Phone:
    return Phone(database, organisation.id)


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    wanted = {"friends": FRIENDS_OPEN, "heard": HEARD_OPEN}
    return next((there for name, there in wanted.items() if name in request.fixturenames), None)


@pytest.fixture
def friends(begun: Open) -> Open:
    return begun


@pytest.fixture
def heard(begun: Open) -> Open:
    return begun


def answered(phone: Phone, opened: Open, *replies: str, language: str = "") -> list[str]:
    """The conversation after these replies; what came back last."""
    phone.texts(f"{opened.code} {language}")
    found = phone.texts("1")
    for body in replies:
        found = phone.texts(body)
    return found


def stored(database: Database) -> dict[str, Any]:
    [row] = rows(database, "response")
    return row


def on_the_page(database: Database, opened: Open, client: Any, language: str, form: dict[str, Any]) -> Any:
    """The row that the page stores for the same answers, taken back out so that both can be compared."""
    assert client.post(opened.path(language), data=form).status_code == 303
    return rows(database, "response")[-1]


#: One whole survey each: replies, one for each question in turn and one that shares no words, and the words.
FRIENDS = {
    "en": (["a patient", "1.", "very good", "Everybody was kind", "no", "47"], "Everybody was kind"),
    "pl": (["1", "Ja, samodzielnie", "bardzo dobrze", "Wszyscy byli mili", "0", "5)"], "Wszyscy byli mili"),
    "ur": (["۱", "١", "۱", "سب مہربان تھے", "۰", " ۵ "], "سب مہربان تھے"),
}
FRIENDS_FORM = {
    "role": "patient", "answered-by": "myself", "overall-experience": "very-good", "age-band": "45-54",
}  # fmt: skip


@pytest.mark.parametrize("language", FRIENDS)
def test_the_friends_and_family_test_answered_by_text_is_the_row_that_the_page_stores(
    database: Database, friends: Open, phone: Phone, client: Any, language: str
) -> None:
    replies, words = FRIENDS[language]
    last = answered(phone, friends, *replies, language=language)
    assert len(last) == 1 and "feedback.example.org/receipt" in last[0], last
    texted = stored(database)
    paged = on_the_page(database, friends, client, language, {**FRIENDS_FORM, "good-and-better": words})
    for column in (
        "answers",
        "codes",
        "survey_id",
        "revision_id",
        "texts_version",
        "language",
        "place_id",
        "link_id",
    ):
        assert texted[column] == paged[column], column
    assert (texted["channel"], texted["geography_edition"]) == ("sms", None)


#: Seven statements, a comment, and the harmless questions about the person before and after.
HEARD = {
    "en": ["1", "Me, on my own", "yes", "SOMETIMES", "3", "no", "yes thanks", "2", "one", "Ring back", "0", "16 to 24"],
    "pl": ["1", "1", "tak", "Czasami", "3", "NIE", "dziekuje tak", "2", "jeden", "Oddzwaniać", "nie", "2"],
    "ur": ["1", "۱", "ہاں", "کبھی کبھی", "۳", "نہیں", "ہاں شکریہ", "٢", "ایک", "واپس فون کریں", "نہیں", "２"],
}  # fmt: skip
HEARD_FORM = {
    "role": "patient", "answered-by": "myself", "asked-for-views": "yes", "listened-to": "sometimes",
    "helped-decide-next": "no", "told-what-changed": "no", "support-to-take-part": "yes", "equal-partner": "sometimes",
    "makes-a-difference": "yes", "age-band": "16-24",
}  # fmt: skip


@pytest.mark.parametrize("language", HEARD)
def test_a_whole_survey_of_statements_answered_by_text_is_the_row_that_the_page_stores(
    database: Database, heard: Open, phone: Phone, client: Any, language: str
) -> None:
    answered(phone, heard, *HEARD[language], language=language)
    texted = stored(database)
    words = HEARD[language][9]
    paged = on_the_page(database, heard, client, language, {**HEARD_FORM, "listen-better": words})
    for column in (
        "answers",
        "codes",
        "survey_id",
        "revision_id",
        "texts_version",
        "language",
        "place_id",
        "link_id",
    ):
        assert texted[column] == paged[column], column


@pytest.mark.parametrize(
    ("language", "question"), [("pl", "Jak ogólnie"), ("ur", "مجموعی"), ("en", "Overall")]
)
def test_questions_come_in_the_words_of_the_language_and_the_published_order(
    friends: Open, phone: Phone, language: str, question: str
) -> None:
    [text] = answered(phone, friends, "0", "0", language=language)
    lines = text.splitlines()
    assert question in text
    assert [line[0] for line in lines if line[:2].strip().isdigit()][:7] == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "0",
    ]


def test_the_first_text_says_who_asks_how_long_it_is_kept_and_how_to_stop(
    friends: Open, phone: Phone
) -> None:
    [first] = phone.texts(f"{friends.code[:3]} {friends.code[3:6].lower()} {friends.code[6:].lower()}")
    for said in (
        "Oakfield",
        "5 questions",
        "72 hours",
        "without your number",
        "delete the texts",
        "STOP",
        "999",
    ):
        assert said in first, said
    assert "ward" not in first.casefold() and "friends" not in first.casefold()


def test_nothing_is_asked_before_somebody_says_that_they_begin(friends: Open, phone: Phone) -> None:
    phone.texts(friends.code)
    assert "reply 1" in phone.texts("what is this about")[0] and "reply 1" in phone.texts("hello?")[0]
    assert phone.texts("hm") == [] and phone.answered
    assert "Question 1 of 5" in phone.texts("yes")[0]


def test_nothing_sensitive_is_ever_asked(
    database: Database, organisation: Organisation, phone: Phone
) -> None:
    more = (
        "gender-identity",
        "ethnic-group-detail",
        "impairment",
        "religion",
        "sexual-orientation",
        "pregnancy",
    )
    more += ("health-literacy", "inclusion", "main-language", "english-proficiency")
    opened = open_survey(database, organisation.id, "my-care", more=more, with_postcodes=True)
    seen = [answered(phone, opened)]
    while rows(database, "conversation") and len(seen) < 40:
        seen.append(phone.texts("1"))
    assert not rows(database, "conversation")
    texts = "\n".join(text for found in seen for text in found).casefold()
    for word in (
        "your sex",
        "gender",
        "ethnic",
        "religion",
        "sexual",
        "pregnan",
        "disab",
        "condition",
        "postcode",
    ):
        assert word not in texts, word
    assert "how old are you" in texts
    assert set(json.loads(stored(database)["answers"])).isdisjoint(
        {"sex", "ethnic-group", "disability", *more}
    )


def test_the_same_text_delivered_twice_has_one_effect(
    database: Database, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1")
    first = phone.texts("1", sid="SMtwice")
    before = rows(database, "conversation")
    assert first and phone.texts("1", sid="SMtwice") == [] and phone.answered
    assert rows(database, "conversation") == before


def test_a_number_has_one_conversation_however_often_it_texts_the_code(
    database: Database, friends: Open, phone: Phone
) -> None:
    # One code in seventeen holds no digit and could be a word, so it is looked up.
    with database.transaction(EVERYWHERE) as session:
        session.execute(update(CollectorLink).values(code="ABCDEFGHK"))
        session.execute(update(LinkCode).values(code="ABCDEFGHK"))
    answered(phone, replace(friends, code="ABCDEFGHK"), "1", "1")
    for code in ("ABCDEFGHK", "abc def ghk"):
        [again] = phone.texts(code)
        assert "Question 3 of" in again and "still answering" not in again
    said, again = phone.texts("ABC234DEF")
    assert "still answering" in said and "Question 3 of" in again
    assert "did not understand" in phone.texts("FRAGMENTS")[0]
    assert len(rows(database, "conversation")) == 1


def test_it_goes_on_after_71_hours_and_is_gone_after_72(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1", "1")
    phone.now = NOW + timedelta(hours=71)
    with database.transaction(organisation.id) as session:
        assert conversation_drops.expire(session, now=phone.now) == 0
    assert "Question 4 of 5" in phone.texts("1")[0]
    phone.now = NOW + timedelta(hours=72, minutes=1)
    with database.transaction(organisation.id) as session:
        assert conversation_drops.expire(session, now=phone.now) == 1
    assert not rows(database, "conversation") and not rows(database, "response")
    assert phone.texts("Everybody was kind") == [] and not phone.answered


def test_a_conversation_that_is_over_is_over_before_anybody_swept(
    database: Database, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1", "1", "1")
    phone.now = NOW + timedelta(hours=73)
    phone.texts("Everybody was kind")
    assert not phone.answered and not rows(database, "conversation") and not rows(database, "response")


def test_going_back_asks_again_and_forgets_what_was_said(
    database: Database, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1", "2", "1")
    assert "Who is helping" in phone.texts("back")[0]
    assert "Who is answering" in phone.texts("BACK")[0]
    assert "Question 3 of 5" in phone.texts("1")[0]
    for body in ("1", "skip", "0"):
        phone.texts(body)
    assert json.loads(stored(database)["answers"]) == {
        "role": "patient", "answered-by": "myself", "overall-experience": "very-good",
    }  # fmt: skip


def test_nobody_can_go_back_before_the_beginning(friends: Open, phone: Phone) -> None:
    first, question = answered(phone, friends, "back")
    assert "first question" in first and "Question 1 of 5" in question


def test_another_language_on_the_way_keeps_every_answer(
    database: Database, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1", "1")
    assert "Jak ogólnie" in phone.texts("polski")[0]
    assert "Overall" in phone.texts("English")[0]
    assert "مجموعی" in phone.texts("اردو")[0]
    listed = phone.texts("LANGUAGE")[0]
    number = next(line.split()[0] for line in listed.splitlines() if "Polski" in line)
    assert "Jak ogólnie" in phone.texts(number)[0]
    for body in ("2", "pomiń", "0"):
        phone.texts(body)
    row = stored(database)
    assert row["language"] == "pl" and json.loads(row["answers"]) == {
        "role": "patient", "answered-by": "myself", "overall-experience": "good",
    }  # fmt: skip


def test_what_is_no_answer_is_asked_again_twice_and_then_left_out(friends: Open, phone: Phone) -> None:
    answered(phone, friends, "1", "1")
    for body in ("perhaps", "very"):
        [again] = phone.texts(body)
        assert "Question 3 of 5" in again and ("Sorry" in again or "one answer only" in again)
    said, after = phone.texts("42")
    assert "leave this question out" in said and "Question 4 of 5" in after
    assert "Question 3 of 5" in phone.texts("BACK")[0]


def test_leaving_out_every_question_keeps_nothing(database: Database, friends: Open, phone: Phone) -> None:
    last = answered(phone, friends, *["0"] * 5)
    assert (
        "we keep nothing" in last[0] and not rows(database, "response") and not rows(database, "conversation")
    )


@pytest.mark.parametrize(
    ("language", "body"),
    [("en", "I want to kill myself"), ("pl", "chcę się zabić"), ("ur", "میں خودکشی کرنا چاہتا ہوں")],
)
def test_words_that_suggest_danger_bring_help_at_once_and_are_still_taken(
    database: Database, friends: Open, phone: Phone, language: str, body: str
) -> None:
    helping, after = answered(phone, friends, "1", "1", "1", body, language=language)
    for number in ("999", "111", "116 123", "0800 1111", "01632 960 001"):
        assert number in helping, number
    assert helping != after
    phone.texts("0")
    assert json.loads(stored(database)["answers"])["good-and-better"] == {"text": body, "share": False}


def test_danger_is_heard_at_a_question_with_numbers_too(friends: Open, phone: Phone) -> None:
    helping, again = answered(phone, friends, "I took an overdose, I want to die")
    assert "999" in helping and "Question 1 of 5" in again


def test_help_shows_where_to_turn_how_to_move_and_the_question_again(friends: Open, phone: Phone) -> None:
    helping, moving, question = answered(phone, friends, "help")
    assert "116 123" in helping and "BACK" in moving and "Question 1 of 5" in question


def test_nobody_is_asked_for_words_that_nobody_would_read(
    database: Database, friends: Open, phone: Phone
) -> None:
    with database.transaction(EVERYWHERE) as session:
        session.connection().exec_driver_sql("delete from comment_reader")
    assert "4 questions" in phone.texts(friends.code)[0]
    for body in ("1", "1", "1"):
        phone.texts(body)
    assert "How old are you" in phone.texts("1")[0]


def test_nothing_of_an_open_conversation_can_be_read_in_the_database(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1", "1", "1", "Zebra crossing quagga")
    [row] = rows(database, "conversation")
    everything = repr([rows(database, table) for table in ("conversation", "outbox_message", "response")])
    url = make_url(str(database.engine.url))
    if url.get_backend_name() == "sqlite":
        files = [path.read_bytes() for path in Path(str(url.database)).parent.glob("feedback.sqlite*")]
        everything += repr(b"".join(files))
    for secret in (NUMBER, NUMBER[1:], "7700900123", "quagga", "SM0000"):
        assert secret not in everything, secret
    assert set(row) == {
        "id", "organisation_id", "number_hash", "link_id", "began_on", "expires_at", "state",
    }  # fmt: skip


def test_when_it_is_finished_nothing_of_it_is_left_and_no_row_leads_to_the_answers(
    database: Database, friends: Open, phone: Phone
) -> None:
    replies, _ = FRIENDS["en"]
    answered(phone, friends, *replies)
    assert not rows(database, "conversation")
    row, messages = stored(database), rows(database, "outbox_message")
    assert str(row["answered_on"]) == "2026-11-20" and row["channel"] == "sms"
    replies_out = [message for message in messages if message["kind"] == "sms"]
    assert len({message["reference"][:20] for message in replies_out}) == len(replies_out)
    assert all(message["contact_id"] is None and message["campaign_id"] is None for message in replies_out)


def test_every_text_is_to_be_redacted_at_the_provider_when_it_ends(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    replies, _ = FRIENDS["en"]
    answered(phone, friends, *replies)
    with database.transaction(organisation.id) as session:
        session.connection().exec_driver_sql(
            "update outbox_message set provider_id = 'SMout' || id where kind = 'sms'"
        )
    work = [row for row in rows(database, "outbox_message") if row["purpose"] == "redact"]
    with database.reading(organisation.id) as session:
        contents = [outbox.opened(session, row["content"]) for row in work]
        sids = [conversation_redactions.provider_id(session, content) for content in contents if content]
    sent = [row for row in rows(database, "outbox_message") if row["kind"] == "sms"]
    assert len([sid for sid in sids if sid and sid.startswith("SMout")]) == len(sent) == 8
    assert len([sid for sid in sids if sid and not sid.startswith("SMout")]) == 8


def test_a_stopped_conversation_is_deleted_with_all_that_was_said(
    database: Database, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1", "1")
    with database.transaction(EVERYWHERE) as session:
        assert conversation_drops.forget(session, NUMBER, now=phone.now)
        assert not conversation_drops.forget(session, NUMBER, now=phone.now)
    assert not rows(database, "conversation") and not rows(database, "response")
    assert any(row["purpose"] == "redact" for row in rows(database, "outbox_message"))


def test_what_was_texted_when_is_forgotten_72_hours_later(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, *FRIENDS["en"][0])
    with database.transaction(organisation.id) as session:
        session.connection().exec_driver_sql(
            "update outbox_message set state = 'sent', ended_at = '2026-11-20 12:10:00' where kind = 'work'"
        )
        conversation_drops.expire(session, now=NOW + timedelta(hours=71))
    assert rows(database, "outbox_message")
    with database.transaction(organisation.id) as session:
        conversation_drops.expire(session, now=NOW + timedelta(hours=73))
    assert not rows(database, "outbox_message") and rows(database, "response")


def test_a_link_that_is_revoked_on_the_way_says_so_and_keeps_nothing(
    database: Database, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, "1")
    revoke(database, friends)
    assert "no more answers" in phone.texts("1")[0]
    assert not rows(database, "conversation") and not rows(database, "response")
    assert "cannot be answered by text" in phone.texts(friends.code)[0]


def test_a_text_without_a_code_of_ours_is_left_to_others(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    assert phone.texts("Wonderful staff on ward seven") == [] and not phone.answered
    assert phone.texts("234567892") == [] and not phone.answered


def test_a_campaign_begins_in_the_language_of_the_contact_and_only_once(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    with database.transaction(organisation.id) as session:
        link = session.get_one(CollectorLink, friends.link_id)
        name = conversations.begin(session, link, NUMBER, "pl", contact_id=7, now=NOW, sender=OURS)
        assert name and not conversations.begin(session, link, NUMBER, "pl", contact_id=7, now=NOW)
        assert link.code == friends.code
    [row] = rows(database, "outbox_message")
    assert (row["contact_id"], row["purpose"], row["lane"], row["reference"]) == (7, "invitation", OURS, name)
    phone.receives()
    assert "Która" in phone.texts("1")[0]


def test_the_funnel_counts_who_began_and_who_finished(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    answered(phone, friends, *FRIENDS["en"][0])
    with database.reading(organisation.id) as session:
        assert funnels.of_link(session, friends.link_id) == {"en": {"opened": 1, "started": 1, "sent": 1}}


def test_danger_is_heard_when_the_survey_is_over_too(friends: Open, database: Database, phone: Phone) -> None:
    answered(phone, friends, "1")
    revoke(database, friends)
    helping, over = phone.texts("I want to kill myself")
    assert "116 123" in helping and "no more answers" in over


def test_whoever_was_invited_and_has_answered_is_not_reminded(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    with database.transaction(organisation.id) as session:
        campaign = Campaign(
            organisation_id=organisation.id, survey_id=friends.survey_id, place_id=friends.place_id,
            link_id=friends.link_id, name="Ward 7", answered_by="text", budget_pence=1000, made_on=TODAY,
        )  # fmt: skip
        session.add(campaign)
        session.flush()
        contact = Contact(
            organisation_id=organisation.id, campaign_id=campaign.id, language="en", token_hash="a" * 64
        )
        invitation = Invitation(
            organisation_id=organisation.id, token_hash="a" * 64, campaign_id=campaign.id, language="en",
            link_id=friends.link_id,
        )  # fmt: skip
        session.add_all([contact, invitation])
        session.flush()
        link = session.get_one(CollectorLink, friends.link_id)
        conversations.begin(session, link, NUMBER, "en", contact_id=contact.id, now=NOW, sender=OURS)
    [row] = rows(database, "outbox_message")
    assert row["campaign_id"] == 1 and row["contact_id"] == 1
    for body in ("1", "1", "1", "1", "0"):
        phone.texts(body)
        assert rows(database, "invitation")
    phone.texts("0")
    assert not rows(database, "invitation") and stored(database)["channel"] == "sms"


def test_a_number_is_answered_for_whoever_asked_it(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    with database.transaction() as session:
        elsewhere = organisations.add(
            session, "elsewhere", "Elsewhere (invented)", by="a test", today=TODAY
        ).id
    theirs = open_survey(database, elsewhere, "being-heard")
    other = Phone(database, elsewhere, number="+447700900124")
    answered(phone, friends, "1")
    assert "Elsewhere" in other.texts(theirs.code)[0]
    assert phone.receives() == [] and "Question 3" in phone.texts("1")[0]
    assert "still answering" in phone.texts(theirs.code)[0]
    assert {row["organisation_id"] for row in rows(database, "conversation")} == {organisation.id, elsewhere}
