"""Frames: a survey's responses as columns of small whole numbers, one byte an answer, read from the packed codes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.response import Response, Withdrawal
from feedback.models.survey import Revision
from surveys.kinds import Place
from surveys.publishing import codebook_from_data

RESPONSES, WITHDRAWALS = db.table_of(Response), db.table_of(Withdrawal)
Codes = NDArray[np.uint8]


@dataclass(frozen=True)
class Block:
    """The responses of one revision: `codes` has a row a response and the width of that revision's codebook."""

    codebook: dict[str, Place]
    codes: Codes


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


def _part(block: Block, key: str) -> Codes:
    place = block.codebook.get(key)
    if place is None or place.width == 0:
        return np.zeros((len(block.codes), 1), np.uint8)
    return block.codes[:, place.offset : place.offset + place.width]


def load(session: Session, survey_id: int, *, places: Collection[int] | None = None) -> Frame:
    """The frame of a survey, withdrawn responses left out; of some places only when `places` is given."""
    gone = select(WITHDRAWALS.c.response_id).where(
        db.scoped(session, WITHDRAWALS), WITHDRAWALS.c.survey_id == survey_id
    )
    rows = select(RESPONSES.c.revision_id, RESPONSES.c.codes).where(
        db.scoped(session, RESPONSES), RESPONSES.c.survey_id == survey_id, RESPONSES.c.id.not_in(gone)
    )
    if places is not None:
        rows = rows.where(RESPONSES.c.place_id.in_(places))
    packed: dict[int, list[bytes]] = {}
    for revision_id, codes in session.execute(rows):
        packed.setdefault(revision_id, []).append(codes)
    return Frame(tuple(_block(session, revision_id, packed[revision_id]) for revision_id in sorted(packed)))


def _block(session: Session, revision_id: int, rows: list[bytes]) -> Block:
    data = session.scalar(select(Revision.codebook).where(Revision.id == revision_id)) or {}
    codes = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)
    return Block(codebook_from_data(data), codes)


def tally(session: Session, survey_id: int) -> tuple[int, int]:
    """How many responses and withdrawals a survey has had: the two watermarks a snapshot stands on."""
    both = []
    for table in (RESPONSES, WITHDRAWALS):
        rows = select(func.count()).select_from(table)
        both.append(
            session.scalar(rows.where(db.scoped(session, table), table.c.survey_id == survey_id)) or 0
        )
    return both[0], both[1]
