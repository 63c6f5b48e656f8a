"""What an XLSForm cannot say of our surveys: a sheet of facts by name that other tools leave alone, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from surveys import reading
from surveys.definition import Definition, Item, Kind, Option, Position, Section
from surveys.formats import wording
from surveys.formats.xlsform import sheets as xlsform_sheets
from surveys.formats.xlsform.sheets import Row, Sheet

#: The heads of the sheet. A fact is about a survey, a section, an item, a note, or an answer of a list.
SHEET, HEADS = xlsform_sheets.OWN, ("about", "name", "answer", "field", "language", "value")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REGISTRY = re.compile(r"[1-6]\.[MI][0-9]{1,2}[a-e]?")
_SHARED = re.compile(r"answers/[a-z0-9-]{1,60}/[a-z0-9-]{1,60}")
_NONE = "(none)"
_BOOLEANS = {"yes": True, "no": False}

_MOST_REMARKS = 5

Fact = tuple[str, str, str, str, str, str]


def _key(value: str) -> str | None:
    return value if len(value) <= 60 and _KEY.fullmatch(value) else None


def _whole(least: int, most: int) -> Callable[[str], int | None]:
    return lambda value: (
        int(value) if re.fullmatch(r"\d{1,3}", value) and least <= int(value) <= most else None
    )


def _each(one: re.Pattern[str]) -> Callable[[str], list[str] | None]:
    def read(value: str) -> list[str] | None:
        found = [] if value == _NONE else value.split()
        return found if all(one.fullmatch(each) and len(each) <= 60 for each in found) else None

    return read


def _words(value: str) -> str | None:
    return wording.shortened(wording.plain(value), 600) or None


#: How each fact is read; what cannot be read is told and left out. Named as a definition file names them.
_READ: dict[str, dict[str, Callable[[str], Any]]] = {
    "survey": {
        "key": _key, "edition": lambda value: value if len(value) <= 20 else None, "principle": _whole(1, 6),
        "title-easy": _words, "about-you": _each(_KEY), "title": str,
    },
    "section": {
        "source": _key, "position": lambda value: value if value in [*Position] else None,
    },
    "item": {
        "kind": lambda value: value if value in [*Kind] else None, "picture": _key,
        "answers": lambda value: value if value in reading.answer_sets() else None,
        "registry": _each(_REGISTRY), "proxy": _BOOLEANS.get, "easy-read": _BOOLEANS.get,
        "group": _BOOLEANS.get, "default": _BOOLEANS.get, "minimum-age": _whole(0, 120),
        "parent-item": str, "list": str, "implied": str,
    },
    "answer": {
        "picture": _key, "polarity": lambda value: value if value in ("positive", "neither", "negative") else None,
        "age-from": _whole(0, 120), "parent": _key,
        "shared": lambda value: value if _SHARED.fullmatch(value) else None,
    },
    "note": {"introduction": str},
}  # fmt: skip


class Facts:
    """The facts of a file, by what they are about and its name there."""

    def __init__(self, sheet: Sheet | None) -> None:
        self.found: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.titles: dict[str, str] = {}
        self.remarks: list[str] = []
        self.ours = sheet is not None
        for row in sheet.rows if sheet else ():
            self._take(row)

    def _take(self, row: Row) -> None:
        about, name, answer, field = (row.get(head) for head in HEADS[:4])
        if (reader := _READ.get(about, {}).get(field)) is None:
            value = None
        else:
            value = reader(row.get("value"))
        if value is None:
            if len(self.remarks) < _MOST_REMARKS:
                self.remarks.append(f'The sheet "{SHEET}" says in {row.where} what is not understood.')
        elif field == "title":
            self.titles[row.get("language")] = value
        else:
            self.found.setdefault((about, name, answer), {})[field] = value

    def of(self, about: str, name: str = "", answer: str = "") -> dict[str, Any]:
        """The facts about one thing, to be changed at will."""
        return dict(self.found.get((about, name, answer), {}))


def facts(
    definition: Definition,
    names: Mapping[str, str],
    lists: Mapping[str, str],
    implied: Mapping[str, str],
    titles: Mapping[str, str],
) -> Iterator[Fact]:
    """Every fact of a survey that its other sheets do not hold.

    `names` are those of items and of sections (`section/<key>`), `lists` the list of each item with options,
    `implied` the part of each item's condition that it has by rules of the house, `titles` the survey's by language.
    """
    survey = {"key": definition.key, "edition": definition.edition, "principle": definition.principle,
              "title-easy": definition.title_easy, "about-you": definition.about_you}  # fmt: skip
    yield from _said("survey", "", "", survey)
    yield from (("survey", "", "", "title", language, title) for language, title in titles.items())
    written: set[str] = set()
    for section in definition.sections:
        yield from _said("section", names[f"section/{section.key}"], "", _of_section(section))
        for item in section.items:
            name = names[item.key]
            of_item = _of_item(item) | {"implied": implied.get(item.key)}
            of_item["parent-item"] = names.get(item.parent_item or "")
            of_item["list"] = lists.get(item.key) if item.kind is Kind.POSTCODE else None
            yield from _said("item", name, "", of_item)
            if (listed := lists.get(item.key)) and listed not in written:
                written.add(listed)
                for option in item.options:
                    yield from _said("answer", listed, option.key, _of_option(option))


def _of_section(section: Section) -> dict[str, Any]:
    position = section.position if section.position is not Position.MIDDLE else None
    return {"source": section.source, "position": position}


def _of_item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind, "picture": item.picture, "answers": item.answers, "registry": item.registry or None,
        "proxy": None if item.proxy else False, "easy-read": None if item.easy_read else False,
        "group": item.group or None, "default": item.default or None, "minimum-age": item.minimum_age,
    }  # fmt: skip


def _of_option(option: Option) -> dict[str, Any]:
    return {
        "picture": option.picture, "polarity": option.polarity, "age-from": option.age_from,
        "parent": option.parent, "shared": option.shared,
    }  # fmt: skip


def _said(about: str, name: str, answer: str, said: Mapping[str, Any]) -> Iterable[Fact]:
    for field, value in said.items():
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif isinstance(value, list):
            value = " ".join(value) or _NONE
        yield about, name, answer, field, "", str(value)
