"""The question bank: everything the library asks, to be searched, and set out by principle, measure and role."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from surveys import reading
from surveys.definition import Definition, Item, Section

_MEASURES = Path(__file__).parent / "measures.toml"
#: Whom a survey or block is for, by the key of the answer to "role"; what is not here is for everybody.
_ROLES = {
    "carers": "carer",
    "more-about-caring": "carer",
    "staff": "staff",
    "volunteers": "volunteer",
    "community-organisations": "community-organisation",
    "lived-experience": "lived-experience-partner",
    "neighbourhood": "resident",
}
#: The survey whose age bands and wording are for children.
_CHILDREN = "under-16"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Entry:
    """One question of the bank, where it comes from and what it gives evidence for.

    `home` names the definition, and with it the catalogue of its translations. `needs` are the questions of the same
    home that its routing looks back to: without them it cannot be asked as it stands.
    """

    item: Item
    home: str
    home_title: str
    section: str
    principle: int | None
    registry: tuple[str, ...]
    role: str | None
    official: bool
    about_you: bool
    needs: tuple[str, ...]

    @property
    def name(self) -> str:
        """What an address or a form calls this entry; a key alone can belong to two surveys."""
        return f"{self.home}/{self.item.key}"


@dataclass(frozen=True)
class Measure:
    """A measure or indicator in our own words, and how many questions of the bank give evidence for it."""

    id: str
    principle: int
    title: str
    items: int


@dataclass(frozen=True)
class Part:
    """A run of entries under one heading; `measure` is the id it stands for, None where it stands for none."""

    title: str
    measure: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Shelf:
    """One page of the bank: a principle, the official test, children, the about-you block or a role."""

    key: str
    title: str
    parts: tuple[Part, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_MEASURES.read_text("utf-8"))


@cache
def _titles() -> dict[str, str]:
    return {measure["id"]: measure["title"] for measure in _data()["measures"]}


def principles() -> dict[int, str]:
    """Number to title of the six principles, in our own words."""
    return {principle["number"]: principle["title"] for principle in _data()["principles"]}


@cache
def entries() -> tuple[Entry, ...]:
    """Every question of the library: those of surveys, of the blocks beside them, and about the person.

    A survey's own form of an about-you question is left out: it could not be asked beside the block.
    """
    about_you = {item.key for item in reading.shipped(reading.ABOUT_YOU).items()}
    return tuple(
        _entry(home, section, item)
        for home in [*reading.shipped_surveys(), *reading.shipped_blocks()]
        for section in home.sections
        for item in section.items
        if home.key == reading.ABOUT_YOU or item.key not in about_you
    )


def _entry(home: Definition, section: Section, item: Item) -> Entry:
    needs = [condition.item for condition in item.show_when] + [item.parent_item or ""]
    return Entry(
        item=item,
        home=home.key,
        home_title=home.title,
        section=section.title,
        principle=int(item.registry[0][0]) if item.registry else home.principle,
        registry=tuple(item.registry),
        role=_ROLES.get(home.key),
        official=home.key in reading.OFFICIAL_TESTS,
        about_you=home.key == reading.ABOUT_YOU,
        needs=tuple(dict.fromkeys(key for key in needs if key)),
    )


def entry(name: str) -> Entry:
    """The entry of this name; KeyError if there is none."""
    found = next((one for one in entries() if one.name == name), None)
    if found is None:
        raise KeyError(name)
    return found


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure and indicator that an answer can speak for, in the order of the registry."""
    return tuple(
        Measure(number, int(number[0]), title, sum(number in one.registry for one in entries()))
        for number, title in _titles().items()
    )


def roles() -> dict[str, str]:
    """Key to English text of the roles that have questions of their own, in the order of the about-you block."""
    role = reading.shipped(reading.ABOUT_YOU).item("role")
    meant = set(_ROLES.values())
    return {option.key: option.text for option in (role.options if role else []) if option.key in meant}


def search(
    text: str = "", *, principle: int | None = None, measure: str | None = None, role: str | None = None
) -> list[Entry]:
    """The entries in which every word of `text` begins some word, those that ask with these words first.

    `measure` may name a measure with parts ("1.M4"). An empty text finds everything that the rest allows.
    """
    wanted = _words(text)
    allowed = [
        one
        for one in entries()
        if (principle is None or principle in _principles_of(one))
        and (measure is None or any(_belongs(number, measure) for number in one.registry))
        and (role is None or one.role == role)
        and _begins(wanted, _said(one))
    ]
    return sorted(allowed, key=lambda one: not _begins(wanted, [one.item.text]))


def _words(text: str) -> list[str]:
    """The words of a text as they are compared; an apostrophe is no end of a word."""
    return _WORD.findall(text.casefold().replace("’", "").replace("'", ""))


def _begins(wanted: Iterable[str], texts: Iterable[str]) -> bool:
    words = [word for text in texts for word in _words(text)]
    return all(any(word.startswith(start) for word in words) for start in wanted)


def _said(one: Entry) -> Iterator[str]:
    """Everything an entry is found by."""
    item = one.item
    yield from (item.text, item.easy or "", item.help or "", one.section, one.home_title)
    yield from (option.text for option in item.options if not option.shared)
    yield from (_titles().get(number, "") for number in one.registry)


def _principles_of(one: Entry) -> set[int]:
    """The principles an entry gives evidence for, or the one it is asked under."""
    found = {int(number[0]) for number in one.registry}
    return found or ({one.principle} if one.principle else set())


def _belongs(number: str, measure: str) -> bool:
    """Whether an id is this measure or one of its parts; 1.M12 is no part of 1.M1."""
    return number == measure or (number[:-1] == measure and number[-1].isalpha())


@cache
def shelves() -> tuple[Shelf, ...]:
    """The whole bank as pages: six principles by measure, the official test, children, about you, then each role.

    An entry that gives evidence for several measures stands under each of them.
    """
    whole = [
        Shelf(f"principle-{number}", title, _of_principle(number)) for number, title in principles().items()
    ]
    for homes in (reading.OFFICIAL_TESTS, (_CHILDREN,), (reading.ABOUT_YOU,)):
        whole.append(Shelf(homes[0], reading.shipped(homes[0]).title, _of_homes(list(homes))))
    for role, title in roles().items():
        theirs = [home for home, meant in _ROLES.items() if meant == role]
        whole.append(Shelf(f"role-{role}", title, _of_homes(theirs)))
    return tuple(whole)


def _of_principle(number: int) -> tuple[Part, ...]:
    parts = [
        Part(one.title, one.id, tuple(search(measure=one.id)))
        for one in measures()
        if one.principle == number
    ]
    rest = tuple(one for one in entries() if one.principle == number and not one.registry)
    return tuple(part for part in [*parts, Part("Other questions", None, rest)] if part.entries)


def _of_homes(homes: list[str]) -> tuple[Part, ...]:
    """The entries of these definitions, section by section."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for one in entries():
        if one.home in homes:
            found.setdefault((one.home, one.section), []).append(one)
    return tuple(Part(section, None, tuple(run)) for (_, section), run in found.items())
