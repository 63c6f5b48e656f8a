"""One question of a FHIR file: which kind it becomes here, its words, limits and answers, and what changed."""

from __future__ import annotations

from typing import Any

from surveys.definition import DECLINE, Kind
from surveys.formats import wording
from surveys.formats.fhir.answers import Offered
from surveys.formats.fhir.losses import not_for_people, of_item, unit_of
from surveys.formats.fhir.nodes import (
    OF_ITEM,
    Node,
    chosen,
    controls,
    extension,
    nodes,
    own,
    string,
    whole,
)
from surveys.formats.fhir.words import EASY, Words, joined
from surveys.formats.found import FoundItem

_KINDS = {
    "integer": Kind.NUMBER, "positiveInt": Kind.NUMBER, "unsignedInt": Kind.NUMBER, "decimal": Kind.SHORT_TEXT,
    "date": Kind.SHORT_TEXT, "dateTime": Kind.SHORT_TEXT, "instant": Kind.SHORT_TEXT, "time": Kind.SHORT_TEXT,
    "quantity": Kind.SHORT_TEXT, "string": Kind.SHORT_TEXT, "text": Kind.COMMENT, "boolean": Kind.ONE,
}  # fmt: skip
_CHOICES = ("choice", "open-choice", "coding")
_AS_TEXT = {
    "decimal": "A number with decimals", "quantity": "A number with a unit", "date": "A date",
    "dateTime": "A date and time", "instant": "A date and time", "time": "A time",
}  # fmt: skip
_NOT_HERE = {
    "url": "It asks for an address on the web, which is not taken here.",
    "attachment": "It asks for a file, and files are not taken here.",
    "reference": "It asks for a record of another system, which is not reached from here.",
}
_CLOSED = {Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.MANY}
_MEASURED = {Kind.STATEMENT, Kind.RATING, Kind.YES_NO}
#: The kinds of ours that each type of FHIR carries in our own exports.
_FITS = {
    "choice": _CLOSED, "open-choice": {Kind.POSTCODE}, "integer": {Kind.NUMBER, Kind.SCALE},
    "string": {Kind.SHORT_TEXT, Kind.POSTCODE}, "text": {Kind.COMMENT},
}  # fmt: skip
_OF_AN_ITEM = (
    "picture", "answers", "registry", "proxy", "easy-read", "group", "default", "minimum-age", "parent-item",
)  # fmt: skip
#: Where the words of a display beneath a question go, by how it is to be shown.
_ENDS = {"lower": "minimum", "upper": "maximum"}


class Items:
    """Makes the questions of one file."""

    def __init__(self, words: Words, *, exact: bool) -> None:
        self._words = words
        self._exact = exact

    def found(
        self, node: Node, name: str, where: str, offered: Offered, beneath: list[tuple[str, str, Node]]
    ) -> FoundItem:
        """The question, with the displays beneath it (name, place, node) as its help and the labels of its ends."""
        item = FoundItem(name, where, None)
        self._put_words(item, node)
        for each in beneath:
            self._put_display(item, *each)
        if not (reason := not_for_people(node)):
            item.kind = self._kind(node, offered, item)
        if item.kind is None:
            item.why.extend([reason] if reason else [])
            return item
        item.why.extend(of_item(node))
        if item.kind in _CLOSED or item.kind is Kind.POSTCODE:
            item.options, item.why = offered.options, [*item.why, *offered.why]
        self._measure(item, node)
        self._put_ours(item, node)
        return item

    def easy(self, said: dict[str, str]) -> str:
        """The Easy Read of a text, taken out of its other languages, as plain text."""
        text = said.pop(EASY, "")
        return text.strip() if self._exact else wording.plain(text)

    def _put_words(self, item: FoundItem, node: Node) -> None:
        where = f"The item {item.name!r}"
        prefix = "" if self._exact else string(node, "prefix").strip()
        said = self._words.said(node, "text", where, prefix)
        item.more = {"easy": easy} if (easy := self.easy(said)) else {}
        coded = (string(each, "display").strip() for each in nodes(node, "code"))
        if not said and (display := next((each for each in coded if each), "")):
            wording.refuse_what_runs(display, where)
            item.why.append("It has no words of its own; those of its code stand for them.")
            said = {self._words.default: display}
        item.said = said

    def _put_display(self, item: FoundItem, name: str, where: str, node: Node) -> None:
        """Takes in the words of a display beneath the question; the account says where they went."""
        said = self._words.said(node, "text", f"The item {name!r}")
        easy = self.easy(said)
        how = controls(node)
        end = next((_ENDS[each] for each in sorted(how & _ENDS.keys())), "help")
        why = "" if how & {*_ENDS, "help", "flyover"} else "Its words stand in the help of the question."
        item.along.append((name, where, why))
        more = dict(item.more)
        if end == "minimum":
            item.minimum_label = joined([dict(item.minimum_label), said], self._words.default)
        elif end == "maximum":
            item.maximum_label = joined([dict(item.maximum_label), said], self._words.default)
        else:
            item.help = joined([dict(item.help), said], self._words.default)
        if easy:
            more["help-easy" if end == "help" else f"{end}-label-easy"] = easy
        item.more = more

    def _kind(self, node: Node, offered: Offered, item: FoundItem) -> Kind | None:
        said = string(node, "type")
        many = node.get("repeats") is True
        lists = len(offered.options) > 1 or bool(offered.refusal)
        ours = own(node, OF_ITEM).get("kind")
        kind = next((each for each in _FITS.get(said, ()) if each.value == ours), None)
        if kind is not None and not (kind in _MEASURED and _unpolar(offered)):
            return kind
        if said in _CHOICES or (lists and said not in ("boolean", *_NOT_HERE)):
            return self._choice(node, offered, item)
        if many and said in _KINDS:
            item.why.append("It took several answers; here it takes one.")
        if offered.options and not lists and said != "boolean":
            item.why.append("It offered one answer only; here people write their own.")
        if said in _AS_TEXT:
            item.why.append(f"{_AS_TEXT[said]} is asked as a short text, which is not checked.")
        if said == "integer" and "slider" in controls(node):
            return Kind.SCALE
        if said not in _KINDS:
            item.why.append(_NOT_HERE.get(said) or f"A question of the type {said[:60]!r} is not asked here.")
        return _KINDS.get(said)

    def _choice(self, node: Node, offered: Offered, item: FoundItem) -> Kind | None:
        if offered.refusal:
            item.why.append(offered.refusal)
            return None
        free = str(node.get("answerConstraint")) in ("optionsOrString", "optionsOrType")
        if string(node, "type") == "open-choice" or free:
            item.why.append("People could write an answer of their own; here they choose one that is listed.")
        if str(own(node, OF_ITEM).get("kind")) in _MEASURED and _unpolar(offered):
            item.why.append("Its answers do not say which is good; it is asked without measuring that.")
        return Kind.MANY if node.get("repeats") is True else Kind.ONE

    def _measure(self, item: FoundItem, node: Node) -> None:
        """The limits of a number, its unit, and the length of a text."""
        item.maximum_length = whole(node.get("maxLength"))
        limits = {name: extension(node, f"{name[:3]}Value") for name in ("minimum", "maximum")}
        ours = own(node, OF_ITEM)
        if item.kind in (Kind.NUMBER, Kind.SCALE):
            item.minimum, item.maximum = (
                whole(limits[n]) if limits[n] is not None else _number(ours.get(n)) for n in limits
            )
            if any(value is not None and whole(value) is None for value in limits.values()):
                item.why.append("A limit that is no whole number is left out.")
        elif any(value is not None for value in limits.values()):
            item.why.append("The limits of its answer are not checked here.")
        if item.kind is Kind.SCALE and whole(extension(node, "sliderStepValue")) not in (None, 1):
            item.why.append("The steps of the scale are 1 here.")
        if unit := wording.seen(unit_of(node)):
            item.help = joined([dict(item.help), {self._words.default: unit}], self._words.default)
            item.why.append(f"Its unit {unit[:60]!r} stands in the help of the question.")

    def _put_ours(self, item: FoundItem, node: Node) -> None:
        """What our own export wrote into its extension."""
        ours = own(node, OF_ITEM)
        said = chosen(ours, _OF_AN_ITEM)
        if ours.get("kind") != item.kind:  # other software made something else of it
            said.pop("answers", None)
            if item.kind not in (Kind.ONE, Kind.MANY):
                said.pop("group", None)
        item.more = {**item.more, **said}
        if item.kind is not Kind.MANY:
            for option in item.options:
                option.more = {name: value for name, value in option.more.items() if name != "exclusive"}


def _unpolar(offered: Offered) -> bool:
    return any(not option.more.get("polarity") for option in offered.options if option.code != DECLINE)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
