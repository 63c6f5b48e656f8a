"""Which items a person is asked, given what they answered so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.definition import Condition, Definition, Item

#: The answer to `answered-by` that makes somebody a proxy, who reports what they saw and no feelings or identity.
ANSWERED_BY, FOR_SOMEONE_ELSE = "answered-by", "someone-else"


def holds(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """Whether one clause is met; an item left unanswered meets `is-not` and never `is`."""
    answer = answers.get(condition.item)
    chosen = set(answer) if isinstance(answer, list) else {answer}
    if condition.is_:
        return bool(chosen & set(condition.is_))
    return not chosen & set(condition.is_not)


def conditions_of(definition: Definition, item: Item) -> list[Condition]:
    """Every clause under which an item is asked: its own, the rule for proxies, and its minimum age.

    Somebody who does not say their age is asked; only a band known to lie below the minimum hides the item.
    """
    clauses = list(item.show_when)
    if not item.proxy and definition.item(ANSWERED_BY) is not None:
        clauses.append(Condition.model_validate({"item": ANSWERED_BY, "is-not": [FOR_SOMEONE_ELSE]}))
    if item.minimum_age:
        for other in definition.items():
            young = [o.key for o in other.options if o.age_from is not None and o.age_from < item.minimum_age]
            if young:
                clauses.append(Condition.model_validate({"item": other.key, "is-not": young}))
    return clauses


def asked(definition: Definition, answers: Mapping[str, Any]) -> list[Item]:
    """The items that are asked, in order; an answer to a hidden item does not count for later routing."""
    counted: dict[str, Any] = {}
    shown = []
    for item in definition.items():
        if all(holds(condition, counted) for condition in conditions_of(definition, item)):
            shown.append(item)
            counted[item.key] = answers.get(item.key)
    return shown
