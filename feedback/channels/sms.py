"""Texts: one face for every way a text can leave; the recording twin stands in where none may."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from feedback.channels.delivery import Accepted
from feedback.config import Sms


class Provider(Protocol):
    """Sends one text and says what became of it, by returning Accepted or raising one of `delivery`'s errors."""

    def send(self, to: str, body: str, *, callback: str | None = None) -> Accepted:
        """`to` as +447...; `callback` is the absolute address that reports come to."""

    def redact(self, provider_id: str) -> None:
        """Has the provider forget what a text said."""


@dataclass
class Recorder:
    """The recording twin: remembers what it was given, sends nothing."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    redacted: list[str] = field(default_factory=list)

    def send(self, to: str, body: str, *, callback: str | None = None) -> Accepted:
        """Remembers it."""
        self.sent.append((to, body))
        return Accepted(provider_id=None, parts=1)

    def redact(self, provider_id: str) -> None:
        """Remembers that too."""
        self.redacted.append(provider_id)


def provider(settings: Sms) -> Provider:
    """Whoever sends texts by these settings; raises LookupError for one that is not known."""
    if settings.provider == "record":
        return Recorder()
    raise LookupError(f"texts cannot leave by {settings.provider}")
