"""Invitations: by what a campaign writes, where it stands, and what becomes of each person."""

from __future__ import annotations

from enum import StrEnum

#: By what a campaign writes to people: a text, or an e-mail, whose sender is one lane for all.
SMS, EMAIL = "sms", "email"


class CampaignState(StrEnum):
    """Where a campaign of invitations stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ContactNeed(StrEnum):
    """How somebody asked to be contacted, as their record says."""

    NONE = ""
    BSL = "bsl"
    EASY_READ = "easy-read"
    LARGE_PRINT = "large-print"
    PAPER = "paper"
    PHONE = "phone"
    #: Words we do not know, or several needs at once: for a person to look at.
    OTHER = "other"


class ContactState(StrEnum):
    """What becomes of one person of a campaign."""

    READY = "ready"
    #: Not by this channel: listed, so that somebody asks them another way.
    ANOTHER_WAY = "another-way"
    #: Left out, and `reason` says why.
    EXCLUDED = "excluded"
    #: Their message stands in the outbox, which knows the rest.
    INVITED = "invited"
