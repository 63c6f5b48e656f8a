"""What of a question is put to people in another way than before: its words, its answers, its scale."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from surveys.definition import Item, Option


class Part(StrEnum):
    """What of a question changed so that its answers are compared with care."""

    KIND = "kind"
    TEXT = "text"
    EASY = "easy"
    HELP = "help"
    ANSWER_WORDS = "answer-words"
    ANSWER_ORDER = "answer-order"
    NEW_ANSWER = "new-answer"
    ANSWER_LEFT_OUT = "answer-left-out"
    ANSWER_COUNTS = "answer-counts"
    SCALE_ENDS = "scale-ends"
    ROUTING = "routing"


#: Each in one plain sentence.
PARTS = {
    Part.KIND: "It is another kind of question.",
    Part.TEXT: "The words of the question changed.",
    Part.EASY: "The Easy Read words of the question changed.",
    Part.HELP: "The hint changed.",
    Part.ANSWER_WORDS: "The words of an answer changed.",
    Part.ANSWER_ORDER: "The answers stand in another order.",
    Part.NEW_ANSWER: "There is a new answer to choose.",
    Part.ANSWER_LEFT_OUT: "An answer can no longer be chosen.",
    Part.ANSWER_COUNTS: "An answer counts in another way.",
    Part.SCALE_ENDS: "The ends of the scale changed.",
    Part.ROUTING: "It is asked of other people than before.",
}


def plain(text: str | None) -> str:
    """Words without what a reader does not see: the kind of space, of quotation mark and of dash."""
    marks = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
    return re.sub(r"\s+", " ", text or "").strip().translate(marks)


def reworded(was: Item, now: Item) -> Iterator[Part]:
    """What of a question changed, from its words to its scale; nothing where it is put to people as before."""
    if was.kind is not now.kind:
        yield Part.KIND
    if plain(was.text) != plain(now.text):
        yield Part.TEXT
    # Easy Read that is written for the first time was asked of nobody in other words.
    if was.easy and plain(was.easy) != plain(now.easy):
        yield Part.EASY
    if (plain(was.help), plain(was.help_easy)) != (plain(now.help), plain(now.help_easy)):
        yield Part.HELP
    yield from _other_answers(was, now)
    if _ends(was) != _ends(now):
        yield Part.SCALE_ENDS


def _other_answers(was: Item, now: Item) -> Iterator[Part]:
    kept = [(option, again) for option in was.options if (again := now.option(option.key))]
    if _differ(kept, lambda option: (plain(option.text), plain(option.easy or option.text))):
        yield Part.ANSWER_WORDS
    if [old.key for old, _ in kept] != [o.key for o in now.options if was.option(o.key)]:
        yield Part.ANSWER_ORDER
    if len(kept) < len(now.options) or (now.group and not was.group):
        yield Part.NEW_ANSWER
    if len(kept) < len(was.options) or (was.group and not now.group):
        yield Part.ANSWER_LEFT_OUT
    if _differ(kept, lambda option: (option.polarity, option.exclusive, option.parent)):
        yield Part.ANSWER_COUNTS


def _differ(pairs: Sequence[tuple[Option, Option]], of: Callable[[Option], object]) -> bool:
    return any(of(old) != of(new) for old, new in pairs)


def _ends(item: Item) -> tuple[object, ...]:
    labels = (item.minimum_label, item.maximum_label, item.minimum_label_easy, item.maximum_label_easy)
    return (item.minimum, item.maximum, *map(plain, labels))
