"""How far people get with a link: rows for its page, from numbers that are approximate and hold nobody's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
