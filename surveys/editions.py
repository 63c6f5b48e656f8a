"""A later edition of the library meets a survey that somebody made their own: merged by question, nothing forced.

Three definitions: the edition it was made from (base), the survey as it stands (ours), the later edition (theirs).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.checking import problems_of
from surveys.definition import Definition
from surveys.reading import read

#: What of a survey and of a section is taken of the edition where we did not change it.
_OF_SURVEY = ("principle", "title", "title-easy", "introduction", "introduction-easy", "about-you")
_OF_SECTION = ("title", "title-easy", "introduction", "introduction-easy", "position")

Data = dict[str, Any]


@dataclass(frozen=True)
class Merged:
    """The survey with the edition in it, as data that `reading.read` accepts, and what became of each question by key.

    `kept` are those we changed, or that the edition could not change without harm to ours; `added` are new;
    `removed` left with the edition; `left` left the edition and stay, until somebody asks to remove them;
    `not_added` are new ones that hang on a question we do not have.
    """

    definition_data: Data
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    not_added: list[str] = field(default_factory=list)


def merge(base: Definition, ours: Definition, theirs: Definition, *, remove: Collection[str] = ()) -> Merged:
    """Our survey with everything of the later edition that it can take; our own questions and their order stay.

    `remove` names the questions that may go because the edition no longer has them; one that we changed stays.
    What cannot be asked together (a question that hangs on an answer that is gone) stays as ours has it.
    """
    merging = _Merging(base, ours, theirs, remove)
    # Each round gives up something taken, added or removed; without any of them it is our own survey.
    while merging.give_up_what_cannot_be_asked():
        pass
    return merging.merged()


class _Merging:
    """What is taken, added and removed, until all of it can be asked together."""

    def __init__(
        self, base: Definition, ours: Definition, theirs: Definition, remove: Collection[str]
    ) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.taken: set[str] = set()
        self.kept: set[str] = set()
        self.removed: set[str] = set()
        self.left: set[str] = set()
        for item in ours.items():
            was, now = base.item(item.key), theirs.item(item.key)
            if now == item or (was is None and now is None):
                continue
            if was != item:
                self.kept.add(item.key)
            elif now is not None:
                self.taken.add(item.key)
            else:
                (self.removed if item.key in remove else self.left).add(item.key)
        mine = {item.key for item in [*base.items(), *ours.items()]}
        self.added = {item.key for item in theirs.items() if item.key not in mine}
        self.not_added: set[str] = set()

    def data(self) -> Data:
        """The survey as it would be."""
        data = _three_way(self.base.as_data(), self.ours.as_data(), self.theirs.as_data(), _OF_SURVEY)
        data["edition"] = self.theirs.edition
        sections = [self._section(section) for section in self.ours.as_data()["sections"]]
        self._add(sections)
        data["sections"] = [section for section in sections if section["items"]]
        return data

    def _section(self, section: Data) -> Data:
        base, theirs = _section_of(self.base, section["key"]), _section_of(self.theirs, section["key"])
        merged = _three_way(base, section, theirs, _OF_SECTION) if base and theirs else dict(section)
        merged["items"] = [
            _item(self.theirs, item["key"]) if item["key"] in self.taken else item
            for item in section["items"]
            if item["key"] not in self.removed
        ]
        return merged

    def _add(self, sections: list[Data]) -> None:
        """Puts each new question after the one it follows in the edition, in a new section where that is new."""
        before = 0
        for section in self.theirs.as_data()["sections"]:
            new = [item for item in section["items"] if item["key"] in self.added]
            places = [place for place, one in enumerate(sections) if one["key"] == section["key"]]
            if not places and new:
                sections.insert(before, {**section, "items": []})
                places = [before]
            if not places:
                continue
            _insert(sections[places[0]]["items"], section["items"], new)
            before = places[0] + 1

    def give_up_what_cannot_be_asked(self) -> bool:
        """Leaves as ours has it what makes the survey one that cannot be asked; False where nothing does."""
        data, given_up = self.data(), self.taken | self.added | self.removed
        if data["sections"]:
            definition = Definition.model_validate(data)
            found = [_items_at(definition, path) for path, _ in problems_of(definition)]
            if not found:
                return False
            # The question itself, where it came with the edition; else those it hangs on.
            given_up &= {
                key for own, others in found for key in ([own] if own in given_up else others)
            } or given_up
        self.kept |= given_up & self.taken
        self.not_added |= given_up & self.added
        self.left |= given_up & self.removed
        self.taken, self.added, self.removed = (
            one - given_up for one in (self.taken, self.added, self.removed)
        )
        return bool(given_up)

    def merged(self) -> Merged:
        """What came of it, each list in the order of the survey that it is about."""
        ours, theirs = ([item.key for item in one.items()] for one in (self.ours, self.theirs))
        return Merged(
            read(self.data()).as_data(),
            taken=[key for key in ours if key in self.taken],
            kept=[key for key in ours if key in self.kept],
            added=[key for key in theirs if key in self.added],
            removed=[key for key in ours if key in self.removed],
            left=[key for key in ours if key in self.left],
            not_added=[key for key in theirs if key in self.not_added],
        )


def _items_at(definition: Definition, path: str) -> tuple[str, list[str]]:
    """The question that a problem is told of, and those it hangs on."""
    _, section, _, place = path.split(".")[:4]
    item = definition.sections[int(section)].items[int(place)]
    others = [condition.item for condition in item.show_when]
    return item.key, [*others, *([item.parent_item] if item.parent_item else [])]


def _section_of(definition: Definition, key: str) -> Data | None:
    return next((section for section in definition.as_data()["sections"] if section["key"] == key), None)


def _item(definition: Definition, key: str) -> Data:
    return next(
        item
        for section in definition.as_data()["sections"]
        for item in section["items"]
        if item["key"] == key
    )


def _three_way(
    base: Mapping[str, Any], ours: Data, theirs: Mapping[str, Any], names: Collection[str]
) -> Data:
    """Ours, with what of these names we did not change as the edition has it."""
    merged = dict(ours)
    for name in names:
        if ours.get(name) == base.get(name):
            merged.pop(name, None)
            if name in theirs:
                merged[name] = theirs[name]
    return merged


def _insert(items: list[Data], order: list[Data], new: list[Data]) -> None:
    """Puts new items among those of a section, each after the nearest that it follows in the edition."""
    keys = [item["key"] for item in order]
    for item in new:
        follows = set(keys[: keys.index(item["key"])])
        places = [place for place, one in enumerate(items) if one["key"] in follows]
        items.insert(places[-1] + 1 if places else 0, item)
