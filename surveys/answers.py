"""Turns what a form sent into answers: parsed, routed, checked as a whole, and packed for storage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.definition import RESERVED_KEYS, Definition, Item
from surveys.kinds import NOT_ASKED, SHARE, Answer, LookUp, Place, Refusal, kind_of
from surveys.routing import asked

Codebook = Mapping[str, Place]
_NAMED = 5


@dataclass(frozen=True)
class Problem:
    """Why one answer, or the whole form, was refused: `item` is None when it is not about one question."""

    item: str | None
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a form holds: the answers to keep, and every problem. Answers are complete only without problems."""

    answers: dict[str, Answer]
    problems: list[Problem]


def read_form(
    definition: Definition,
    form: Iterable[tuple[str, str]],
    look_up: LookUp | None = None,
    *,
    easy: bool = False,
) -> Reading:
    """Answers from (field, value) pairs, hidden items dropped, unknown fields and options refused by name."""
    values: dict[str, list[str]] = {}
    for name, value in form:
        values.setdefault(name, []).append(value)
    problems: list[Problem] = []
    parsed: dict[str, Answer] = {}
    for item in definition.items():
        try:
            answer = kind_of(item).parse(item, values.get(item.key, ()), look_up)
        except Refusal as refusal:
            problems.append(Problem(item.key, refusal.code, refusal.figures))
            continue
        if answer is not None:
            parsed[item.key] = answer
    unknown = [name for name in values if definition.item(name) is None and name not in RESERVED_KEYS]
    if unknown:
        names = ", ".join(name[:60] for name in unknown[:_NAMED])
        problems.append(Problem(None, "unknown-field", {"names": names, "number": len(unknown)}))
    problems += _agree_with_parents(definition, parsed)
    shown = {item.key for item in asked(definition, parsed, easy=easy)}
    answers = {key: answer for key, answer in parsed.items() if key in shown}
    problems = [problem for problem in problems if problem.item is None or problem.item in shown]
    if not answers and not problems:
        problems.append(Problem(None, "nothing-answered"))
    return Reading(answers, problems)


def _agree_with_parents(definition: Definition, parsed: dict[str, Answer]) -> Sequence[Problem]:
    """Fills a skipped parent group from its finer answer, and refuses two that contradict each other."""
    problems = []
    for item in definition.items():
        option = item.option(str(parsed.get(item.key))) if item.parent_item else None
        if option is None or option.parent is None or item.parent_item is None:
            continue
        parent = parsed.setdefault(item.parent_item, option.parent)
        if parent != option.parent:
            problems.append(Problem(item.key, "does-not-match", {"other": item.parent_item}))
    return problems


def pack(
    definition: Definition, codebook: Codebook, answers: Mapping[str, Answer], *, easy: bool = False
) -> bytes:
    """The packed column of one response: each item's bytes at its place, 0 where it was not asked."""
    packed = bytearray([NOT_ASKED]) * sum(place.width for place in codebook.values())
    for item in asked(definition, answers, easy=easy):
        place = codebook[item.key]
        packed[place.offset : place.offset + place.width] = kind_of(item).code(place, answers.get(item.key))
    return bytes(packed)


def answer_of(item: Item, answers: Mapping[str, Answer]) -> Sequence[str]:
    """The values a form would send for one answer, to show it again."""
    answer = answers.get(item.key)
    if answer is None:
        return []
    if isinstance(answer, dict):
        return [answer["text"], *([SHARE] if answer["share"] else [])]
    return [str(value) for value in answer] if isinstance(answer, list) else [str(answer)]
