"""Routing of ours as an XLSForm says it: `selected(${age_band}, '0-15')`, and what the house adds by its own rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from surveys.definition import DECLINE, Condition, Definition, Item, Kind


def implied(definition: Definition) -> dict[str, list[Condition]]:
    """The clauses that each item has by the rules for proxies and for age, as far as they look back."""
    found: dict[str, list[Condition]] = {}
    earlier: set[str] = set()
    for item in definition.items():
        rules = definition.conditions[item.key][len(item.show_when) :]
        found[item.key] = [rule for rule in rules if rule.item in earlier]
        earlier.add(item.key)
    return found


def relevant(conditions: Iterable[Condition], names: Mapping[str, str]) -> str:
    """The expression that all of these must hold; empty for none."""
    return " and ".join(_clause(condition, names[condition.item]) for condition in conditions)


def _clause(condition: Condition, name: str) -> str:
    codes = [*condition.is_, *condition.is_not]
    chosen = " or ".join(f"selected(${{{name}}}, '{code}')" for code in codes)
    if condition.is_not:
        return f"not({chosen})"
    return chosen if len(codes) == 1 else f"({chosen})"


def constraint(item: Item) -> str:
    """What an answer must fit: the ends of a number, a length, and answers that stand alone."""
    parts: list[str] = []
    if item.kind is Kind.NUMBER:
        parts += [f". >= {item.minimum}"] if item.minimum is not None else []
        parts += [f". <= {item.maximum}"] if item.maximum is not None else []
    elif item.kind in (Kind.SHORT_TEXT, Kind.COMMENT) and item.maximum_length is not None:
        parts.append(f"string-length(.) <= {item.maximum_length}")
    elif item.kind is Kind.MANY:
        alone = [option.key for option in item.options if option.exclusive]
        alone += [DECLINE] if item.group else []
        parts += [f"not(selected(., '{key}') and count-selected(.) > 1)" for key in alone]
    return " and ".join(parts)
