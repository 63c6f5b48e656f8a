"""Reading responses for frames: the database packs a stretch of rows into a few long values, and numpy opens them.

A million rows one by one would be a million small objects a column. What the two engines can put together
differs a little: SQLite has no bytes to aggregate, so it sends hexadecimal digits.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Date, Text, case, cast, func, literal, literal_column, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.response import Response, Withdrawal
from feedback.vocabulary import LANGUAGES, Channel

RESPONSES, WITHDRAWALS = db.table_of(Response), db.table_of(Withdrawal)
CHANNELS = tuple(channel.value for channel in Channel)
LANGUAGE_TAGS = tuple(LANGUAGES)
#: What is kept of each response beside its codes, one number each.
ARRIVALS: Mapping[str, type[np.generic]] = {
    "id": np.int64, "place": np.int32, "link": np.int64, "day": np.int32, "channel": np.uint8,
    "language": np.uint8,
}  # fmt: skip
#: Rows at a time: a few megabytes in between, whatever the whole is.
STRETCH = 50_000
#: Of 1 January 1970, as `date.toordinal` counts.
_EPOCH = 719_163
#: Positions are sent as one letter each, from this one on.
_LETTER = 48
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Watermarks:
    """What a session sees of a survey's responses: how many, the ends of their ids, and who stands at the ends.

    `first` and `last` are the names of the submissions there; no other database has the same ones.
    """

    count: int
    lowest: int
    highest: int
    first: bytes
    last: bytes


@dataclass(frozen=True)
class Stretch:
    """Some responses of one revision: `codes` has shape (width, rows), every other column (rows,)."""

    revision_id: int
    codes: NDArray[np.uint8]
    columns: Columns


def watermarks(session: Session, survey_id: int) -> Watermarks | None:
    """What there is now; None where nobody has answered."""
    ids, own = RESPONSES.c.id, _own(session, survey_id)
    # Asked one by one, an index gives the two ends at once and counts without looking at an id.
    marks = [
        select(what).where(*own).scalar_subquery() for what in (func.count(), func.min(ids), func.max(ids))
    ]
    count, lowest, highest = session.execute(select(*marks)).one()
    if not count:
        return None
    ends = select(ids, RESPONSES.c.submission).where(
        db.scoped(session, RESPONSES), ids.in_([lowest, highest])
    )
    names = {row.id: row.submission for row in session.execute(ends)}
    return Watermarks(count, lowest, highest, bytes(names[lowest]), bytes(names[highest]))


def name_of(session: Session, response_id: int) -> bytes | None:
    """The name of a response's submission; None where there is no such response."""
    name = select(RESPONSES.c.submission).where(db.scoped(session, RESPONSES), RESPONSES.c.id == response_id)
    found = session.scalar(name)
    return None if found is None else bytes(found)


def withdrawn(session: Session, survey_id: int) -> NDArray[np.int64]:
    """The ids of the responses that no longer count."""
    ids = select(WITHDRAWALS.c.response_id).where(
        db.scoped(session, WITHDRAWALS), WITHDRAWALS.c.survey_id == survey_id
    )
    return np.array(session.scalars(ids).all(), np.int64)


def after(session: Session, survey_id: int, above: int) -> Iterator[Stretch]:
    """Every response whose id is above a number, in the order of the ids, stretch by stretch."""
    own, ids = _own(session, survey_id), RESPONSES.c.id
    while True:
        end = session.scalar(
            select(ids).where(*own, ids > above).order_by(ids).offset(STRETCH - 1).limit(1)
        ) or session.scalar(select(func.max(ids)).where(*own))
        if end is None or end <= above:
            return
        yield from _stretches(session, [*own, ids > above, ids <= end])
        above = end


def _own(session: Session, survey_id: int) -> list[ColumnElement[bool]]:
    return [db.scoped(session, RESPONSES), RESPONSES.c.survey_id == survey_id]


def _stretches(session: Session, rows: Sequence[ColumnElement[bool]]) -> Iterator[Stretch]:
    """The rows of a stretch; revision by revision where it holds several."""
    revision = RESPONSES.c.revision_id
    low, high, *packed = session.execute(
        select(func.min(revision), func.max(revision), *_packed(session)).where(*rows)
    ).one()
    if low == high:
        yield _opened(low, packed)
        return
    for one in session.scalars(select(revision).where(*rows).distinct().order_by(revision)).all():
        yield _opened(one, session.execute(select(*_packed(session)).where(*rows, revision == one)).one())


def _packed(session: Session) -> list[ColumnElement[Any]]:
    """One long value a column, every one in the same order of rows."""
    row, sqlite = RESPONSES.c, session.get_bind().dialect.name == "sqlite"
    numbers = [row.id, row.place_id, func.coalesce(row.link_id, 0)]
    letters = [_letter(row.channel, CHANNELS), _letter(row.language, LANGUAGE_TAGS)]
    if sqlite:
        return [
            func.group_concat(func.hex(row.codes), _written("")),
            *(func.group_concat(number) for number in numbers),
            func.group_concat(row.answered_on, _written("")),
            *(func.group_concat(letter, _written("")) for letter in letters),
        ]
    day = row.answered_on - cast("1970-01-01", Date)
    return [
        func.string_agg(row.codes, literal(b"")),
        *(func.string_agg(cast(number, Text), ",") for number in [*numbers, day]),
        *(func.string_agg(letter, "") for letter in letters),
    ]


def _letter(column: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[Any]:
    # Written out and not bound: the names are our own, and a bound one is looked up anew for every row.
    letters = {_written(name): _written(chr(_LETTER + at)) for at, name in enumerate(names)}
    return case(letters, value=column)


def _written(text: str) -> ColumnElement[Any]:
    return literal_column(f"'{text}'")


def _opened(revision_id: int, packed: Sequence[Any]) -> Stretch:
    codes, ids, place, link, day, channel, language = packed
    columns: Columns = {
        "id": _numbers(ids), "place": _numbers(place), "link": _numbers(link), "day": _days(day),
        "channel": _positions(channel), "language": _positions(language),
    }  # fmt: skip
    rows = len(columns["id"])
    opened = np.frombuffer(unhexlify(codes) if isinstance(codes, str) else codes, np.uint8)
    return Stretch(
        revision_id,
        opened.reshape(rows, -1).T,
        {name: columns[name].astype(kind, copy=False) for name, kind in ARRIVALS.items()},
    )


def _numbers(text: str) -> NDArray[np.int64]:
    return np.fromstring(text, np.int64, sep=",")


def _days(text: str) -> NDArray[np.int64]:
    """Days as `date.toordinal` counts, from "2026-11-252026-11-26" or from days since 1970."""
    if "," in text or len(text) < 10:
        return _numbers(text) + _EPOCH
    return np.frombuffer(text.encode(), "S10").astype("M8[D]").astype(np.int64) + _EPOCH


def _positions(letters: str) -> NDArray[np.uint8]:
    return np.frombuffer(letters.encode(), np.uint8) - np.uint8(_LETTER)
