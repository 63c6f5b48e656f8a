"""What makes sense in a definition beyond its shape: unique keys, routing that looks back, fitting options."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.definition import DECLINE, NOT_FOUND, QUINTILES, RESERVED_KEYS, Definition, Item, Kind

_NEEDS_OPTIONS = {Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.MANY}
_MEASURED = {Kind.STATEMENT, Kind.RATING, Kind.YES_NO}


def problems_of(definition: Definition) -> Iterator[tuple[str, str]]:
    """Every (path, message) that is wrong; nothing when the definition can be asked."""
    if not definition.sections:
        yield "sections", "a survey needs at least one question"
    seen: dict[str, Item] = {}
    section_keys: set[str] = set()
    for s, section in enumerate(definition.sections):
        if section.key in section_keys:
            yield f"sections.{s}.key", f"the section key {section.key!r} is used twice"
        section_keys.add(section.key)
        if not section.items:
            yield (
                f"sections.{s}.items",
                f"the part {section.title!r} has no question: add one or remove the part",
            )
        for i, item in enumerate(section.items):
            path = f"sections.{s}.items.{i}"
            if item.key in RESERVED_KEYS:
                yield f"{path}.key", f"{item.key!r} is kept for the form itself; choose another key"
            if item.key in seen:
                yield f"{path}.key", f"the item key {item.key!r} is used twice"
            yield from ((f"{path}.{where}", what) for where, what in _item_problems(item))
            yield from ((f"{path}.{where}", what) for where, what in _routing_problems(item, seen))
            seen[item.key] = item


def _item_problems(item: Item) -> Iterator[tuple[str, str]]:
    keys = [option.key for option in item.options]
    for o, option in enumerate(item.options):
        if keys.index(option.key) != o:
            yield f"options.{o}.key", f"the option key {option.key!r} is used twice"
        if option.key == DECLINE:
            yield f"options.{o}.key", f"{DECLINE!r} is added to group items by itself; leave it out"
        if item.kind in _MEASURED and option.polarity is None:
            yield f"options.{o}.polarity", "say whether this answer is positive, neither or negative"
        if option.exclusive and item.kind is not Kind.MANY:
            yield f"options.{o}.exclusive", "only a 'many' item has an exclusive option"
        if item.kind is Kind.POSTCODE and option.key in (*QUINTILES, NOT_FOUND):
            yield f"options.{o}.key", f"{option.key!r} is what the look-up answers; choose another key"
    if item.kind in _NEEDS_OPTIONS and len(keys) < 2:
        yield "options", f"a {item.kind} item needs at least two options (or a named answer set)"
    if item.kind not in _NEEDS_OPTIONS and item.kind is not Kind.POSTCODE and keys:
        yield "options", f"a {item.kind} item has no options"
    if item.kind in (Kind.SCALE, Kind.NUMBER):
        if item.kind is Kind.SCALE and (item.minimum is None or item.maximum is None):
            yield "minimum", "a scale needs a minimum and a maximum"
        elif item.minimum is not None and item.maximum is not None and item.maximum <= item.minimum:
            yield "maximum", "the maximum must be greater than the minimum"
        elif (
            item.kind is Kind.SCALE and item.maximum is not None and item.maximum - (item.minimum or 0) > 100
        ):
            yield "maximum", "a scale has at most 101 steps"
    if item.group and item.kind not in (Kind.ONE, Kind.MANY, Kind.YES_NO, Kind.POSTCODE):
        yield "group", f"a {item.kind} item cannot be a group; use 'one' or 'many'"


def _routing_problems(item: Item, seen: dict[str, Item]) -> Iterator[tuple[str, str]]:
    for c, condition in enumerate(item.show_when):
        earlier = seen.get(condition.item)
        if earlier is None:
            yield f"show-when.{c}.item", f"{condition.item!r} is not an earlier item of this survey"
            continue
        known = {option.key for option in earlier.options} | ({DECLINE} if earlier.group else set())
        for key in [*condition.is_, *condition.is_not]:
            if key not in known:
                yield f"show-when.{c}", f"{condition.item!r} has no option {key!r}"
    parent = seen.get(item.parent_item) if item.parent_item else None
    if item.parent_item and parent is None:
        yield "parent-item", f"{item.parent_item!r} is not an earlier item of this survey"
    for o, option in enumerate(item.options):
        if option.parent and (parent is None or parent.option(option.parent) is None):
            yield f"options.{o}.parent", f"{option.parent!r} is not an option of the parent item"
