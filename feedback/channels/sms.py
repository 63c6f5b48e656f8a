"""Texts: one face for every way a text can leave; the recording twin stands in where none may."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from feedback.channels.delivery import Accepted
from feedback.config import Sms

_NUMBER = re.compile(r"\+?\d{5,15}")


@dataclass(frozen=True)
class Found:
    """A text as the provider has it: what somebody looks at when nobody knows whether it was accepted."""

    provider_id: str
    body: str
    #: The provider's own word for where it stands, and its error code if there is one.
    status: str
    code: str
    #: UTC, naive.
    created_at: datetime


class Provider(Protocol):
    """Sends one text and says what became of it, by returning Accepted or raising one of `delivery`'s errors."""

    def send(self, to: str, body: str, *, callback: str | None = None) -> Accepted:
        """`to` as +447...; `callback` is the absolute address that reports come to."""

    def redact(self, provider_id: str) -> None:
        """Has the provider forget what a text said."""

    def find(self, to: str, since: datetime) -> Sequence[Found]:
        """The texts to a number that the provider accepted since a moment (UTC), newest first."""


@dataclass
class Recorder:
    """The recording twin: remembers what it was given, sends nothing."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    redacted: list[str] = field(default_factory=list)

    def send(self, to: str, body: str, *, callback: str | None = None) -> Accepted:
        """Remembers it."""
        self.sent.append((to, body))
        return Accepted(provider_id=None, parts=1, recorded=True)

    def redact(self, provider_id: str) -> None:
        """Remembers that too."""
        self.redacted.append(provider_id)

    def find(self, to: str, since: datetime) -> Sequence[Found]:
        """Nothing ever left."""
        return ()


@lru_cache(maxsize=4)
def provider(settings: Sms) -> Provider:
    """The way texts leave under these settings; one for a process, so that it keeps its connections."""
    if settings.provider != "twilio":
        return Recorder()
    # Late: whoever answers a survey never needs it.
    from feedback.channels import sms_twilio

    return sms_twilio.Twilio(settings)


def takes_replies(sender: str) -> bool:
    """Whether somebody can answer, and say STOP, to this sender: a number or a messaging service, not a name."""
    return bool(_NUMBER.fullmatch(sender.replace(" ", ""))) or is_service(sender)


def own_number(settings: Sms) -> str:
    """The number that a text can be sent to and is read here; empty for a name, and for a service of many numbers."""
    if settings.provider != "twilio" or not _NUMBER.fullmatch(settings.sender.replace(" ", "")):
        return ""
    return settings.sender.replace(" ", "")


def is_service(sender: str) -> bool:
    """Whether this is a messaging service of Twilio's, which chooses among its numbers."""
    return sender.startswith("MG") and len(sender) == 34
