"""From the first text to the stored row, and from STOP to silence: signed webhooks in, the outbox out, nothing faked
between them but the provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask

from feedback import i18n
from feedback.config import Config, Sms
from feedback.db import Database
from feedback.jobs import worker
from feedback.jobs.draining import Drain
from feedback.models.campaign import Campaign
from feedback.models.contact import Contact
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    campaign_sending,
    campaigns,
    contact_uploads,
    hashing,
    inbound,
    opt_outs,
    sending_rules,
)
from feedback.services.contact_uploads import DECLARED, Declaration
from feedback.services.quiet_hours import Hours
from feedback.services.sending_rules import Rules
from tests.feedback.invented_campaign import MONDAY, rows
from tests.feedback.open_survey import BY, Open
from tests.feedback.open_survey import rows as stored_rows
from tests.feedback.services.test_conversations import FRIENDS, FRIENDS_FORM, on_the_page, stored
from tests.feedback.texting import FRIENDS_OPEN
from tests.feedback.web.test_hooks import BASE, OURS, THEIRS, incoming, tell
from tests.fresh_databases import Beginning
from tests.twilio_stand_in import ACCOUNT, TOKEN, TwilioStandIn

OTHER = "+447700900456"
Drained = Callable[[], int]


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def config(config: Config, twilio: TwilioStandIn) -> Config:
    return replace(config, base_url=BASE, sms=Sms("twilio", ACCOUNT, TOKEN, OURS, twilio.url))


@pytest.fixture
def drain(config: Config, database: Database) -> Drained:
    """Hands over what is due, as a worker does."""
    return lambda: Drain(worker.make(config, database, rate=lambda _: 0.0), OURS).run()


@dataclass
class Texter:
    """Somebody with a telephone: what they text comes in signed, what comes back was accepted by the provider."""

    app: Flask
    twilio: TwilioStandIn
    drain: Drained
    _sids: Any = field(default_factory=lambda: count(1))

    def texts(self, body: str) -> list[str]:
        """Texts; returns what newly came back."""
        before = len(self.twilio.messages)
        assert tell(self.app, "/sms/incoming", incoming(body, next(self._sids))).status_code == 200
        self.drain()
        return [one.body for one in self.twilio.messages[before:] if one.to == THEIRS]


@pytest.fixture
def somebody(app: Flask, twilio: TwilioStandIn, drain: Drained) -> Texter:
    return Texter(app, twilio, drain)


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    return FRIENDS_OPEN if "friends" in request.fixturenames else None


@pytest.fixture
def friends(begun: Open) -> Open:
    return begun


@pytest.mark.parametrize("language", FRIENDS)
def test_a_whole_survey_answered_through_the_webhook_is_the_row_that_the_page_stores(
    database: Database, friends: Open, somebody: Texter, client: Any, language: str
) -> None:
    replies, words = FRIENDS[language]
    for body in (f"{friends.code} {language}", "1", *replies):
        came = somebody.texts(body)
        assert len(came) == 1, (body, came)
    assert f"{BASE}/receipt" in came[0]
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
    assert texted["channel"] == "sms"


@pytest.mark.parametrize(
    ("language", "stop"), [("ur", "بند کریں"), ("pl", "Koniec, dziękuję"), ("en", "stop")]
)
def test_a_stop_in_the_middle_is_confirmed_in_the_language_spoken_and_keeps_nothing(
    database: Database, organisation: Organisation, friends: Open, somebody: Texter, language: str, stop: str
) -> None:
    for body in (f"{friends.code} {language}", "1", "1", "1"):
        somebody.texts(body)
    assert somebody.texts(stop) == [i18n.words(language)(inbound.STOPPED, name=organisation.name)]
    assert not stored_rows(database, "conversation") and not stored_rows(database, "response")
    assert somebody.texts("1") == somebody.texts(friends.code) == []


class Asking:
    """Lists imported into campaigns that are started and sent."""

    def __init__(self, database: Database, opened: Open) -> None:
        self.database, self.opened = database, opened
        with database.transaction(opened.organisation_id) as session:
            # Nobody is spared here for having been asked lately, nor for the hour: what stays away is who said STOP.
            always = Hours(0, 24, frozenset(range(1, 8)), on_bank_holidays=True)
            sending_rules.change(session, Rules(always, cap_days=0, rate=0.0), by=BY)

    def imported(self, *lines: str) -> int:
        """A campaign, started, with these on its list."""
        content = "\n".join(["Mobile,Language", *lines]).encode()
        with self.database.transaction(self.opened.organisation_id) as session:
            survey = session.get_one(Survey, self.opened.survey_id)
            place = session.get_one(Place, self.opened.place_id)
            made = campaigns.make(session, survey, place, name="Winter", by=BY, today=MONDAY.date())
            campaigns.plan(session, made, starts_at=None, remind_after_days=None, budget_pence=5_000, by=BY)
            prepared = contact_uploads.prepare(session, content, channel="sms")
            declared = Declaration(MONDAY - timedelta(hours=1), DECLARED, BY, "Bea Example (invented)")
            contact_uploads.add(session, made, prepared, declared, now=MONDAY)
            campaigns.start(session, made, base_url=BASE, sender=OURS, by=BY, now=MONDAY)
            return made.id

    def advanced(self, campaign_id: int) -> list[tuple[str, str]]:
        """One step of it; where its rows of the outbox stand then, with their problems."""
        with self.database.transaction(self.opened.organisation_id) as session:
            campaign_sending.advance(session, now=MONDAY)
        return self.rows(campaign_id)

    def rows(self, campaign_id: int) -> list[tuple[str, str]]:
        """Where its rows of the outbox stand, with their problems."""
        with self.database.reading(self.opened.organisation_id) as session:
            campaign = session.get_one(Campaign, campaign_id)
            return [(one.state, one.problem) for one in rows(session, campaign)]


@pytest.fixture
def asking(database: Database, friends: Open) -> Asking:
    return Asking(database, friends)


@pytest.mark.parametrize(
    ("language", "stop"), [("en", "Stop"), ("pl", "Proszę wypisz mnie"), ("ur", "بند کریں"), ("ur", "STOP")]
)
def test_stop_by_text_then_imported_again_is_asked_nothing(
    database: Database, organisation: Organisation, asking: Asking, somebody: Texter, twilio: TwilioStandIn,
    drain: Drained, language: str, stop: str,
) -> None:  # fmt: skip
    first = asking.imported(f"{THEIRS},{language}")
    asking.advanced(first)
    drain()
    assert twilio.accepted == {THEIRS: 1} and f"{BASE}/i/" in twilio.messages[0].body
    said = i18n.words(language)
    [confirmed] = somebody.texts(stop)
    assert confirmed == said(inbound.STOPPED, name=organisation.name), "the one reply, in their own language"
    assert language == "en" or confirmed != i18n.english()(inbound.STOPPED, name=organisation.name)
    with database.reading(organisation.id) as session:
        hashed = hashing.number(session, THEIRS)
        assert opt_outs.stopped(session, {hashed}) == {hashed}
    again = asking.imported(f"{THEIRS},{language}", f"{OTHER},en")
    assert len(asking.advanced(again)) == 1
    drain()
    assert twilio.accepted == {THEIRS: 2, OTHER: 1}, (
        "the invitation and the confirmation, and nothing after it"
    )
    with database.reading(organisation.id) as session:
        left_out = session.query(Contact).filter_by(campaign_id=again, address_hash=hashed).one()
        assert left_out.state != "invited"


def test_a_stop_that_comes_between_the_outbox_and_the_provider_is_obeyed(
    asking: Asking, somebody: Texter, twilio: TwilioStandIn, drain: Drained
) -> None:
    campaign = asking.imported(f"{THEIRS},en", f"{OTHER},en")
    assert asking.advanced(campaign) == [("waiting", "")] * 2
    [confirmed] = somebody.texts("STOP")
    assert "START" in confirmed
    drain()
    assert sorted(asking.rows(campaign)) == [("cancelled", "opted-out"), ("sent", "")]
    assert twilio.accepted == {THEIRS: 1, OTHER: 1}


def test_a_stop_that_only_the_provider_heard_holds_for_every_campaign_after(
    database: Database, asking: Asking, twilio: TwilioStandIn, drain: Drained
) -> None:
    stopped_there = "+447700900002"
    first = asking.imported(f"{stopped_there},en")
    asking.advanced(first)
    drain()
    assert asking.rows(first) == [("failed", "21610")]
    again = asking.imported(f"{stopped_there},en", f"{OTHER},en")
    assert asking.advanced(again) == [("waiting", "")]
    drain()
    assert twilio.standing.tried == {stopped_there: 1, OTHER: 1} and twilio.accepted == {OTHER: 1}
