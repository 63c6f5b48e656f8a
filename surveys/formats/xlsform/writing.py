"""Writes XLSForms: a survey in all its languages as a spreadsheet for other tools, and that comes back the same."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from surveys.definition import Definition, Item, Kind, Option, Section
from surveys.formats import wording
from surveys.formats.xlsform import own as xlsform_own
from surveys.formats.xlsform import routing as xlsform_routing
from surveys.formats.xlsform.names import name_of, unused
from surveys.formats.xlsform.tongues import EASY
from surveys.reading import decline_option
from surveys.texts import ENGLISH, option_key

#: Texts by text key, for each language.
Texts = Mapping[str, Mapping[str, str]]
_LONGEST = 32_000
_TYPES = {
    Kind.STATEMENT: "select_one", Kind.RATING: "select_one", Kind.YES_NO: "select_one", Kind.ONE: "select_one",
    Kind.MANY: "select_multiple", Kind.SCALE: "range", Kind.NUMBER: "integer", Kind.SHORT_TEXT: "text",
    Kind.COMMENT: "text", Kind.POSTCODE: "text",
}  # fmt: skip
_PLAIN = ("type", "name", "relevant", "constraint", "parameters", "appearance")
_NAMES = {ENGLISH: "English", EASY: "Easy Read"}
_WIDTHS = {"type": 30, "name": 24, "list_name": 24}


def write(definition: Definition, texts: Texts, names: Mapping[str, str] | None = None) -> bytes:
    """The XLSForm (.xlsx) of a survey; `texts` are its translations, `names` what the languages are called."""
    return _Book(definition, texts, names or {}).packed()


class _Book:
    """The sheets of one survey as rows of named cells."""

    def __init__(self, definition: Definition, texts: Texts, names: Mapping[str, str]) -> None:
        self.definition, self.texts = definition, texts
        easy = [EASY] if _has_easy(definition) else []
        languages = [ENGLISH, *easy, *(tag for tag in texts if tag not in (ENGLISH, EASY))]
        self.languages = {tag: f"{names.get(tag) or _NAMES.get(tag, tag)} ({tag})" for tag in languages}
        self.names = _names(definition)
        self.rules = xlsform_routing.implied(definition)
        self.survey: list[dict[str, str]] = []
        self.choices: list[dict[str, str]] = []
        self.facts: list[xlsform_own.Fact] = []
        #: The list of each item by its key, and what is in each list that several may share.
        self.lists: dict[str, str] = {}
        self.listed: dict[str, tuple[Sequence[Option], bool]] = {}

    def packed(self) -> bytes:
        """The whole spreadsheet."""
        self._introduce("introduction", "survey", self.definition)
        for section in self.definition.sections:
            self._section(section)
        packed = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(packed, options) as workbook:
            said = [f"{what}::{name}" for what in ("label", "hint") for name in self.languages.values()]
            _sheet(workbook, "survey", [*_PLAIN[:2], *said, *_PLAIN[2:]], self.survey)
            _sheet(workbook, "choices", ["list_name", "name", *said[: len(self.languages)]], self.choices)
            _sheet(workbook, "settings", list(self._settings()), [self._settings()])
            _sheet(workbook, xlsform_own.SHEET, xlsform_own.HEADS, self._facts())
        return packed.getvalue()

    def _settings(self) -> dict[str, str]:
        return {
            "form_title": self._label(self.definition.title), "form_id": self.definition.key,
            "version": self.definition.edition, "default_language": self.languages[ENGLISH],
        }  # fmt: skip

    def _facts(self) -> list[dict[str, str]]:
        implied = {key: xlsform_routing.relevant(rules, self.names) for key, rules in self.rules.items()}
        titles = {tag: text for tag in self.languages if (text := self.texts.get(tag, {}).get("title"))}
        found = xlsform_own.facts(self.definition, self.names, self.lists, implied, titles)
        rows = [dict(zip(xlsform_own.HEADS, fact, strict=True)) for fact in [*found, *self.facts]]
        for row in rows:
            row["value"] = (
                self._label(row["value"]) if row["field"] in ("title", "title-easy") else row["value"]
            )
        return rows

    def _introduce(self, key: str, name: str, of: Definition | Section) -> None:
        if of.introduction:
            called = unused(f"{name_of(name)}_introduction", self.names.values())
            self.names[f"note/{key}"] = called
            said = self._said("label", key, of.introduction, of.introduction_easy)
            self.survey.append({"type": "note", "name": called, **said})
            self.facts.append(("note", called, "", "introduction", "", "yes"))

    def _section(self, section: Section) -> None:
        key = f"section/{section.key}"
        title = self._said("label", f"{key}/title", section.title, section.title_easy)
        self.survey.append({"type": "begin_group", "name": self.names[key], **title})
        self._introduce(f"{key}/introduction", section.key, section)
        for item in section.items:
            self.survey.append(self._item(item))
        self.survey.append({"type": "end_group"})

    def _item(self, item: Item) -> dict[str, str]:
        key = f"item/{item.key}"
        row = {"type": _TYPES[item.kind], "name": self.names[item.key]}
        row |= self._said("label", f"{key}/text", item.text, item.easy)
        row |= self._said("hint", f"{key}/help", item.help, item.help_easy)
        conditions = [*item.show_when, *self.rules[item.key]]
        row["relevant"] = xlsform_routing.relevant(conditions, self.names)
        row["constraint"] = xlsform_routing.constraint(item)
        if item.options:
            self.lists[item.key] = self._list(item)
        if row["type"].startswith("select"):
            row["type"] += f" {self.lists[item.key]}"
        elif item.kind is Kind.SCALE:
            row["parameters"] = f"start={item.minimum} end={item.maximum} step=1" + self._ends(item)
        elif item.kind is Kind.COMMENT:
            row["appearance"] = "multiline"
        return row

    def _list(self, item: Item) -> str:
        """The name of the list of an item's answers; one that is the same to the letter is written once."""
        content = (item.options, item.group)
        shared = item.answers is not None
        if shared and (same := next((name for name, has in self.listed.items() if has == content), "")):
            return same
        name = unused(name_of(item.answers if shared and item.answers else item.key), self.listed)
        self.listed[name] = content
        for option in [*item.options, *([decline_option()] if item.group else [])]:
            said = self._said("label", option_key(item, option), option.text, option.easy)
            self.choices.append({"list_name": name, "name": option.key, **said})
        return name

    def _ends(self, item: Item) -> str:
        """A list of the words at the two ends of a scale, and the parameter that names it."""
        ends = (
            (item.minimum, "minimum-label", item.minimum_label, item.minimum_label_easy),
            (item.maximum, "maximum-label", item.maximum_label, item.maximum_label_easy),
        )
        if not (item.minimum_label or item.maximum_label):
            return ""
        name = unused(f"{name_of(item.key)}_ends", self.listed)
        self.listed[name] = ((), False)
        for number, what, words, easy in ends:
            if words:
                said = self._said("label", f"item/{item.key}/{what}", words, easy)
                self.choices.append({"list_name": name, "name": str(number), **said})
        return f" tick_labelset={name}"

    def _said(self, what: str, key: str, english: str | None, easy: str | None) -> dict[str, str]:
        """The words of one text in every language, under the head of its column."""
        said = {tag: self.texts.get(tag, {}).get(key) for tag in self.languages}
        said |= {ENGLISH: english, EASY: easy}
        return {f"{what}::{self.languages[tag]}": self._label(said[tag]) for tag in self.languages}

    @staticmethod
    def _label(text: str | None) -> str:
        """Words as a label holds them: what would be taken for a tag, a link or a reference is written in signs."""
        text = (text or "").strip()
        if wording.runs(text) or wording.plain(text) != wording.seen(text):
            text = html.escape(text, quote=False).replace("[", "&#91;").replace(":", "&#58;")
        return text.replace("${", "$&#123;")


def _names(definition: Definition) -> dict[str, str]:
    """A name for every item by its key, and for every section by `section/<key>`, no two the same."""
    names = {item.key: name_of(item.key) for item in definition.items()}
    for section in definition.sections:
        names[f"section/{section.key}"] = unused(name_of(section.key), names.values())
    return names


_EASY_FIELDS = (
    "easy",
    "title_easy",
    "introduction_easy",
    "help_easy",
    "minimum_label_easy",
    "maximum_label_easy",
)


def _has_easy(definition: Definition) -> bool:
    parts: Iterable[Any] = [definition, *definition.sections, *definition.items()]
    own = any(getattr(part, name, None) for part in parts for name in _EASY_FIELDS)
    return own or any(option.easy for item in definition.items() for option in item.options)


def _sheet(workbook: Any, name: str, heads: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """One sheet of text and nothing but text: no formula, no number, no link."""
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    for number, head in enumerate(heads):
        sheet.set_column(number, number, _WIDTHS.get(head, 40))
        sheet.write_string(0, number, wording.seen(head), bold)
    sheet.freeze_panes(1, 0)
    for at, row in enumerate(rows, start=1):
        for number, head in enumerate(heads):
            if text := wording.seen(row.get(head) or "")[:_LONGEST]:
                sheet.write_string(at, number, text)
