"""Conversation messages: every text of a conversation in the words of a language; nothing here sends or stores."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.channels import sms_parts
from feedback.i18n import Words, marked
from feedback.services import conversation_words
from feedback.services.comment_readers import Promise
from feedback.services.conversation_words import Word
from feedback.services.looks import Look
from feedback.vocabulary import LANGUAGES
from surveys.definition import Definition
from surveys.texting import Way

#: How a question is answered; where nothing stands here, nothing has to be said.
HOW = {
    Way.ONE: marked("Reply with one number."),
    Way.SEVERAL: marked("Reply with the numbers that fit, such as 1 3."),
    Way.STEP: marked("Reply with a number from {minimum} to {maximum}."),
    Way.NUMBER: marked("Reply with a number."),
    Way.WORDS: marked("Reply in your own words."),
}
#: What is wrong with an answer, by the code of the refusal.
REFUSED = {
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
    *HOW.values(), _NOT_UNDERSTOOD,
)  # fmt: skip
(
    _ASKS, _ASKS_ONE, _HOURS, _KEEPS, _BEGIN, _ANOTHER, SKIP, MOVING, _LEFT_OUT, _FIRST, _CHOOSE, _LAST, _NOTHING,
    _OVER, _NOT_BY_TEXT, _STILL,
) = SENTENCES[:16]  # fmt: skip

#: Marks of direction around what needs none, a plain number or a word of the same script: each costs two letters of a
#: part, and old telephones show them as boxes. Around Latin words and numbers to ring they stay.
_NEEDLESS = re.compile("\u2068([0-9]+|[\u0590-\u08ff\ufb50-\ufdff\ufe70-\ufefc ]+)\u2069")


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


def as_sent(text: str) -> str:
    """A text as it leaves: the same words without signs that cost more and say no more."""
    return sms_parts.plainer(_NEEDLESS.sub(r"\1", text))


def greeting(voice: Voice, number: int, languages: int) -> str:
    """The first text: who asks how much, what is kept for how long, and that nobody has to."""
    say, name = voice.words, voice.look.name
    asks = say(_ASKS, organisation=name, number=number) if number != 1 else say(_ASKS_ONE, organisation=name)
    lines = [asks, say(_HOURS), say(_KEEPS), f"{say(_NOT_WATCHED)} 999: {say(_HELP[0][1])}", say(_BEGIN)]
    if languages > 1:
        lines.append(say(_ANOTHER, word=voice.word(Word.LANGUAGE)))
    return "\n".join([*_invented(voice), *lines])


def _invented(voice: Voice) -> list[str]:
    return [voice.words("Invented.")] if voice.look.demonstration else []


def begin_again(voice: Voice) -> str:
    """What is said to somebody whose first reply does not begin."""
    return f"{voice.words(_NOT_UNDERSTOOD)} {voice.words(_BEGIN)}"


def not_understood(voice: Voice, code: str = "", figures: Mapping[str, Any] | None = None) -> str:
    """Why a reply was no answer; the question follows once more."""
    return voice.words(REFUSED.get(code, _NOT_UNDERSTOOD), **(figures or {}))


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


def help_in_danger(voice: Voice) -> str:
    """The same for somebody who is answering: nobody sees what they wrote unless they finish, and how to do so now."""
    return "\n".join([help_now(voice), voice.words(_HOURS), _send(voice)])


def _send(voice: Voice) -> str:
    """How to finish before the last question."""
    return f"{voice.word(Word.SEND)}: {voice.words(marked('Send my answers'))}"


def moving(voice: Voice, languages: int, *, begun: bool) -> str:
    """How to move about in a conversation, and how to finish one that has begun."""
    say = voice.words
    lines = [
        say(SKIP, word=voice.word(Word.SKIP)),
        say(MOVING, word=voice.word(Word.BACK), help=voice.word(Word.HELP)),
        *([_send(voice)] if begun else []),
    ]
    if languages > 1:
        lines.append(say(_ANOTHER, word=voice.word(Word.LANGUAGE)))
    return "\n".join(lines)


def choose_language(voice: Voice, offered: Sequence[str]) -> str:
    """The languages on offer, each by its own name, numbered."""
    lines = [f"{place} {LANGUAGES[tag]}" for place, tag in enumerate(offered, 1)]
    return "\n".join([voice.words(_CHOOSE), *lines])


def may_share(voice: Voice) -> str:
    """What the page asks beside the box: a tick there, a 1 here, and nothing is shared without it."""
    say = voice.words
    share, skip = marked("You may share my words without my name"), marked("Skip this question")
    return f"1 {say(share)}\n0 {say(skip)}"


def thanks(voice: Voice, *, receipt: str = "", base_url: str | None = None) -> str:
    """Thank you, and the receipt code where there is an address to type it in at."""
    say = voice.words
    # A line of its own: not every script ends a sentence with a full stop.
    lines = [say("Thank you"), say(_LAST)]
    if receipt and base_url:
        about = say(marked("With this code you can see your answers, change them, or take them back."))
        lines.append(f"{say(marked('Your receipt code'))}: {receipt}\n{about} {base_url}/receipt")
    return "\n".join([*_invented(voice), *lines])


def nothing_kept(voice: Voice) -> str:
    """Every question was left out."""
    return f"{voice.words('Thank you')}\n{voice.words(_NOTHING)}"


def over(voice: Voice) -> str:
    """The survey closed on the way."""
    return voice.words(_OVER)


def not_by_text(voice: Voice, address: str = "") -> str:
    """A code whose survey cannot be answered so, with the page where it can."""
    return " ".join(filter(None, [voice.words(_NOT_BY_TEXT), address]))


def still_answering(voice: Voice) -> str:
    """Somebody texted another code before they had finished."""
    return voice.words(_STILL)
