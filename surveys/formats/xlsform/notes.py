"""Notes of an XLSForm: each waits for what follows it, and introduces the survey or a section, or helps a question."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.formats import wording
from surveys.formats.found import FoundItem, FoundSection
from surveys.formats.source_words import LONGEST
from surveys.formats.xlsform.choices import easy_of, media_of
from surveys.formats.xlsform.groups import Groups, Placed, joined
from surveys.formats.xlsform.own import Facts
from surveys.formats.xlsform.sheets import Row
from surveys.formats.xlsform.tongues import Tongues


@dataclass
class _Note:
    row: Row
    said: dict[str, str]
    easy: str
    asked_if: frozenset[str]
    at_the_root: bool
    why: list[str]


class Notes:
    """Every note of a form, and where its words went."""

    def __init__(self, tongues: Tongues, facts: Facts, groups: Groups) -> None:
        self.tongues, self.facts, self.groups = tongues, facts, groups
        self.waiting: list[_Note] = []
        #: Of the survey as a whole.
        self.introduction: dict[str, str] = {}
        self.introduction_easy = ""
        self.placed: list[Placed] = []
        self.dropped: list[tuple[str, str, str]] = []

    def add(self, row: Row) -> None:
        """A note, with its hint below its words."""
        why: list[str] = []
        said = joined(
            self.tongues.words(row, "label", why, needed=True), self.tongues.words(row, "hint", why)
        )
        easy = easy_of(said)
        if named := media_of(row):
            why.append(named)
        asked_if = self.groups.current.asked_if | ({row.get("relevant")} - {""})
        note = _Note(row, said, easy, asked_if, self.groups.at_the_root, why)
        if any(wording.plain(text) for text in said.values()):
            self.waiting.append(note)
        else:
            self._drop(note, " ".join(["It has no words.", *why]))

    def stand_with(self, item: FoundItem, asked_if: frozenset[str], *, first: bool) -> None:
        """Gives what waits to the next question, or to the section or survey that begins with it (`first`)."""
        section = self.groups.section()
        waiting, self.waiting = self.waiting, []
        helping: list[_Note] = []
        for note in waiting:
            if not note.asked_if <= asked_if:
                self._drop(note, "It was shown only under a condition that what follows it does not have.")
            elif first and note.at_the_root and not note.asked_if:
                self._introduce_all(note)
            elif section.name and not section.items and note.asked_if <= self.groups.asked_if(section):
                self._introduce(note, section)
            else:
                helping.append(note)
        for note in reversed(helping):
            item.help = joined(note.said, item.help)
            self._place(note, item.where, "Its words stand as help with the question after it.")

    def close(self) -> None:
        """Drops what nothing follows."""
        for note in self.waiting:
            self._drop(note, "Nothing that is asked follows it.")
        self.waiting = []

    def _introduce_all(self, note: _Note) -> None:
        self.introduction = joined(self.introduction, note.said)
        self.introduction_easy = _below(self.introduction_easy, note.easy)
        if any(len(wording.plain(text)) > LONGEST for text in self.introduction.values()):
            note.why.append(f"The introduction is longer than {LONGEST} letters; it is cut.")
        self._place(note, "", "Its words introduce the survey.")

    def _introduce(self, note: _Note, section: FoundSection) -> None:
        section.introduction = joined(section.introduction, note.said)
        if easy := _below(str(section.more.get("introduction-easy", "")), note.easy):
            section.more = {**section.more, "introduction-easy": easy}
        self._place(note, section.where, "Its words introduce the section.")

    def _place(self, note: _Note, target: str, why: str) -> None:
        # A note that our own export made of an introduction has not changed when it becomes one again.
        told = () if self.facts.of("note", note.row.get("name")) else (why,)
        self.placed.append(Placed(note.row.called, note.row.where, target, (*told, *note.why)))

    def _drop(self, note: _Note, why: str) -> None:
        self.dropped.append((note.row.called, note.row.where, why))


def _below(first: str, second: str) -> str:
    return wording.shortened("\n".join(part for part in (first, second) if part), LONGEST)
