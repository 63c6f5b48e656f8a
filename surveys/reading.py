"""Reads definitions: from the shipped library or from plain data, telling every problem at once with its path."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from surveys.checking import problems_of
from surveys.definition import DECLINE, Definition, Option, Position, Section

LIBRARY = Path(__file__).parent / "library"
#: The block that every survey may be joined with, and the survey whose words nobody may change.
ABOUT_YOU, OFFICIAL_TEST = "about-you", "friends-and-family"
#: Every survey that asks the official question, which maternity asks about four services.
OFFICIAL_TESTS = (OFFICIAL_TEST, "friends-and-family-maternity")


@dataclass(frozen=True)
class Problem:
    """Something wrong in a definition: where (`sections.0.items.2.key`) and what to do about it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class BadDefinition(ValueError):
    """A definition that cannot be used; `problems` holds all of them, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@cache
def answer_sets() -> dict[str, list[dict[str, Any]]]:
    """The shared answer sets by key, each a list of option data that says which shared text it carries."""
    data = tomllib.loads((LIBRARY / "answers.toml").read_text("utf-8"))
    return {
        entry["key"]: [
            {**option, "shared": f"answers/{entry['key']}/{option['key']}"} for option in entry["options"]
        ]
        for entry in data["sets"]
    }


@cache
def decline_option() -> Option:
    """ "Prefer not to say", the same words in every survey."""
    data = tomllib.loads((LIBRARY / "answers.toml").read_text("utf-8"))["decline"]
    return Option.model_validate({**data, "key": DECLINE, "shared": "answers/decline"})


def _with_shared_answers(data: Any) -> tuple[Any, list[Problem]]:
    """Puts the options of a named answer set into each item that names one."""
    problems: list[Problem] = []
    if not isinstance(data, Mapping) or not isinstance(data.get("sections"), list):
        return data, problems
    sections = []
    for s, section in enumerate(data["sections"]):
        items = section.get("items") if isinstance(section, Mapping) else None
        if not isinstance(items, list):
            sections.append(section)
            continue
        filled = []
        for i, item in enumerate(items):
            if isinstance(item, Mapping) and item.get("answers") and not item.get("options"):
                options = answer_sets().get(str(item["answers"]))
                if options is None:
                    known = ", ".join(sorted(answer_sets()))
                    problems.append(
                        Problem(
                            f"sections.{s}.items.{i}.answers",
                            f"unknown answer set {item['answers']!r}; use {known}",
                        )
                    )
                item = {**item, "options": options or []}
            filled.append(item)
        sections.append({**section, "items": filled})
    return {**data, "sections": sections}, problems


def read(data: Any) -> Definition:
    """A checked definition from plain data (parsed TOML or JSON).

    Raises BadDefinition with every problem of shape and of sense, each with its path.
    """
    filled, problems = _with_shared_answers(data)
    try:
        definition = Definition.model_validate(filled)
    except ValidationError as error:
        problems += [
            Problem(".".join(str(part) for part in entry["loc"]) or "definition", entry["msg"])
            for entry in error.errors()
        ]
        raise BadDefinition(problems) from None
    problems += [Problem(path, message) for path, message in problems_of(definition)]
    if problems:
        raise BadDefinition(problems)
    return definition


def read_toml(text: str) -> Definition:
    """A checked definition from TOML text; raises BadDefinition, also for broken TOML."""
    try:
        return read(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadDefinition([Problem("file", f"this is not valid TOML: {error}")]) from None


@cache
def shipped(slug: str) -> Definition:
    """A survey or block of the shipped library; KeyError if there is none of that name."""
    path = LIBRARY / f"{slug}.toml"
    if slug == "answers" or path.stem != slug or not path.is_file():
        raise KeyError(slug)
    return read_toml(path.read_text("utf-8"))


def _library(kind: str) -> list[Definition]:
    found = [shipped(path.stem) for path in sorted(LIBRARY.glob("*.toml")) if path.stem != "answers"]
    return sorted((d for d in found if d.kind == kind), key=lambda d: (d.principle or 9, d.key))


def shipped_surveys() -> list[Definition]:
    """The surveys anybody can adopt, in the order of their principle, then those of no one principle."""
    return _library("survey")


def shipped_blocks() -> list[Definition]:
    """The blocks of the library: those of a principle, offered by the question bank alone, then the about-you block."""
    return _library("block")


def compose(survey: Definition, block: Definition, chosen: Collection[str]) -> Definition:
    """The survey with the block's chosen items: its `first` sections before, its `last` sections after.

    An item whose routing needs one that was not chosen is left out with it, and so is one that the survey does not
    allow. Raises BadDefinition.
    """
    return read(joined(survey, block, chosen).as_data())


def joined(survey: Definition, block: Definition, chosen: Collection[str]) -> Definition:
    """The same for a draft, which need not make sense yet."""
    if survey.about_you is not None:
        chosen = set(chosen) & set(survey.about_you)
    kept: set[str] = set()
    sections: dict[Position, list[Section]] = {Position.FIRST: [], Position.MIDDLE: [], Position.LAST: []}
    for section in block.sections:
        items = []
        for item in section.items:
            needs = {condition.item for condition in item.show_when}
            if item.parent_item:
                needs.add(item.parent_item)
            if item.key in chosen and needs <= kept:
                kept.add(item.key)
                items.append(item)
        if items:
            sections[section.position].append(
                section.model_copy(update={"items": items, "source": block.key})
            )
    own = [section.model_copy(update={"source": section.source or survey.key}) for section in survey.sections]
    together = [*sections[Position.FIRST], *own, *sections[Position.MIDDLE], *sections[Position.LAST]]
    return survey.model_copy(update={"sections": together})


def default_choice(block: Definition) -> list[str]:
    """The short block: the keys that are asked unless somebody chooses more, with a stated use."""
    return [item.key for item in block.items() if item.default]
