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
    #: The personal link of an invitation by e-mail; what somebody puts into an e-mail of their own is on the web.
    EMAIL = "email"


#: The channels a link can be made for; nothing leads to a telephone call, and campaigns make their own for e-mails.
LINK_CHANNELS = tuple(channel for channel in Channel if channel not in (Channel.PHONE, Channel.EMAIL))


class Interpreter(StrEnum):
    """Who interpreted while somebody was asked on the telephone."""

    NONE = "none"
    PROFESSIONAL = "professional"
    FAMILY_OR_FRIEND = "family-or-friend"
    STAFF = "staff"
