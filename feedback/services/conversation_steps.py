"""Conversation steps: what one reply does to a conversation, and what is said back; no row, no number, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback.services import conversation_messages as messages
from feedback.services import conversation_questions as questions
from feedback.services import conversation_words, risk_words
from feedback.services.conversation_messages import Voice
from feedback.services.conversation_words import Word
from feedback.vocabulary import EASY_READ
from surveys import replies, texting
from surveys.definition import Definition, Item
from surveys.kinds import Refusal, kind_of, option_keys
from surveys.replies import fold
from surveys.texting import WAYS, Way

#: A question is asked so many times more when its reply was no answer; then it is left out, and can be gone back to.
TRIES = 2
#: More than any survey takes: two machines that answer each other stop here.
MOST_TURNS = 400


@dataclass
class State:
    """Where somebody is: what they answered, and which questions are behind them, in the order they were asked."""

    language: str
    version: int
    answers: dict[str, Any] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    begun: bool = False
    choosing: bool = False
    tries: int = 0
    turn: int = 0


@dataclass(frozen=True)
class Ground:
    """What a conversation is about, and how it is spoken of in each language on offer by text."""

    definition: Definition
    languages: Mapping[str, int]
    speak: Callable[[str, int], Voice]
    #: An organisation's own phrases of risk, beside the shipped lists.
    own_risks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Said:
    """The texts that go back, in order, and whether that was all."""

    texts: tuple[str, ...]
    done: bool = False


def greet(ground: Ground, state: State) -> Said:
    """The first text of a conversation."""
    voice = _voice(ground, state)
    return Said((messages.greeting(voice, len(_items(ground, state, voice)), len(ground.languages)),))


def reply(ground: Ground, state: State, body: str) -> Said:
    """What becomes of a text: `state` is changed, and what is said back is returned."""
    helping = in_danger(ground, state, body)
    said = take(ground, state, body)
    return Said((*helping, *(text for text in said.texts if text not in helping)), said.done)


def in_danger(ground: Ground, state: State, body: str) -> tuple[str, ...]:
    """Where to turn at once, for a text with words that may be a sign of danger; nothing for any other."""
    found = risk_words.find(body, state.language, ground.own_risks)
    return (messages.help_now(_voice(ground, state)),) if found else ()


def take(ground: Ground, state: State, body: str) -> Said:
    """The same without looking for danger in it."""
    state.turn += 1
    if state.turn > MOST_TURNS:
        return Said(())
    voice, item = _voice(ground, state), _current(ground, state)
    own = item is not None and _is_an_option(voice, item, state, body)
    word = None if own else conversation_words.meaning(body, state.language)
    named = None if own else conversation_words.language_named(body, ground.languages)
    if named is None and state.choosing:
        named = _chosen(ground, state, body)
    if named is not None:
        return _turn_to(ground, state, named)
    if word is Word.LANGUAGE and len(ground.languages) > 1:
        state.choosing = True
        return Said((messages.choose_language(voice, list(ground.languages)),))
    was_choosing, state.choosing = state.choosing, False
    if word is Word.HELP:
        helping = (messages.help_now(voice), messages.moving(voice, len(ground.languages)))
        return Said((*helping, *ask(ground, state).texts))
    if not state.begun:
        return _begin(ground, state, voice, body)
    if was_choosing and word is None:
        return ask(ground, state)
    return _go_on(ground, state, voice, item, word, body)


def _go_on(
    ground: Ground, state: State, voice: Voice, item: Item | None, word: Word | None, body: str
) -> Said:
    if word is Word.BACK:
        return _back(ground, state, voice)
    if item is None:
        return Said((), done=True)
    if word is Word.SKIP or _is_zero(item, body, state.language):
        return _pass(ground, state, item, None)
    try:
        answer = _read(item, voice, state, body)
    except Refusal as refusal:
        return _again(ground, state, voice, item, refusal)
    return _pass(ground, state, item, answer)


def current(ground: Ground, state: State) -> Item | None:
    """The question that is asked now; None when all have been."""
    return _current(ground, state)


def _voice(ground: Ground, state: State) -> Voice:
    return ground.speak(state.language, state.version)


def _items(ground: Ground, state: State, voice: Voice) -> list[Item]:
    return texting.items(
        ground.definition, state.answers, easy=state.language == EASY_READ, comments=voice.promise is not None,
        left_out=voice.left_out,
    )  # fmt: skip


def _current(ground: Ground, state: State) -> Item | None:
    waiting = _items(ground, state, _voice(ground, state))
    return next((item for item in waiting if item.key not in state.passed), None)


def ask(ground: Ground, state: State) -> Said:
    """The question that is asked now, or how to begin; done where none is left."""
    voice = _voice(ground, state)
    if not state.begun:
        return greet(ground, state)
    left = [item for item in _items(ground, state, voice) if item.key not in state.passed]
    if not left:
        return Said((), done=True)
    number = len(state.passed) + 1
    total = len(state.passed) + len(left)
    first = not state.passed
    return Said(
        (questions.text(voice, left[0], state.answers, number, total, first=first, how=state.tries > 0),)
    )


def _begin(ground: Ground, state: State, voice: Voice, body: str) -> Said:
    manner = conversation_words.manner(state.language)
    yes = {fold(voice.words("Yes")), "yes", "ok"}
    if replies.whole_number(body, manner) != "1" and fold(body) not in yes:
        state.tries += 1
        # Somebody who never begins is not written to for ever.
        return Said((messages.begin_again(voice),) if state.tries <= TRIES else ())
    state.begun, state.tries = True, 0
    return ask(ground, state)


def _turn_to(ground: Ground, state: State, language: str) -> Said:
    """Goes on in another language; every answer stays."""
    state.language, state.version, state.choosing = language, ground.languages[language], False
    return ask(ground, state)


def _chosen(ground: Ground, state: State, body: str) -> str | None:
    offered = list(ground.languages)
    number = replies.whole_number(body, conversation_words.manner(state.language))
    return offered[int(number) - 1] if number.isdecimal() and 1 <= int(number) <= len(offered) else None


def _back(ground: Ground, state: State, voice: Voice) -> Said:
    """Asks the question before once more; what was answered there is forgotten."""
    state.tries = 0
    if not state.passed:
        return Said((messages.at_the_first(voice), *ask(ground, state).texts))
    before = _current(ground, state)
    # In Easy Read some of what was asked before is asked no more; going back goes on past it.
    while state.passed:
        state.answers.pop(state.passed.pop(), None)
        if _current(ground, state) != before:
            break
    return ask(ground, state)


def _pass(ground: Ground, state: State, item: Item, answer: Any) -> Said:
    state.answers.pop(item.key, None)
    if answer is not None:
        state.answers[item.key] = answer
    state.passed.append(item.key)
    state.tries = 0
    return ask(ground, state)


def _again(ground: Ground, state: State, voice: Voice, item: Item, refusal: Refusal) -> Said:
    """Asks again, kindly and not for ever."""
    state.tries += 1
    if state.tries > TRIES:
        after = _pass(ground, state, item, None)
        return Said((messages.left_out(voice), *after.texts), after.done)
    why = messages.not_understood(voice, refusal.code, refusal.figures)
    return Said(tuple(f"{why}\n{text}" for text in ask(ground, state).texts))


def _is_zero(item: Item, body: str, language: str) -> bool:
    """Whether a nought skips: not where a number is wanted, which may be 0."""
    if WAYS[item.kind] in (Way.STEP, Way.NUMBER):
        return False
    return replies.whole_number(body, conversation_words.manner(language)) in ("0", "00")


def _is_an_option(voice: Voice, item: Item, state: State, body: str) -> bool:
    """Whether a text is exactly an answer that is offered, whatever else its word may mean."""
    offered = texting.choices(item, voice.texts, state.answers)
    return fold(body) in {fold(choice.text) for choice in offered}


def _read(item: Item, voice: Voice, state: State, body: str) -> Any:
    """The answer as the page would store it; raises Refusal."""
    return kind_of(item).parse(item, _values(item, voice, state, body), None)


def _values(item: Item, voice: Voice, state: State, body: str) -> Sequence[str]:
    """What a form would have sent for this text."""
    way, manner = WAYS[item.kind], conversation_words.manner(state.language)
    if way is Way.WORDS:
        if not body.strip():
            raise Refusal("not-understood")
        return [body]
    if way in (Way.STEP, Way.NUMBER):
        number = replies.whole_number(body, manner)
        if way is Way.STEP and number not in option_keys(item):
            raise Refusal("not-understood")
        return [number]
    offered = texting.choices(item, voice.texts, state.answers)
    understood = (replies.several if way is Way.SEVERAL else replies.one)(body, offered, manner)
    if not understood.keys:
        raise Refusal("choose-one" if len(understood.between) > 1 else "not-understood")
    return understood.keys
