"""Why a message is held or was given up, in words for staff: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from feedback.channels import email_errors, sms_errors
from feedback.i18n import marked
from feedback.services import outbox_asking, outbox_work


class Words(NamedTuple):
    """One reason. `code` is what the provider or this program calls it."""

    happened: str
    do: str
    code: str


_OURS = {
    outbox_work.KILLED: (
        marked("The worker that sent it was stopped in the middle. Nobody knows whether it left."),
        marked("Look in the provider's own list of messages, or ask the person."),
    ),
    outbox_work.UNEXPECTED: (
        marked("Something went wrong inside this program while it was sent."),
        marked("Tell whoever runs this service. Its log says more."),
    ),
    outbox_work.UNREADABLE: (
        marked("It was sealed with a key that is not here any more."),
        marked("It cannot be sent. Make the message again."),
    ),
    outbox_asking.ABSENT: (
        marked("The provider was asked and has no such text."), marked("It is safe to send it again."),
    ),
    "timeout": (
        marked("The provider did not answer in time. Nobody knows whether it left."),
        marked("Look in the provider's own list of messages, or ask the person."),
    ),
    "no-email": (
        marked("No way for e-mails is set up."), marked("Ask whoever runs this service to set FEEDBACK_SMTP_URL."),
    ),
    "unknown-work": (
        marked("This version of the program does not know this work."),
        marked("Tell whoever runs this service."),
    ),
}  # fmt: skip
_OTHER = (
    marked("The provider gave a code that this program has no words for."),
    marked("Look the code up on the provider's pages."),
)
_PURPOSES = {
    "invitation": marked("Invitation"), "reminder": marked("Reminder"), "confirmation": marked("Answer to STOP"),
    "reply": marked("Reply"), "notice": marked("Notice"), "publish-results": marked("Publishing results"),
    "monday": marked("The Monday e-mail"),
}  # fmt: skip


def of(problem: str, said: Callable[[str], str]) -> Words:
    """A problem of the outbox in words."""
    code = problem.partition(":")[0]
    if code not in _OURS and code in sms_errors.every():
        known = sms_errors.explain(code)
        return Words(known.happened, known.do, problem)
    of_email = email_errors.explain(problem) if code not in _OURS else None
    if of_email is not None:
        return Words(of_email.happened, of_email.do, problem)
    happened, do = _OURS.get(code) or _OTHER
    return Words(said(happened), said(do), problem)


def purpose(name: str, said: Callable[[str], str]) -> str:
    """What a message was for."""
    known = _PURPOSES.get(name)
    return said(known) if known else name.replace("-", " ").capitalize()
