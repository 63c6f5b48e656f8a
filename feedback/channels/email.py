"""E-mail as one face for every way it can leave: plain text first, the same as HTML beside it, nothing to load."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from feedback.channels.delivery import Accepted, Rejected

#: What ends a line, or the header itself, for one mail server or another.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: How encoded words begin (RFC 2047).
_ENCODED = "=?"
#: A word that fits into a line of a header without being broken.
_LONGEST_WORD = 60
_NOT_IN_AN_ADDRESS = re.compile(r"[^\x21-\x7e]|[<>]")


class EmailProvider(Protocol):
    """Whoever takes e-mails from us."""

    def send(
        self, to: str, subject: str, body: str, html: str, *, stop: str = "", unique: str = ""
    ) -> Accepted:
        """Hands one over; `stop` is where its reader stops such e-mails, in one press.

        `unique` names the e-mail the same however often it is handed over, so that a mailbox can know it again.
        Raises Rejected, TryLater or OutcomeUnknown.
        """


@dataclass
class Recorder:
    """Keeps what it is given and sends nothing: installations without a mail server, and tests."""

    sent: list[dict[str, str]] = field(default_factory=list)

    def send(
        self, to: str, subject: str, body: str, html: str, *, stop: str = "", unique: str = ""
    ) -> Accepted:
        """Takes everything that could be put into an e-mail."""
        compose("recorder@localhost", to, subject, body, html, stop=stop, domain="localhost", unique=unique)
        self.sent.append({"to": to, "subject": subject, "body": body, "html": html, "stop": stop})
        return Accepted(recorded=True)


def sender(smtp_url: str) -> str:
    """Who e-mails come from, as their readers see it."""
    return parse_qs(urlsplit(smtp_url).query)["from"][0]


def provider(smtp_url: str | None, base_url: str | None = None) -> EmailProvider:
    """Who takes e-mails under this setting (FEEDBACK_SMTP_URL); without one they are recorded and go nowhere."""
    if smtp_url is None:
        return Recorder()
    from feedback.channels.email_smtp import Smtp

    return Smtp(smtp_url, base_url)


class _AsItIs(UnstructuredHeader, BaseHeader):
    """A header that says what it is given. Left to itself, Python decodes what looks encoded in it, a line end too, and
    so lets a subject add headers of its own."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"], kwds["parse_tree"] = value, None

    def fold(self, *, policy: Policy) -> str:
        fits = (
            self.isascii() and _ENCODED not in self and max(map(len, self.split()), default=0) < _LONGEST_WORD
        )
        coded = Header(str(self), "us-ascii" if fits else "utf-8", header_name=self.name)
        return f"{self.name}: {coded.encode(linesep=policy.linesep)}{policy.linesep}"


class _InOnePiece(_AsItIs):
    """A header that holds an address: folded as words are, it would be encoded, and nothing could open it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _AsItIs)
_HEADERS.map_to_type("list-unsubscribe", _InOnePiece)
_POLICY = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)


def compose(
    sender: str, to: str, subject: str, body: str, html: str, *, stop: str, domain: str, unique: str = ""
) -> EmailMessage:  # fmt: skip
    """The e-mail itself. Raises Rejected for an address that is none; no word of it can add a header."""
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(sender)
    message["From"] = Address(one_line(name).replace(_ENCODED, "= ?"), addr_spec=address)
    message["To"] = _recipient(to)
    message["Subject"] = one_line(subject)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{unique}@{domain}>" if unique else make_msgid(domain=domain)
    # RFC 3834: no robot answers a robot. Exchange knows the same by another name.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if stop:
        # RFC 2369, and RFC 8058, which knows https alone: one press in the reader's own mail program.
        message["List-Unsubscribe"] = f"<{_NOT_IN_AN_ADDRESS.sub('', stop)}>"
        if stop.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def one_line(text: str) -> str:
    """The text with nothing in it that ends a line."""
    return _CONTROL.sub(" ", text).strip()


def _recipient(to: str) -> Address:
    if not to.isascii() or _CONTROL.search(to) or _ENCODED in to:
        raise Rejected("bad-address")
    try:
        address = Address(addr_spec=to)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Rejected("bad-address") from error
    if not address.username or not address.domain:
        raise Rejected("bad-address")
    return address
