"""E-mail through the organisation's own mail server: plain text first, the same as HTML beside it, nothing to load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from feedback.channels.delivery import Accepted, OutcomeUnknown, Rejected, TryLater

if TYPE_CHECKING:
    import smtplib
    import ssl

_SECONDS = 20.0
_PORTS = {"smtp": 25, "smtps": 465}
#: What ends a line, or the header itself, for one mail server or another.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DOT_FIRST = re.compile(rb"(?m)^\.")


class EmailProvider(Protocol):
    """Whoever takes e-mails from us."""

    def send(self, to: str, subject: str, body: str, html: str, *, stop: str = "") -> Accepted:
        """Hands one over; `stop` is where its reader stops such e-mails, in one press.

        Raises Rejected, TryLater or OutcomeUnknown.
        """


@dataclass
class Recorder:
    """Keeps what it is given and sends nothing: installations without a mail server, and tests."""

    sent: list[dict[str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, body: str, html: str, *, stop: str = "") -> Accepted:
        """Takes everything that could be put into an e-mail."""
        compose("recorder@localhost", to, subject, body, html, stop=stop, domain="localhost")
        self.sent.append({"to": to, "subject": subject, "body": body, "html": html, "stop": stop})
        return Accepted(recorded=True)


def sender(smtp_url: str) -> str:
    """Who e-mails come from, as their readers see it."""
    return parse_qs(urlsplit(smtp_url).query)["from"][0]


def provider(smtp_url: str | None, base_url: str | None = None) -> EmailProvider:
    """Who takes e-mails under this setting (FEEDBACK_SMTP_URL); without one they are recorded and go nowhere."""
    return Recorder() if smtp_url is None else Smtp(smtp_url, base_url)


def compose(
    sender: str, to: str, subject: str, body: str, html: str, *, stop: str, domain: str
) -> EmailMessage:
    """The e-mail itself. Raises Rejected for an address that is none; no word of it can add a header."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    name, address = parseaddr(sender)
    message["From"] = Address(_one_line(name), addr_spec=address)
    message["To"] = _recipient(to)
    message["Subject"] = _one_line(subject)
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=domain)
    # RFC 3834: no robot answers a robot.
    message["Auto-Submitted"] = "auto-generated"
    if stop:
        # RFC 2369, and RFC 8058: one press in the reader's own mail program.
        message["List-Unsubscribe"] = f"<{_one_line(stop)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _recipient(to: str) -> Address:
    if not to.isascii() or _CONTROL.search(to):
        raise Rejected("bad-address")
    try:
        address = Address(addr_spec=to)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Rejected("bad-address") from error
    if not address.username or "." not in f"{address.domain}." or not address.domain:
        raise Rejected("bad-address")
    return address


class Smtp:
    """A mail server by its address: smtp:// with STARTTLS where it is offered, smtps:// encrypted from the start.

    A password goes over an encrypted line or not at all.
    """

    def __init__(
        self, url: str, base_url: str | None = None, *, seconds: float = _SECONDS,
        context: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        """`context` says which certificates are trusted; None is those that the machine trusts."""
        parts = urlsplit(url)
        self._scheme, self._host = parts.scheme, parts.hostname or ""
        self._port = parts.port or _PORTS[parts.scheme]
        self._name, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._from = parse_qs(parts.query)["from"][0]
        own = urlsplit(base_url).hostname if base_url else None
        self._domain = own or parseaddr(self._from)[1].rpartition("@")[2]
        self._seconds, self._context = seconds, context

    def send(self, to: str, subject: str, body: str, html: str, *, stop: str = "") -> Accepted:
        """One e-mail over one connection. Raises Rejected, TryLater or OutcomeUnknown."""
        message = compose(self._from, to, subject, body, html, stop=stop, domain=self._domain)
        address = message["To"].addresses[0].addr_spec
        with self._connected() as server:
            self._ask(server, "MAIL", f"FROM:<{parseaddr(self._from)[1]}>")
            self._ask(server, "RCPT", f"TO:<{address}>")
            self._ask(server, "DATA", "", well=(354,))
            self._hand_over(server, message.as_bytes())
        return Accepted(str(message["Message-ID"])[1:65].rstrip(">"))

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A server that knows us. Whatever goes wrong before it has the e-mail is no fault of the e-mail."""
        import smtplib

        try:
            server = self._greeted()
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(_named(error), for_all=True) from error
        try:
            yield server
        finally:
            # Politeness that nobody waits for: what was accepted stays accepted, whatever becomes of the line.
            try:
                if server.sock is not None:
                    server.sock.settimeout(2)
                    server.putcmd("QUIT")
            except (OSError, smtplib.SMTPException):
                pass
            server.close()

    def _greeted(self) -> smtplib.SMTP:
        import smtplib
        import ssl

        context = self._context or ssl.create_default_context()
        server: smtplib.SMTP
        if self._scheme == "smtps":
            server = smtplib.SMTP_SSL(self._host, self._port, timeout=self._seconds, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if self._scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._scheme == "smtp" and self._password:
                raise TryLater("smtp-without-encryption", for_all=True)
            if self._password:
                server.login(self._name, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _ask(self, server: smtplib.SMTP, verb: str, more: str, well: tuple[int, ...] = (250, 251)) -> None:
        """One command before the e-mail is on its way. Raises TryLater, or Rejected for a refusal for good."""
        import smtplib

        try:
            code, said = server.docmd(verb, more)
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(_named(error)) from error
        if code not in well:
            _refuse(code, said)

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> None:
        """From the first byte on, a line that breaks leaves nobody sure. Raises Rejected, TryLater, OutcomeUnknown."""
        import smtplib

        try:
            server.send(_DOT_FIRST.sub(b"..", content.rstrip(b"\r\n") + b"\r\n") + b".\r\n")
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise OutcomeUnknown(_named(error)) from error
        if code != 250:
            _refuse(code, said)


def _refuse(code: int, said: bytes) -> None:
    """Raises what a reply means: 5xx is for good, anything else for now; 421 is said to everybody."""
    if 500 <= code < 600:
        raise Rejected(f"smtp-{code}", _one_line(said.decode("ascii", "replace"))[:150])
    raise TryLater(f"smtp-{code}", for_all=code == 421)


def _named(error: Any) -> str:
    """A short word for what happened; what the server said about names and passwords stays out of it."""
    code = getattr(error, "smtp_code", None)
    return f"smtp-{code}" if code else f"smtp-{type(error).__name__}"
