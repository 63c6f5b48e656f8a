"""Which items a person is asked, given what they answered so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.definition import Condition, Definition, Item


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """Whether one clause is met; an item left unanswered meets `is-not` and never `is`."""
    answer = answers.get(condition.item)
    chosen = set(answer) if isinstance(answer, list) else {answer}
    if condition.is_:
        return bool(chosen & set(condition.is_))
    return not chosen & set(condition.is_not)


def asked(definition: Definition, answers: Mapping[str, Any], *, easy: bool = False) -> list[Item]:
    """The items that are asked, in order; an answer to a hidden item does not count for later routing.

    The Easy Read page leaves some out; one that was answered before somebody turned to it still counts.
    """
    counted: dict[str, Any] = {}
    shown = []
    for item in definition.items():
        if easy and not item.easy_read and answers.get(item.key) is None:
            continue
        if all(holds(condition, counted) for condition in definition.conditions[item.key]):
            shown.append(item)
            counted[item.key] = answers.get(item.key)
    return shown
