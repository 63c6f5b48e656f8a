"""The real Twilio client against a local server that behaves like the REST API, well and badly."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from feedback.channels import sms, sms_twilio
from feedback.channels.delivery import OutcomeUnknown, Rejected, TryLater
from feedback.channels.sms_twilio import Asking, Twilio
from feedback.config import Sms
from tests.twilio_stand_in import ACCOUNT, TOKEN, TwilioStandIn

SENDER, SOMEBODY = "+447700900999", "+447700900123"
SERVICE = "MG" + "a" * 32


def settings(url: str, sender: str = SENDER, token: str = TOKEN) -> Sms:
    return Sms("twilio", ACCOUNT, token, sender, url)


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as running:
        yield running


@pytest.fixture
def client(twilio: TwilioStandIn) -> Twilio:
    return Twilio(settings(twilio.url), asking=Asking(twilio.url, connect=1, answer=0.5))


def test_a_text_is_accepted_with_the_providers_name_for_it(twilio: TwilioStandIn, client: Twilio) -> None:
    accepted = client.send(SOMEBODY, "Zażółć ਪੰਜਾਬੀ " * 2, callback="https://example.org/sms/status?message=7")
    [message] = twilio.messages
    assert accepted.provider_id == message.sid and accepted.parts == 1
    assert (message.to, message.sender, message.body) == (SOMEBODY, SENDER, "Zażółć ਪੰਜਾਬੀ " * 2)
    assert message.callback == "https://example.org/sms/status?message=7"


def test_a_messaging_service_chooses_the_number_itself(twilio: TwilioStandIn) -> None:
    Twilio(settings(twilio.url, SERVICE)).send(SOMEBODY, "Hello")
    [message] = twilio.messages
    assert (message.service, message.sender) == (SERVICE, "")


def test_a_name_can_be_the_sender(twilio: TwilioStandIn) -> None:
    Twilio(settings(twilio.url, "OakfieldNHS")).send(SOMEBODY, "Hello")
    assert twilio.messages[0].sender == "OakfieldNHS"


@pytest.mark.parametrize(
    ("ending", "code"), [("001", "21211"), ("002", "21610"), ("003", "21614"), ("005", "21612")]
)
def test_a_number_that_is_refused_is_refused_for_good(client: Twilio, ending: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        client.send(f"+447700900{ending}", "Hello")
    assert refused.value.code == code


def test_too_many_at_once_wait_as_long_as_twilio_says(twilio: TwilioStandIn, client: Twilio) -> None:
    twilio.behave(next_ones=("too_many",), retry_after=7)
    with pytest.raises(TryLater) as later:
        client.send(SOMEBODY, "Hello")
    assert (later.value.code, later.value.seconds, later.value.for_all) == ("20429", 7.0, True)
    assert not twilio.accepted


def test_too_many_at_once_wait_when_twilio_says_no_time(twilio: TwilioStandIn, client: Twilio) -> None:
    twilio.behave(next_ones=("too_many",), retry_after=None)
    with pytest.raises(TryLater) as later:
        client.send(SOMEBODY, "Hello")
    assert later.value.seconds is None


@pytest.mark.parametrize("manner", ["broken", "away", "hangs", "breaks_off", "nonsense"])
def test_nobody_pretends_to_know_what_became_of_a_text(
    twilio: TwilioStandIn, client: Twilio, manner: str
) -> None:
    twilio.behave(next_ones=(manner,), hang_seconds=1)
    with pytest.raises(OutcomeUnknown):
        client.send(SOMEBODY, "Hello")
    # Asked once: the library did not ask again by itself.
    assert twilio.standing.tried[SOMEBODY] == 1


def test_a_server_that_takes_no_call_was_sent_nothing(unused: int) -> None:
    with pytest.raises(TryLater) as later:
        Twilio(settings(f"http://127.0.0.1:{unused}")).send(SOMEBODY, "Hello")
    assert later.value.code == "unreachable"


def test_a_handshake_that_fails_was_sent_nothing(twilio: TwilioStandIn) -> None:
    url = twilio.url.replace("http:", "https:")
    with pytest.raises(TryLater) as later:
        Twilio(settings(url)).send(SOMEBODY, "Hello")
    assert later.value.code == "unreachable"
    assert not twilio.standing.tried


def test_a_connection_that_broke_leaves_the_next_text_unharmed(twilio: TwilioStandIn, client: Twilio) -> None:
    client.send(SOMEBODY, "Hello")
    twilio.behave(next_ones=("breaks_off",))
    with pytest.raises(OutcomeUnknown):
        client.send("+447700900124", "Hello")
    assert client.send("+447700900125", "Hello").provider_id


def test_a_wrong_password_fails_no_number_and_is_in_everybodys_way(twilio: TwilioStandIn) -> None:
    with pytest.raises(TryLater) as later:
        Twilio(settings(twilio.url, token="wrong")).send(SOMEBODY, "Hello")
    assert later.value.code == "20003" and later.value.for_all


def test_a_sender_that_is_refused_fails_no_number(twilio: TwilioStandIn, client: Twilio) -> None:
    twilio.behave(sender_refused=True)
    with pytest.raises(TryLater) as later:
        client.send(SOMEBODY, "Hello")
    assert later.value.code == "21606" and later.value.for_all


def test_what_was_accepted_after_all_can_be_found(twilio: TwilioStandIn, client: Twilio) -> None:
    before = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=2)
    twilio.behave(next_ones=("hangs",), hang_seconds=1)
    with pytest.raises(OutcomeUnknown):
        client.send(SOMEBODY, "Hello")
    client.send("+447700900124", "Another")
    [found] = client.find(SOMEBODY, before)
    assert (found.body, found.provider_id) == ("Hello", twilio.messages[0].sid)
    assert not client.find(SOMEBODY, before + timedelta(hours=1))


def test_the_words_of_a_text_are_forgotten_at_the_provider(twilio: TwilioStandIn, client: Twilio) -> None:
    sid = client.send(SOMEBODY, "My answer is private").provider_id
    assert sid is not None
    client.redact(sid)
    assert twilio.messages[0].body == ""
    client.redact("SM" + "0" * 32)


def test_words_of_a_text_that_is_still_on_its_way_are_forgotten_later(
    twilio: TwilioStandIn, client: Twilio
) -> None:
    sid = client.send(SOMEBODY, "My answer is private").provider_id
    assert sid is not None
    twilio.behave(unfinished=True)
    with pytest.raises(TryLater) as later:
        client.redact(sid)
    assert not later.value.for_all


def test_no_log_line_tells_a_number_or_a_word(
    twilio: TwilioStandIn, client: Twilio, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.send(SOMEBODY, "My answer is private")
        client.find(SOMEBODY, datetime(2026, 1, 1))
        twilio.behave(next_ones=("hangs",), hang_seconds=1)
        with pytest.raises(OutcomeUnknown) as unknown:
            client.send(SOMEBODY, "My answer is private")
    told = caplog.text + str(unknown.value)
    assert "7700900" not in told and "private" not in told and TOKEN not in told


def test_many_threads_share_one_client_and_nobody_is_texted_twice(
    twilio: TwilioStandIn, client: Twilio
) -> None:
    numbers = [f"+4477009{number:05d}" for number in range(10_100, 10_700)]
    begun = perf_counter()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: client.send(number, "Hello"), numbers))
    assert set(twilio.accepted.values()) == {1} and len(twilio.accepted) == 600
    assert perf_counter() - begun < 30


def test_the_environment_of_the_library_decides_nothing(
    twilio: TwilioStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "of somebody else")
    assert Twilio(settings(twilio.url)).send(SOMEBODY, "Hello").provider_id


def test_one_client_serves_a_process() -> None:
    assert sms.provider(settings("http://127.0.0.1:1")) is sms.provider(settings("http://127.0.0.1:1"))
    assert isinstance(sms.provider(Sms()), sms.Recorder)


@pytest.mark.parametrize(
    ("sender", "can"),
    [("+447700900999", True), ("07700 900999", True), ("60777", True), (SERVICE, True),
     ("OakfieldNHS", False), ("MGH", False)],
)  # fmt: skip
def test_only_a_number_can_be_answered(sender: str, can: bool) -> None:
    assert sms.takes_replies(sender) is can


@pytest.fixture
def unused() -> int:
    """A port where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize(
    ("provider", "sender", "number"),
    [
        ("twilio", "+447700900999", "+447700900999"), ("record", "+447700900999", ""), ("twilio", "OakfieldNHS", ""),
        ("twilio", "MG" + "0" * 32, ""), ("twilio", "", ""),
    ],
)  # fmt: skip
def test_only_a_number_that_texts_come_in_to_is_printed(provider: str, sender: str, number: str) -> None:
    assert sms.own_number(Sms(provider=provider, sender=sender)) == number


@pytest.mark.parametrize("named", ["9" * 30, "86400", "٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩٩"])
def test_nobody_in_between_can_have_a_text_wait_for_ever(named: str) -> None:
    assert sms_twilio._seconds(named) == 3600.0
    assert sms_twilio._seconds("7") == 7.0 and sms_twilio._seconds("soon") is None
