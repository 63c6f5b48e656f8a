"""Reads XLSForms: a spreadsheet of questions to a survey that can be asked, with every row accounted for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from surveys.formats import tags
from surveys.formats.accounting import Account, BadFile, Brought
from surveys.formats.assembling import assemble
from surveys.formats.found import FoundItem, FoundSurvey
from surveys.formats.xlsform import choices as xlsform_choices
from surveys.formats.xlsform.expressions import Conditions
from surveys.formats.xlsform.groups import Groups
from surveys.formats.xlsform.notes import Notes
from surveys.formats.xlsform.own import SHEET, Facts
from surveys.formats.xlsform.questions import Questions, true
from surveys.formats.xlsform.sheets import Row, Sheet, sheets
from surveys.formats.xlsform.tongues import Tongues
from surveys.formats.xlsform.types import Type, type_of

_MOST_TOLD = 20
_TITLES = ("form_title", "title", "set_form_title")
_NAMES = ("form_id", "id_string", "set_form_id")
_READ = frozenset({*_TITLES, *_NAMES, "default_language", "allow_choice_duplicates", "version"})


def read(content: bytes, name: str, languages: tags.Languages) -> Brought:
    """A survey from an XLSForm (.xlsx); `name` is that of the file, `languages` are ours with their names.

    Raises BadFile for a file that is refused as a whole, and nothing else.
    """
    found = sheets(content)
    try:
        return _brought(found, name, languages)
    except BadFile as refusal:
        rows = (row for row in found["survey"].rows if type_of(row.get("type")).is_ != "end")
        raise refusal.with_items((row.called, row.where) for row in rows) from None


def _brought(found: Mapping[str, Sheet], name: str, languages: tags.Languages) -> Brought:
    settings = found["settings"].rows[0].cells if "settings" in found and found["settings"].rows else {}
    facts = Facts(found.get(SHEET))
    tongues = Tongues(found["survey"], settings.get("default_language", ""), languages)
    twice = true(settings.get("allow_choice_duplicates", ""))
    listed = xlsform_choices.lists(found.get("choices"), tongues, facts, twice=twice)
    form = _Form(Questions(tongues, listed, facts, Conditions()))
    form.take(found["survey"])
    survey = form.survey(settings, PurePath(name).stem)
    survey.remarks[:0] = [remark for sheet in found.values() for remark in sheet.remarks]
    survey.remarks += [*facts.remarks, *tongues.remarks()]
    try:
        brought = assemble(survey)
    except BadFile as refusal:
        if refusal.account is not None:
            form.settle(refusal.account)
        raise
    form.settle(brought.account)
    return brought


class _Form:
    """The sheet of questions, row by row."""

    def __init__(self, questions: Questions) -> None:
        self.questions, self.facts = questions, questions.facts
        self.groups = Groups(questions.tongues, questions.facts, questions.conditions)
        self.notes = Notes(questions.tongues, questions.facts, self.groups)
        self.known = questions.conditions.known
        self.dropped: list[tuple[str, str, str]] = []
        self.remarks: list[str] = []

    def take(self, sheet: Sheet) -> None:
        """Every row. Raises BadFile for names that stand twice where they may not."""
        twice: list[str] = []
        for row in sheet.rows:
            type_ = type_of(row.get("type"))
            if true(row.get("disabled")) and type_.is_ == "end":
                continue
            if true(row.get("disabled")):
                self.dropped.append((row.called, row.where, "It is switched off in the file."))
            elif type_.is_ == "end":
                if not self.groups.end():
                    self.remarks.append(f"Row {row.number} ends a group that nothing began.")
            else:
                twice += self._twice(row)
                self._row(row, type_)
        if any(row.get("appearance").casefold() not in ("", "multiline") for row in sheet.rows):
            self.remarks.append("How questions look on a screen (the column “appearance”) is not carried.")
        if not self.groups.at_the_root:
            self.remarks.append(f"The group {self.groups.current.name!r} is never ended in the file.")
        if twice:
            raise BadFile(*twice[:_MOST_TOLD], "Give each of them a name of its own.")
        self.notes.close()
        self.groups.close()

    def _twice(self, row: Row) -> list[str]:
        names, name = self.groups.current.names, row.get("name")
        if name and name in names:
            rows = f'rows {names[name]} and {row.number} of the sheet "survey"'
            return [f"The name {name[:60]!r} stands twice in the same group ({rows})."]
        names |= {name: row.number} if name else {}
        return []

    def _row(self, row: Row, type_: Type) -> None:
        if type_.is_ == "group":
            self.groups.begin(row, type_)
            return
        shown = type_.is_ == "question" and true(row.get("readonly")) and row.get("type").casefold() == "text"
        if type_.is_ == "note" or shown:
            self.notes.add(row)
            return
        item = self.questions.item(row, type_)
        if item.kind is None:
            self.dropped.append((item.name, item.where, " ".join(item.why)))
        else:
            self._ask(row, item)

    def _ask(self, row: Row, item: FoundItem) -> None:
        group = self.groups.current
        item.why += group.why
        item.conditions = [c for c in group.conditions if c not in item.conditions] + item.conditions
        asked_if = group.asked_if | ({row.get("relevant")} - {""})
        self.notes.stand_with(item, asked_if, first=not self.known)
        self.groups.section().items.append(item)
        self.known[item.name] = item

    def survey(self, settings: Mapping[str, str], name: str) -> FoundSurvey:
        """What was found, to be assembled."""
        title = next((settings[each] for each in _TITLES if settings.get(each)), "")
        called = next((settings[each] for each in _NAMES if settings.get(each)), "") or name
        more: dict[str, Any] = self.facts.of("survey")
        if self.notes.introduction_easy:
            more["introduction-easy"] = self.notes.introduction_easy
        if unread := [each for each in settings if each not in _READ]:
            self.remarks.append("Settings that are not carried: " + ", ".join(unread[:10]) + ".")
        tongues = self.questions.tongues
        source = tongues.source_tag
        said = {tag: text for language, text in self.facts.titles.items() if (tag := tongues.tag(language))}
        said |= {source: title} if title else {}
        dropped = [*self.dropped, *self.notes.dropped, *self.groups.dropped]
        return FoundSurvey(
            str(more.pop("key", called)), said, self.notes.introduction, self.groups.sections, dropped,
            self.remarks, default_language=source, more=more,
        )  # fmt: skip

    def settle(self, account: Account) -> None:
        """Puts the rows that stand with others into the account, and the account into the order of the file."""
        keys = {entry.where: entry.key for entry in (*account.carried, *account.changed)}
        # Groups that hold groups alone come last, and others may stand with them.
        for one in reversed([*self.notes.placed, *self.groups.placed]):
            key = keys.get(one.target, "") if one.target else "introduction"
            gone = () if key else ("What it stood with is not asked here.",)
            account.note(one.name, one.where, key, gone or one.why)
            keys.setdefault(one.where, key)
        for entries in (account.carried, account.changed, account.dropped):
            entries.sort(key=lambda entry: _number(entry.where))


def _number(where: str) -> int:
    found = re.fullmatch(r"row (\d+)", where)
    return int(found[1]) if found else 0
