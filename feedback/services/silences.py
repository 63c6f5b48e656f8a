"""Silences: when something that hangs on a wall deserves a walk, told from what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.vocabulary import Channel

#: Three weeks: a quiet ward skips a week by chance, and a fortnight of holidays happens. A code that nobody scanned for
#: longer than both is more often covered, torn down or behind a cupboard than merely overlooked.
SILENT_DAYS = 21
#: Whoever hangs a print tries it. One that was never scanned in its first week is usually still in a drawer.
FIRST_SCAN_DAYS = 7
#: A quarter: how long something may hang unseen before somebody is gently asked to pass by.
UNSEEN_DAYS = 90


class Standing(StrEnum):
    """How it stands with one placement, those first that need somebody."""

    DAMAGED = "damaged"
    SILENT = "silent"
    NEVER_SCANNED = "never-scanned"
    #: Revoked, or replaced, and not yet said to be down.
    TAKE_DOWN = "take-down"
    #: Silent, and seen working meanwhile: a quiet corner.
    QUIET = "quiet"
    #: Not scanned yet, in its first week.
    NEW = "new"
    WORKING = "working"
    #: Forms to fill in with a pen: nobody has to scan them, so silence tells nothing.
    PAPER = "paper"
    #: Its survey is not open.
    RESTING = "resting"
    DOWN = "down"


#: What somebody has to walk to.
NEEDS_A_WALK = frozenset({Standing.DAMAGED, Standing.SILENT, Standing.NEVER_SCANNED, Standing.TAKE_DOWN})


@dataclass(frozen=True)
class Known:
    """What is known of a placement; days are days in UTC, as scans are counted."""

    channel: Channel
    survey_open: bool
    #: The later of the day it was hung and the day its survey opened.
    since: date
    last_scan: date | None = None
    last_seen: date | None = None
    #: Somebody said it is damaged or gone, and nobody has seen it working since.
    damaged: bool = False
    revoked: bool = False
    down: bool = False


@dataclass(frozen=True)
class Verdict:
    """How it stands, for how many days nobody has scanned it (None: not counted), and whether nobody passed by."""

    standing: Standing
    silent_days: int | None = None
    unseen: bool = False

    @property
    def needs_a_walk(self) -> bool:
        """Whether somebody has to go there."""
        return self.standing in NEEDS_A_WALK


def judge(known: Known, today: date) -> Verdict:
    """How it stands on a day."""
    if known.revoked:
        return Verdict(Standing.DOWN if known.down else Standing.TAKE_DOWN)
    unseen = (today - max(known.since, known.last_seen or known.since)).days >= UNSEEN_DAYS
    if known.damaged:
        return Verdict(Standing.DAMAGED)
    if not known.survey_open:
        return Verdict(Standing.RESTING)
    if known.channel is Channel.PAPER:
        return Verdict(Standing.PAPER, unseen=unseen)
    silent = max(0, (today - max(known.since, known.last_scan or known.since)).days)
    return Verdict(_heard(known, silent, today), silent, unseen)


def _heard(known: Known, silent: int, today: date) -> Standing:
    longest = SILENT_DAYS if known.last_scan else FIRST_SCAN_DAYS
    if silent < longest:
        return Standing.WORKING if known.last_scan else Standing.NEW
    # Whoever went and looked is not sent again the next morning.
    if known.last_seen is not None and (today - known.last_seen).days < SILENT_DAYS:
        return Standing.QUIET
    return Standing.SILENT if known.last_scan else Standing.NEVER_SCANNED


def whole_weeks(days: int) -> int:
    """How many weeks are over."""
    return days // 7
