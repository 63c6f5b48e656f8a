"""How far people get with a link: rows for its page, from numbers that are approximate and hold nobody's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedback.i18n import marked
from feedback.reports.rules import LEAST_BASE
from feedback.services.funnels import LEFT, OPENED, SENT, STARTED
from feedback.vocabulary import ENGLISH_NAMES
from feedback.web import templating
from surveys.definition import Definition

#: What stands for a section that people stopped in and that the survey no longer has.
_EARLIER = marked("A part that is no longer asked")


@dataclass(frozen=True)
class Row:
    """One language. `started`, `sent` and `stopped` are None where so few opened it that each could be told apart."""

    language: str
    opened: int
    started: int | None
    sent: int | None
    #: Sections in the order they are asked: (title, how many got no further).
    stopped: Sequence[tuple[str, int]] | None


def rows(counted: Mapping[str, Mapping[str, int]], definition: Definition | None) -> list[Row]:
    """A row for each language that somebody opened, in the order of the chooser."""
    return [_row(tag, counted[tag], definition) for tag in ENGLISH_NAMES if tag in counted]


def _row(tag: str, steps: Mapping[str, int], definition: Definition | None) -> Row:
    opened = steps.get(OPENED, 0)
    if opened < LEAST_BASE:
        return Row(ENGLISH_NAMES[tag], opened, None, None, None)
    return Row(
        ENGLISH_NAMES[tag], opened, steps.get(STARTED, 0), steps.get(SENT, 0), _stopped(steps, definition)
    )


def _stopped(steps: Mapping[str, int], definition: Definition | None) -> list[tuple[str, int]]:
    left = {step.removeprefix(LEFT): number for step, number in steps.items() if step.startswith(LEFT)}
    found = [
        (section.title, left.pop(section.key))
        for section in (definition.sections if definition else ())
        if section.key in left
    ]
    return [*found, *([(templating.words()(_EARLIER), sum(left.values()))] if left else [])]


#: How many weeks stand one by one; what was before them is one row.
_WEEKS = 8


@dataclass(frozen=True)
class Week:
    """One week, from its Monday on; None for all that was before. `started` and `sent` are None as in a row."""

    monday: date | None
    opened: int
    started: int | None
    sent: int | None


def weeks(
    counted: Mapping[date, Mapping[str, Mapping[str, int]]], so_far: Mapping[str, Mapping[str, int]]
) -> list[Week]:
    """The newest weeks of a link, and one row for those before.

    Started and sent leave out a language that the rows by language hide, and where the weeks that are hidden add up to
    fewer than can be told of, the smallest other week is hidden too: no subtraction brings them back.
    """
    told = {language for language, steps in so_far.items() if steps.get(OPENED, 0) >= LEAST_BASE}
    mondays = sorted(counted, reverse=True)
    parts = [(monday, [counted[monday]]) for monday in mondays[:_WEEKS]]
    before = [counted[monday] for monday in mondays[_WEEKS:]]
    several = [*parts, (None, before)] if before else parts
    bases = [_number(OPENED, part, told) for _, part in several]
    hidden = _hidden(bases)
    return [
        Week(
            monday,
            _number(OPENED, part),
            None if at in hidden else _number(STARTED, part, told),
            None if at in hidden else _number(SENT, part, told),
        )
        for at, (monday, part) in enumerate(several)
    ]


def _number(
    step: str, part: Sequence[Mapping[str, Mapping[str, int]]], languages: set[str] | None = None
) -> int:
    return sum(
        steps.get(step, 0)
        for week in part
        for language, steps in week.items()
        if languages is None or language in languages
    )


def _hidden(bases: Sequence[int]) -> set[int]:
    """Which rows are hidden: those of too few, and the smallest others until the hidden ones are enough together."""
    hidden = {at for at, base in enumerate(bases) if base < LEAST_BASE}
    for at in sorted(set(range(len(bases))) - hidden, key=lambda one: bases[one]):
        if not 0 < sum(bases[one] for one in hidden) < LEAST_BASE:
            break
        hidden.add(at)
    return hidden
