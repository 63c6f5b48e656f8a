"""The answers that a FHIR item offers: its own options, or those of a value set that the file holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from surveys.formats import opening
from surveys.formats.accounting import BadFile
from surveys.formats.askable import MOST_OPTIONS
from surveys.formats.fhir.known_sets import KNOWN_SETS
from surveys.formats.fhir.nodes import (
    OF_OPTION,
    Node,
    chosen,
    coding,
    extension,
    extensions,
    name_of,
    nodes,
    own,
    string,
    things,
)
from surveys.formats.fhir.words import EASY, Words
from surveys.formats.found import FoundOption

_OF_AN_OPTION = ("picture", "polarity", "age-from", "parent", "shared")
_SCORES = ("ordinalValue", "itemWeight")


@dataclass
class Offered:
    """The answers to choose from, by system and code; `refusal` says why there are none where there should be."""

    options: list[FoundOption] = field(default_factory=list)
    #: System, value as text, and the code of the option that it is.
    known: list[tuple[str, str, str]] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    refusal: str = ""

    def code_of(self, answer: Any) -> str:
        """The code of the option that a clause of routing means; the answer itself where there is none."""
        system, value = coding(answer) if isinstance(answer, dict) else ("", _written(answer))
        if isinstance(answer, dict) and not value:
            value = string(answer, "display")
        for exact in (True, False):
            for own_system, own_value, code in self.known:
                if own_value == value and (
                    system == own_system or (not exact and "" in (system, own_system))
                ):
                    return code
        said = (each.code for each in self.options if value and value in each.said.values())
        return next(said, value)

    def add(self, system: str, value: str, option: FoundOption, where: str) -> None:
        """Puts an option in, under a code that no other has: two systems may have the same one.

        Raises BadFile for one code with two meanings: nobody could tell which of them was answered.
        """
        taken = {each.code: each for each in self.options}
        same = taken.get(option.code)
        if same and (system, value, same.code) in self.known:
            if same.said != option.said:
                raise BadFile(
                    f"{where} has two answers of the code {option.code[:60]!r}. Give each a code of its own."
                )
            self.why.append(f"The answer {option.code!r} stands in it twice; it is taken once.")
            return
        number, code = 1, option.code
        if same and system:
            code = f"{code} {system.rstrip('/').rsplit('/', 1)[-1]}"
        while code in taken:
            number += 1
            code = f"{option.code} {number}"
        option.code = code
        self.options.append(option)
        self.known.append((system, value, code))


def _written(answer: Any) -> str:
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return str(answer)[:500] if isinstance(answer, str | int | float) else ""


def yes_or_no(default: str) -> Offered:
    """The answers of a boolean, in the words that every survey here shares."""
    offered = Offered()
    for value, key, words in (("true", "yes", "Yes"), ("false", "no", "No")):
        more = {"shared": f"answers/yes-no/{key}", "easy": words}
        offered.options.append(FoundOption(key, {"en": words}, more))
        offered.known.append(("", value, key))
    if default != "en":
        offered.why.append("Its answers Yes and No are in English.")
    return offered


class Answers:
    """The answers of every item of one file, each value set expanded once."""

    def __init__(self, contained: Iterable[Node], beside: Iterable[Node], words: Words) -> None:
        self._words = words
        self._held: dict[str, Node] = {}
        self._systems: dict[str, Node] = {}
        for inside, resources in ((True, contained), (False, beside)):
            for each in resources:
                name, url = string(each, "id"), string(each, "url")
                if each.get("resourceType") == "ValueSet":
                    self._held.setdefault(f"#{name}" if inside else f"ValueSet/{name}", each)
                    self._held.setdefault(url or f"#{name}", each)
                elif each.get("resourceType") == "CodeSystem" and url:
                    self._systems.setdefault(url, each)
        self._expanded: dict[str, Offered] = {}
        self._number = 0

    def of(self, node: Node, where: str) -> Offered:
        """What an item offers; nothing, without a refusal, where it neither lists nor names any answers."""
        if node.get("type") == "boolean":
            return yes_or_no(self._words.default)
        inline = things(node.get("answerOption")) or things(node.get("option"))
        named = _named(node)
        if not inline and named:
            if named not in self._expanded:
                self._expanded[named] = self._of_set(named, where)
            return self._expanded[named]
        return self._inline(inline, where)

    def _inline(self, inline: list[Any], where: str) -> Offered:
        self._number += len(inline)
        if self._number > opening.MOST_CHOICES:
            raise BadFile(f"The file has more than {opening.MOST_CHOICES} answers. Split it into parts.")
        offered = Offered()
        for each in inline[: MOST_OPTIONS + 1]:
            option = self._option(each, where) if isinstance(each, dict) else None
            if option is None:
                offered.why.append("One of its answers has neither a code nor words; it is left out.")
            else:
                offered.add(*option, where)
                offered.why.extend(_lost(each))
        return _bounded(offered, len(inline))

    def _option(self, node: Node, where: str) -> tuple[str, str, FoundOption] | None:
        said_by_us = own(node, OF_OPTION)
        more = chosen(said_by_us, _OF_AN_OPTION)
        if extension(node, "optionExclusive") is True:
            more["exclusive"] = True
        if isinstance(value := node.get("valueCoding"), dict):
            return self._concept(value, string(value, "system"), where, more)
        if isinstance(value := node.get("valueReference"), dict):
            text = string(value, "display") or string(value, "reference")
            return ("", text, FoundOption(text, {self._words.default: text}, more)) if text else None
        name = next((name for name in node if name.startswith("value")), "")
        text = _written(node.get(name))
        said = self._words.said(node, name, where) if isinstance(node.get(name), str) else {}
        if easy := said.pop(EASY, ""):
            more["easy"] = easy
        return ("", text, FoundOption(text, said or {self._words.default: text}, more)) if text else None

    def _concept(
        self, node: Node, system: str, where: str, more: dict[str, Any]
    ) -> tuple[str, str, FoundOption] | None:
        said = self._words.designated(node, where)
        if easy := said.pop(EASY, ""):
            more["easy"] = easy
        code = string(node, "code") or said.get(self._words.default, "")[:500]
        if not code:
            return None
        return system, code, FoundOption(code, said or {self._words.default: code}, more)

    def _of_set(self, named: str, where: str) -> Offered:
        address = named.split("|")[0]
        ready = KNOWN_SETS.get(address)
        held = self._held.get(named) or self._held.get(address) or ready
        if held is None:
            return Offered(
                refusal=f"Its answers stand in {named[:200]!r}, which the file does not hold. "
                "Write them into the file as answerOption."
            )
        offered = Offered()
        concepts, whole = self._concepts(held)
        for system, concept in concepts[: MOST_OPTIONS + 1]:
            if option := self._concept(concept, system, where, {}):
                offered.add(*option, where)
                offered.why.extend(_lost(concept))
        if held is ready:
            offered.why.append("Its answers are not in the file; FHIR's own, in English, stand for them.")
        if not whole:
            offered.why.append(f"Part of the answers in {named[:200]!r} is not in the file.")
        if not offered.options:
            return Offered(refusal=f"The answers in {named[:200]!r} are not listed in the file.")
        return _bounded(offered, len(concepts))

    def _concepts(self, held: Node) -> tuple[list[tuple[str, Node]], bool]:
        """Each concept of a value set with its system, and whether these are all."""
        for expansion in nodes(held, "expansion"):
            listed = [(string(c, "system"), c) for c in _flat(expansion, "contains") if not c.get("abstract")]
            if listed:
                return listed, True
        found: list[tuple[str, Node]] = []
        whole = True
        for compose in nodes(held, "compose"):
            for include in nodes(compose, "include"):
                system = string(include, "system")
                listed = [(system, concept) for concept in nodes(include, "concept")]
                if not listed and not include.get("filter") and system in self._systems:
                    listed = [(system, c) for c in _flat(self._systems[system], "concept")]
                whole = whole and bool(listed)
                found.extend(listed)
            for exclude in nodes(compose, "exclude"):
                out = {(string(exclude, "system"), string(c, "code")) for c in nodes(exclude, "concept")}
                whole = whole and bool(out)
                found = [(system, c) for system, c in found if (system, string(c, "code")) not in out]
        return found, whole


def _named(node: Node) -> str:
    """The value set that an item names, in the way of any edition."""
    for name in ("answerValueSet", "options"):
        value = node.get(name)
        reference = string(value, "reference") if isinstance(value, dict) else string(node, name)
        if reference:
            return reference
    return ""


def _flat(node: Node, name: str) -> Iterator[Node]:
    """Everything under a name at every depth, in reading order; bounded by what a file may hold."""
    waiting = list(reversed(nodes(node, name)))
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(nodes(each, name)))


def _bounded(offered: Offered, number: int) -> Offered:
    if number > MOST_OPTIONS:
        return Offered(refusal=f"It has {number} answers; the most is {MOST_OPTIONS}.")
    return offered


def _lost(node: Node) -> Iterator[str]:
    """What an option of the file has and ours have not."""
    names = {name_of(url) for part in (node, node.get("valueCoding")) for url, _ in extensions(part)}
    if names & set(_SCORES):
        yield "The scores of its answers are left out."
    if "itemAnswerMedia" in names:
        yield "The pictures of its answers are left out."
    if node.get("initialSelected") is True:
        yield "An answer was chosen beforehand; here nothing is."
