"""A local server that behaves like Twilio's REST API for messages, and can be told to misbehave.

As a fixture: `with TwilioStandIn() as twilio: ...`; in a process of its own: `python tests/twilio_stand_in.py PORT`,
where `GET /tally` tells what was accepted and `POST /manners` (JSON) changes how it behaves.

Numbers whose ending decides: ...001 is no number (21211), ...002 said STOP (21610), ...003 is a landline (21614),
...004 is accepted and not delivered (30003), ...005 cannot be reached by our sender (21612).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import secrets
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.error import URLError
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

ACCOUNT, TOKEN = "AC" + "0" * 31 + "1", "a token for tests only"
REFUSED = {
    "001": (21211, "The 'To' number is not a valid phone number."),
    "002": (21610, "Attempt to send to unsubscribed recipient"),
    "003": (21614, "'To' number is not a valid mobile number"),
    "005": (21612, "The 'To' phone number is not currently reachable using the 'From' number"),
}
UNDELIVERED = {"004": 30003}


@dataclass(frozen=True)
class Manners:
    """How it behaves; each share is a chance from 0 to 1, or use `next_ones` for certain."""

    #: Seconds before every answer.
    slow: float = 0.0
    #: Shares of messages that get 429, 500, 503, an answer that never comes, one that breaks off, one that is no JSON.
    too_many: float = 0.0
    broken: float = 0.0
    away: float = 0.0
    hangs: float = 0.0
    breaks_off: float = 0.0
    nonsense: float = 0.0
    #: Whether the sender is refused, whoever a text goes to; whether texts are still on their way when redacted.
    sender_refused: bool = False
    unfinished: bool = False
    #: What Retry-After says with a 429; nothing where it is None.
    retry_after: int | None = 2
    #: How long a hanging answer hangs.
    hang_seconds: float = 30.0
    #: Whether it calls back; with every report twice and the last one first where `untidy`.
    calls_back: bool = False
    untidy: bool = False
    #: The text of the next creations, one each, by the names above ("too_many", "hangs", ...) or "" for well-behaved.
    next_ones: tuple[str, ...] = ()


@dataclass
class Message:
    """One text as it was accepted."""

    sid: str
    to: str
    sender: str
    service: str | None
    body: str
    made: datetime
    status: str = "queued"
    error: int | None = None
    callback: str = ""

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        at = format_datetime(self.made)
        segments = max(1, -(-len(self.body) // 153) if len(self.body) > 160 else 1)
        return {
            "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": self.body, "date_created": at,
            "date_sent": None if self.status == "queued" else at, "date_updated": at, "direction": "outbound-api",
            "error_code": self.error, "error_message": None, "from": self.sender or None,
            "messaging_service_sid": self.service, "num_media": "0", "num_segments": str(segments), "price": None,
            "price_unit": "GBP", "sid": self.sid, "status": self.status, "subresource_uris": {}, "to": self.to,
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{self.sid}.json",
        }  # fmt: skip


@dataclass
class Standing:
    """What it remembers."""

    manners: Manners = Manners()
    messages: dict[str, Message] = field(default_factory=dict)
    #: Requests to create, whatever became of them, by number.
    tried: Counter[str] = field(default_factory=Counter)
    called_back: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def accepted(self) -> Counter[str]:
        """How many texts each number was sent: none may be more than one where nobody is to be texted twice."""
        with self.lock:
            return Counter(one.to for one in self.messages.values())


def signature(token: str, address: str, fields: Mapping[str, str]) -> str:
    """The signature as the provider's documents describe it, written out once more on purpose."""
    text = address + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    standing: Standing
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/tally":
            self._tell_tally()
        elif self._is_let_in():
            self._show(asked.path, parse_qs(asked.query))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if urlsplit(self.path).path == "/manners":
            told = json.loads(body)
            self.standing.manners = Manners(**told | {"next_ones": tuple(told.get("next_ones", ()))})
            self._answer(200, {})
        elif self._is_let_in():
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
            if urlsplit(self.path).path.endswith("/Messages.json"):
                self._create(fields)
            else:
                self._redact(urlsplit(self.path).path, fields)

    def _is_let_in(self) -> bool:
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") == wanted and f"/Accounts/{ACCOUNT}/" in self.path:
            return True
        self._refuse(401, 20003, "Authenticate")
        return False

    def _create(self, fields: dict[str, str]) -> None:
        standing, to = self.standing, fields.get("To", "")
        with standing.lock:
            standing.tried[to] += 1
            how = self._how(standing)
        manners = standing.manners
        if manners.slow:
            time.sleep(manners.slow)
        if how == "too_many":
            named = {} if manners.retry_after is None else {"Retry-After": str(manners.retry_after)}
            return self._refuse(429, 20429, "Too Many Requests", named)
        if how in ("broken", "away"):
            return self._refuse(500 if how == "broken" else 503, 20500, "Internal Server Error")
        if manners.sender_refused:
            return self._refuse(400, 21606, "The 'From' number is not a valid message-capable number")
        if not fields.get("Body"):
            return self._refuse(400, 21602, "Message body is required.")
        if len(fields["Body"]) > 1600:
            return self._refuse(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        if to[-3:] in REFUSED:
            return self._refuse(400, *REFUSED[to[-3:]])
        self._accept(fields, how)

    def _accept(self, fields: dict[str, str], how: str) -> None:
        message = Message(
            "SM" + secrets.token_hex(16), fields["To"], fields.get("From", ""), fields.get("MessagingServiceSid"),
            fields["Body"], datetime.now(UTC).replace(microsecond=0), callback=fields.get("StatusCallback", ""),
        )  # fmt: skip
        shown = message.shown()
        with self.standing.lock:
            self.standing.messages[message.sid] = message
        if how == "hangs":
            time.sleep(self.standing.manners.hang_seconds)
            self.close_connection = True
        elif how == "breaks_off":
            self.wfile.write(b'HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{"sid": "SM')
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif how == "nonsense":
            self._write(201, b"<html>It works!</html>", {})
        else:
            self._answer(201, shown)
        if self.standing.manners.calls_back and message.callback:
            threading.Thread(target=self._call_back, args=(message,), daemon=True).start()

    def _how(self, standing: Standing) -> str:
        manners = standing.manners
        if manners.next_ones:
            first, *rest = manners.next_ones
            standing.manners = replace(manners, next_ones=tuple(rest))
            return first
        chance = random.random()  # noqa: S311  # no secret
        for name in ("too_many", "broken", "away", "hangs", "breaks_off", "nonsense"):
            chance -= getattr(manners, name)
            if chance < 0:
                return name
        return ""

    def _call_back(self, message: Message) -> None:
        error = UNDELIVERED.get(message.to[-3:])
        reports = ["queued", "sent", "undelivered" if error else "delivered"]
        if self.standing.manners.untidy:
            reports = [reports[2], *reports, reports[2]]
        for status in reports:
            fields = {
                "AccountSid": ACCOUNT, "From": message.sender, "MessageSid": message.sid, "MessageStatus": status,
                "SmsSid": message.sid, "SmsStatus": status, "To": message.to, "ApiVersion": "2010-04-01",
            }  # fmt: skip
            if error and status == "undelivered":
                fields["ErrorCode"] = str(error)
            called = Request(message.callback, urlencode(fields).encode())
            called.add_header("X-Twilio-Signature", signature(TOKEN, message.callback, fields))
            try:
                with urlopen(called, timeout=10) as answered:
                    self.standing.called_back.append(answered.status)
            except URLError as error_of_call:
                self.standing.called_back.append(getattr(error_of_call, "code", 0))
        with self.standing.lock:
            message.status, message.error = reports[-1], error

    def _show(self, path: str, query: dict[str, list[str]]) -> None:
        with self.standing.lock:
            messages = sorted(self.standing.messages.values(), key=lambda one: one.made, reverse=True)
        if not path.endswith("/Messages.json"):
            found = [one for one in messages if f"/{one.sid}." in path]
            return self._answer(200, found[0].shown()) if found else self._refuse(404, 20404, "Not found")
        if "To" in query:
            messages = [one for one in messages if one.to == query["To"][0]]
        for name, values in query.items():
            if name.startswith("DateSent"):
                day = datetime.fromisoformat(values[0].replace("Z", "+00:00")).replace(tzinfo=UTC)
                messages = [one for one in messages if (one.made < day) == ("<" in name)]
        size = int(query.get("PageSize", ["50"])[0])
        self._answer(
            200, {"messages": [one.shown() for one in messages[:size]], "page": 0, "page_size": size,
                  "first_page_uri": self.path, "next_page_uri": None, "previous_page_uri": None, "uri": self.path,
                  "start": 0, "end": len(messages)},
        )  # fmt: skip

    def _redact(self, path: str, fields: dict[str, str]) -> None:
        found = self.standing.messages.get(path.rsplit("/", 1)[-1].removesuffix(".json"))
        if found is None:
            return self._refuse(404, 20404, "Not found")
        if self.standing.manners.unfinished:
            return self._refuse(409, 20009, "The message is not finished yet")
        if "Body" in fields:
            found.body = fields["Body"]
        self._answer(200, found.shown())

    def _tell_tally(self) -> None:
        accepted = self.standing.accepted()
        self._answer(
            200, {"accepted": sum(accepted.values()), "numbers": len(accepted), "tried": dict(self.standing.tried),
                  "twice": sorted(number for number, times in accepted.items() if times > 1),
                  "by_number": dict(accepted)},
        )  # fmt: skip

    def _refuse(self, status: int, code: int, message: str, more: dict[str, str] | None = None) -> None:
        told = {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }
        self._answer(status, told, more or {})

    def _answer(self, status: int, told: dict[str, Any], more: dict[str, str] | None = None) -> None:
        self._write(status, json.dumps(told).encode(), {"Content-Type": "application/json", **(more or {})})

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        # One write, so that 600 a second are no trouble.
        lines = [
            f"HTTP/1.1 {status} X",
            f"Content-Length: {len(body)}",
            *(f"{n}: {v}" for n, v in headers.items()),
        ]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    block_on_close = False

    def handle_error(self, *_: Any) -> None:
        """Whoever asked went away; that is what some of them are for."""


class TwilioStandIn:
    """The server, in threads of this process."""

    def __init__(self, port: int = 0, manners: Manners = Manners()) -> None:  # noqa: B008  # it is frozen
        self.standing = Standing(manners)
        handler = type("Handler", (_Handler,), {"standing": self.standing})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """What FEEDBACK_TWILIO_API_URL is to be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def behave(self, **manners: Any) -> None:
        """From now on so, and otherwise well."""
        self.standing.manners = Manners(**manners)

    @property
    def accepted(self) -> Counter[str]:
        """How many texts each number was sent."""
        return self.standing.accepted()

    @property
    def messages(self) -> list[Message]:
        """Every text that was accepted, in order."""
        return list(self.standing.messages.values())


if __name__ == "__main__":
    with TwilioStandIn(int(sys.argv[1])) as stand_in:
        print(stand_in.url, flush=True)
        threading.Event().wait()
