"""Texts that LimeSurvey shows between its questions: here they open their section, or help with what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.formats.found import FoundCondition, FoundItem, FoundSection
from surveys.formats.limesurvey.asked import askable
from surveys.formats.limesurvey.words import plain, stacked

_LONGEST = 600


@dataclass
class Display:
    """A text on its way to a place: its item, and what it was shown under."""

    item: FoundItem
    clauses: Sequence[FoundCondition]
    lost: Sequence[str]


class Displays:
    """The items of one section as they come, and the texts that wait for the next one that can be asked."""

    def __init__(self, section: FoundSection, waiting: Sequence[Display] = ()) -> None:
        self.section = section
        self.waiting = list(waiting)

    def wait(self, display: Display) -> None:
        """Takes in a text; one without words is dropped at once."""
        if plain(dict(display.item.said)):
            self.waiting.append(display)
        else:
            self._drop(display, "It has no words to show.")

    def add(self, items: Sequence[FoundItem], clauses: Sequence[FoundCondition] = ()) -> None:
        """Takes in the items of a question; the first that can be asked takes the waiting texts with it."""
        asked = next((item for item in items if askable(item)), None)
        if asked is not None:
            opening = not any(askable(item) for item in self.section.items)
            for display in self.waiting:
                self._place(display, asked, clauses, opening=opening)
            self.waiting = []
        self.section.items.extend(items)

    def end(self, *, go_on: bool) -> list[Display]:
        """What no question came after in this section and may open a later one; the rest is dropped."""
        left = [display for display in self.waiting if go_on and not display.clauses and not display.lost]
        for display in self.waiting:
            if display not in left:
                self._drop(display, "No question comes after it that it could stand with.")
        return left

    def _place(
        self, display: Display, asked: FoundItem, clauses: Sequence[FoundCondition], *, opening: bool
    ) -> None:
        item, words = display.item, plain(dict(display.item.said))
        why = [*item.why, *(["Its help is left out."] if item.help else [])]
        if display.lost or (display.clauses and list(display.clauses) != list(clauses)):
            self._drop(display, "It is shown under a condition of its own; words alone have none here.")
            return
        before = plain(dict(self.section.introduction))
        opened = stacked(before, words, 10 * _LONGEST)
        if opening and not display.clauses and self.section.name and (not before or _short(opened)):
            self.section.introduction = opened
            place, whole = self.section.along, _short(opened)
            why.insert(0, "Its words open their section.")
        else:
            together = stacked(words, plain(dict(asked.help)), 10 * _LONGEST)
            asked.help = stacked(words, dict(asked.help), _LONGEST)
            place, whole = asked.along, _short(together)
            why.insert(0, f"Its words stand as help with {asked.name}.")
        why += [] if whole else [f"They are cut: {_LONGEST} letters are the most."]
        place.append((item.name, item.where, " ".join(dict.fromkeys(why))))

    def _drop(self, display: Display, why: str) -> None:
        display.item.why = [*display.item.why, why]
        self.section.items.append(display.item)


def _short(said: Mapping[str, str]) -> bool:
    return all(len(text) <= _LONGEST for text in said.values())
