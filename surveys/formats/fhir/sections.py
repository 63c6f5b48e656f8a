"""The tree of a FHIR file made flat: groups as sections in reading order, with every question once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from surveys.formats import wording
from surveys.formats.fhir import tree
from surveys.formats.fhir.answers import Answers, Offered
from surveys.formats.fhir.items import Items
from surveys.formats.fhir.losses import not_for_people, of_item
from surveys.formats.fhir.nodes import OF_SECTION, WHEN, Node, chosen, extensions, own, string, things
from surveys.formats.fhir.routing import Route, route
from surveys.formats.fhir.tree import Row
from surveys.formats.fhir.words import Words, joined
from surveys.formats.found import FoundSection

_OF_A_SECTION = ("position", "source")


@dataclass
class _Run:
    """A group on its way: the section that takes the next question, and words that wait for what follows them."""

    said: dict[str, str] = field(default_factory=dict)
    section: FoundSection | None = None
    waiting: list[tuple[Row, dict[str, str], bool]] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    run: _Run
    route: Route = field(default_factory=Route)
    #: Why nothing in here is asked; the question that this stands beneath.
    gone: str = ""
    beneath: str = ""


class Sections:
    """Walks one Questionnaire; `sections` and `dropped` hold every item of it when it is done."""

    def __init__(self, questionnaire: Node, words: Words, answers: Answers, *, exact: bool) -> None:
        self.sections: list[FoundSection] = []
        self.dropped: list[tuple[str, str, str]] = []
        self._words = words
        self._answers = answers
        self._exact = exact
        self._items = Items(words, exact=exact)
        self._offered: dict[str, Offered] = {}
        self.rows = tree.indexed(questionnaire)
        self._by_name = {row.name: row for row in self.rows.values()}
        root = _Run()
        self._walk(questionnaire, "", _Place(root))
        self._leave(root)

    def _walk(self, node: Node, where: str, place: _Place) -> None:
        for child, _ in tree.children(node, where):
            self._one(child, place)

    def _one(self, where: str, place: _Place) -> None:
        row = self.rows.get(where)
        if row is None:
            self.dropped.append((where, where, "It is no item that can be read."))
        elif row.kind == "group":
            self._group(row, place)
        elif row.kind == "display":
            self._display(row, place)
        else:
            self._question(row, place)

    def _inside(self, row: Row, place: _Place) -> _Place:
        reason = place.gone or not_for_people(row.node)
        return replace(place, route=route(row.node, self._look).within(place.route), gone=reason)

    def _group(self, row: Row, place: _Place) -> None:
        inner = self._inside(row, place)
        said = self._words.said(row.node, "text", f"The item {row.name!r}")
        if not said and any(url == WHEN for url, _ in extensions(row.node)):
            place.run.waiting.append((row, {}, True))
            self._walk(row.node, row.where, inner)
            return
        easy, ours = self._items.easy(said), own(row.node, OF_SECTION)
        section = FoundSection(row.name, row.where, said or place.run.said, more=chosen(ours, _OF_A_SECTION))
        section.key = str(ours.get("key") or "")
        section.more = {**section.more, **({"title-easy": easy} if easy else {})}
        section.gone = inner.gone
        section.why.extend(_changes(row.node))
        for waiting, words, carried in _taken(place.run):
            self._introduce(section, waiting, words, carried=carried)
        first = len(self.sections)
        self.sections.append(section)
        run = _Run(dict(section.said), section)
        self._walk(row.node, row.where, replace(inner, run=run, beneath=""))
        self._leave(run)
        self._fold(first)
        place.run.section = None

    def _fold(self, first: int) -> None:
        """A group that only held groups: its words introduce the first of them that asks something."""
        outer = self.sections[first]
        inner = next((each for each in self.sections[first + 1 :] if _asks(each)), None)
        if _asks(outer) or inner is None:
            return
        del self.sections[first]
        inner.items[:0] = outer.items
        why = " ".join([*outer.why, "Its words stand before the first group in it."])
        inner.along[:0] = [(outer.name, outer.where, why), *outer.along]
        title = {} if outer.said == inner.said else dict(outer.said)
        inner.introduction = joined(
            [title, dict(outer.introduction), dict(inner.introduction)], self._words.default
        )

    def _display(self, row: Row, place: _Place) -> None:
        said = self._words.said(row.node, "text", f"The item {row.name!r}")
        reason = place.gone or not_for_people(row.node)
        section = place.run.section
        if not reason and things(row.node.get("enableWhen")):
            reason = "It was shown only after some answers; words that come and go are not shown here."
        elif not reason and not any(wording.plain(text) for text in said.values()):
            reason = "It has no words."
        if reason:
            self.dropped.append((row.name, row.where, reason))
        elif section is not None and section.name and not section.items and not place.run.waiting:
            self._introduce(section, row, said, carried=self._exact)
        else:
            place.run.waiting.append((row, said, False))
        self._walk(row.node, row.where, place)

    def _introduce(self, section: FoundSection, row: Row, said: dict[str, str], *, carried: bool) -> None:
        easy = self._items.easy(said)
        section.more = {**section.more, **({"introduction-easy": easy} if easy else {})}
        section.introduction = joined([dict(section.introduction), said], self._words.default)
        why = "" if carried else "Its words introduce the section."
        section.along.append((row.name, row.where, why))

    def _question(self, row: Row, place: _Place) -> None:
        inner = self._inside(row, place)
        places = [where for where, _ in tree.children(row.node, row.where)]
        helping = [self.rows[where] for where in places if self._helps(where)]
        offered = self._look(row.name) or Offered()
        item = self._items.found(
            row.node, row.name, row.where, offered, [(each.name, each.where, each.node) for each in helping]
        )
        if inner.gone:
            item.kind, item.why = None, [inner.gone]
        if item.kind is not None:
            item.conditions, item.why = inner.route.conditions, [*item.why, *inner.route.why]
            if place.beneath:
                item.why.append(f"It stood beneath the question {place.beneath!r}; it is asked after it.")
            for waiting, words, carried in _taken(place.run):
                item.along.append((waiting.name, waiting.where, "" if carried else _HELPS))
                item.help = joined([words, dict(item.help)], self._words.default)
        if place.run.section is None:
            place.run.section = FoundSection(said=place.run.said)
            self.sections.append(place.run.section)
        place.run.section.items.append(item)
        for each in places:
            if each not in {one.where for one in helping}:
                self._one(each, replace(inner, beneath=row.name))

    def _helps(self, where: str) -> bool:
        """Whether what stands beneath a question is help that is always shown."""
        row = self.rows.get(where)
        if row is None or row.kind != "display" or not string(row.node, "text").strip():
            return False
        return not (
            things(row.node.get("enableWhen")) or things(row.node.get("item")) or not_for_people(row.node)
        )

    def _leave(self, run: _Run) -> None:
        """What waited for something to follow it, and nothing did."""
        for row, _, _ in _taken(run):
            self.dropped.append((row.name, row.where, "No question follows it in its group."))

    def _look(self, name: str) -> Offered | None:
        row = self._by_name.get(name)
        if row is None or row.kind in ("group", "display"):
            return None
        if name not in self._offered:
            self._offered[name] = self._answers.of(row.node, f"The item {name!r}")
        return self._offered[name]


def _changes(group: Node) -> Iterator[str]:
    yield from of_item(group)
    if group.get("repeats") is True:
        yield "It could be filled in several times; here once."
    if things(group.get("enableWhen")):
        yield "When it was asked is said at each of its questions."


def _asks(section: FoundSection) -> bool:
    return any(item.kind is not None for item in section.items)


_HELPS = "Its words stand in the help of the question that follows."


def _taken(run: _Run) -> list[tuple[Row, dict[str, str], bool]]:
    waiting, run.waiting = run.waiting, []
    return waiting
