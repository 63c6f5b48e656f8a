"""Building a survey: each change somebody makes to a draft, as a function from plain data to plain data.

A draft is the data of a definition (`Definition.as_data()`): right in shape at every step, and free to make no sense
yet. Every function returns new data and leaves what it was given alone; NotThere names a part that is not there.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from surveys import reading
from surveys.checking import problems_of
from surveys.definition import Definition, Kind
from surveys.formats import keys

Data = dict[str, Any]


class NotThere(KeyError):
    """A question or part of this key is not in the draft (any more)."""


#: The block of questions about the person: chosen, never written anew, so that groups mean the same everywhere.
ABOUT_YOU = "about-you"
_WORDS_OF_A_KEY = 6


def blank(title: str, key: str) -> Data:
    """A survey with a title and nothing asked."""
    return {"key": key, "title": title, "sections": []}


def problems(data: Mapping[str, Any]) -> list[reading.Problem]:
    """What has to be mended before the draft can be published, each with its path; empty when nothing has."""
    definition = Definition.model_validate(data)
    return [reading.Problem(path, message) for path, message in problems_of(definition)]


def fingerprint(part: Mapping[str, Any]) -> str:
    """A short name for exactly this part, by which a page knows whether somebody else has changed it since."""
    canonical = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def items(data: Mapping[str, Any]) -> Iterator[Data]:
    """Every item in the order it is asked."""
    for section in data["sections"]:
        yield from section.get("items", [])


def item(data: Mapping[str, Any], key: str) -> Data:
    """One item by its key."""
    s, i = _place(data, key)
    found: Data = data["sections"][s]["items"][i]
    return found


def section(data: Mapping[str, Any], key: str) -> Data:
    """One section by its key."""
    found: Data = data["sections"][_section(data, key)]
    return found


def locked(section: Mapping[str, Any]) -> bool:
    """Whether a section's words are not to be changed here: the shared questions about the person."""
    return section.get("source") == ABOUT_YOU


def official(item: Mapping[str, Any]) -> bool:
    """Whether an item's words are laid down elsewhere: the Friends and Family Test question and its answers."""
    return item.get("kind") == Kind.RATING


def key_for(words: str, taken: Collection[str]) -> str:
    """A key for a new question, from its first words."""
    short = " ".join(words.split()[:_WORDS_OF_A_KEY])
    return keys.unused(short, set(taken), "question")


def _place(data: Mapping[str, Any], key: str) -> tuple[int, int]:
    for s, section in enumerate(data["sections"]):
        for i, item in enumerate(section.get("items", [])):
            if item["key"] == key:
                return s, i
    raise NotThere(key)


def _section(data: Mapping[str, Any], key: str) -> int:
    for s, section in enumerate(data["sections"]):
        if section["key"] == key:
            return s
    raise NotThere(key)


def _own(data: Mapping[str, Any]) -> list[int]:
    return [s for s, section in enumerate(data["sections"]) if not locked(section)]


def add_item(data: Data, item: Mapping[str, Any], *, section: str = "", after: str = "") -> Data:
    """With an item more: behind another, or at the end of a section, or of the survey's last own one.

    A survey without a section of its own gets one that is called as the survey is. ValueError for a key in use.
    """
    data = copy.deepcopy(data)
    if any(each["key"] == item["key"] for each in items(data)):
        raise ValueError(f"{item['key']!r} is asked already")
    if after:
        s, i = _place(data, after)
    else:
        if not section and not _own(data):
            data = add_section(data, data["title"])
        s = _section(data, section) if section else _own(data)[-1]
        i = len(data["sections"][s].get("items", [])) - 1
    if locked(data["sections"][s]):
        raise ValueError("questions about the person are chosen as a block")
    data["sections"][s].setdefault("items", []).insert(i + 1, dict(item))
    return data


def change_item(data: Data, key: str, changed: Mapping[str, Any]) -> Data:
    """With these fields of an item changed; None, an empty text or list takes a field away."""
    data = copy.deepcopy(data)
    _changed(item(data, key), changed)
    return data


def _changed(part: Data, changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        if value is None or value == "" or value == []:
            part.pop(name, None)
        else:
            part[name] = value


def remove_item(data: Data, key: str) -> Data:
    """Without an item. What was asked only after it says so among the problems, until somebody decides."""
    data = copy.deepcopy(data)
    s, i = _place(data, key)
    del data["sections"][s]["items"][i]
    return data


def copy_item(data: Data, key: str, taken: Collection[str]) -> tuple[Data, str]:
    """With a copy of an item behind it, under a key that is not in `taken`; also what asks the same anew."""
    used = {each["key"] for each in items(data)} | set(taken)
    new = keys.unused(key, used)
    twin = copy.deepcopy(item(data, key)) | {"key": new}
    return add_item(data, twin, after=key), new


def replace_item(data: Data, key: str, taken: Collection[str]) -> tuple[Data, str]:
    """With an item as a new question in its place: same words for now, its own key and its own trend."""
    data, new = copy_item(data, key, taken)
    data = remove_item(data, key)
    for other in items(data):
        for clause in other.get("show-when", []):
            clause["item"] = new if clause["item"] == key else clause["item"]
        if other.get("parent-item") == key:
            other["parent-item"] = new
    return data, new


def move_item(data: Data, key: str, step: int) -> Data:
    """With an item one place earlier (-1) or later (1), into the next own section where its own ends."""
    data = copy.deepcopy(data)
    s, i = _place(data, key)
    here = data["sections"][s]["items"]
    if 0 <= i + step < len(here):
        here.insert(i + step, here.pop(i))
        return data
    own = _own(data)
    beside = own.index(s) + step
    if 0 <= beside < len(own):
        there = data["sections"][own[beside]].setdefault("items", [])
        there.insert(0 if step > 0 else len(there), here.pop(i))
    return data


def place_item(data: Data, key: str, *, before: str = "", section: str = "") -> Data:
    """With an item right before another one, or at the end of a section."""
    data = copy.deepcopy(data)
    moved = item(data, key)
    if before == key:
        return data
    data = remove_item(data, key)
    s, i = _place(data, before) if before else (_section(data, section), -1)
    if locked(data["sections"][s]):
        raise ValueError("questions about the person are chosen as a block")
    there = data["sections"][s].setdefault("items", [])
    there.insert(len(there) if i < 0 else i, moved)
    return data


def add_section(data: Data, title: str) -> Data:
    """With an empty section behind the survey's own ones, and before what is asked about the person at the end."""
    data = copy.deepcopy(data)
    own = _own(data)
    at = own[-1] + 1 if own else sum(part.get("position") == "first" for part in data["sections"])
    key = keys.unused(title, {part["key"] for part in data["sections"]}, "part")
    data["sections"].insert(at, {"key": key, "title": title, "source": data["key"], "items": []})
    return data


def change_section(data: Data, key: str, changed: Mapping[str, Any]) -> Data:
    """With these fields of a section changed."""
    data = copy.deepcopy(data)
    _changed(section(data, key), changed)
    return data


def move_section(data: Data, key: str, step: int) -> Data:
    """With a section one place earlier or later among the survey's own."""
    data = copy.deepcopy(data)
    own = _own(data)
    at = own.index(_section(data, key))
    if 0 <= at + step < len(own):
        a, b = own[at], own[at + step]
        data["sections"][a], data["sections"][b] = data["sections"][b], data["sections"][a]
    return data


def remove_section(data: Data, key: str) -> Data:
    """Without a section and everything in it."""
    data = copy.deepcopy(data)
    del data["sections"][_section(data, key)]
    return data


def change_head(data: Data, changed: Mapping[str, Any]) -> Data:
    """With these fields of the survey itself changed: title, introduction, their Easy Read."""
    data = copy.deepcopy(data)
    _changed(data, changed)
    return data


def choose_about_you(data: Data, chosen: Collection[str]) -> Data:
    """With exactly these questions about the person beside the survey's own."""
    bare = copy.deepcopy(data)
    bare["sections"] = [part for part in bare["sections"] if not locked(part)]
    definition = Definition.model_validate(bare)
    return reading.joined(definition, reading.shipped(ABOUT_YOU), chosen).as_data()


def chosen_about_you(data: Mapping[str, Any]) -> list[str]:
    """The questions about the person that the draft asks."""
    return [item["key"] for part in data["sections"] if locked(part) for item in part.get("items", [])]
