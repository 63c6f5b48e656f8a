"""What people asked for, and what a campaign can do: met by its channel, or a reason to ask them another way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.services import conversation_voices, surveys
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, ContactNeed

#: The language of somebody whose record names one that we do not know.
UNKNOWN_LANGUAGE = "und"


class Reason(StrEnum):
    """Why somebody is left out, or asked another way."""

    OPTED_OUT = "opted-out"
    ASKED_LATELY = "asked-lately"
    ON_THE_LIST = "excluded-list"
    PAPER = "paper"
    PHONE = "phone"
    BSL = "bsl-not-on-offer"
    LARGE_PRINT = "large-print"
    EASY_READ = "easy-read-not-on-offer"
    NEED_UNKNOWN = "need-unknown"
    LANGUAGE = "not-on-offer"
    #: They have a need that is not met, and no number or address to send to.
    NO_ADDRESS = "no-address"


#: Those that staff may decide otherwise on: English words, and a page as large as the phone shows it.
MAY_BE_ASKED_ANYWAY = (Reason.LANGUAGE, Reason.LARGE_PRINT)


@dataclass(frozen=True)
class Offer:
    """What a campaign can do for people: the languages of its survey, and whether it is a conversation by text."""

    languages: Collection[str]
    by_text: bool = False


def offer(session: Session, campaign: Campaign) -> Offer:
    """What this campaign offers at the moment: by text only the languages in which the survey works by text."""
    served, by_text = surveys.served(session, campaign.survey_id), campaign.answered_by == "text"
    if served is None:
        return Offer((ENGLISH,), by_text)
    spoken = conversation_voices.ground(session, served).languages if by_text else served.languages
    return Offer(tuple(spoken), by_text)


def unmet(language: str, need: str, anyway: str, offered: Offer) -> Reason | None:
    """Why somebody is asked another way; None when the channel does what they need.

    Large print is somebody's need on paper: a page or a text is as large as their phone shows it, which not everybody
    knows how to set, so that staff decide. Easy Read is in English.
    """
    decided = anyway.split(",")
    if need in (ContactNeed.PAPER, ContactNeed.PHONE):
        return Reason(need)
    if need == ContactNeed.OTHER:
        return Reason.NEED_UNKNOWN
    if need == ContactNeed.BSL:
        return None if BSL in offered.languages and not offered.by_text else Reason.BSL
    if need == ContactNeed.EASY_READ:
        return None if language == ENGLISH and EASY_READ in offered.languages else Reason.EASY_READ
    if need == ContactNeed.LARGE_PRINT and Reason.LARGE_PRINT not in decided:
        return Reason.LARGE_PRINT
    if language not in offered.languages and Reason.LANGUAGE not in decided:
        return Reason.LANGUAGE
    return None


def asked_in(language: str, need: str, offered: Offer) -> str:
    """The language in which somebody is asked whose needs are met."""
    if need == ContactNeed.BSL:
        return BSL
    if need == ContactNeed.EASY_READ:
        return EASY_READ
    return language if language in offered.languages else ENGLISH
