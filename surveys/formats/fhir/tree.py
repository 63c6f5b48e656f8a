"""The tree of a FHIR file: every item by its name and by its place, at every depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.formats import opening, wording
from surveys.formats.accounting import BadFile
from surveys.formats.fhir.nodes import Node, string, things

#: Groups within groups; real forms have four or five.
MOST_DEEP = 50


@dataclass(frozen=True)
class Row:
    """One item of the file: its name (the linkId, or its place where it has none), its place, and itself."""

    name: str
    where: str
    node: Node

    @property
    def kind(self) -> str:
        """The type of the item; a group where it only holds others."""
        return string(self.node, "type") or ("group" if things(self.node.get("item")) else "")


def children(node: Node, where: str) -> Iterator[tuple[str, object]]:
    """What stands directly below an item, each with its place."""
    for i, child in enumerate(things(node.get("item"))):
        yield f"{where}.item[{i}]".lstrip("."), child


def _called(node: Node, where: str) -> str:
    link = node.get("linkId")
    named = isinstance(link, str | int | float) and not isinstance(link, bool)
    return wording.seen(str(link)).strip() or where if named else where


def named(questionnaire: Node) -> Iterator[tuple[str, str]]:
    """Every item's name and place in reading order, whether or not the file can be read beyond that."""
    waiting = list(children(questionnaire, ""))[::-1]
    while waiting:
        where, node = waiting.pop()
        if isinstance(node, dict):
            yield _called(node, where), where
            waiting.extend(list(children(node, where))[::-1])


def indexed(questionnaire: Node) -> dict[str, Row]:
    """Every item by its place. Raises BadFile for too many, too deep, or a linkId that stands twice."""
    found: dict[str, Row] = {}
    waiting = [(where, child, 1) for where, child in children(questionnaire, "")]
    while waiting:
        where, node, depth = waiting.pop()
        if not isinstance(node, dict):
            continue
        if depth > MOST_DEEP:
            raise BadFile(f"Its items stand more than {MOST_DEEP} deep within each other.")
        found[where] = Row(_called(node, where), where, node)
        if len(found) > opening.MOST_ROWS:
            raise BadFile(f"The file has more than {opening.MOST_ROWS} items. Split it into parts.")
        waiting.extend((below, child, depth + 1) for below, child in children(node, where))
    places: dict[str, list[str]] = {}
    for row in found.values():
        places.setdefault(row.name, []).append(row.where)
    if twice := {name: each for name, each in places.items() if len(each) > 1}:
        told = [(name[:200], len(each), ", ".join(sorted(each)[:5])) for name, each in twice.items()]
        raise BadFile(
            *(
                f"The linkId {name!r} stands {n} times ({where}). Give each its own."
                for name, n, where in told[:20]
            )
        )
    return found
