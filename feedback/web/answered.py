"""A form's answers as a person meets them again: back in the page that asked, or told in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from feedback.i18n import Words, marked
from feedback.web.asking import AskedItem, Asking, limit_of
from feedback.web.problems import sentence
from surveys.answers import Problem
from surveys.definition import DECLINE, NOT_FOUND, Definition, Kind
from surveys.doubts import MARKS
from surveys.kinds import SHARE

#: What became of a postcode, where the number alone would tell nobody anything.
_OF_A_POSTCODE = {
    "1": marked("1, the most deprived fifth"),
    "5": marked("5, the least deprived fifth"),
    NOT_FOUND: marked("Postcode not known"),
}

#: Reserved fields that a page with answers in it hands on.
REPLACING = ("replaces", "replaces-receipt")


def with_answers(
    page: Asking,
    definition: Definition,
    form: Iterable[tuple[str, str]],
    problems: Sequence[Problem],
    words: Words,
) -> Asking:
    """The page again with what was sent still in it, and each problem beside its question."""
    values: dict[str, list[str]] = {}
    for name, value in form:
        values.setdefault(name, []).append(value)
    limits = {item.key: item.maximum_length for section in page.sections for item in section.items}
    kept = {
        key: [
            text if text in (SHARE, DECLINE, *MARKS) else _showable(text, limits[key]) for text in values[key]
        ]
        for key in values
        if key in limits
    }
    # An Easy Read page shows fewer questions, and a language that nobody reads none for free text; what was answered
    # before is carried through it, whole.
    carried = [
        (key, _showable(text, limit_of(item)))
        for key in values
        if key not in limits and (item := definition.item(key)) is not None
        for text in values[key]
    ]
    # Whose answers these replace is asked once and must not be lost on the way.
    carried += [(key, _showable(text, 200)) for key in REPLACING for text in values.get(key, ()) if text]
    by_item = {
        problem.item: sentence(words, problem.code, problem.figures) for problem in problems if problem.item
    }
    general = [sentence(words, problem.code, problem.figures) for problem in problems if problem.item is None]
    return replace(page, values=kept, problems=by_item, general=general, carried=carried)


def _showable(text: str, limit: int) -> str:
    """What can be put back into a page: characters that no page can hold are left out, and it is cut to the limit."""
    return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff")[:limit]


def in_words(page: Asking, answers: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Each answered question and its answer, as a person reads them, in the order they are asked."""
    given = ((item, answers.get(item.key)) for section in page.sections for item in section.items)
    return [(item.text, _in_words(item, answer, words)) for item, answer in given if answer is not None]


def _in_words(item: AskedItem, answer: Any, words: Words) -> str:
    if isinstance(answer, dict):
        return str(answer["text"])
    labels = {option.key: option.text for option in item.options} | {DECLINE: item.decline or ""}
    if item.kind == Kind.POSTCODE:
        labels |= {key: words(text) for key, text in _OF_A_POSTCODE.items()}
    chosen = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels.get(str(value), str(value)) for value in chosen)
