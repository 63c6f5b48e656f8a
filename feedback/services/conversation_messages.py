"""Conversation messages: every text of a conversation in the words of a language; nothing here sends or stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.i18n import Words, marked
from feedback.services import conversation_words
from feedback.services.comment_readers import Promise
from feedback.services.conversation_words import Word
from feedback.services.looks import Look
from feedback.vocabulary import LANGUAGES, Cover
from surveys import text_length
from surveys.definition import Definition, Item, Kind
from surveys.texting import WAYS, Way, choices

#: How a question is answered; where nothing stands here, nothing has to be said.
_HOW = {
    Way.ONE: marked("Reply with one number."),
    Way.SEVERAL: marked("Reply with the numbers that fit, such as 1 3."),
    Way.STEP: marked("Reply with a number from {minimum} to {maximum}."),
    Way.NUMBER: marked("Reply with a number."),
    Way.WORDS: marked("Reply in your own words."),
}
#: What is wrong with an answer, by the code of the refusal.
_REFUSED = {
    "whole-number": marked("Write a whole number, such as 3."),
    "at-least": marked("Write a number that is {minimum} or more."),
    "at-most": marked("Write a number that is {maximum} or less."),
    "too-long": marked("Your answer is too long. Make it shorter than {limit} characters."),
    "stands-alone": marked(
        "You chose “none” or “prefer not to say” and another answer. Choose one or the other."
    ),
    "choose-one": marked("Choose one answer only."),
    "unreadable": marked("Your answer has characters that we cannot read. Write it again."),
}
_NOT_UNDERSTOOD = marked("Sorry, we did not understand that.")
#: Who reads free text out of hours, as beside the box of the page.
_COVERS = {
    Cover.NOBODY: marked("Nobody reads this at night or at weekends."),
    Cover.WEEKENDS: marked("Staff also read this at weekends."),
    Cover.ALWAYS: marked("Staff also read this at night and at weekends."),
}
_NOT_WATCHED = marked("We do not read this at once. It is not for emergencies.")
#: Where to turn at once, as on the page.
_HELP = (
    ("999", marked("Life in danger")),
    ("18000", marked("999 by text relay")),
    ("111", marked("Health help that is urgent")),
    ("111", marked("Choose option 2 for a mental health crisis")),
    ("116 123", marked("Samaritans, day and night")),
    ("0800 1111", marked("Childline, if you are under 19")),
)
#: The sentences that only a conversation says; where a language lacks one, it comes in English.
SENTENCES = (
    marked("{organisation} has {number} questions for you. You can leave out any of them."),
    marked("{organisation} has 1 question for you."),
    marked("You have 72 hours. If you do not finish, we delete it all."),
    marked("If you finish, we keep your answers without your number, and delete the texts."),
    marked("To begin, reply 1. To stop, reply STOP."),
    marked("For another language, reply {word}."),
    marked("To skip it, reply {word}."),
    marked("To go back, reply {word}. For help, reply {help}. To stop, reply STOP."),
    marked("We leave this question out for now. To answer it after all, reply {word}."),
    marked("That was the first question."),
    marked("Reply with the number of your language."),
    marked("That was the last question. We keep your answers without your number."),
    marked("You left out every question, so we keep nothing."),
    marked("This survey takes no more answers. What you texted is deleted."),
    marked("This survey cannot be answered by text."),
    marked("You are still answering other questions. Finish those first, then text the code again."),
    *_HOW.values(), _NOT_UNDERSTOOD,
)  # fmt: skip
(
    _ASKS, _ASKS_ONE, _HOURS, _KEEPS, _BEGIN, _ANOTHER, _SKIP, _MOVING, _LEFT_OUT, _FIRST, _CHOOSE, _LAST, _NOTHING,
    _OVER, _NOT_BY_TEXT, _STILL,
) = SENTENCES[:16]  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """A survey in one language: its words, ours, and who reads what people write (None: nobody does)."""

    language: str
    version: int
    definition: Definition
    texts: Mapping[str, str]
    words: Words
    look: Look
    promise: Promise | None = None
    #: Questions whose text would be too long in this language.
    left_out: frozenset[str] = frozenset()

    def word(self, word: Word) -> str:
        """The word of this language that our texts name."""
        return conversation_words.shown(word, self.language)

    def text(self, key: str, english: str | None) -> str:
        """A text of the survey; empty where it has none."""
        return self.texts.get(key, english or "") if english else ""


def greeting(voice: Voice, number: int, languages: int) -> str:
    """The first text: who asks how much, what is kept for how long, and that nobody has to."""
    say, name = voice.words, voice.look.name
    asks = say(_ASKS, organisation=name, number=number) if number != 1 else say(_ASKS_ONE, organisation=name)
    lines = [asks, say(_HOURS), say(_KEEPS), f"{say(_NOT_WATCHED)} 999: {say(_HELP[0][1])}.", say(_BEGIN)]
    if languages > 1:
        lines.append(say(_ANOTHER, word=voice.word(Word.LANGUAGE)))
    return "\n".join([*_invented(voice), *lines])


def _invented(voice: Voice) -> list[str]:
    return [voice.words("Invented.")] if voice.look.demonstration else []


def begin_again(voice: Voice) -> str:
    """What is said to somebody whose first reply does not begin."""
    return f"{voice.words(_NOT_UNDERSTOOD)} {voice.words(_BEGIN)}"


def question(
    voice: Voice, item: Item, answers: Mapping[str, Any], number: int, total: int, *, first: bool = False
) -> str:
    """One question with its numbered answers; what introduces it is left away where it would be too long."""
    body = _question(voice, item, answers, number, total)
    if first:
        moving = voice.words(_MOVING, word=voice.word(Word.BACK), help=voice.word(Word.HELP))
        body = _where_it_fits(f"{body}\n{moving}", body)
    above = _introductions(voice, item, first)
    return _where_it_fits("\n".join([*above, body]), body)


def _where_it_fits(longer: str, shorter: str) -> str:
    return shorter if text_length.too_long(longer) else longer


def _introductions(voice: Voice, item: Item, first: bool) -> list[str]:
    """What the page says above the first question of the survey, and above the first of its part."""
    definition = voice.definition
    section = next(part for part in definition.sections if item in part.items)
    key = f"section/{section.key}/introduction"
    whole = voice.text("introduction", definition.introduction) if first else ""
    part = voice.text(key, section.introduction) if item is section.items[0] else ""
    return [text for text in (whole, part) if text]


def _question(voice: Voice, item: Item, answers: Mapping[str, Any], number: int, total: int) -> str:
    say, way = voice.words, WAYS[item.kind]
    helping = voice.text(f"item/{item.key}/help", item.help)
    lines = [
        say(marked("Question {number} of {total}"), number=number, total=total),
        voice.text(f"item/{item.key}/text", item.text),
        *([helping] if helping else []),
    ]
    offered = choices(item, voice.texts, answers)
    lines += [f"{place} {choice.text}" for place, choice in enumerate(offered, 1)]
    if way is Way.STEP:
        lines += [f"{end}: {label}" for end, label in _ends(voice, item) if label]
    if way in (Way.ONE, Way.SEVERAL):
        lines.append(f"0 {say('Skip this question')}")
    lines.append(say(_HOW[way], minimum=item.minimum, maximum=item.maximum))
    if way not in (Way.ONE, Way.SEVERAL):
        lines[-1] += f" {say(_SKIP, word=voice.word(Word.SKIP))}"
    if item.kind is Kind.COMMENT and voice.promise is not None:
        lines += _promised(voice.promise, say)
    return "\n".join(lines)


def _ends(voice: Voice, item: Item) -> Sequence[tuple[int | None, str]]:
    return (
        (item.minimum, voice.text(f"item/{item.key}/minimum-label", item.minimum_label)),
        (item.maximum, voice.text(f"item/{item.key}/maximum-label", item.maximum_label)),
    )


def _promised(told: Promise, say: Words) -> list[str]:
    """Who reads it by when, and whom to ring until then: what the page says beside its box."""
    days = (
        say(marked("Our staff read this within 1 working day."))
        if told.days == 1
        else say(marked("Our staff read this within {number} working days."), number=told.days)
    )
    lines = [f"{days} {say(_COVERS[told.cover])}"]
    if told.phone:
        lines.append(say(marked("At night and at weekends you can ring {number}."), number=told.phone))
    return lines


def not_understood(voice: Voice, code: str = "", figures: Mapping[str, Any] | None = None) -> str:
    """Why a reply was no answer; the question follows once more."""
    return voice.words(_REFUSED.get(code, _NOT_UNDERSTOOD), **(figures or {}))


def left_out(voice: Voice) -> str:
    """What is said when a question is left out after several replies that were no answer."""
    return voice.words(_LEFT_OUT, word=voice.word(Word.BACK))


def at_the_first(voice: Voice) -> str:
    """What is said to somebody who wants to go back and is at the beginning."""
    return voice.words(_FIRST)


def help_now(voice: Voice) -> str:
    """Where to turn in danger: what the page says by every box for free text."""
    say, own = voice.words, voice.look.help_number
    lines = [f"{say(_NOT_WATCHED)} {say(marked('If you need help now:'))}"]
    lines += [f"{number} {say(words)}" for number, words in _HELP]
    return "\n".join([*lines, *([f"{own} {voice.look.name}"] if own else [])])


def moving(voice: Voice, languages: int) -> str:
    """How to move about in a conversation."""
    say = voice.words
    lines = [
        say(_SKIP, word=voice.word(Word.SKIP)),
        say(_MOVING, word=voice.word(Word.BACK), help=voice.word(Word.HELP)),
    ]
    if languages > 1:
        lines.append(say(_ANOTHER, word=voice.word(Word.LANGUAGE)))
    return "\n".join(lines)


def choose_language(voice: Voice, offered: Sequence[str]) -> str:
    """The languages on offer, each by its own name, numbered."""
    lines = [f"{place} {LANGUAGES[tag]}" for place, tag in enumerate(offered, 1)]
    return "\n".join([voice.words(_CHOOSE), *lines])


def thanks(voice: Voice, *, receipt: str = "", base_url: str | None = None) -> str:
    """Thank you, and the receipt code where there is an address to type it in at."""
    say = voice.words
    lines = [f"{say('Thank you')}. {say(_LAST)}"]
    if receipt and base_url:
        about = say(marked("With this code you can see your answers, change them, or take them back."))
        lines.append(f"{say(marked('Your receipt code'))}: {receipt}\n{about} {base_url}/receipt")
    return "\n".join([*_invented(voice), *lines])


def nothing_kept(voice: Voice) -> str:
    """Every question was left out."""
    return f"{voice.words('Thank you')}. {voice.words(_NOTHING)}"


def over(voice: Voice) -> str:
    """The survey closed on the way."""
    return voice.words(_OVER)


def not_by_text(voice: Voice, address: str = "") -> str:
    """A code whose survey cannot be answered so, with the page where it can."""
    return " ".join(filter(None, [voice.words(_NOT_BY_TEXT), address]))


def still_answering(voice: Voice) -> str:
    """Somebody texted another code before they had finished."""
    return voice.words(_STILL)
