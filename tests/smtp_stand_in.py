"""A mail server on loopback that speaks as much SMTP as the real client needs, and fails on request."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast


@dataclass
class Behaviour:
    """What it answers. Commands by name to a reply, such as {"RCPT": "550 nobody here"}.

    `after_data`: a reply, "close" to hang up after the e-mail came whole, "hang" to say nothing more.
    """

    replies: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 taken"
    #: So many seconds pass before that.
    slow_after_data: float = 0.0
    #: What the first recipients are told, one each; those after them are well.
    first_recipients: list[str] = field(default_factory=list)
    encrypts: ssl.SSLContext | None = None
    wants: tuple[str, str] | None = None


@dataclass
class StandIn:
    """A running server: where it is, what it took, and every line that it was told."""

    port: int
    behaviour: Behaviour
    taken: list[EmailMessage] = field(default_factory=list)
    #: The same as the bytes that came, before anybody made sense of them.
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    #: Every line that came before the connection was encrypted.
    in_clear: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    stand_in: StandIn


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server
    encrypted = False

    def handle(self) -> None:
        """One client until it leaves."""
        self.at = self.server.stand_in
        try:
            self.say(self.at.behaviour.replies.get("GREETING", "220 stand-in"))
            while line := self.rfile.readline():
                if not self.answer(line.decode("latin-1").rstrip("\r\n")):
                    return
        except (OSError, ValueError):
            return

    def finish(self) -> None:
        """An encrypted line is another socket than the one that the server closes."""
        super().finish()
        self.connection.close()

    def say(self, *lines: str) -> None:
        for at, line in enumerate(lines):
            code, _, text = line.partition(" ")
            mark = " " if at == len(lines) - 1 else "-"
            self.wfile.write(f"{code}{mark}{text}\r\n".encode())

    def answer(self, line: str) -> bool:
        self.at.lines.append(line)
        if not self.encrypted:
            self.at.in_clear.append(line)
        verb = line.split(" ")[0].upper()
        given = self.at.behaviour.replies.get(verb)
        if given == "close":
            return False
        if given:
            self.say(given)
            return True
        known: Any = getattr(self, f"on_{verb.lower()}", None)
        if known is None:
            self.say("502 unknown")
            return True
        return bool(known(line))

    def on_ehlo(self, _: str) -> bool:
        more = []
        if self.at.behaviour.encrypts and not self.encrypted:
            more.append("250 STARTTLS")
        if self.at.behaviour.wants:
            more.append("250 AUTH PLAIN")
        self.say("250 stand-in", *more)
        return True

    def on_starttls(self, _: str) -> bool:
        assert self.at.behaviour.encrypts is not None
        self.say("220 go on")
        self.rfile.close()
        self.connection = self.at.behaviour.encrypts.wrap_socket(self.connection, server_side=True)
        self.rfile = cast(Any, self.connection.makefile("rb"))
        self.wfile = cast(Any, self.connection.makefile("wb", buffering=0))
        self.encrypted = True
        return True

    def on_auth(self, line: str) -> bool:
        _, name, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        self.say("235 known" if (name, password) == self.at.behaviour.wants else "535 unknown")
        return True

    def on_mail(self, _: str) -> bool:
        self.say("250 well")
        return True

    def on_rcpt(self, line: str) -> bool:
        self.at.recipients.append(line.partition("<")[2].rstrip(">"))
        told = self.at.behaviour.first_recipients
        self.say(told.pop(0) if told else "250 well")
        return True

    def on_data(self, _: str) -> bool:
        self.say("354 go on")
        content = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            content += line[1:] if line.startswith(b".") else line
        self.at.raw.append(content)
        self.at.taken.append(cast(EmailMessage, message_from_bytes(content, policy=default)))  # type: ignore[arg-type]  # a policy of messages
        after = self.at.behaviour.after_data
        self.at.released.wait(self.at.behaviour.slow_after_data)
        if after == "hang":
            self.at.released.wait(10)
            return False
        if after == "close":
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.say(after)
        return True

    def on_quit(self, _: str) -> bool:
        self.say("221 bye")
        return False


@contextmanager
def running(behaviour: Behaviour | None = None) -> Iterator[StandIn]:
    """A server for as long as a test takes."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.stand_in = StandIn(server.server_address[1], behaviour or Behaviour())
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.stand_in
        finally:
            server.stand_in.released.set()
            server.shutdown()
            thread.join()


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for 127.0.0.1 made just now: how a server shows it, and how a client trusts it."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(loopback, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    shown, secret = folder / "certificate.pem", folder / "key.pem"
    shown.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(shown, secret)
    return server, ssl.create_default_context(cafile=str(shown))
