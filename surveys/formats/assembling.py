"""From what a reader found to a survey that can be asked: every item is carried, changed with a reason, or dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from surveys import reading
from surveys.definition import DECLINE, Kind
from surveys.formats import askable, keys
from surveys.formats.accounting import Account, BadFile, Brought
from surveys.formats.found import (
    Along,
    FoundCondition,
    FoundItem,
    FoundOption,
    FoundSection,
    FoundSurvey,
)
from surveys.formats.source_words import LONGEST, Words

_OF_AN_ITEM = (
    "easy", "help-easy", "picture", "answers", "registry", "proxy", "easy-read", "group", "default", "minimum-age",
    "minimum-label-easy", "maximum-label-easy",
)  # fmt: skip
_OF_A_SURVEY = ("kind", "edition", "principle", "title-easy", "introduction-easy", "about-you")
_EMPTY = "Nothing in it can be asked here."


def assemble(found: FoundSurvey) -> Brought:
    """A definition that `reading.read` accepts, its translations by text key, and the account of every item.

    Raises BadFile, with the account as its `account`, when nothing of the file can be asked.
    """
    assembly = _Assembly(found)
    return assembly.result()


class _Assembly:
    """One file on its way: keys given so far, its words, and the account."""

    def __init__(self, found: FoundSurvey) -> None:
        self.found = found
        self.account = Account()
        self.words = Words(found)
        #: Names of the file to what became of them: key, and option codes to option keys.
        self.items: dict[str, tuple[str, dict[str, str]]] = {}
        self.taken: set[str] = set()
        self.sections: list[dict[str, Any]] = []
        #: Which rows of the file became which section or item.
        self.rows: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for sentence in found.remarks:
            self.account.remark(sentence)
        for name, where, why in found.dropped:
            self.account.note(name, where, "", [why])

    def result(self) -> Brought:
        said = self.words.said(self.found.said)
        cut: list[str] = []
        title = self.words.put("title", said, cut) or self.found.name[:LONGEST] or "Survey"
        for section in self.found.sections:
            self._section(section, title)
        if not self.sections:
            raise self._nothing()
        data: dict[str, Any] = {"key": keys.slug(self.found.name) or "survey", "title": title}
        if introduction := self.words.put("introduction", self.words.said(self.found.introduction), cut):
            data["introduction"] = introduction
        if cut:
            self.account.remark(f"The title or introduction is longer than {LONGEST} letters; it is cut.")
        data |= {name: self.found.more[name] for name in _OF_A_SURVEY if name in self.found.more}
        data["sections"] = self.sections
        return Brought(self._sound(data), self.words.texts, self.account)

    def _nothing(self) -> BadFile:
        told = [f"{e.item} ({e.where}): {' '.join(e.why)}" for e in self.account.dropped[:5]]
        return BadFile("Nothing in this file can be asked here.", *told, account=self.account)

    def _section(self, section: FoundSection, title: str) -> None:
        key = keys.unused(
            section.key or section.name, {each["key"] for each in self.sections}, "questions", kept=()
        )
        why = list(section.why)
        data: dict[str, Any] = {"key": key}
        data["title"] = self.words.put(f"section/{key}/title", self.words.said(section.said), why) or title
        introduction = self.words.put(
            f"section/{key}/introduction", self.words.said(section.introduction), why
        )
        data |= {"introduction": introduction} if introduction else {}
        data |= dict(section.more)
        data["items"] = [item for each in section.items if (item := self._item(each)) is not None]
        if data["items"]:
            self.sections.append(data)
        why = (
            [*why, *self.words.lost(section.said, section.introduction)]
            if data["items"]
            else [section.gone or _EMPTY]
        )
        rows: list[tuple[str, str, list[str]]] = [(section.name, section.where, why)] if section.name else []
        self._note("section", key if data["items"] else "", rows, section.along)

    def _item(self, item: FoundItem) -> dict[str, Any] | None:
        key, why = keys.unused(item.name, self.taken), list(item.why)
        refusal = askable.refusal(item, self.words, len(self.taken))
        data = self._asked(key, item, why) if refusal is None else None
        why.extend([refusal] if refusal else [])
        self._note("item", key if data else "", [(item.name, item.where, why)], item.along)
        if data:
            self.taken.add(key)
        return data

    def _note(
        self, kind: str, key: str, rows: list[tuple[str, str, list[str]]], along: Iterable[Along]
    ) -> None:
        """Accounts for a question or section, and for the rows whose words it took with it."""
        with_it = "" if key else "What it belongs to cannot be asked here."
        rows = [*rows, *((name, where, [w] if (w := with_it or why) else []) for name, where, why in along)]
        for name, where, why in rows:
            self.account.note(name, where, key, why)
            self.rows.setdefault((kind, key), set()).add((name, where))

    def _asked(self, key: str, item: FoundItem, why: list[str]) -> dict[str, Any] | None:
        kind = item.kind
        data: dict[str, Any] = {"key": key}
        text = self.words.put(f"item/{key}/text", self.words.said(item.said), why)
        easy = item.more.get("easy")
        data |= {"kind": kind, "text": text} | ({"easy": easy} if easy else {})
        for name, said in (("help", item.help), ("minimum-label", item.minimum_label),
                           ("maximum-label", item.maximum_label)):  # fmt: skip
            if words := self.words.put(f"item/{key}/{name}", self.words.said(said), why):
                data[name] = words
        data |= askable.measured(item, why)
        data |= {name: item.more[name] for name in _OF_AN_ITEM if name in item.more}
        if kind not in askable.CHOSEN:
            data.pop("answers", None)  # the name of a set would bring its answers along
        if parent := self.items.get(str(item.more.get("parent-item") or "")):
            data["parent-item"] = parent[0]
        options, codes = self._options(key, item, why)
        data |= {"options": options} if options else {}
        if clauses := self._routing(item.conditions, why):
            data["show-when"] = clauses
        why.extend(self.words.lost(item.said, item.help, *(option.said for option in item.options)))
        self.items[item.name] = (key, codes)
        return data | {"kind": str(data["kind"])}

    def _options(
        self, key: str, item: FoundItem, why: list[str]
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        options: list[dict[str, Any]] = []
        codes: dict[str, str] = {}
        used = {DECLINE}
        if item.kind not in (*askable.CHOSEN, Kind.POSTCODE):
            return options, codes
        for option in item.options:
            if item.more.get("group") and keys.slug(option.code) == DECLINE:
                codes[option.code] = DECLINE  # every question about the person has it by itself
                self.words.put("answers/decline", self.words.said(option.said), why)
                continue
            own = keys.unused(option.code, used, f"answer-{len(options) + 1}", kept=())
            used.add(own)
            codes.setdefault(option.code, own)  # of two that are called the same, routing means the first
            options.append(self._option(key, own, option, why))
        return options, codes

    def _option(self, item: str, key: str, option: FoundOption, why: list[str]) -> dict[str, Any]:
        shared = option.more.get("shared")
        said = self.words.said(option.said)
        text = self.words.put(str(shared or f"option/{item}/{key}"), said, why)
        if not text:
            why.append(f"The answer {option.code!r} has no words; its code stands for them.")
        return {"key": key, "text": text or option.code or key, **option.more}

    def _routing(self, conditions: Iterable[FoundCondition], why: list[str]) -> list[dict[str, Any]]:
        clauses = []
        for one in conditions:
            key, codes = self.items.get(one.item, ("", {}))
            known = list(dict.fromkeys(codes[code] for code in one.codes if code in codes))
            if not key:
                why.append(
                    f"It was asked only after an answer to {one.item!r}, which is not asked before it here."
                )
            elif not known:
                why.append(f"It was asked only after answers that {one.item!r} does not have.")
            else:
                clauses.append({"item": key, "is-not" if one.negated else "is": known})
        return clauses

    def _sound(self, data: dict[str, Any]) -> dict[str, Any]:
        """The data once `reading.read` accepts it; what it does not accept is dropped by name, never a whole file."""
        for _ in range(askable.MOST_ITEMS):
            try:
                reading.read(data)
            except reading.BadDefinition as bad:
                self._without(data, bad.problems)
            else:
                return data
        raise BadFile("The file cannot be made into a survey.")

    def _without(self, data: dict[str, Any], problems: Iterable[reading.Problem]) -> None:
        refused: dict[tuple[int, int], str] = {}
        for problem in problems:
            place = re.match(r"sections\.(\d+)\.items\.(\d+)", problem.path)
            if place is None:
                raise BadFile(f"{problem.path}: {problem.message}.")
            refused.setdefault((int(place[1]), int(place[2])), problem.message)
        for (s, i), message in sorted(refused.items(), reverse=True):
            gone = data["sections"][s]["items"].pop(i)
            self._drop("item", gone["key"], f"It cannot be asked here: {message}.")
        for section in [each for each in data["sections"] if not each["items"]]:
            self._drop("section", section["key"], _EMPTY)
            data["sections"].remove(section)
        if not data["sections"]:
            raise self._nothing()

    def _drop(self, kind: str, key: str, why: str) -> None:
        rows = self.rows.get((kind, key), set())
        for entries in (self.account.carried, self.account.changed):
            for entry in [each for each in entries if (each.item, each.where) in rows]:
                entries.remove(entry)
                self.account.note(entry.item, entry.where, "", [*entry.why, why])
        self.words.forget((f"item/{key}/", f"option/{key}/") if kind == "item" else (f"section/{key}/",))
