"""Groups of an XLSForm as sections: nested ones made flat, their conditions handed down to what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.formats import wording
from surveys.formats.accounting import BadFile
from surveys.formats.found import FoundCondition, FoundSection
from surveys.formats.xlsform.choices import easy_of
from surveys.formats.xlsform.expressions import Conditions
from surveys.formats.xlsform.own import Facts
from surveys.formats.xlsform.sheets import Row
from surveys.formats.xlsform.tongues import Tongues
from surveys.formats.xlsform.types import Type

_DEEPEST = 50


@dataclass(frozen=True)
class Placed:
    """A row that is no question of its own but stands with one: its words went to what begins at `target`."""

    name: str
    where: str
    target: str
    why: tuple[str, ...]


@dataclass
class Group:
    """A group that is open: its section, what must hold for everything in it, and the names used in it."""

    name: str = ""
    section: FoundSection | None = None
    asked_if: frozenset[str] = frozenset()
    conditions: tuple[FoundCondition, ...] = ()
    why: tuple[str, ...] = ()
    names: dict[str, int] = field(default_factory=dict)


class Groups:
    """The groups of a form as they open and close, and the sections that they become."""

    def __init__(self, tongues: Tongues, facts: Facts, conditions: Conditions) -> None:
        self.tongues, self.facts, self.conditions = tongues, facts, conditions
        self.open = [Group()]
        self.sections: list[FoundSection] = []
        self.placed: list[Placed] = []
        self.dropped: list[tuple[str, str, str]] = []
        #: By the place of a section: that of the section around it, and what must hold for all of it.
        self._around: dict[str, str] = {}
        self._asked_if: dict[str, frozenset[str]] = {"": frozenset()}

    @property
    def current(self) -> Group:
        """The innermost group that is open; the form itself where none is."""
        return self.open[-1]

    @property
    def at_the_root(self) -> bool:
        """Whether no group is open."""
        return len(self.open) == 1

    def begin(self, row: Row, type_: Type) -> None:
        """Opens the group of a row. Raises BadFile for a nesting that no survey has."""
        if len(self.open) > _DEEPEST:
            raise BadFile(f"Groups are nested more than {_DEEPEST} deep ({row.where} of the sheet “survey”).")
        why = [type_.why] if type_.why else []
        said = self.tongues.words(row, "label", why, needed=True)
        outer, group = self.current, self._conditional(row, why)
        worded = any(wording.plain(text) for text in said.values())
        if not worded and outer.section is not None and not self.at_the_root:
            group.section = outer.section
            why.append("It has no heading; its questions stand in the section around it.")
            self.placed.append(Placed(row.called, row.where, outer.section.where, tuple(why)))
        else:
            group.section = self._section(row, said, why)
            self._asked_if[row.where] = group.asked_if
        self.open.append(group)

    def end(self) -> bool:
        """Closes the innermost group; False when none is open."""
        if self.at_the_root:
            return False
        self.open.pop()
        return True

    def _conditional(self, row: Row, why: list[str]) -> Group:
        outer = self.current
        group = Group(row.called, None, outer.asked_if, outer.conditions, outer.why)
        if relevant := row.get("relevant"):
            found, unfit = self.conditions.of(relevant)
            told = [
                f"Its group {row.called!r} was asked only if “{wording.shortened(part, 200)}”; "
                "that cannot be said here."
                for part in unfit
            ]
            why += told
            group.asked_if |= {relevant}
            group.conditions += tuple(c for c in found if c not in outer.conditions)
            group.why += tuple(told)
        return group

    def _section(self, row: Row, said: dict[str, str], why: list[str]) -> FoundSection:
        facts = self.facts.of("section", row.get("name"))
        if easy := easy_of(said):
            facts["title-easy"] = easy
        outer = self.current
        if not self.at_the_root:
            why.append(f"It stood inside the group {outer.name!r}; sections are not nested here.")
        section = FoundSection(row.called, row.where, said, more=facts, why=why)
        if outer.section is not None:
            self._around[row.where] = outer.section.where
        self.sections.append(section)
        return section

    def section(self) -> FoundSection:
        """Where a question stands now: the section of its group, gone on with after any group inside it."""
        group = self.current
        before = group.section
        if before is not None and self.sections and self.sections[-1] is before:
            return before
        if before is not None and not before.items:
            self.sections = [each for each in self.sections if each is not before]
            again = before
        else:
            again = FoundSection(where=before.where, said=before.said) if before else FoundSection()
        self.sections.append(again)
        for each in self.open:
            if each is group or (before is not None and each.section is before):
                each.section = again
        return again

    def asked_if(self, section: FoundSection) -> frozenset[str]:
        """What must hold for everything in a section."""
        return self._asked_if.get(section.where, frozenset())

    def close(self) -> None:
        """Takes out sections without a question: the heading of a group of groups introduces the first inside it."""
        inside: dict[str, FoundSection] = {}
        for section in self.sections:
            where = self._around.get(section.where, "") if section.name and section.items else ""
            while where:
                inside.setdefault(where, section)
                where = self._around.get(where, "")
        empty = [section for section in self.sections if not section.items and section.name]
        for section in reversed(empty):
            inner = inside.get(section.where)
            if inner is None:
                why = " ".join([*section.why, "Nothing in it is asked here."])
                self.dropped.append((section.name, section.where, why))
                continue
            inner.introduction = joined(section.said, inner.introduction)
            why_ = (*section.why, "It holds groups alone; its heading introduces the first of them.")
            self.placed.append(Placed(section.name, section.where, inner.where, why_))
        self.sections = [section for section in self.sections if section.items]


def joined(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    """Two texts one below the other, in every language that has either."""
    tags = dict.fromkeys([*first, *second])
    return {tag: "\n".join(t for t in (first.get(tag, ""), second.get(tag, "")) if t) for tag in tags}
