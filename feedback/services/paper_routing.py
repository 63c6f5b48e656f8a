"""Says in words, in the language of a paper form, under which answers each question is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.channels.paper import Line
from feedback.i18n import Words
from feedback.services.looks import Look
from feedback.vocabulary import EASY_READ, ENGLISH
from surveys.definition import ANSWERED_BY, DECLINE, FOR_SOMEONE_ELSE, Condition, Definition, Item, Option
from surveys.kinds import option_keys
from surveys.reading import decline_option
from surveys.texts import option_key


@dataclass(frozen=True)
class Form:
    """What is printed: the questions with the words of a language, and whose link it is."""

    definition: Definition
    texts: Mapping[str, str]
    words: Words
    look: Look
    place: str
    code: str
    revision: int
    version: int
    logo: bytes | None = None
    #: Whether somebody reads this language, so that people are asked for words of their own.
    comments: bool = True


class Speaker:
    """Says a sentence of the interface: in English, and marked as English, where the signed words lack it."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.language, self.easy = words.language, words.language == EASY_READ

    def __call__(self, english: str, **figures: Any) -> Line:
        language = self._words.language
        if language in (ENGLISH, EASY_READ) or english in self._words.messages:
            return Line(self._words(english, **figures), language)
        # The words of this language, and none of them: what is put in keeps its own direction.
        return Line(Words(language, {})(english, **figures), ENGLISH)


def text_of(item: Item, option: Option, wanted: Form) -> str:
    """The words of an option in the language of the form."""
    return wanted.texts.get(option_key(item, option), option.text)


def routing(item: Item, wanted: Form, numbers: Mapping[str, int], say: Speaker) -> Iterator[Line]:
    """Under which answers a question is asked, in words."""
    if item.minimum_age:
        yield say("Only for people aged {age} or over.", age=item.minimum_age)
    for condition in wanted.definition.conditions[item.key]:
        asked = wanted.definition.item(condition.item)
        assert asked is not None
        keys = condition.is_ or condition.is_not
        if _is_about_age(item, condition, asked) or condition.item not in numbers:
            continue
        figures = {"number": numbers[asked.key], "answers": _either(asked, keys, wanted, say)}
        if condition.item == ANSWERED_BY and condition.is_not == [FOR_SOMEONE_ELSE]:
            yield say("Answer this only if you answer for yourself.")
        elif condition.is_not:
            yield say("Leave this out if you ticked {answers} at question {number}.", **figures)
        elif set(keys) >= set(option_keys(asked)):
            yield say("Answer this only if you answered question {number}.", **figures)
        else:
            yield say("Answer this only if you ticked {answers} at question {number}.", **figures)


def _is_about_age(item: Item, condition: Condition, asked: Item) -> bool:
    """Whether a clause only says the minimum age again."""
    bands = [option.age_from for option in asked.options if option.key in condition.is_not]
    return bool(item.minimum_age and bands) and None not in bands


def _either(item: Item, keys: Sequence[str], wanted: Form, say: Speaker) -> str:
    """The words of some answers as they stand on the form, the last two joined by "or"."""
    quoted = [f"“{_words_of(item, key, wanted)}”" for key in keys]
    if len(quoted) < 2:
        return "".join(quoted)
    return say("{answers} or {last}", answers=", ".join(quoted[:-1]), last=quoted[-1]).text


def _words_of(item: Item, key: str, wanted: Form) -> str:
    """An answer as it is printed: the step of a scale is its own number."""
    option = decline_option() if key == DECLINE else item.option(key)
    return text_of(item, option, wanted) if option else key
