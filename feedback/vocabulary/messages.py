"""Messages that leave the house: what each is, where it stands, and what the provider told."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """What a row of the outbox is."""

    SMS = "sms"
    EMAIL = "email"
    #: Work of our own, done again until it is done; nothing of it leaves the house.
    WORK = "work"


class OutboxState(StrEnum):
    """Where a row of the outbox stands."""

    WAITING = "waiting"
    #: Somebody works on it; committed before anything leaves the house.
    SENDING = "sending"
    SENT = "sent"
    #: Nobody knows whether it left: shown to staff, never sent again by itself.
    HELD = "held"
    #: Given up: refused by the provider, or tried too often.
    FAILED = "failed"
    CANCELLED = "cancelled"


class Delivery(StrEnum):
    """What the provider told of a message that left, in the order in which it happens."""

    UNKNOWN = "unknown"
    QUEUED = "queued"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"
