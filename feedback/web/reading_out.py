"""What a member of staff says and sees who asks in somebody else's language: a script, and the English beside it."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.i18n import Words, marked
from feedback.vocabulary import direction, html_language
from surveys.definition import Definition, Item, Kind
from surveys.kinds import SHARE
from surveys.reading import decline_option

#: Read out before the first question, sentence by sentence.
_SCRIPT = (
    marked("We would like to ask you some questions."),
    marked("You can stop at any time."),
    marked("You can leave out any question."),
    marked("Saying no makes no difference to your care."),
    marked("We do not write down your name."),
    marked("May we begin?"),
)
_MAY_SHARE = "You may share my words without my name"


@dataclass(frozen=True)
class Line:
    """One sentence to read out, in the language it is really in, and its English where that is another."""

    text: str
    html_language: str
    direction: str
    english: str


def script(speaking: Words) -> list[Line]:
    """The sentences in a language; a sentence without a translation stays English, and says so."""
    lines = []
    for english in _SCRIPT:
        translated = english in speaking.messages
        language = speaking.language if translated else "en"
        shown = html_language(language)
        lines.append(Line(speaking(english), shown, direction(language), english if shown != "en" else ""))
    return lines


def beside(definition: Definition, language: str) -> dict[str, str]:
    """The English wording of each question, under its key, and of each option, under "question/option".

    Empty where the language is English already.
    """
    if html_language(language) == "en":
        return {}
    found = {}
    for item in definition.items():
        found[item.key] = _question(item)
        options = [*item.options, *([decline_option()] if item.group else [])]
        found |= {f"{item.key}/{option.key}": option.text for option in options}
        if item.kind is Kind.COMMENT:
            found[f"{item.key}/{SHARE}"] = _MAY_SHARE
    return found


def _question(item: Item) -> str:
    ends = ""
    if item.kind is Kind.SCALE:
        ends = f" {item.minimum}: {item.minimum_label or ''}, {item.maximum}: {item.maximum_label or ''}."
    return f"{item.text}{ends}{f' {item.help}' if item.help else ''}"
