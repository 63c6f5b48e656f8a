"""Conversation steps: what one reply does to a conversation, and what is said back; no row, no number, no clock."""

from __future__ import annotations

from typing import Any

from feedback.services import conversation_answers as answers
from feedback.services import conversation_messages as messages
from feedback.services import conversation_questions as questions
from feedback.services import conversation_words, risk_words
from feedback.services.conversation_ground import (
    Ground,
    Said,
    State,
    current,
    items,
    left,
    may_be_danger,
    signs_of_risk,
    voice_of,
)
from feedback.services.conversation_messages import Voice
from feedback.services.conversation_words import Word
from surveys.definition import Item, Kind
from surveys.kinds import Refusal

#: A question is asked so many times more when its reply was no answer; then it is left out, and can be gone back to.
TRIES = 2
#: So many replies are answered for each question, and so many more: two machines that answer each other stop here.
TURNS_A_QUESTION, TURNS_MORE = 4, 30


def greet(ground: Ground, state: State) -> Said:
    """The first text of a conversation."""
    number, languages = len(items(ground, state)), len(ground.languages)
    return Said((messages.greeting(voice_of(ground, state), number, languages),))


def reply(ground: Ground, state: State, body: str) -> Said:
    """What becomes of a text: `state` is changed, and what is said back is returned."""
    helping = in_danger(ground, state, body)
    said = take(ground, state, body, urgent=may_be_danger(ground, state, body))
    return Said((*helping, *(text for text in said.texts if text not in helping)), said.done)


def in_danger(ground: Ground, state: State, body: str) -> tuple[str, ...]:
    """Where to turn at once, for a text with words that may be a sign of danger; nothing for any other.

    Nobody sees what was written unless they finish, so that it says how to finish now. Of care that went wrong it is
    said once, as it stands beside the box of the page.
    """
    found, voice = signs_of_risk(ground, state, body), voice_of(ground, state)
    if not found or (found <= risk_words.ABOUT_CARE and state.helped):
        return ()
    state.helped = True
    urgent = state.begun and may_be_danger(ground, state, body)
    return (messages.help_in_danger(voice) if urgent else messages.help_now(voice),)


def is_enough(ground: Ground, state: State) -> bool:
    """Whether so many texts came that no more are answered."""
    return state.turn > TURNS_MORE + TURNS_A_QUESTION * len(list(ground.definition.items()))


def take(ground: Ground, state: State, body: str, *, urgent: bool = False) -> Said:
    """The same without looking for danger in it; `urgent` where there is some."""
    state.turn += 1
    if is_enough(ground, state):
        return Said()
    voice, item = voice_of(ground, state), current(ground, state)
    word, language = _meant(ground, state, item, body)
    if language is not None:
        return _turn_to(ground, state, language)
    if word is Word.LANGUAGE and len(ground.languages) > 1:
        state.choosing = True
        return Said((messages.choose_language(voice, list(ground.languages)),))
    was_choosing, state.choosing = state.choosing, False
    if word is Word.HELP:
        helping = (messages.help_now(voice), messages.moving(voice, len(ground.languages), begun=state.begun))
        return Said((*helping, *ask(ground, state, again=True).texts))
    if not state.begun:
        return _begin(ground, state, voice, body)
    if word is Word.SEND:
        return Said(done=True)
    if was_choosing and word is None:
        return ask(ground, state)
    said = _go_on(ground, state, item, word, body)
    if state.sharing and urgent:
        # Somebody who may be in danger is not asked whether others may read it.
        state.sharing = False
        return ask(ground, state)
    return said


def _meant(ground: Ground, state: State, item: Item | None, body: str) -> tuple[Word | None, str | None]:
    """What a text says to do, and the language that it names; neither where it is an answer that is offered."""
    asked = item is not None and not state.sharing
    if asked and item and answers.is_an_option(item, voice_of(ground, state), state, body):
        return None, None
    named = conversation_words.language_named(body, ground.languages, state.language)
    if named is None and state.choosing:
        named = answers.language_chosen(list(ground.languages), state, body)
    return conversation_words.meaning(body, state.language), named


def _go_on(ground: Ground, state: State, item: Item | None, word: Word | None, body: str) -> Said:
    if word is Word.BACK:
        return _back(ground, state)
    if state.sharing:
        return _share(ground, state, False if word is Word.SKIP else answers.shares(state, body))
    if item is None:
        return Said(done=True)
    if word is Word.SKIP or answers.is_nought(item, state, body):
        return _pass(ground, state, item, None)
    try:
        answer = answers.of(item, voice_of(ground, state), state, body)
    except Refusal as refusal:
        return _again(ground, state, item, refusal)
    return _pass(ground, state, item, answer)


def ask(ground: Ground, state: State, *, again: bool = False) -> Said:
    """The question that is asked now, `again` without what introduces it, or how to begin; done where none is left."""
    voice = voice_of(ground, state)
    if not state.begun:
        return greet(ground, state)
    if state.sharing:
        return Said((messages.may_share(voice),))
    waiting = left(ground, state)
    if not waiting:
        return Said(done=True)
    behind = len(state.passed)
    text = questions.text(
        voice, waiting[0], state.answers, behind + 1, behind + len(waiting), first=not behind, again=again
    )  # fmt: skip
    return Said((text,))


def _begin(ground: Ground, state: State, voice: Voice, body: str) -> Said:
    if not answers.begins(voice, state, body):
        state.tries += 1
        # Somebody who never begins is not written to for ever.
        return Said((messages.begin_again(voice),) if state.tries <= TRIES else ())
    state.begun, state.tries = True, 0
    return ask(ground, state)


def _turn_to(ground: Ground, state: State, language: str) -> Said:
    """Goes on in another language; every answer stays."""
    state.language, state.version, state.choosing = language, ground.languages[language], False
    return ask(ground, state)


def _back(ground: Ground, state: State) -> Said:
    """Asks the question before once more; what was answered there is forgotten."""
    state.tries, state.sharing = 0, False
    if not state.passed:
        return Said((messages.at_the_first(voice_of(ground, state)), *ask(ground, state).texts))
    before = current(ground, state)
    # In Easy Read some of what was asked before is asked no more; going back goes on past it.
    while state.passed:
        state.answers.pop(state.passed.pop(), None)
        if current(ground, state) != before:
            break
    return ask(ground, state)


def _pass(ground: Ground, state: State, item: Item, answer: Any) -> Said:
    state.answers.pop(item.key, None)
    if answer is not None:
        state.answers[item.key] = answer
        # As the page's tick beside the box.
        state.sharing = item.kind is Kind.COMMENT
    state.passed.append(item.key)
    state.tries = 0
    return ask(ground, state)


def _share(ground: Ground, state: State, may: bool | None) -> Said:
    """Whether others may see the words that were given last; nothing is shared unless somebody says so."""
    if may is None and state.tries < TRIES:
        state.tries += 1
        return _once_more(ground, state, messages.not_understood(voice_of(ground, state)))
    state.answers[state.passed[-1]]["share"] = bool(may)
    state.sharing, state.tries = False, 0
    return ask(ground, state)


def _again(ground: Ground, state: State, item: Item, refusal: Refusal) -> Said:
    """Asks again, kindly and not for ever."""
    state.tries += 1
    if state.tries > TRIES:
        after = _pass(ground, state, item, None)
        return Said((messages.left_out(voice_of(ground, state)), *after.texts), after.done)
    return _once_more(
        ground, state, messages.not_understood(voice_of(ground, state), refusal.code, refusal.figures)
    )


def _once_more(ground: Ground, state: State, why: str) -> Said:
    """The question again below why its answer was none; apart from it where both are too long for one text."""
    [question] = ask(ground, state, again=True).texts
    whole = f"{why}\n{question}"
    return Said((whole,) if questions.fits(whole) else (why, question))
