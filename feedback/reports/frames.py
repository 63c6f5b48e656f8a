"""Frames: a survey's responses as columns of small whole numbers, one byte an answer, read from the packed codes.

They are brought up to date by both watermarks, responses and withdrawals, and shared by processes as files
(`frame_gathering`); the rows (`frame_rows`) are the truth, and everything else is made from them again at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
from feedback.reports import frame_gathering, frame_rows
from feedback.reports.frame_columns import Held
from feedback.reports.frame_rows import CHANNELS as CHANNELS
from feedback.reports.frame_rows import LANGUAGE_TAGS as LANGUAGE_TAGS
from surveys.kinds import Place
from surveys.publishing import codebook_from_data

RESPONSES, WITHDRAWALS = db.table_of(Response), db.table_of(Withdrawal)
Codes = NDArray[np.uint8]
Chosen = NDArray[np.bool_]


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

    def where(self, chosen: Chosen) -> Block:
        """Those of some responses only; each column stays in one piece, as counting wants it."""
        return Block(self.codebook, self.codes.T.compress(chosen, axis=1).T, self.arrivals.where(chosen))


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
            found.append(block.where(part))
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
    """The frame of a survey, withdrawn responses left out.

    What files hold already is not read again, as long as it agrees with what this session sees of the rows.
    """
    marks = frame_rows.watermarks(session, survey_id)
    if marks is None:
        return Frame(())
    books = _codebooks(session, survey_id)
    gone = frame_rows.withdrawn(session, survey_id)
    every = frame_gathering.every_response(session, survey_id, marks, books)
    return Frame(tuple(_block(held, books[held.revision_id], gone) for held in every))


def _codebooks(session: Session, survey_id: int) -> dict[int, dict[str, Any]]:
    rows = select(Revision.id, Revision.codebook).where(Revision.survey_id == survey_id)
    return {row.id: row.codebook for row in session.execute(rows)}


def _block(held: Held, codebook: Mapping[str, Any], gone: NDArray[np.int64]) -> Block:
    columns = held.columns
    arrivals = Arrivals(*(columns[field.name] for field in fields(Arrivals)))
    block = Block(codebook_from_data(codebook), held.codes.T, arrivals)
    if not len(gone):
        return block
    stays = ~np.isin(columns["id"], gone)
    return block if stays.all() else block.where(stays)


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
