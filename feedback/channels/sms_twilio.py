"""Texts by Twilio: its own client over a way of asking that knows whether anything had left when it went wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from feedback.channels import sms_errors
from feedback.channels.delivery import Accepted, OutcomeUnknown, Rejected, TryLater
from feedback.channels.sms import Found, is_service
from feedback.channels.sms_errors import Again
from feedback.config import Sms

#: Seconds to reach Twilio, and to wait for its answer.
CONNECT, ANSWER = 5.0, 20.0
#: How long waits what something between us and Twilio refused, in seconds.
_REST = 300.0
#: Codes of HTTP: there is no such text; it is still being worked on.
_ABSENT, _CONFLICT = 404, 409
#: So many of the texts to one number are looked through.
_LOOKED_AT = 50
#: No answer makes a text wait for longer, in seconds.
_LONGEST_REST = 3600.0
# A line of it would hold the number that was asked for.
logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)

#: Whether this thread's request has begun to leave.
_request = threading.local()


class _Noting:
    """A connection that notes when the first byte of a request leaves; shaking hands does not count."""

    def connect(self) -> None:
        _request.connecting = True
        try:
            super().connect()  # type: ignore[misc]  # mixed into urllib3's connections
        finally:
            _request.connecting = False

    def send(self, data: Any) -> None:
        if getattr(self, "sock", None) is None:
            self.connect()
        if not getattr(_request, "connecting", False):
            _request.left = True
        super().send(data)  # type: ignore[misc]  # mixed into urllib3's connections


class _Plain(_Noting, HTTPConnection):
    pass


class _Secure(_Noting, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    """Over such connections; nothing is asked twice by itself."""

    def __init__(self) -> None:
        super().__init__(pool_connections=4, pool_maxsize=64, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        """Gives the pools our connections."""
        super().init_poolmanager(*arguments, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def proxy_manager_for(self, *arguments: Any, **more: Any) -> Any:
        """The same behind a proxy."""
        manager = super().proxy_manager_for(*arguments, **more)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        return manager


@dataclass(frozen=True)
class Answered:
    """What Twilio's client reads of an answer."""

    status_code: int
    text: str
    headers: Mapping[str, str]


class Asking:
    """What Twilio's client asks by, with our own errors: each says whether the request can have been acted on."""

    is_async = False

    def __init__(self, api_url: str | None, *, connect: float = CONNECT, answer: float = ANSWER) -> None:
        self._base, self._timeouts = api_url, (connect, answer)
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter())

    def request(
        self, method: str, uri: str, params: Any = None, data: Any = None, headers: Any = None, auth: Any = None,
        timeout: float | None = None, allow_redirects: bool = False,
    ) -> Answered:  # fmt: skip
        """One request; raises TryLater when it did not leave or was refused for a while, else OutcomeUnknown."""
        _request.left = False
        try:
            answered = self._session.request(
                method, self._at_base(uri), params=params, data=data, headers=headers, auth=auth,
                timeout=self._timeouts, allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            # The kind alone: what it says can hold the address that was asked, and the number in it.
            if not _request.left:
                raise TryLater("unreachable", for_all=True) from None
            raise OutcomeUnknown("timeout" if isinstance(error, requests.Timeout) else "broken-off") from None
        status = answered.status_code
        if status == 429:
            raise TryLater("20429", _seconds(answered.headers.get("Retry-After")), for_all=True)
        if status >= 500 or status < 200:
            raise OutcomeUnknown(f"http-{status}")
        return Answered(status, answered.text, answered.headers)

    def _at_base(self, uri: str) -> str:
        if self._base is None:
            return uri
        asked = urlsplit(uri)
        return f"{self._base}{asked.path}{'?' + asked.query if asked.query else ''}"


def _seconds(named: str | None) -> float | None:
    """What Retry-After says, where it says seconds; an hour at most, whatever stands between us and Twilio says."""
    return min(float(named), _LONGEST_REST) if named and named.strip().isdecimal() else None


@contextmanager
def _told() -> Iterator[None]:
    """Twilio's refusals and answers that make no sense, as one of ours."""
    from twilio.base.exceptions import TwilioException

    try:
        yield
    except TwilioException as error:
        status, code = getattr(error, "status", None), str(getattr(error, "code", None) or "")
        if not code or code == str(status):
            # Not Twilio's own words: something in between refused, so that Twilio never saw it.
            if isinstance(status, int) and 300 <= status < 500:
                raise TryLater(f"http-{status}", _REST) from None
            raise OutcomeUnknown("malformed") from None
        known = sms_errors.explain(code)
        if known.again is Again.LATER:
            raise TryLater(code, None if known.for_all else _REST, for_all=known.for_all) from None
        if status == _CONFLICT:
            # It is still on its way, and can be changed once it is not.
            raise TryLater(code) from None
        raise Rejected(code) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise OutcomeUnknown("malformed") from None


class Twilio:
    """Sends by one number, a messaging service or a name."""

    def __init__(self, settings: Sms, *, asking: Asking | None = None) -> None:
        # Late: it takes a while to load, and the command line seldom needs it.
        from twilio.rest import Client

        self._settings = settings
        self._client = Client(
            settings.account_sid,
            settings.auth_token,
            http_client=asking or Asking(settings.api_url),
            # Settings come from one place; the library would read the environment.
            environment={"PATH": ""},
        )

    def send(self, to: str, body: str, *, callback: str | None = None) -> Accepted:
        """Hands one text over; see Provider."""
        sender = self._settings.sender
        who = {"messaging_service_sid": sender} if is_service(sender) else {"from_": sender}
        more = {"status_callback": callback} if callback else {}
        with _told():
            made = self._client.messages.create(to=to, body=body, **who, **more)
            if not isinstance(made.sid, str) or not made.sid:
                raise OutcomeUnknown("malformed")
            return Accepted(made.sid, _whole(made.num_segments), _pence(made.price, made.price_unit))

    def redact(self, provider_id: str) -> None:
        """Empties the words of a text at Twilio; one that is not there any more holds none."""
        from twilio.base.exceptions import TwilioRestException

        with _told():
            try:
                self._client.messages(provider_id).update(body="")
            except TwilioRestException as error:
                if error.status != _ABSENT:
                    raise

    def find(self, to: str, since: datetime) -> Sequence[Found]:
        """What Twilio accepted for a number since a moment.

        The list is not narrowed by the day of sending, which a text that still waits does not have.
        """
        with _told():
            rows = self._client.messages.list(to=to, limit=_LOOKED_AT, page_size=_LOOKED_AT)
            found = [
                Found(
                    row.sid,
                    row.body or "",
                    str(row.status),
                    str(row.error_code or ""),
                    _utc(row.date_created),
                )
                for row in rows
                if not str(row.direction).startswith("inbound")
            ]
        return sorted((one for one in found if one.created_at >= since), key=_when, reverse=True)


def _when(one: Found) -> datetime:
    return one.created_at


def _utc(moment: datetime | None) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else datetime.min


def _whole(text: Any) -> int:
    return int(text) if str(text).isdecimal() else 0


def _pence(price: Any, unit: Any) -> int:
    """Tenths of a penny; Twilio tells prices below nothing, mostly later, and often in dollars."""
    if not price or unit != "GBP":
        return 0
    return round(abs(float(price)) * 1000)
