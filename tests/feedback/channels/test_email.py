"""Promises of e-mail as a whole: it says who it is from, no word adds a header, and mail programs can read it."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import compat32, default
from typing import cast

import pytest

from feedback.channels import email
from feedback.channels.delivery import Rejected
from feedback.channels.email import Recorder

FROM = "Said & Done <feedback@example.nhs.uk>"
TO, STOP = "lead@oakfield.example.org", f"https://feedback.example.nhs.uk/email/stop/{'aB-_9' * 27}?lang=ur"
HTML = '<html lang="en"><p>Hello</p></html>'


def composed(
    to: str = TO, subject: str = "Hello", body: str = "Hello\n", *, sender: str = FROM, stop: str = "",
    unique: str = "",
) -> bytes:  # fmt: skip
    return email.compose(
        sender, to, subject, body, HTML, stop=stop, domain="feedback.example.nhs.uk", unique=unique
    ).as_bytes()  # fmt: skip


def read(content: bytes) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(content, policy=default))  # type: ignore[arg-type]  # a policy of messages


def test_the_link_to_stop_stands_in_the_header_as_it_is_however_long() -> None:
    """Python would fold it and encode what it folded, and no mail program opens that."""
    content = composed(stop=STOP)
    assert f"\r\nList-Unsubscribe: <{STOP}>\r\n".encode() in content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content


def test_one_press_is_promised_only_where_the_link_is_encrypted() -> None:
    assert b"List-Unsubscribe-Post" not in composed(stop="http://127.0.0.1:8000/email/stop/x")
    assert b"List-Unsubscribe" not in composed()


@pytest.mark.parametrize(
    "subject",
    [
        "Ward 7: what people said, week to 22 November 2026", "Łódź, good " * 20, "بہت اچھا خیال رکھا گیا " * 9,
        "x" * 300, "😀" * 80, "a: b", "",
    ],
)  # fmt: skip
def test_a_subject_comes_back_as_it_was_in_lines_that_servers_take(subject: str) -> None:
    content = composed(subject=subject, body=f"{subject}\n" * 3, stop=STOP)
    assert read(content)["Subject"] == subject.strip()
    assert content.isascii() and max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize("name", ["Przychodnia Łódź", "Wards, North & South", 'Anna "Ann" Lee', "健康", ""])
def test_the_name_of_a_sender_comes_back_as_it_was(name: str) -> None:
    from email.utils import formataddr

    content = composed(sender=formataddr((name, "feedback@example.nhs.uk"), charset="utf-8") if name.isascii()
                       else f"{name} <feedback@example.nhs.uk>")  # fmt: skip
    [address] = read(content)["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "feedback@example.nhs.uk")


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_no_sign_in_a_subject_or_a_link_adds_a_header(sign: str) -> None:
    thief = f"Hi{sign}Bcc: thief@example.org{sign}{sign}And a body"
    content = composed(subject=thief, stop=f"https://x.uk/{sign}Bcc: t@e.uk")
    names = [name for name, _ in message_from_bytes(content, policy=compat32).items()]
    assert "Bcc" not in names and len(names) == len(set(names))
    assert read(content).get_body(("plain",)).get_content().strip() == "Hello"  # type: ignore[union-attr]  # it has one


@pytest.mark.parametrize(
    "hidden",
    ["=?utf-8?q?Hi=0D=0ABcc:_t@e.uk=0D=0A=0D=0ABody?=", "=?utf-8?b?SGkNCkJjYzogdEBlLnVrDQoNCkJvZHk=?=",
     "Hi =?utf-8?q?=0A?= x", "=?us-ascii?q?a=0ABcc=3Ab?="],
)  # fmt: skip
def test_no_line_end_that_hides_in_encoded_words_adds_a_header(hidden: str) -> None:
    """A title of a survey may come from a file of strangers, an address from a list."""
    content = composed(subject=hidden, sender=f"{hidden} <a@b.uk>", stop=f"https://x.uk/{hidden}")
    plain = composed(subject="Hi", sender="Hi <a@b.uk>", stop="https://x.uk/")
    names = [name for name, _ in message_from_bytes(content, policy=compat32).items()]
    assert names == [name for name, _ in message_from_bytes(plain, policy=compat32).items()]
    with pytest.raises(Rejected, match="bad-address"):
        composed(f"{hidden.replace(' ', '')}@example.org")


def test_no_robot_answers_it_and_every_copy_of_it_bears_one_name() -> None:
    first, again = (read(composed(unique="0f" * 16)) for _ in range(2))
    assert first["Message-ID"] == again["Message-ID"] == f"<{'0f' * 16}@feedback.example.nhs.uk>"
    assert read(composed())["Message-ID"] != read(composed())["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated" and "OOF" in first["X-Auto-Response-Suppress"]
    assert first["Date"].endswith("GMT") or first["Date"].endswith("+0000")


@pytest.mark.parametrize(
    "to",
    [
        "", "nobody", "a@b\r\nRCPT TO:<c@d>", "a@b.uk, c@d.uk", "żółw@example.org", "a@", "a b@c.uk", "<a@b.uk>",
        "a@b.uk\x00", "a@b.uk>", "@b.uk",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(to: str) -> None:
    with pytest.raises(Rejected, match="bad-address"):
        composed(to)
    with pytest.raises(Rejected):
        Recorder().send(to, "Hello", "Hello\n", HTML)


def test_without_a_setting_emails_are_recorded_and_go_nowhere() -> None:
    recorder = email.provider(None)
    assert recorder.send(TO, "Hello", "Hello\n", HTML).recorded
    assert isinstance(recorder, Recorder) and recorder.sent[0]["to"] == TO


def test_an_email_without_html_is_plain_text_alone() -> None:
    content = email.compose(FROM, TO, "Hello", "Plain\n", "", stop="", domain="example.nhs.uk").as_bytes()
    assert read(content).get_content_type() == "text/plain"
