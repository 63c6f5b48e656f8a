"""How a response reached us, and who interpreted on the telephone."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How a response reached us."""

    WEB = "web"
    QR = "qr"
    SMS = "sms"
    KIOSK = "kiosk"
    PAPER = "paper"
    #: Asked and keyed by a member of staff on the telephone; no link leads to it.
    PHONE = "phone"


#: The channels a link can be made for; nothing leads to a telephone call.
LINK_CHANNELS = tuple(channel for channel in Channel if channel is not Channel.PHONE)


class Interpreter(StrEnum):
    """Who interpreted while somebody was asked on the telephone."""

    NONE = "none"
    PROFESSIONAL = "professional"
    FAMILY_OR_FRIEND = "family-or-friend"
    STAFF = "staff"
