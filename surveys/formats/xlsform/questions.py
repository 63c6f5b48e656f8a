"""One row of an XLSForm as a question: its kind, words, answers, limits and routing, and everything that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys import reading
from surveys.definition import DECLINE, Kind
from surveys.formats import wording
from surveys.formats.askable import MOST_OPTIONS
from surveys.formats.found import FoundItem, FoundOption
from surveys.formats.xlsform.choices import Listed, easy_of, media_of
from surveys.formats.xlsform.constraints import Limits, limits, parameters, whole
from surveys.formats.xlsform.expressions import Conditions
from surveys.formats.xlsform.own import Facts
from surveys.formats.xlsform.sheets import Row
from surveys.formats.xlsform.tongues import Tongues
from surveys.formats.xlsform.types import Type

_YES = ("yes", "true", "true()", "1", "y")
_NO = ("", "no", "false", "false()", "0", "n")
_MULTILINE = "multiline"
#: The kinds that an XLSForm says in one way; which of them it is stands among our own facts.
_CHOSEN_ONE = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE)
_POINTING = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO)
_TYPED = (Kind.SHORT_TEXT, Kind.COMMENT, Kind.POSTCODE)


def true(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.casefold().replace(" ", "") in _YES


@dataclass
class Questions:
    """Everything of a form that a question may need beside its own row."""

    tongues: Tongues
    lists: Mapping[str, Listed]
    facts: Facts
    conditions: Conditions

    def item(self, row: Row, type_: Type) -> FoundItem:
        """The question of a row; its kind is None when it cannot be asked, and `why` says why not."""
        item = FoundItem(row.called, row.where, type_.kind, why=[type_.why] if type_.why else [])
        if item.kind is None:
            return item
        if true(row.get("readonly")):
            item.kind, item.why = None, ["It was shown and could not be answered (read only)."]
            return item
        facts = self.facts.of("item", row.get("name"))
        self._words(row, item)
        self._kind(row, type_, item, facts)
        self._limits(row, type_, item)
        self._routing(row, item, facts)
        self._changes(row, item)
        parent = facts.pop("parent-item", None)
        more = dict(item.more) | {name: facts[name] for name in facts if name not in ("list", "implied")}
        item.more = more | ({"parent-item": parent} if parent else {})
        return item

    def _words(self, row: Row, item: FoundItem) -> None:
        said = self.tongues.words(row, "label", item.why, needed=True)
        hint = self.tongues.words(row, "hint", item.why)
        more: dict[str, Any] = {}
        if easy := easy_of(said):
            more["easy"] = easy
        if easy := easy_of(hint):
            more["help-easy"] = easy
        if not any(wording.plain(text) for text in said.values()) and hint:
            said, hint = hint, {}
            item.why.append("It had no words but its hint; that is asked.")
        item.said, item.help, item.more = said, hint, more

    def _kind(self, row: Row, type_: Type, item: FoundItem, facts: dict[str, Any]) -> None:
        kind = facts.pop("kind", None)
        if type_.is_ == "select":
            self._chosen(type_, item)
            if item.kind is Kind.ONE and kind in _CHOSEN_ONE:
                item.kind = Kind(kind)
                own = [option for option in item.options if option.code != DECLINE]
                if item.kind in _POINTING and not all(option.more.get("polarity") for option in own):
                    item.kind = Kind.ONE
                    item.why.append("Nothing says which way its new answers point; it is a plain choice now.")
        elif type_.is_ == "tick":
            item.options = _ticked()
        elif item.kind is Kind.SHORT_TEXT:
            rows = whole(parameters(row.get("parameters")).get("rows", "")) or 1
            if _MULTILINE in row.get("appearance").casefold() or rows > 1:
                item.kind = Kind.COMMENT
            if kind in _TYPED:
                item.kind = Kind(kind)
        if item.kind is Kind.POSTCODE and facts.get("list") in self.lists:
            item.options = self.lists[facts["list"]].options

    def _chosen(self, type_: Type, item: FoundItem) -> None:
        listed = self.lists.get(type_.list)
        if listed is None:
            named = (
                f"names the list {type_.list[:60]!r}, which has" if type_.list else "names no list, so it has"
            )
            item.kind = None
            item.why = [f"It {named} no answers in the sheet “choices”."]
            return
        if listed.number > MOST_OPTIONS:
            item.kind = None
            item.why = [f"It has {listed.number:,} answers; the most is {MOST_OPTIONS}."]
            return
        item.options = listed.options
        item.why += listed.why
        if type_.other:
            item.why.append("People could type another answer; here “Other” is one to choose.")
            if all(option.code != "other" for option in listed.options):
                item.options = [*listed.options, FoundOption("other", {"en": "Other"})]

    def _limits(self, row: Row, type_: Type, item: FoundItem) -> None:
        if type_.is_ == "range":
            self._range(row, item)
        if not (constraint := row.get("constraint")):
            return
        found = limits(constraint) if self.conditions.affords(constraint) else Limits(rest=[constraint])
        if item.kind in (Kind.NUMBER, Kind.SCALE):
            item.minimum = found.minimum if item.minimum is None else item.minimum
            item.maximum = found.maximum if item.maximum is None else item.maximum
        elif found.minimum is not None or found.maximum is not None:
            found.rest = [constraint]
        if item.kind in (Kind.SHORT_TEXT, Kind.COMMENT) and found.longest is not None:
            item.maximum_length = found.longest
        elif found.longest is not None:
            found.rest = [constraint]
        codes = {option.code for option in item.options}
        if item.kind is Kind.MANY and set(found.alone) <= codes:
            item.options = [
                _alone(option) if option.code in found.alone else option for option in item.options
            ]
        elif found.alone:
            found.rest = [constraint]
        for part in found.rest:
            item.why.append(
                f"An answer had to fit “{wording.shortened(part, 200)}”; that is not checked here."
            )

    def _range(self, row: Row, item: FoundItem) -> None:
        said = parameters(row.get("parameters"))
        start, end, step = (whole(said.get(name, ready)) for name, ready in
                            (("start", "1"), ("end", "10"), ("step", "1")))  # fmt: skip
        if start is None or end is None or step is None:
            item.kind = Kind.SHORT_TEXT
            item.why.append(
                "Its scale has fractions; it is typed here as a few words, and nothing checks it."
            )
            return
        if abs(step) != 1:
            item.why.append(f"Its scale went in steps of {abs(step)}; here every whole number can be chosen.")
        if start > end:
            item.why.append("Its scale ran downwards; here it runs upwards.")
        item.minimum, item.maximum = min(start, end), max(start, end)
        ends = self.lists.get(said.get("tick_labelset", ""))
        for option in ends.options if ends else ():
            words = dict(option.said)
            if whole(option.code) == item.minimum:
                item.minimum_label = words
                item.more = {**item.more, **_easy_end("minimum", option)}
            elif whole(option.code) == item.maximum:
                item.maximum_label = words
                item.more = {**item.more, **_easy_end("maximum", option)}
            else:
                item.why.append("Only the two ends of its scale have words here.")

    def _routing(self, row: Row, item: FoundItem, facts: Mapping[str, Any]) -> None:
        relevant = without(row.get("relevant"), str(facts.get("implied", "")))
        if relevant:
            item.conditions, unfit = self.conditions.of(relevant)
            for part in unfit:
                item.why.append(
                    f"It was asked only if “{wording.shortened(part, 200)}”; that cannot be said here."
                )

    def _changes(self, row: Row, item: FoundItem) -> None:
        """What a row says beside its question, and what becomes of it."""
        why = item.why
        if row.get("required").casefold().replace(" ", "") not in _NO:
            why.append("An answer was required; people may skip it here.")
        if row.said.get("constraint_message") or row.said.get("required_message"):
            why.append("Its own words for a missing or wrong answer are not carried.")
        if row.said.get("guidance_hint"):
            why.append("Its guidance for an interviewer is not carried.")
        if row.get("calculation"):
            why.append("It was filled in from other answers; here people answer it.")
        if row.get("default"):
            why.append("It came with an answer filled in; here it begins empty.")
        if row.get("choice_filter"):
            why.append("Only some of its answers were shown, by an earlier answer; here all are.")
        if true(parameters(row.get("parameters")).get("randomize", "")):
            why.append("Its answers were shown in a changing order; here the order stays.")
        if named := media_of(row):
            why.append(named)


def without(relevant: str, implied: str) -> str:
    """A condition without the part that our own rules put there when the file was written."""
    if not implied or not relevant.endswith(implied):
        return relevant
    rest = relevant[: -len(implied)].rstrip()
    return rest.removesuffix("and").rstrip() if rest.endswith(" and") or not rest else relevant


def _alone(option: FoundOption) -> FoundOption:
    return FoundOption(option.code, option.said, {**option.more, "exclusive": True})


def _easy_end(end: str, option: FoundOption) -> dict[str, Any]:
    easy = option.more.get("easy")
    return {f"{end}-label-easy": easy} if easy else {}


def _ticked() -> list[FoundOption]:
    """Yes, under the code that a tick has in a form, and No; with the words that every language has."""
    yes, no = (next(o for o in reading.answer_sets()["yes-no"] if o["key"] == key) for key in ("yes", "no"))
    return [_shared_option("OK", yes), _shared_option("no", no)]


def _shared_option(code: str, data: Mapping[str, Any]) -> FoundOption:
    return FoundOption(
        code, {"en": data["text"]}, {name: data[name] for name in data if name not in ("key", "text")}
    )
