"""The Monday e-mail of a place: its words, praise first, one thing to act on; no group, no person, no sign-in.

It may lie on any table, so of what people wrote it holds only what a reader let the team see, what somebody has
looked through for what could tell who wrote it, and what its writer allowed to be shared. Whether words are praise
nobody guesses: those stand first that answer a question about what was good.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import i18n
from feedback.channels.letters import Block, Letter, Sort
from feedback.models.improvement import Improvement
from feedback.services import organisations, reviews
from feedback.vocabulary import ImprovementState, ImprovementStatus

#: Under half, something is to be acted on before anything else; at half and above, something may be called good.
HALF = 50
_MOST_QUOTES, _LOOKED_THROUGH = 8, 200
_GOOD, _NOT_ONLY_GOOD = (
    re.compile(r"\b(good|well|best|liked?|thank)\b"),
    re.compile(r"\b(better|change|improve)\b"),
)


@dataclass(frozen=True)
class Number:
    """One question in a number or a word, as it may be shown; `link`: the survey, to look further."""

    text: str
    percent: int | None
    word: str
    rank: float
    survey: str


@dataclass(frozen=True)
class Survey:
    """About how many answered it; None is fewer than ten. `since` and `people` are of the stretch of its numbers."""

    title: str
    slug: str
    week: int | None
    people: int | None = None
    since: date | None = None
    numbers: Sequence[Number] = ()


@dataclass(frozen=True)
class Quote:
    """Somebody's words, and the question that they answer."""

    text: str
    question: str
    language: str

    @property
    def praises(self) -> bool:
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
    numbers: Sequence[Number] = field(init=False)

    def __post_init__(self) -> None:
        together = [number for survey in self.surveys for number in survey.numbers]
        object.__setattr__(self, "numbers", sorted(together, key=lambda one: -one.rank))

    @property
    def best(self) -> Number | None:
        """The question with most positive answers, where that is good news."""
        return self.numbers[0] if self.numbers and self.numbers[0].rank >= HALF else None

    @property
    def lowest(self) -> Number | None:
        """The question with fewest positive answers; none where it is the only one, and good."""
        if not self.numbers or self.numbers[-1] is self.best:
            return None
        return self.numbers[-1]


def quotes(
    session: Session, places: Sequence[int], surveys: Collection[int], since: date, until: date
) -> tuple[list[Quote], bool]:
    """What was released to the team of these places in some days and may stand in an e-mail; whether there is more.

    `surveys`: those whose words may stand there at all.
    """
    found, _ = reviews.released(session, places, start=0, number=_LOOKED_THROUGH)
    fresh = [one for one in found if one.review.released_on and since <= one.review.released_on <= until]
    able = [
        Quote(one.comment.redacted.strip(), one.comment.question, one.comment.language)
        for one in fresh
        if one.comment.redacted and one.comment.may_share and one.comment.survey_id in surveys
    ]
    able = sorted((quote for quote in able if quote.text), key=lambda one: not one.praises)[:_MOST_QUOTES]
    return able, len(fresh) > len(able)


def overdue(session: Session, places: Sequence[int], last_on: date) -> tuple[str, str, date] | None:
    """What a published "You said, we did" of these places promised for a day that is over: the oldest."""
    open_still = (ImprovementStatus.PLANNED.value, ImprovementStatus.IN_PROGRESS.value)
    rows = (
        select(Improvement.title, Improvement.slug, Improvement.next_on)
        .where(Improvement.place_id.in_(places), Improvement.state == ImprovementState.PUBLISHED.value)
        .where(Improvement.status.in_(open_still), Improvement.next_on <= last_on)
        .order_by(Improvement.next_on, Improvement.id)
    )
    row = session.execute(rows.limit(1)).first()
    return None if row is None or row[2] is None else (row[0], row[1], row[2])


def letter(session: Session, week: Week, *, base_url: str, stop: str = "") -> Letter:
    """The e-mail. `base_url` is what its links begin with; empty: it has none."""
    say, organisation = i18n.english(), organisations.current(session)
    invented = (
        [Block(Sort.SMALL, "A demonstration. All of it is made up.")] if organisation.demonstration else []
    )
    blocks = [
        *invented,
        *_answered(week),
        *_good(week),
        *_written(week, base_url),
        Block(Sort.HEADING, "One thing to act on"),
        *_act(week, base_url),
        Block(
            Sort.SMALL,
            "It names no group and no person, so you may show it to your team. Numbers are in fives. Fewer than ten"
            " answers are told in words only.",
        ),
    ]
    if stop:
        blocks.append(Block(Sort.SMALL_LINK, "You asked for this e-mail. Stop it", stop))
    subject = f"{week.place}: what people said, week to {say.day(week.last_on)}"
    return Letter(subject, organisation.name, blocks)


def _answered(week: Week) -> list[Block]:
    if not week.surveys:
        return [Block(Sort.LARGE, "No survey is open here.")]
    many = len(week.surveys) > 1
    found = [
        Block(
            Sort.LARGE,
            f"{survey.title}: about {survey.week} people answered last week."
            if many
            else f"About {survey.week} people answered last week.",
        )
        for survey in week.surveys
        if survey.week is not None
    ]
    if not found:
        each = " each survey" if many else ""
        return [Block(Sort.LARGE, f"Fewer than 10 people answered{each} last week.")]
    if len(found) < len(week.surveys):
        found.append(Block(Sort.TEXT, "Fewer than 10 people answered each of the other surveys."))
    return found


def _good(week: Week) -> list[Block]:
    praise = [quote for quote in week.quotes if quote.praises]
    found = [*([Block(Sort.TEXT, _number(week, week.best))] if week.best else []), *_quoted(praise)]
    return [Block(Sort.HEADING, "What was good"), *found] if found else []


def _written(week: Week, base_url: str) -> list[Block]:
    found = _quoted([quote for quote in week.quotes if not quote.praises])
    if week.more_comments:
        more = "There is more to read for you when you sign in."
        link = f"{base_url}/staff/comments/released"
        found.append(Block(Sort.SMALL_LINK, more, link) if base_url else Block(Sort.SMALL, more))
    return [Block(Sort.HEADING, "What people wrote"), *found] if found else []


def _quoted(found: Sequence[Quote]) -> list[Block]:
    blocks, asked = [], ""
    for quote in sorted(found, key=lambda one: one.question):
        if quote.question != asked:
            blocks.append(Block(Sort.ASKED, quote.question))
        asked = quote.question
        blocks.append(Block(Sort.QUOTE, quote.text, language=quote.language))
    return blocks


def _number(week: Week, number: Number) -> str:
    """A question in a sentence, with of whom and of when."""
    survey = next(one for one in week.surveys if one.slug == number.survey)
    who = f"{number.word} of those who answered" if number.percent is None else f"{number.percent}%"
    since = f" since {i18n.english().day(survey.since)}" if survey.since else ""
    return (
        f"{who} gave a positive answer to “{number.text.rstrip('.')}” (about {survey.people} people{since})."
    )


def _act(week: Week, base_url: str) -> list[Block]:
    """A low number first, then a promise that is late, then the lowest number; else more people have to be asked."""
    low = week.lowest
    if low is not None and (low.rank < HALF or week.overdue is None):
        text = f"{_number(week, low)} Ask your team: what could we do about it this week?"
        return _with_link(text, "See the results", f"/staff/results/{low.survey}", base_url)
    if week.overdue is not None:
        title, slug, day = week.overdue
        by_when = i18n.english().day(day)
        text = f"You told people about “{title}”, with a next step by {by_when}. Tell them what happened."
        return _with_link(text, "Tell people", f"/staff/you-said-we-did/change/{slug}", base_url)
    text = "Ask more people. Hand over the poster or the link with a word of your own: that helps most."
    return _with_link(text, "Links and posters", "/staff/links/", base_url)


def _with_link(text: str, label: str, path: str, base_url: str) -> list[Block]:
    link = [Block(Sort.LINK, label, f"{base_url}{path}")] if base_url else []
    return [Block(Sort.TEXT, text), *link]


def days_before(last_on: date) -> date:
    """The first of the seven days that end with a day."""
    return last_on - timedelta(days=6)
