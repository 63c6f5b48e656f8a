"""The official return of the Friends and Family Test: exact counts by site and ward, setting and mode, for a month.

These counts do not pass `suppression.py`, however small they are, because this is the official return: providers owe
NHS England the true counts of every month, and NHS England hides small ones before it publishes (rule 7 of the house;
"Using the Friends and Family Test to improve patient experience", September 2019). So nobody gets them without the
permission for it, every return is in the audit, and no public page, chart or notice is made of them.

Positive is (very good + good) / total and negative (poor + very poor) / total, to four decimals; the total holds
"neither" and "don't know" too, as the published tables have it (https://github.com/nhsengland/fft_pipeline).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.response import Response, Withdrawal
from feedback.models.survey import Revision
from feedback.vocabulary import FFT_MODE_OF, Channel, FftMode, FftSetting
from surveys import official, publishing
from surveys.definition import Definition

RESPONSES, WITHDRAWALS = db.table_of(Response), db.table_of(Withdrawal)


@dataclass
class Line:
    """One place, or one touch point of one, in a month. `ods_code` and `site_name` may come from a place above."""

    place: str
    name: str
    ods_code: str
    site_name: str
    setting: FftSetting | None
    touch_point: str
    answers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(official.OPTIONS, 0))
    modes: dict[FftMode, int] = field(default_factory=lambda: dict.fromkeys(FftMode, 0))

    @property
    def total(self) -> int:
        """Everybody who answered, "don't know" too."""
        return sum(self.answers.values())

    @property
    def positive(self) -> float | None:
        """The share of very good and good, to four decimals; None where nobody answered."""
        return self._share(official.POSITIVE)

    @property
    def negative(self) -> float | None:
        """The share of poor and very poor."""
        return self._share(official.NEGATIVE)

    def _share(self, keys: Iterable[str]) -> float | None:
        return round(sum(self.answers[key] for key in keys) / self.total, 4) if self.total else None

    @property
    def lacks(self) -> tuple[str, ...]:
        """What NHS England could not place it by: a code, a setting, or which part of maternity care it is about."""
        unknown = self.setting is FftSetting.MATERNITY and not self.touch_point
        return tuple(
            name
            for name, lacking in (
                ("ods-code", not self.ods_code), ("setting", self.setting is None), ("touch-point", unknown),
            )
            if lacking
        )  # fmt: skip


@dataclass(frozen=True)
class Return:
    """The return of an organisation for a month, which is known by its first day."""

    organisation: str
    month: date
    invented: bool
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """Every answer in it."""
        return sum(line.total for line in self.lines)

    @property
    def incomplete(self) -> list[Line]:
        """The lines that lack something, in order."""
        return [line for line in self.lines if line.lacks]


@dataclass(frozen=True)
class _Asked:
    """The official question in one revision: where its byte stands, and the key of each code."""

    survey_id: int
    revision_id: int
    touch_point: str
    offset: int
    keys: dict[int, str]


def prepare(session: Session, month: date, *, places: Collection[int] | None = None) -> Return:
    """The exact counts of a month, of some places only where `places` is given.

    A place where people can answer and nobody did has a line of noughts: an empty return is a return.
    """
    organisation = session.get_one(Organisation, db.scope_of(session))
    tree = {place.id: place for place in session.scalars(select(Place).order_by(Place.name, Place.id))}
    asked = list(_asked(session))
    found: dict[tuple[int, str], Line] = {}

    def line(place_id: int, touch_point: str) -> Line:
        key = (place_id, touch_point)
        if key not in found:
            found[key] = _line(tree, tree[place_id], touch_point)
        return found[key]

    for place_id, touch_point in _expected(session, asked):
        line(place_id, touch_point)
    modes = {
        row.id: row.fft_mode for row in session.execute(select(CollectorLink.id, CollectorLink.fft_mode))
    }
    for one in asked:
        for place_id, link_id, channel, code, number in _counted(session, one, month):
            answer = one.keys.get(code[0])
            if answer is None:
                continue
            where = line(place_id, one.touch_point)
            where.answers[answer] += number
            said = modes.get(link_id) if link_id else None
            where.modes[FftMode(said) if said else FFT_MODE_OF[Channel(channel)]] += number
    wanted = {key: each for key, each in found.items() if places is None or key[0] in places}
    ordered = sorted(wanted.values(), key=lambda each: (each.site_name, each.name, each.place, _order(each)))
    return Return(organisation.name, month.replace(day=1), organisation.demonstration, tuple(ordered))


def _order(line: Line) -> int:
    points = list(official.TOUCH_POINTS.values())
    return points.index(line.touch_point) if line.touch_point in points else -1


def _asked(session: Session) -> Iterator[_Asked]:
    """The official question wherever a published revision of this organisation asks it."""
    for revision in session.scalars(select(Revision).where(Revision.published_on.is_not(None))):
        book = publishing.codebook_from_data(revision.codebook)
        for item in Definition.model_validate(revision.definition).items():
            if official.is_official(item):
                place = book[item.key]
                yield _Asked(
                    revision.survey_id, revision.id, official.TOUCH_POINTS.get(item.key, ""), place.offset,
                    {code: key for key, code in place.codes.items() if key in official.OPTIONS},
                )  # fmt: skip


def _expected(session: Session, asked: list[_Asked]) -> Iterator[tuple[int, str]]:
    """Each place with an open link to a survey that asks the question, and the touch points it asks about."""
    points: defaultdict[int, set[str]] = defaultdict(set)
    for one in asked:
        points[one.survey_id].add(one.touch_point)
    links = select(CollectorLink.place_id, CollectorLink.survey_id).where(
        CollectorLink.survey_id.in_(points), CollectorLink.revoked_at.is_(None)
    )
    for place_id, survey_id in session.execute(links):
        for point in sorted(points[survey_id]):
            yield place_id, point


def _counted(session: Session, one: _Asked, month: date) -> Iterator[tuple[int, int | None, str, bytes, int]]:
    """Place, link, channel, code, and how many: counted by the database from the packed byte of the question."""
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    code = func.substr(RESPONSES.c.codes, one.offset + 1, 1, type_=LargeBinary).label("code")
    by = (RESPONSES.c.place_id, RESPONSES.c.link_id, RESPONSES.c.channel, code)
    gone = select(WITHDRAWALS.c.response_id).where(
        db.scoped(session, WITHDRAWALS), WITHDRAWALS.c.survey_id == one.survey_id
    )
    query: Any = select(*by, func.count()).where(
        db.scoped(session, RESPONSES),
        RESPONSES.c.survey_id == one.survey_id,
        RESPONSES.c.revision_id == one.revision_id,
        RESPONSES.c.answered_on >= first,
        RESPONSES.c.answered_on < after,
        RESPONSES.c.id.not_in(gone),
    )
    for row in session.execute(query.group_by(*by)):
        yield row[0], row[1], row[2], bytes(row[3]), row[4]


def _line(tree: dict[int, Place], place: Place, touch_point: str) -> Line:
    """A line without answers: its code and its setting are its own, or those of the nearest place above."""
    coded = next((each for each in _upwards(tree, place) if each.ods_code), None)
    told = next((each.fft_setting for each in _upwards(tree, place) if each.fft_setting), None)
    setting = FftSetting.MATERNITY if touch_point else FftSetting(told) if told else None
    return Line(
        place.slug, place.name, (coded.ods_code or "") if coded else "", coded.name if coded else "", setting,
        touch_point,
    )  # fmt: skip


def _upwards(tree: dict[int, Place], place: Place) -> Iterator[Place]:
    at: Place | None = place
    while at is not None:
        yield at
        at = tree.get(at.parent_id) if at.parent_id else None
