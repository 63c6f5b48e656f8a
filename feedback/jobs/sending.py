"""Sending: one row of the outbox to its channel, or done where it is work of our own."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from feedback.channels import email, sms
from feedback.channels.delivery import Accepted, Rejected
from feedback.config import Config
from feedback.db import Database
from feedback.jobs.works import WORKS
from feedback.services import conversation_redactions
from feedback.services.outbox_settling import Outcome
from feedback.services.outbox_work import Taken
from feedback.vocabulary import MessageKind


@dataclass(frozen=True)
class Ways:
    """How each channel's provider is made; every thread asks for its own, and may be given one that is shared."""

    sms: Callable[[], sms.Provider]
    email: Callable[[], email.EmailProvider] = email.Recorder

    @classmethod
    def of(cls, config: Config) -> Ways:
        """Those of the settings."""
        return cls(lambda: sms.provider(config.sms), lambda: email.provider(config.smtp_url, config.base_url))


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
        base = self._config.base_url
        callback = f"{base}/sms/status?message={one.id}" if base else None
        return self._texts().send(one.content["to"], one.content["body"], callback=callback)

    def _texts(self) -> sms.Provider:
        provider: sms.Provider | None = getattr(self._mine, "sms", None)
        if provider is None:
            provider = self._mine.sms = self._ways.sms()
        return provider

    def _email(self, one: Taken) -> Accepted:
        provider: email.EmailProvider | None = getattr(self._mine, "email", None)
        if provider is None:
            provider = self._mine.email = self._ways.email()
        said: dict[str, Any] = one.content
        return provider.send(
            said["to"], said.get("subject", ""), said["body"], said.get("html", ""),
            stop=said.get("stop", ""), unique=self._unique(one),
        )  # fmt: skip

    def _unique(self, one: Taken) -> str:
        """The same for a row however often it is released: what arrived already, most mailboxes then show once.

        Made of what it says too, since a database that was put back counts its rows anew.
        """
        what = json.dumps([one.id, one.content], sort_keys=True).encode()
        return hmac.new(self._config.hash_key, b"message: " + what, hashlib.sha256).hexdigest()[:32]

    def _work(self, one: Taken) -> Accepted:
        if one.purpose == conversation_redactions.PURPOSE:
            return self._redact(one)
        work = WORKS.get(one.purpose)
        if work is None:
            raise Rejected("unknown-work", one.purpose)
        work(self._database, one.organisation_id, one.content)
        return Accepted()

    def _redact(self, one: Taken) -> Accepted:
        """Has the provider forget what a text said; nothing where it never had it."""
        with self._database.reading(one.organisation_id) as session:
            named = conversation_redactions.provider_id(session, one.content)
        if named:
            self._texts().redact(named)
        return Accepted()
