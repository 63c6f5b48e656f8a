"""Why a message is held or was given up, in words for staff: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from feedback.channels import email_errors, sms_errors
from feedback.i18n import marked
from feedback.services import outbox_asking, outbox_work, restored


class Words(NamedTuple):
    """One reason. `code` is what the provider or this program calls it."""

    happened: str
    do: str
    code: str


#: A text is asked about by itself; of an e-mail nobody can be asked.
_WAIT_OR_LOOK = marked(
    "Of a text the provider is asked by itself within some minutes. Otherwise look in its list, or ask the person."
)
_OURS = {
    outbox_work.KILLED: (
        marked("The worker that sent it was stopped in the middle. Nobody knows whether it left."),
        _WAIT_OR_LOOK,
    ),
    outbox_work.UNEXPECTED: (
        marked("Something went wrong inside this program while it was sent."),
        marked("Tell whoever runs this service. Its log says more."),
    ),
    outbox_work.UNREADABLE: (
        marked("It was sealed with another secret key than this worker has."),
        marked("Ask whoever runs this service to give every worker the same FEEDBACK_SECRET_KEY. Then send it again."),
    ),
    outbox_asking.ABSENT: (
        marked("The provider was asked and has no such text."), marked("It is safe to send it again."),
    ),
    outbox_asking.UNCLEAR: (
        marked("The provider has a text to this number from that time, in other words than ours or without any."),
        marked("Look in the provider's own list of messages. If it arrived, say so here."),
    ),
    "timeout": (
        marked("The provider did not answer in time. Nobody knows whether it left."), _WAIT_OR_LOOK,
    ),
    "broken-off": (
        marked("The connection broke while the provider answered. Nobody knows whether it left."), _WAIT_OR_LOOK,
    ),
    "malformed": (
        marked("The provider gave an answer that makes no sense. Nobody knows whether it left."), _WAIT_OR_LOOK,
    ),
    "unreachable": (
        marked("The provider could not be reached, so nothing left."),
        marked("It is tried again by itself. If it lasts, tell whoever runs this service."),
    ),
    "bad-address": (
        marked("This is no e-mail address."),
        marked("Mend it in your own list, and ask the person another way."),
    ),
    "no-email": (
        marked("No way for e-mails is set up."), marked("Ask whoever runs this service to set FEEDBACK_SMTP_URL."),
    ),
    restored.BECAUSE: (
        marked("A backup was put back. It waited when the backup was made, and may have left since."),
        marked("Ask the provider. What it does not have is safe to send again."),
    ),
    "unknown-work": (
        marked("This version of the program does not know this work."),
        marked("Tell whoever runs this service."),
    ),
}  # fmt: skip
#: Families of codes of the provider of texts, by how they begin.
_FAMILIES = {
    "http-5": (
        marked("The provider had a fault of its own. Nobody knows whether it left."), _WAIT_OR_LOOK,
    ),
    "http-": (
        marked("Something between us and the provider refused it, so it did not leave."),
        marked("Tell whoever runs this service: a proxy or a firewall may be in the way."),
    ),
}  # fmt: skip
_OTHER = (
    marked("The provider gave a code that this program has no words for."),
    marked("Look the code up on the provider's pages."),
)
_PURPOSES = {
    "invitation": marked("Invitation"), "reminder": marked("Reminder"), "confirmation": marked("Answer to STOP"),
    "reply": marked("Reply"), "notice": marked("Notice"), "publish-results": marked("Publishing results"),
    "test": marked("Test to a colleague"), "monday": marked("The Monday e-mail"),
    "redact": marked("Having the provider forget what was texted"),
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
    family = next((words for begins, words in _FAMILIES.items() if code.startswith(begins)), _OTHER)
    happened, do = _OURS.get(code) or family
    return Words(said(happened), said(do), problem)


def purpose(name: str, said: Callable[[str], str]) -> str:
    """What a message was for."""
    known = _PURPOSES.get(name)
    return said(known) if known else name.replace("-", " ").capitalize()
