"""Promises of e-mail: it says who it is from, no word adds a header, and what may have left is never sent twice."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from feedback.channels import email
from feedback.channels.delivery import Accepted, OutcomeUnknown, Rejected, TryLater
from feedback.channels.email import Recorder, Smtp
from tests.smtp_stand_in import Behaviour, StandIn, certificates, running

FROM = "from=Said%20%26%20Done%20%3Cfeedback@example.nhs.uk%3E"
TO = "lead@oakfield.example.org"
HTML = '<html lang="en"><p>Hello</p></html>'


def sender(at: StandIn, *, seconds: float = 2.0, name: str = "") -> Smtp:
    return Smtp(
        f"smtp://{name}127.0.0.1:{at.port}?{FROM}", "https://feedback.example.nhs.uk", seconds=seconds
    )


def send(
    provider: email.EmailProvider, to: str = TO, subject: str = "Hello", body: str = "Hello\n"
) -> Accepted:
    return provider.send(to, subject, body, HTML)


def test_an_email_is_plain_text_first_then_html_and_says_who_it_is_from() -> None:
    with running() as at:
        accepted = sender(at).send(TO, "Łódź, good", "Plain żółw\n", HTML, stop="https://x.example/stop")
    [mail] = at.taken
    assert (at.recipients, mail["From"], mail["To"]) == (
        [TO], "Said & Done <feedback@example.nhs.uk>", TO,
    )  # fmt: skip
    assert mail["Subject"] == "Łódź, good" and mail["Auto-Submitted"] == "auto-generated"
    parts = list(mail.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert parts[0].get_content().splitlines() == ["Plain żółw"] and "<p>Hello</p>" in parts[1].get_content()
    assert mail["Message-ID"].endswith("@feedback.example.nhs.uk>")
    assert mail["List-Unsubscribe"] == "<https://x.example/stop>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert accepted.provider_id and accepted.provider_id in mail["Message-ID"]


def test_no_word_of_an_email_adds_a_header_or_ends_it() -> None:
    body = "one\r\n.\r\nQUIT\r\n..two\r\n.three\r\n"
    with running() as at:
        sender(at).send(
            TO, "Hi\r\nBcc: thief@example.org\u2028X: y", body, HTML, stop="https://x/\r\nBcc: t@e.uk"
        )
    [mail] = at.taken
    assert mail["Bcc"] is None and mail["X"] is None and at.recipients == [TO]
    assert mail["Subject"] == "Hi Bcc: thief@example.org X: y"
    text = next(mail.iter_parts()).get_content()
    assert text.splitlines() == ["one", ".", "QUIT", "..two", ".three"]


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "a@b\r\nRCPT TO:<c@d>",
        "a@b.uk, c@d.uk",
        "żółw@example.org",
        "a@",
        "a b@c.uk",
        "<a@b.uk>",
    ],
)
def test_what_is_no_address_is_refused_before_anybody_is_asked(to: str) -> None:
    with running() as at, pytest.raises(Rejected):
        send(sender(at), to)
    assert at.lines == [] and at.taken == []
    with pytest.raises(Rejected):
        send(Recorder(), to)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("reply", "means"), [("451 later", TryLater), ("550 never", Rejected), ("close", TryLater)]
)
def test_what_is_refused_before_the_email_was_sent_did_not_leave(
    verb: str, reply: str, means: type[Exception]
) -> None:
    with running(Behaviour({verb: reply})) as at, pytest.raises(means):
        send(sender(at))
    assert at.taken == []


@pytest.mark.parametrize(("reply", "means"), [("451 later", TryLater), ("554 no", Rejected)])
def test_what_the_server_refuses_after_it_read_it_did_not_leave(reply: str, means: type[Exception]) -> None:
    with running(Behaviour(after_data=reply)) as at, pytest.raises(means):
        send(sender(at))


@pytest.mark.parametrize("after", ["close", "hang"])
def test_when_the_line_breaks_after_the_email_was_sent_nobody_knows(after: str) -> None:
    with running(Behaviour(after_data=after)) as at, pytest.raises(OutcomeUnknown):
        send(sender(at, seconds=0.5))
    assert len(at.taken) == 1


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TryLater):
        send(Smtp(f"smtp://127.0.0.1:{port}?{FROM}", seconds=1))


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
    with running(Behaviour(encrypts=shown)) as at, pytest.raises(TryLater):
        send(sender(at))
    assert at.taken == []


def test_a_wrong_password_says_nothing_of_itself(tmp_path: Path) -> None:
    shown, trusted = certificates(tmp_path)
    with (
        running(Behaviour(encrypts=shown, wants=("a", "right"))) as at,
        pytest.raises(TryLater) as refused,
    ):
        send(Smtp(f"smtp://a:wrong@127.0.0.1:{at.port}?{FROM}", seconds=5, context=trusted))
    assert refused.value.code == "smtp-535" and "wrong" not in str(refused.value)


def test_without_a_setting_emails_are_recorded_and_go_nowhere() -> None:
    recorder = email.provider(None)
    assert send(recorder).recorded
    assert isinstance(recorder, Recorder) and recorder.sent[0]["to"] == TO


def test_an_email_without_html_is_plain_text_alone() -> None:
    with running() as at:
        sender(at).send(TO, "Hello", "Plain\n", "")
    assert at.taken[0].get_content_type() == "text/plain"
