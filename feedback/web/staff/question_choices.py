"""What the page of a question offers to choose from, and what it says of what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.i18n import marked
from feedback.web import templating
from feedback.web.pictures import IN_WORDS
from feedback.web.staff import question_words
from feedback.web.staff.question_fields import OWN, Fields, Row, from_item
from surveys import bank, easyread, reading
from surveys.definition import Definition, Item, Kind

Choice = dict[str, str]
#: The fields of the page as it calls them, where two people's words are shown beside each other.
_NAMES = {
    "text": "Question", "easy": "In Easy Read", "help": "Help", "help-easy": "Help in Easy Read",
    "minimum": "Smallest number", "maximum": "Largest number", "minimum-label": "Words for the smallest number",
    "minimum-label-easy": "The same in Easy Read", "maximum-label": "Words for the largest number",
    "maximum-label-easy": "The same in Easy Read", "maximum-length": "Longest text",
}  # fmt: skip


_NO_PICTURE = easyread.Finding(
    easyread.Rule.NO_PICTURE, marked("Choose a picture. It helps people who do not read well."), ""
)


def kinds() -> list[Choice]:
    """The kinds of question, each with an example."""
    said = templating.words()
    found = [(kind, question_words.KINDS[kind]) for kind in question_words.TO_CHOOSE]
    return [{"key": kind.value, "text": said(name), "hint": said(example)} for kind, (name, example) in found]


def answer_sets() -> list[Choice]:
    """The answers that surveys share, by their words, and one's own."""
    said = templating.words()
    shared = [
        {
            "key": key,
            "text": ", ".join(option["text"] for option in options),
            "hint": said("In every language already"),
        }
        for key, options in reading.answer_sets().items()
    ]
    return [*shared, {"key": OWN, "text": said("My own answers"), "hint": said("You write them below")}]


def measures() -> list[Choice]:
    """The measures an answer can speak for."""
    return [{"key": one.id, "text": f"{one.id} {one.title}"} for one in bank.measures()]


def pictures(find: str, chosen: str) -> list[Choice]:
    """Our drawn pictures by what they show; with words to find, those that fit. The chosen one comes first."""
    said, wanted = templating.words(), find.casefold().split()
    named = [{"key": name, "text": said(words)} for name, words in IN_WORDS.items()]
    found = [
        one for one in named
        if one["key"] == chosen or all(word in f"{one['text']} {one['key']}".casefold() for word in wanted)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one["key"] != chosen)


def _closed_before(definition: Definition, key: str, after: str) -> list[Item]:
    found = []
    for item in definition.items():
        if item.key == key:
            break
        if item.options:
            found.append(item)
        if item.key == after:
            break
    return found


def asked_before(definition: Definition, key: str, after: str) -> list[Choice]:
    """The earlier questions whose answer can decide whether this one is asked."""
    return [{"key": item.key, "text": item.text} for item in _closed_before(definition, key, after)]


def answers_of(definition: Definition, fields: Fields) -> dict[str, list[tuple[str, str]]]:
    """The answers of each question that a clause names."""
    found = {}
    for clause in fields.clauses:
        item = definition.item(clause.item)
        if item is not None:
            found[clause.item] = question_words.answer_choices(item)
    return found


def found(fields: Fields) -> dict[str, list[easyread.Finding]]:
    """What the plain check finds, by the field it is shown beside."""
    words = fields.words
    told = {name: easyread.findings(words[name]) for name in ("easy", "help-easy")}
    for name in ("minimum-label-easy", "maximum-label-easy"):
        told[name] = easyread.findings(words[name]) if fields.kind == Kind.SCALE else []
    told["picture"] = [] if fields.picture else [_NO_PICTURE]
    for n, row in enumerate(fields.rows):
        told[f"option-{n}"] = easyread.findings(row.easy or row.text, option=True) if row.text else []
    return told


def differing(mine: Fields, theirs: Mapping[str, Any]) -> list[dict[str, str]]:
    """Where two people wrote different things: the field, mine and theirs, in words."""
    said, other = templating.words(), from_item(theirs)
    found = [
        {"name": said(name), "mine": mine.words[key], "theirs": other.words[key]}
        for key, name in _NAMES.items()
        if mine.words[key] != other.words[key]
    ]
    rest = {"Kind": _kind, "Picture": _picture, "Answers": _answers, "Asked only if": _clauses, "More": _more}
    for name, told in rest.items():
        if told(mine) != told(other):
            found.append({"name": said(name), "mine": told(mine), "theirs": told(other)})
    return found


def _kind(fields: Fields) -> str:
    return question_words.kind({"kind": fields.kind}) if fields.kind in set(Kind) else ""


def _picture(fields: Fields) -> str:
    return templating.words()(IN_WORDS.get(fields.picture, ""))


def _answers(fields: Fields) -> str:
    shared = reading.answer_sets().get(fields.answers)
    if shared:
        return ", ".join(option["text"] for option in shared)
    return "; ".join(_row(row) for row in fields.rows if row.text)


def _row(row: Row) -> str:
    more = [row.easy, IN_WORDS.get(row.picture, ""), row.polarity, "stands alone" if row.alone else ""]
    told = ", ".join(one for one in more if one)
    return f"{row.text} ({told})" if told else row.text


def _clauses(fields: Fields) -> str:
    return "; ".join(f"{one.item} {one.how} {', '.join(one.answers)}" for one in fields.clauses if one.item)


def _more(fields: Fields) -> str:
    said = templating.words()
    told = [
        said("in Easy Read") if fields.easy_read else "", said("asked of proxies") if fields.proxy else "",
        *fields.registry,
    ]  # fmt: skip
    return ", ".join(one for one in told if one)
