"""Every code of a mail server says what happened and what to do, in words for staff."""

from __future__ import annotations

import pytest

from feedback.channels import email_errors
from feedback.channels.email_smtp import NO_ANSWER, NO_ENCRYPTION
from feedback.web.staff import stuck_words


@pytest.mark.parametrize("code", sorted(email_errors.every()))
def test_a_code_is_told_in_plain_sentences(code: str) -> None:
    told = email_errors.every()[code]
    assert told.happened.endswith(".") and told.do.endswith(".") and len(told.happened) < 120
    assert "SMTP " not in told.happened + told.do and "5xx" not in told.happened


@pytest.mark.parametrize(
    ("code", "happened"),
    [
        # The finer code says more than the reply: the mailbox is full, and not gone.
        ("smtp-550: 5.2.2", "The mailbox takes nothing"), ("smtp-550: 5.1.1", "There is no such mailbox"),
        ("smtp-550: 5.1.8", "The mail server does not know the address that our e-mails are from"),
        ("smtp-554: 5.7.1", "The mail server does not let us send this"),
        ("smtp-550: 5.9.9", "The mail server says that this mailbox"), ("smtp-550", "The mail server says"),
        ("smtp-556", "The mail server refused the e-mail"), ("smtp-432: 4.9.9", "The mail server could not take"),
        ("smtp-OSError", "The mail server could not be reached"), (NO_ANSWER, "The mail server had the whole e-mail"),
        (NO_ENCRYPTION, "The mail server offers no encryption"), ("bad-address", "This is no e-mail address"),
    ],
)  # fmt: skip
def test_staff_read_what_a_mail_server_meant(code: str, happened: str) -> None:
    words = stuck_words.of(code, str)
    assert words.happened.startswith(happened) and words.code == code


@pytest.mark.parametrize("code", ["21610", "worker-gone", "", "timeout", "550"])
def test_what_is_no_code_of_a_mail_server_is_told_by_others(code: str) -> None:
    assert email_errors.explain(code) is None
