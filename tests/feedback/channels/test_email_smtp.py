"""Promises of sending to a mail server: what did not leave is told from what may have, and nothing is sent twice."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from feedback.channels import email
from feedback.channels.delivery import Accepted, OutcomeUnknown, Rejected, TryLater
from feedback.channels.email_smtp import Smtp
from tests.smtp_stand_in import Behaviour, StandIn, certificates, running

FROM = "from=Said%20%26%20Done%20%3Cfeedback@example.nhs.uk%3E"
TO, BASE = "lead@oakfield.example.org", "https://feedback.example.nhs.uk"
HTML = '<html lang="en"><p>Hello</p></html>'


def sender(at: StandIn, *, seconds: float = 2.0, name: str = "") -> Smtp:
    url = f"smtp://{name}127.0.0.1:{at.port}?{FROM}"
    return Smtp(url, BASE, seconds=seconds, while_it_reads=seconds)


def send(provider: email.EmailProvider, to: str = TO, body: str = "Hello\n", stop: str = "") -> Accepted:
    return provider.send(to, "Hello", body, HTML, stop=stop)


def test_an_email_is_plain_text_first_then_html_and_says_who_it_is_from() -> None:
    stop = f"{BASE}/email/stop/{'x' * 130}?lang=en"
    with running() as at:
        accepted = sender(at).send(TO, "Łódź, good", "Plain żółw\n", HTML, stop=stop)
    [mail] = at.taken
    assert (at.recipients, mail["From"], mail["To"]) == (
        [TO], "Said & Done <feedback@example.nhs.uk>", TO,
    )  # fmt: skip
    assert mail["Subject"] == "Łódź, good" and f"List-Unsubscribe: <{stop}>\r\n".encode() in at.raw[0]
    parts = list(mail.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert parts[0].get_content().splitlines() == ["Plain żółw"] and "<p>Hello</p>" in parts[1].get_content()
    assert mail["Message-ID"].endswith("@feedback.example.nhs.uk>")
    assert accepted.provider_id and accepted.provider_id in mail["Message-ID"]


def test_it_says_its_own_name_and_not_that_of_the_machine() -> None:
    with running() as at:
        send(sender(at))
        send(Smtp(f"smtp://127.0.0.1:{at.port}?{FROM}", "http://127.0.0.1:8000", seconds=2))
    assert [line for line in at.lines if line.startswith("ehlo")] == [
        "ehlo feedback.example.nhs.uk", "ehlo [127.0.0.1]",
    ]  # fmt: skip
    assert not any(socket.gethostname() in content.decode() for content in at.raw)


def test_no_word_of_an_email_ends_it() -> None:
    with running() as at:
        send(sender(at), body="one\r\n.\r\nQUIT\r\n..two\r\n.three\r\n")
    text = next(at.taken[0].iter_parts()).get_content()
    assert text.splitlines() == ["one", ".", "QUIT", "..two", ".three"]


@pytest.mark.parametrize("to", ["", "a@b\r\nRCPT TO:<c@d>", "a@b.uk, c@d.uk", "żółw@example.org"])
def test_what_is_no_address_is_refused_before_anybody_is_asked(to: str) -> None:
    with running() as at, pytest.raises(Rejected):
        send(sender(at), to)
    assert at.lines == [] and at.taken == []


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("reply", ["451 later", "421 4.3.2 going down", "close", "nonsense"])
def test_what_is_put_off_before_the_email_was_sent_is_tried_later(verb: str, reply: str) -> None:
    with running(Behaviour({verb: reply})) as at, pytest.raises(TryLater):
        send(sender(at))
    assert at.taken == []


@pytest.mark.parametrize(
    ("verb", "reply", "code"),
    [
        ("RCPT", "550 never", "smtp-550"), ("RCPT", "550 5.1.1 no such user", "smtp-550: 5.1.1"),
        ("RCPT", "552 5.2.2 full", "smtp-552: 5.2.2"), ("DATA", "554 never", "smtp-554"),
    ],
)  # fmt: skip
def test_a_mailbox_that_takes_nothing_is_given_up(verb: str, reply: str, code: str) -> None:
    with running(Behaviour({verb: reply})) as at, pytest.raises(Rejected) as refused:
        send(sender(at))
    assert at.taken == [] and refused.value.code == code


@pytest.mark.parametrize(
    ("verb", "reply"),
    [
        ("MAIL", "550 5.1.8 who is that"), ("MAIL", "530 5.7.0 sign in first"), ("MAIL", "553 not yours"),
        ("RCPT", "530 5.7.1 sign in first"), ("RCPT", "554 5.7.1 relay access denied"),
        ("RCPT", "550 5.7.54 unable to relay"), ("RCPT", "503 5.5.1 AUTH first"),
    ],
)  # fmt: skip
def test_where_we_are_refused_and_not_the_mailbox_nobodys_email_is_given_up(verb: str, reply: str) -> None:
    """A wrong setting would be the end of every invitation of a campaign."""
    with running(Behaviour({verb: reply})) as at, pytest.raises(TryLater) as refused:
        send(sender(at))
    assert refused.value.for_all, "the lane rests, since it is the same for all"


@pytest.mark.parametrize(
    ("verb", "reply", "rests"),
    [
        ("RCPT", "450 4.2.0 greylisted", False), ("RCPT", "451 4.7.1 greylisted", False), ("RCPT", "452 full", False),
        ("RCPT", "421 too many", True), ("MAIL", "451 later", True), ("DATA", "451 later", True),
    ],
)  # fmt: skip
def test_one_mailbox_that_asks_to_come_back_keeps_nobody_else_waiting(
    verb: str, reply: str, rests: bool
) -> None:
    with running(Behaviour({verb: reply})) as at, pytest.raises(TryLater) as later:
        send(sender(at))
    assert later.value.for_all is rests


@pytest.mark.parametrize(
    ("reply", "means"), [("451 later", TryLater), ("554 no", Rejected), ("554 5.7.1 spam", Rejected)]
)
def test_what_the_server_refuses_after_it_read_it_did_not_leave(reply: str, means: type[Exception]) -> None:
    with running(Behaviour(after_data=reply)) as at, pytest.raises(means):
        send(sender(at))


@pytest.mark.parametrize("reply", ["250 taken", "251 forwarded", "200 fine"])
def test_every_yes_is_a_yes(reply: str) -> None:
    """Taken for a "later", it would be sent a second time."""
    with running(Behaviour(after_data=reply)) as at:
        assert send(sender(at)).provider_id
    assert len(at.taken) == 1


@pytest.mark.parametrize("after", ["close", "hang", "nonsense", "354 go on", "150 hm"])
def test_when_no_answer_comes_after_the_email_was_sent_nobody_knows(after: str) -> None:
    with (
        running(Behaviour(after_data=after)) as at,
        pytest.raises(OutcomeUnknown, match="smtp-no-answer"),
    ):
        send(sender(at, seconds=0.5))
    assert len(at.taken) == 1


def test_a_server_that_reads_an_email_before_it_answers_is_given_its_time() -> None:
    with running(Behaviour(slow_after_data=0.6)) as at:
        url = f"smtp://127.0.0.1:{at.port}?{FROM}"
        assert send(Smtp(url, BASE, seconds=0.3, while_it_reads=5)).provider_id


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TryLater, match="smtp-refused"):
        send(Smtp(f"smtp://127.0.0.1:{port}?{FROM}", seconds=1))


def test_a_server_whose_name_nobody_knows_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TryLater, match="smtp-unknown-host"):
        send(Smtp(f"smtp://mail.example.nhs.uk?{FROM}", seconds=1))


@pytest.mark.parametrize("greeting", ["421 too many", "554 no service here"])
def test_a_server_that_greets_nobody_is_no_fault_of_the_email(greeting: str) -> None:
    with running(Behaviour({"GREETING": greeting})) as at, pytest.raises(TryLater):
        send(sender(at))


def test_a_password_is_decoded_and_goes_over_an_encrypted_line(tmp_path: Path) -> None:
    shown, trusted = certificates(tmp_path)
    behaviour = Behaviour(encrypts=shown, wants=("a@b", "p:/ w"))
    with running(behaviour) as at:
        url = f"smtp://a%40b:p%3A%2F%20w@127.0.0.1:{at.port}?{FROM}"
        send(Smtp(url, seconds=5, context=trusted))
    assert len(at.taken) == 1 and not any("AUTH" in line for line in at.in_clear)
    assert any(line.startswith("AUTH PLAIN") for line in at.lines)


def test_a_password_never_goes_over_a_line_in_clear() -> None:
    with running(Behaviour(wants=("a", "secret"))) as at, pytest.raises(TryLater, match="without-encryption"):
        send(sender(at, name="a:secret@"))
    assert not any("AUTH" in line for line in at.lines) and at.taken == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    shown, _ = certificates(tmp_path)
    with running(Behaviour(encrypts=shown)) as at, pytest.raises(TryLater, match="smtp-certificate"):
        send(sender(at))
    assert at.taken == []


def test_a_server_that_takes_no_password_says_so(tmp_path: Path) -> None:
    shown, trusted = certificates(tmp_path)
    with running(Behaviour(encrypts=shown)) as at, pytest.raises(TryLater, match="smtp-no-sign-in"):
        send(Smtp(f"smtp://a:b@127.0.0.1:{at.port}?{FROM}", seconds=5, context=trusted))


def test_a_wrong_password_says_nothing_of_itself(tmp_path: Path) -> None:
    shown, trusted = certificates(tmp_path)
    with (
        running(Behaviour(encrypts=shown, wants=("a", "right"))) as at,
        pytest.raises(TryLater) as refused,
    ):
        send(Smtp(f"smtp://a:wrong@127.0.0.1:{at.port}?{FROM}", seconds=5, context=trusted))
    assert refused.value.code == "smtp-535" and "wrong" not in str(refused.value)
