"""A mail server over SMTP: one e-mail, and what became of it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from feedback.channels import email
from feedback.channels.delivery import Accepted, NotSent, OutcomeUnknown, Rejected, TryLater

if TYPE_CHECKING:
    import smtplib
    import ssl

#: How long a server may take to answer, and to answer once it has the whole e-mail: it may read it first, and a line
#: that we cut then leaves nobody sure (RFC 5321 4.5.3.2.6 has ten minutes; no message takes longer than those).
_SECONDS, _WHILE_IT_READS = 20.0, 120.0
_PORTS = {"smtp": 25, "smtps": 465}
_DOT_FIRST = re.compile(rb"(?m)^\.")
#: The finer code that many servers put after their reply (RFC 3463).
_FINER = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
#: What a server says to everybody at any moment: it is about to go (RFC 5321, 4.2.3).
_CLOSING = 421
#: Refusals for want of a sign-in, and the class of those for want of a permission (RFC 3463, X.7): about us, and the
#: same for every e-mail until somebody mends a setting.
_ABOUT_US, _NOT_ALLOWED = (502, 503, 530, 534, 535, 538), "5.7."
#: What cannot be asked for at all, in words of ours.
NO_ENCRYPTION, NO_ANSWER = "smtp-without-encryption", "smtp-no-answer"


class Smtp:
    """A mail server by its address: smtp:// with STARTTLS where it is offered, smtps:// encrypted from the start.

    A password goes over an encrypted line or not at all.
    """

    def __init__(
        self, url: str, base_url: str | None = None, *, seconds: float = _SECONDS,
        while_it_reads: float = _WHILE_IT_READS, context: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        """`context` says which certificates are trusted; None is those that the machine trusts."""
        parts = urlsplit(url)
        self._scheme, self._host = parts.scheme, parts.hostname or ""
        self._port = parts.port or _PORTS[parts.scheme]
        self._name, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._from = email.sender(url)
        own = urlsplit(base_url).hostname if base_url else None
        self._domain = own or parseaddr(self._from)[1].rpartition("@")[2]
        self._seconds, self._while_it_reads, self._context = seconds, while_it_reads, context

    def send(
        self, to: str, subject: str, body: str, html: str, *, stop: str = "", unique: str = ""
    ) -> Accepted:
        """One e-mail over one connection. Raises Rejected, TryLater or OutcomeUnknown."""
        message = email.compose(
            self._from, to, subject, body, html, stop=stop, domain=self._domain, unique=unique
        )
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
        # Told here who we are: left to itself, it asks the name server for the name of this machine and tells that.
        us = _literal(self._domain)
        server: smtplib.SMTP
        if self._scheme == "smtps":
            server = smtplib.SMTP_SSL(self._host, self._port, us, timeout=self._seconds, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, us, timeout=self._seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if self._scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._scheme == "smtp" and self._password:
                raise TryLater(NO_ENCRYPTION, for_all=True)
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
            raise _refused(code, said, verb)

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> None:
        """From the first byte on, a line that breaks leaves nobody sure. Raises Rejected, TryLater, OutcomeUnknown."""
        import smtplib

        try:
            server.send(_DOT_FIRST.sub(b"..", content.rstrip(b"\r\n") + b"\r\n") + b".\r\n")
            if server.sock is not None:
                server.sock.settimeout(self._while_it_reads)
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise OutcomeUnknown(NO_ANSWER) from error
        if 200 <= code < 300:
            return
        if not 400 <= code < 600:
            # Neither yes nor no: it has the e-mail, and may have kept it.
            raise OutcomeUnknown(NO_ANSWER)
        raise _refused(code, said)


def _literal(domain: str) -> str:
    """How a machine names itself in SMTP: a domain, or an address of the internet in brackets."""
    try:
        version = ipaddress.ip_address(domain).version
    except ValueError:
        return domain
    return f"[{'IPv6:' if version == 6 else ''}{domain}]"


def _refused(code: int, said: bytes, verb: str = "") -> NotSent:
    """What a reply means that is no yes: 5xx is for good, unless it is about us and not about the e-mail."""
    finer = _FINER.match(said)
    word = f"smtp-{code}: {finer[1].decode()}" if finer else f"smtp-{code}"
    allowed = not (finer and finer[1].decode().startswith(_NOT_ALLOWED))
    # Who sends stands in MAIL, so whoever is refused there is us, whoever it was to go to.
    about_us = verb == "MAIL" or (verb != "" and (code in _ABOUT_US or not allowed))
    if 500 <= code < 600 and not about_us:
        return Rejected(word, email.one_line(said.decode("ascii", "replace"))[:150])
    return TryLater(word, for_all=about_us or verb == "DATA" or code == _CLOSING)


def _named(error: Exception) -> str:
    """A short word for what happened; what the server said about names and passwords stays out of it."""
    import smtplib
    import socket
    import ssl

    code = getattr(error, "smtp_code", None)
    if code:
        return f"smtp-{code}"
    words: list[tuple[type[Exception], str]] = [
        (ssl.SSLCertVerificationError, "certificate"), (ssl.SSLError, "encryption"),
        (socket.gaierror, "unknown-host"), (ConnectionRefusedError, "refused"), (TimeoutError, "timeout"),
        (smtplib.SMTPNotSupportedError, "no-sign-in"), (smtplib.SMTPServerDisconnected, "hung-up"),
        (ConnectionError, "hung-up"),
    ]  # fmt: skip
    return "smtp-" + next((word for kind, word in words if isinstance(error, kind)), type(error).__name__)
