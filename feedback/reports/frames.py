"""Frames: a survey's responses as columns of small whole numbers, one byte an answer, read from the packed codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.response import Response, Withdrawal
from feedback.models.survey import Revision
from feedback.vocabulary import LANGUAGES, Channel
from surveys.kinds import Place
from surveys.publishing import codebook_from_data

RESPONSES, WITHDRAWALS = db.table_of(Response), db.table_of(Withdrawal)
Codes = NDArray[np.uint8]
Chosen = NDArray[np.bool_]
CHANNELS = tuple(channel.value for channel in Channel)
LANGUAGE_TAGS = tuple(LANGUAGES)
_READ = ("revision_id", "codes", "place_id", "link_id", "answered_on", "channel", "language")


@dataclass(frozen=True)
class Arrivals:
    """Where, when and how each response came; every array has shape (responses,)."""

    #: The id of the place as it was when answered.
    place: NDArray[np.int32]
    #: The id of the link; 0 where no link led to it.
    link: NDArray[np.int64]
    #: The day, as `date.toordinal` counts.
    day: NDArray[np.int32]
    #: The position in CHANNELS.
    channel: Codes
    #: The position in LANGUAGE_TAGS.
    language: Codes

    def where(self, chosen: Chosen) -> Arrivals:
        """Those of some responses only."""
        return Arrivals(*(getattr(self, field.name)[chosen] for field in fields(self)))


@dataclass(frozen=True)
class Block:
    """The responses of one revision: `codes` has a row a response and the width of that revision's codebook."""

    codebook: dict[str, Place]
    codes: Codes
    arrivals: Arrivals


@dataclass(frozen=True)
class Frame:
    """Every response that counts, in blocks of one revision; option codes mean the same in all of them."""

    blocks: tuple[Block, ...]

    def __len__(self) -> int:
        return sum(len(block.codes) for block in self.blocks)

    def column(self, key: str) -> Codes:
        """The codes of a closed item, shape (responses,): 0 where it was not asked, or not there yet."""
        return np.concatenate([_part(block, key)[:, 0] for block in self.blocks] or [np.zeros(0, np.uint8)])

    def columns(self, key: str, width: int) -> Codes:
        """The codes of a *many* item, shape (responses, width): a column an option, in the order of their codes."""
        out = np.zeros((len(self), width), np.uint8)
        row = 0
        for block in self.blocks:
            part = _part(block, key)
            out[row : row + len(part), : part.shape[1]] = part
            row += len(part)
        return out

    def arrival(self, name: str) -> NDArray[Any]:
        """One column of `Arrivals` by its name, shape (responses,), in the order of `column`."""
        parts = [getattr(block.arrivals, name) for block in self.blocks]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def where(self, chosen: Chosen) -> Frame:
        """The frame of some responses only; `chosen` has shape (responses,)."""
        found, row = [], 0
        for block in self.blocks:
            part = chosen[row : row + len(block.codes)]
            row += len(block.codes)
            found.append(Block(block.codebook, block.codes[part], block.arrivals.where(part)))
        return Frame(tuple(found))


def _part(block: Block, key: str) -> Codes:
    place = block.codebook.get(key)
    if place is None or place.width == 0:
        return np.zeros((len(block.codes), 1), np.uint8)
    return block.codes[:, place.offset : place.offset + place.width]


@dataclass(frozen=True)
class Part:
    """Which responses somebody asks about; what is None does not matter. Both days belong to it."""

    places: Collection[int] | None = None
    since: date | None = None
    until: date | None = None
    channel: str | None = None
    language: str | None = None
    #: Links and days whose answers are left out, both together: a response knows no hour.
    without: Collection[tuple[int, date]] = ()

    def of(self, frame: Frame) -> Frame:
        """The frame of this part."""
        chosen = np.ones(len(frame), np.bool_)
        if self.places is not None:
            chosen &= np.isin(frame.arrival("place"), list(self.places))
        if self.since is not None:
            chosen &= frame.arrival("day") >= self.since.toordinal()
        if self.until is not None:
            chosen &= frame.arrival("day") <= self.until.toordinal()
        if self.channel is not None:
            chosen &= frame.arrival("channel") == CHANNELS.index(self.channel)
        if self.language is not None:
            chosen &= frame.arrival("language") == LANGUAGE_TAGS.index(self.language)
        for link, day in self.without:
            chosen &= (frame.arrival("link") != link) | (frame.arrival("day") != day.toordinal())
        return frame if chosen.all() else frame.where(chosen)


EVERYTHING = Part()


def load(session: Session, survey_id: int) -> Frame:
    """The frame of a survey, withdrawn responses left out."""
    gone = select(WITHDRAWALS.c.response_id).where(
        db.scoped(session, WITHDRAWALS), WITHDRAWALS.c.survey_id == survey_id
    )
    rows = select(*(RESPONSES.c[name] for name in _READ)).where(
        db.scoped(session, RESPONSES), RESPONSES.c.survey_id == survey_id, RESPONSES.c.id.not_in(gone)
    )
    packed: dict[int, list[Any]] = {}
    for row in session.execute(rows):
        packed.setdefault(row.revision_id, []).append(row)
    return Frame(tuple(_block(session, revision_id, packed[revision_id]) for revision_id in sorted(packed)))


def _block(session: Session, revision_id: int, rows: Sequence[Any]) -> Block:
    data = session.scalar(select(Revision.codebook).where(Revision.id == revision_id)) or {}
    codes = np.frombuffer(b"".join(row.codes for row in rows), np.uint8).reshape(len(rows), -1)
    return Block(codebook_from_data(data), codes, _arrivals(rows))


def _arrivals(rows: Sequence[Any]) -> Arrivals:
    return Arrivals(
        place=np.array([row.place_id for row in rows], np.int32),
        link=np.array([row.link_id or 0 for row in rows], np.int64),
        day=np.array([row.answered_on.toordinal() for row in rows], np.int32),
        channel=np.array([CHANNELS.index(row.channel) for row in rows], np.uint8),
        language=np.array([LANGUAGE_TAGS.index(row.language) for row in rows], np.uint8),
    )


def span(session: Session, survey_id: int) -> tuple[date, date] | None:
    """The first and the last day that a survey was answered on; None when nobody has."""
    rows = select(func.min(RESPONSES.c.answered_on), func.max(RESPONSES.c.answered_on)).where(
        db.scoped(session, RESPONSES), RESPONSES.c.survey_id == survey_id
    )
    first, last = session.execute(rows).one()
    return (first, last) if first and last else None


def tally(session: Session, survey_id: int) -> tuple[int, int]:
    """How many responses and withdrawals a survey has had: the two watermarks a snapshot stands on."""
    both = []
    for table in (RESPONSES, WITHDRAWALS):
        rows = select(func.count()).select_from(table)
        both.append(
            session.scalar(rows.where(db.scoped(session, table), table.c.survey_id == survey_id)) or 0
        )
    return both[0], both[1]
