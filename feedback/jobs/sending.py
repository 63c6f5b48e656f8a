"""Sending: one row of the outbox to its channel, or done where it is work of our own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from feedback.channels import sms
from feedback.channels.delivery import Accepted, Rejected
from feedback.config import Config
from feedback.db import Database
from feedback.jobs.works import WORKS
from feedback.services.outbox_work import Outcome, Taken
from feedback.vocabulary import MessageKind


class EmailProvider(Protocol):
    """Sends one e-mail, and says what became of it as texts do."""

    def send(self, to: str, subject: str, body: str, html: str) -> Accepted:
        """`html` may be empty."""


@dataclass(frozen=True)
class Ways:
    """How each channel's provider is made; every thread has its own, and with it its own connection."""

    sms: Callable[[], sms.Provider]
    email: Callable[[], EmailProvider] | None = None

    @classmethod
    def of(cls, config: Config) -> Ways:
        """Those of the settings."""
        return cls(lambda: sms.provider(config.sms))


class Sender:
    """Hands rows over, from any number of threads."""

    def __init__(self, config: Config, database: Database, ways: Ways | None = None) -> None:
        self._config, self._database = config, database
        self._ways = ways or Ways.of(config)
        self._mine = threading.local()

    def send(self, one: Taken) -> Outcome:
        """What became of it: it never raises."""
        try:
            if one.kind is MessageKind.SMS:
                return self._text(one)
            if one.kind is MessageKind.EMAIL:
                return self._email(one)
            return self._work(one)
        except Exception as error:
            return error

    def _text(self, one: Taken) -> Accepted:
        provider: sms.Provider | None = getattr(self._mine, "sms", None)
        if provider is None:
            provider = self._mine.sms = self._ways.sms()
        base = self._config.base_url
        callback = f"{base}/sms/status?message={one.id}" if base else None
        return provider.send(one.content["to"], one.content["body"], callback=callback)

    def _email(self, one: Taken) -> Accepted:
        if self._ways.email is None:
            raise Rejected("no-email", "no way for e-mails is set")
        provider: EmailProvider | None = getattr(self._mine, "email", None)
        if provider is None:
            provider = self._mine.email = self._ways.email()
        said: dict[str, Any] = one.content
        return provider.send(said["to"], said.get("subject", ""), said["body"], said.get("html", ""))

    def _work(self, one: Taken) -> Accepted:
        work = WORKS.get(one.purpose)
        if work is None:
            raise Rejected("unknown-work", one.purpose)
        work(self._database, one.organisation_id, one.content)
        return Accepted()
