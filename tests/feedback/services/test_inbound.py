"""What somebody texts us has the effect they meant, once, and costs nobody a flood of answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db, i18n
from feedback.channels import sms_parts
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import collector_links, hashing, inbound, opt_outs, outbox, phone_numbers
from feedback.services.conversation_drops import Ended
from tests.feedback.open_survey import TODAY, Open
from tests.twilio_stand_in import signature

NOW = datetime(2026, 11, 26, 23, 0)
OURS, THEIRS = "+447700900999", "+447700900123"
_number = iter(range(10**9))


def text(session: Session, body: str, *, sender: str = THEIRS, now: datetime = NOW, **more: str) -> None:
    inbound.receive(
        session, sid=f"SM{next(_number):032x}", sender=sender, to=OURS, body=body, now=now, **more
    )


def answers(session: Session, organisation: Organisation) -> list[tuple[str, str, str]]:
    db.set_scope(session, organisation.id)
    texts = select(OutboxMessage).where(OutboxMessage.kind == "sms")
    rows = session.scalars(texts.order_by(OutboxMessage.id)).all()
    found = []
    for row in rows:
        content = outbox.opened(session, row.content)
        assert content is not None and row.urgency == outbox.AT_ONCE
        found.append((row.purpose, content["to"], content["body"]))
    return found


def stopped(session: Session) -> bool:
    return bool(opt_outs.stopped(session, {hashing.number(session, THEIRS)}))


def test_stop_is_confirmed_once_and_start_opens_again(session: Session, organisation: Organisation) -> None:
    text(session, "STOP")
    text(session, "Stop!!!")
    assert stopped(session)
    text(session, "START")
    assert not stopped(session)
    text(session, "START")
    assert [(purpose, to) for purpose, to, _ in answers(session, organisation)] == [
        ("confirmation", THEIRS), ("reply", THEIRS),
    ]  # fmt: skip


def test_after_a_stop_nothing_but_start_is_answered(session: Session, organisation: Organisation) -> None:
    text(session, "STOP")
    text(session, "help")
    text(session, "but why did you text me?")
    assert len(answers(session, organisation)) == 1


def test_a_stranger_gets_one_kind_answer_a_day_in_english(
    session: Session, organisation: Organisation
) -> None:
    for hour in range(0, 96, 8):
        text(session, "Who is my doctor?", now=NOW + timedelta(hours=hour))
    found = answers(session, organisation)
    assert len(found) == len({(NOW + timedelta(hours=hour)).date() for hour in range(0, 96, 8)})
    assert {body for _, _, body in found} == {inbound.UNKNOWN}


def test_help_says_who_we_are_and_whom_to_ring(session: Session, organisation: Organisation) -> None:
    text(session, "HELP")
    session.get_one(Organisation, organisation.id).help_number = "0161 496 0000"
    session.flush()
    text(session, "مدد")
    bare, with_number = (body for _, _, body in answers(session, organisation))
    assert organisation.name in bare and "Ring" not in bare and "STOP" in bare
    assert "0161 496 0000" in with_number and organisation.name in with_number


@pytest.mark.parametrize("body", ["HELP", "STOP", "START", "what is this"])
def test_a_number_that_writes_all_day_is_answered_few_times(
    session: Session, organisation: Organisation, body: str
) -> None:
    for _ in range(30):
        text(session, body)
        text(session, "START" if body == "STOP" else "STOP" if body == "START" else body)
    assert len(answers(session, organisation)) <= inbound.ANSWERS_A_DAY


def test_a_stop_counts_however_many_answers_there_were(session: Session, organisation: Organisation) -> None:
    for _ in range(10):
        text(session, "HELP")
    text(session, "stop")
    assert stopped(session)


@pytest.mark.parametrize(
    "sender", ["+12025550123", "+447624123456", "60777", "OakfieldNHS", "+441614960000", "", "+447012345678"]
)
def test_nobody_earns_by_being_answered(session: Session, organisation: Organisation, sender: str) -> None:
    for body in ("HELP", "hello", "STOP", "START"):
        text(session, body, sender=sender)
    assert answers(session, organisation) == []


def test_a_stop_from_abroad_counts_all_the_same(session: Session, organisation: Organisation) -> None:
    text(session, "STOP", sender="+12025550123")
    assert opt_outs.stopped(session, {hashing.number(session, "+12025550123")})


@pytest.mark.parametrize("language", ["ur", "pl", "zh-Hant"])
def test_a_stop_in_any_language_is_a_stop(
    session: Session, organisation: Organisation, language: str
) -> None:
    text(session, {"ur": "بند کریں", "pl": "przestań", "zh-Hant": "取消訂閱"}[language])
    assert stopped(session)


@pytest.fixture
def invited(session: Session, organisation: Organisation, opened: Open) -> None:
    """Their number was texted in Urdu by a campaign."""
    db.set_scope(session, organisation.id)
    link = collector_links.open_code(session, opened.code)
    assert link is not None
    campaign = Campaign(
        organisation_id=organisation.id, survey_id=opened.survey_id, place_id=link.place_id, link_id=link.link_id,
        name="October", channel="sms", answered_by="link", state="running", paused_because="", messages={},
        reminders={}, budget_pence=0, made_on=TODAY,
    )  # fmt: skip
    session.add(campaign)
    session.flush()
    session.add(
        Contact(
            organisation_id=organisation.id, campaign_id=campaign.id, line=1, language="ur", state="invited",
            need="", reason="", address_hash=hashing.number(session, THEIRS),
        )
    )  # fmt: skip
    session.flush()


@pytest.mark.parametrize(
    ("body", "words"), [("بند", inbound.STOPPED), ("کب آؤں؟", inbound.UNKNOWN), ("مدد", inbound.HELPED)]
)
def test_the_answer_comes_from_whoever_texted_in_their_language(
    session: Session, organisation: Organisation, invited: None, body: str, words: str
) -> None:
    said = i18n.words("ur")(words, name=organisation.name, number="01632 960 001")
    text(session, body)
    [(_, _, answered)] = answers(session, organisation)
    assert answered == said != i18n.english()(words, name=organisation.name, number="01632 960 001")


def test_a_stop_in_a_conversation_is_confirmed_by_whoever_asked_in_its_language(
    session: Session, organisation: Organisation, conversations: Conversing
) -> None:
    conversations.ended = Ended(organisation.id, "pl")
    text(session, "STOP")
    [(_, _, answered)] = answers(session, organisation)
    assert answered == i18n.words("pl")(inbound.STOPPED, name=organisation.name)


@pytest.mark.parametrize(
    "body",
    [
        "I want to kill myself",
        "My carer hits me every night",
        "My carer hits me every night",
        "میں خودکشی کرنا چاہتا ہوں",
    ],
)
def test_words_that_suggest_danger_bring_help_outside_a_conversation_too(
    session: Session, organisation: Organisation, body: str
) -> None:
    text(session, "When is my appointment?")
    text(session, body)
    kind, helping = (answered for _, _, answered in answers(session, organisation))
    assert kind == inbound.UNKNOWN
    for number in ("999", "111", "116 123", "0800 1111"):
        assert number in helping, number


def test_thanks_after_the_end_are_not_answered(session: Session, organisation: Organisation) -> None:
    text(session, "Thank you")
    text(session, "👍")
    assert answers(session, organisation) == []


def test_help_in_danger_is_not_used_up_by_other_answers_and_has_an_end(
    session: Session, organisation: Organisation
) -> None:
    for _ in range(10):
        text(session, "HELP")
    before = len(answers(session, organisation))
    for _ in range(30):
        text(session, "I want to kill myself")
    assert len(answers(session, organisation)) == before + inbound.ANSWERS_A_DAY


@pytest.mark.parametrize("words", [inbound.STOPPED, inbound.STARTED, inbound.HELPED, inbound.UNKNOWN])
def test_an_answer_in_english_is_one_part(words: str) -> None:
    said = i18n.english()(words, name="Oakfield Community Hospital", number="0161 496 0000")
    assert sms_parts.count(said).parts == 1 and sms_parts.count(said).encoding == sms_parts.GSM


class Conversing(ModuleType):
    """The service of conversations, as far as this one asks it."""

    def __init__(self) -> None:
        super().__init__("feedback.services.conversations")
        self.heard: list[tuple[str, str, str]] = []
        self.forgotten: list[str] = []
        self.takes = True
        self.ended: Ended | None = None

    def reply(
        self, session: Session, number: str, body: str, *, to: str, now: datetime, sid: str, lane: str,
        base_url: str | None,
    ) -> bool:  # fmt: skip
        self.heard.append((number, body, to))
        return self.takes

    def forget(self, session: Session, number: str, *, now: datetime) -> Ended | None:
        self.forgotten.append(number)
        return self.ended


@pytest.fixture
def conversations(monkeypatch: pytest.MonkeyPatch) -> Iterator[Conversing]:
    fake = Conversing()
    monkeypatch.setattr(inbound, "conversations", fake)
    monkeypatch.setattr(inbound, "conversation_drops", fake)
    yield fake


def test_a_conversation_hears_answers_and_never_a_stop(
    session: Session, organisation: Organisation, conversations: Conversing
) -> None:
    text(session, "2")
    text(session, "please don't stop the service")
    text(session, "HELP")
    text(session, "STOP")
    text(session, "3")
    assert [body for _, body, _ in conversations.heard] == ["2", "please don't stop the service", "HELP"]
    assert conversations.forgotten == [THEIRS]
    assert [purpose for purpose, _, _ in answers(session, organisation)] == ["confirmation"]


def test_what_no_conversation_takes_gets_the_kind_answer(
    session: Session, organisation: Organisation, conversations: Conversing
) -> None:
    conversations.takes = False
    text(session, "2")
    assert [body for _, _, body in answers(session, organisation)] == [inbound.UNKNOWN]


def test_what_lies_in_the_outbox_follows_nobody_from_day_to_day(
    session: Session, organisation: Organisation
) -> None:
    for day in range(3):
        text(session, "hello", now=NOW + timedelta(days=day))
    db.set_scope(session, organisation.id)
    asked = select(outbox.TABLE.c.reference, outbox.TABLE.c.content).where(
        db.scoped(session, outbox.TABLE), outbox.TABLE.c.kind == "sms"
    )
    rows: Any = session.execute(asked).all()
    number_hash = hashing.number(session, THEIRS)
    assert len({row.reference for row in rows}) == 3
    assert not any(number_hash[:16] in row.reference or "7700" in row.content for row in rows)


def test_the_provider_is_to_forget_what_a_stranger_wrote(
    session: Session, organisation: Organisation
) -> None:
    text(session, "I was in your clinic for my heart")
    text(session, "STOP")
    text(session, "and do not write again about my heart")
    db.set_scope(session, organisation.id)
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "work")).all()
    named = [outbox.opened(session, row.content) for row in rows]
    assert {row.purpose for row in rows} == {"redact"} and len(named) == 2
    assert all(content is not None and content["provider_id"].startswith("SM") for content in named)


def test_an_answer_leaves_no_row_after_three_days(session: Session, organisation: Organisation) -> None:
    text(session, "HELP")
    text(session, "hello")
    db.set_scope(session, organisation.id)
    sent, _ = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "sms")).all()
    sent.state, sent.ended_at = "sent", NOW
    session.flush()
    assert inbound.forget(session, now=NOW + timedelta(hours=71)) == 0
    assert inbound.forget(session, now=NOW + timedelta(hours=73)) == 1


@pytest.mark.parametrize(
    ("typed", "number"),
    [("07700 900123", THEIRS), ("+447700900123", THEIRS), ("07400 123456", "+447400123456"), ("0161 496 0000", None),
     ("07624 123456", None), ("07012345678", None), ("", None), ("7" * 400, None), ("+1 202 555 0123", None)],
)  # fmt: skip
def test_a_uk_mobile_is_known_however_it_is_typed(typed: str, number: str | None) -> None:
    assert phone_numbers.mobile(typed) == number


def test_the_stand_in_signs_as_the_provider_does() -> None:
    from twilio.request_validator import RequestValidator

    fields = {"Body": "بند", "From": THEIRS, "Empty": ""}
    signed = signature("token", "https://example.org/sms/incoming?a=b", fields)
    assert RequestValidator("token").validate("https://example.org/sms/incoming?a=b", fields, signed)
