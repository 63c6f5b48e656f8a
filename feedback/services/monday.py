"""The week of a place as its Monday e-mail tells it: which words may stand there, and what there is to act on.

It may lie on any table, so of what people wrote it holds only what a reader let the team see, what somebody has
looked through for what could tell who wrote it, and what its writer allowed to be shared. Whether words are praise
nobody guesses: whoever read them said so, or they answer a question that asks what was good and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.models.improvement import Improvement
from feedback.services import identifiers, reviews
from feedback.vocabulary import ImprovementState, ImprovementStatus

#: Under half, something is to be acted on before anything else; at half and above, something may be called good.
HALF = 50
_MOST_QUOTES, _LOOKED_THROUGH = 8, 200
_GOOD, _NOT_ONLY_GOOD = (
    re.compile(r"\b(good|well|best|liked?|thank)\b"),
    re.compile(r"\b(better|change|improve)\b"),
)
_OPEN_STILL = (ImprovementStatus.PLANNED.value, ImprovementStatus.IN_PROGRESS.value)
#: The most that "fewer than ten" can be, and how far apart two numbers of people lie before it is news: three times
#: what chance alone makes of them, and at most half.
_FEW_AT_MOST, _FAR = 9, 3


@dataclass(frozen=True)
class Number:
    """One question in a number or a word, as it may be shown; `item` of the survey of this slug.

    `was`: what the e-mail before told, where the two lie further apart than chance would have them. `worked_on`: a
    "You said, we did" about it is not done yet.
    """

    text: str
    percent: int | None
    word: str
    rank: float
    survey: str
    item: str = ""
    was: int | None = None
    worked_on: bool = False

    @property
    def fell(self) -> int:
        """By how many points it is lower than in the e-mail before; 0 or less where it is not."""
        return 0 if self.was is None or self.percent is None else self.was - self.percent


@dataclass(frozen=True)
class Survey:
    """About how many answered it last week and the week before; None is fewer than ten.

    `week_before` is None where no e-mail told of that week, and 0 for fewer than ten. `since` and `people` are of the
    stretch of its numbers. `published`: its results are, so that a "You said, we did" can rest on them.
    `elsewhere`: what people said is told by the e-mails of places below.
    """

    title: str
    slug: str
    week: int | None
    people: int | None = None
    since: date | None = None
    numbers: Sequence[Number] = ()
    week_before: int | None = None
    published: bool = False
    elsewhere: bool = False

    @property
    def far_fewer(self) -> bool:
        """Whether far fewer people answered than in the week before."""
        before, now = self.week_before or 0, _FEW_AT_MOST if self.week is None else self.week
        return 2 * now <= before and (before - now) ** 2 >= _FAR**2 * (before + now)


@dataclass(frozen=True)
class Quote:
    """Somebody's words, and the question that they answer; `praise` where whoever read them found that they are."""

    text: str
    question: str
    language: str
    praise: bool = False

    @property
    def praises(self) -> bool:
        """Whether somebody said so, or the question asks for it."""
        return self.praise or self.asked_for_praise

    @property
    def asked_for_praise(self) -> bool:
        """Whether the question asks what was good, and for nothing else."""
        asked = self.question.casefold()
        return _GOOD.search(asked) is not None and _NOT_ONLY_GOOD.search(asked) is None


@dataclass(frozen=True)
class Week:
    """Everything that the e-mail of a place tells."""

    place: str
    last_on: date
    surveys: Sequence[Survey]
    quotes: Sequence[Quote] = ()
    #: There is more to read for whoever signs in.
    more_comments: bool = False
    #: What was promised for a day that is over: title, slug and the day.
    overdue: tuple[str, str, date] | None = None
    #: The place's name in addresses.
    slug: str = ""

    @property
    def numbers(self) -> list[Number]:
        """Every question of every survey, the one with most positive answers first."""
        return sorted((one for survey in self.surveys for one in survey.numbers), key=lambda one: -one.rank)

    @property
    def good(self) -> list[Number]:
        """The question with most positive answers, where that is good news; and the one that rose most."""
        found = [one for one in self.numbers if one.rank >= HALF and one.fell <= 0]
        risen = sorted((one for one in found[1:] if one.fell < 0), key=lambda one: one.fell)
        return found[:1] + risen[:1]

    @property
    def fallen(self) -> Number | None:
        """The question that fell furthest since the e-mail before."""
        furthest = max(self.numbers, key=lambda one: one.fell, default=None)
        return furthest if furthest is not None and furthest.fell > 0 else None

    @property
    def lowest(self) -> Number | None:
        """The question with fewest positive answers that nobody works on yet; none where all there is is good."""
        open_ones = [one for one in self.numbers if not one.worked_on]
        if not open_ones or open_ones[-1] in self.good:
            return None
        return open_ones[-1]

    @property
    def silent(self) -> Survey | None:
        """A survey that far fewer people answered than in the week before."""
        return next((one for one in self.surveys if one.far_fewer), None)


def quotes(
    session: Session, places: Sequence[int], surveys: Collection[int], since: date, until: date
) -> tuple[list[Quote], bool]:
    """What was released to the team of these places in some days and may stand in an e-mail; whether there is more.

    `surveys`: those whose words may stand there at all. A person looked each of them through; a program looks once
    more, and what it takes for a name, a number, a day or an address stays behind the sign-in.
    """
    found, _ = reviews.released(session, places, start=0, number=_LOOKED_THROUGH)
    fresh = [one for one in found if one.review.released_on and since <= one.review.released_on <= until]
    able = [
        Quote(one.comment.redacted.strip(), one.comment.question, one.comment.language, one.review.praise)
        for one in fresh
        if one.comment.redacted and one.comment.may_share and one.comment.survey_id in surveys
        and not identifiers.find(one.comment.redacted)
    ]  # fmt: skip
    # In an order that tells neither who wrote first nor that one person wrote two.
    able = sorted(
        (quote for quote in able if quote.text), key=lambda one: (not one.praises, _mixed(one.text))
    )
    return able[:_MOST_QUOTES], len(fresh) > len(able[:_MOST_QUOTES])


def _mixed(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def overdue(session: Session, places: Sequence[int], last_on: date) -> tuple[str, str, date] | None:
    """What a published "You said, we did" of these places promised for a day that is over: the oldest."""
    rows = (
        select(Improvement.title, Improvement.slug, Improvement.next_on)
        .where(Improvement.place_id.in_(places), Improvement.state == ImprovementState.PUBLISHED.value)
        .where(Improvement.status.in_(_OPEN_STILL), Improvement.next_on <= last_on)
        .order_by(Improvement.next_on, Improvement.id)
    )
    row = session.execute(rows.limit(1)).first()
    return None if row is None or row[2] is None else (row[0], row[1], row[2])


def worked_on(session: Session, places: Sequence[int]) -> set[tuple[int, str]]:
    """The questions, by survey and key, about which these places or the whole organisation do something already."""
    rows = select(Improvement.survey_id, Improvement.item_key).where(
        or_(Improvement.place_id.in_(places), Improvement.place_id.is_(None)),
        Improvement.status.in_(_OPEN_STILL),
    )
    return {(survey_id, key) for survey_id, key in session.execute(rows)}


def days_before(last_on: date) -> date:
    """The first of the seven days that end with a day."""
    return last_on - timedelta(days=6)
