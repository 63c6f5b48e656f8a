"""Doubts about a sheet of paper: what somebody should look at once more before its answers count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from surveys.answers import Problem, Reading, read_form
from surveys.definition import Definition, Item, Kind
from surveys.kinds import SHARE, Answer, LookUp, Refusal, kind_of
from surveys.routing import asked

#: What is keyed for a cell that holds no answer a phone could send. No option key has an underscore.
TWO_OR_MORE, CANNOT_BE_READ = "two_or_more", "cannot_be_read"
MARKS = {TWO_OR_MORE: "two-or-more", CANNOT_BE_READ: "cannot-be-read"}
#: What the reading refuses and paper can hold all the same.
_CONTRADICTIONS = {
    "choose-one": "two-or-more",
    "does-not-match": "does-not-match",
    "stands-alone": "stands-alone",
}
#: So many statements in a row with one and the same answer may be a line drawn down the page.
BLOCK = 5
#: Fewer answers than this may be a sheet that somebody gave back, or the wrong side of it.
FEWEST = 2
OLD = timedelta(days=90)


@dataclass(frozen=True)
class Doubt:
    """One reason, as a code that a page turns into a sentence, and the questions it is about, the first of them named.

    A doubt about the whole sheet names no question.
    """

    code: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """What a look at a sheet finds.

    `answers` count when nobody corrects anything: doubtful cells are left out of them. `problems` are slips of
    whoever keyed it, to be mended at once.
    """

    answers: Mapping[str, Answer]
    doubts: Sequence[Doubt]
    problems: Sequence[Problem]


def look(
    definition: Definition,
    form: Iterable[tuple[str, str]],
    look_up: LookUp | None = None,
    *,
    answered_on: date,
    today: date,
) -> Look:
    """A keyed sheet, looked at: (field, value) pairs as a form sends them, with the marks of this module."""
    pairs = list(form)
    marked = {name: MARKS[value] for name, value in pairs if value in MARKS}
    cells = [(name, value) for name, value in pairs if value not in MARKS]
    reading, contradictions = _settled(definition, [cell for cell in cells if cell[0] not in marked], look_up)
    shown = {item.key for item in asked(definition, reading.answers)}
    written = {name for name, value in cells if value.strip() and value != SHARE}
    found: dict[str, Doubt] = {key: Doubt(code, (key,)) for key, code in marked.items()}
    for key in written - shown - set(marked):
        found[key] = Doubt("not-asked", (key,))
    found |= contradictions
    doubts = [found[item.key] for item in definition.items() if item.key in found]
    # A sheet with nothing on it at all was sent by a slip of the finger, and is no sheet to wonder about.
    problems = [problem for problem in reading.problems if problem.code != "nothing-answered" or not doubts]
    doubts += [*_alike(definition, reading.answers), *_of_the_day(answered_on, today)]
    if not problems and len(reading.answers) < min(FEWEST, sum(1 for _ in definition.items())):
        doubts.append(Doubt("almost-empty"))
    return Look(reading.answers, doubts, problems)


def _settled(
    definition: Definition, cells: list[tuple[str, str]], look_up: LookUp | None
) -> tuple[Reading, dict[str, Doubt]]:
    """What can be read once contradictions are left out, and those contradictions by their question."""
    reading = read_form(definition, cells, look_up)
    doubts = {
        problem.item: Doubt(_CONTRADICTIONS[problem.code], _concerned(problem, problem.item))
        for problem in reading.problems
        if problem.item is not None and problem.code in _CONTRADICTIONS
    }
    if doubts:
        reading = read_form(definition, [cell for cell in cells if cell[0] not in doubts], look_up)
    return reading, doubts


def _concerned(problem: Problem, item: str) -> tuple[str, ...]:
    other = problem.figures.get("other")
    return (item, str(other)) if other else (item,)


def _alike(definition: Definition, answers: Mapping[str, Answer]) -> Iterator[Doubt]:
    """The runs of statements, of those this person was asked, that all have the same answer."""
    shown = {item.key for item in asked(definition, answers)}
    for section in definition.sections:
        meant = [item for item in section.items if item.key in shown]
        for is_statement, run in groupby(meant, key=lambda item: item.kind is Kind.STATEMENT):
            given = [item.key for item in run if item.key in answers] if is_statement else []
            if len(given) >= BLOCK and len({answers[key] for key in given}) == 1:
                yield Doubt("all-the-same", tuple(given))


def _of_the_day(answered_on: date, today: date) -> Iterator[Doubt]:
    if answered_on > today:
        yield Doubt("day-to-come")
    elif today - answered_on > OLD:
        yield Doubt("long-ago")


def storable(
    definition: Definition, form: Iterable[tuple[str, str]], look_up: LookUp | None = None
) -> list[tuple[str, str]]:
    """What of a keyed sheet may wait in a database: its questions alone, and a postcode only as what it leads to."""
    kept = []
    pairs = [(definition.item(name), value) for name, value in form]
    for item, value in pairs:
        if item is None or not value:
            continue
        if item.kind is Kind.POSTCODE and value not in MARKS:
            value = _without_postcode(item, value, look_up)
        if value:
            kept.append((item.key, value))
    return kept


def _without_postcode(item: Item, value: str, look_up: LookUp | None) -> str:
    try:
        return str(kind_of(item).parse(item, [value], look_up) or "")
    except Refusal:
        return ""
