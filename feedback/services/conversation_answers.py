"""Conversation answers: what a text says in answer to a question, read as the page's form would be."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from feedback.services import conversation_words, keywords
from feedback.services.conversation_ground import State
from feedback.services.conversation_messages import Voice
from surveys import replies, texting
from surveys.definition import Item
from surveys.kinds import Refusal, kind_of, option_keys
from surveys.replies import fold
from surveys.texting import WAYS, Choice, Way

#: Controls, marks of direction and spaces: a text of nothing else says nothing.
_NOTHING_TO_SEE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def of(item: Item, voice: Voice, state: State, body: str) -> Any:
    """The answer as the page would store it; raises Refusal."""
    return kind_of(item).parse(item, _values(item, voice, state, body), None)


def _values(item: Item, voice: Voice, state: State, body: str) -> Sequence[str]:
    """What a form would have sent for this text."""
    way, manner = WAYS[item.kind], conversation_words.manner(state.language)
    if way is Way.WORDS:
        if all(unicodedata.category(sign) in _NOTHING_TO_SEE for sign in body):
            raise Refusal("not-understood")
        return [body]
    if way is Way.NUMBER:
        return [replies.whole_number(body, manner)]
    if way is Way.STEP:
        step = replies.step(body, item.maximum, manner)
        if step not in option_keys(item):
            raise Refusal("not-understood")
        return [step]
    offered = texting.choices(item, voice.texts, state.answers)
    understood = (replies.several if way is Way.SEVERAL else replies.one)(body, offered, manner)
    if not understood.keys:
        raise Refusal("choose-one" if len(understood.between) > 1 else "not-understood")
    return understood.keys


def is_an_option(item: Item, voice: Voice, state: State, body: str) -> bool:
    """Whether a text is exactly an answer that is offered, whatever else its word may mean."""
    offered = texting.choices(item, voice.texts, state.answers)
    return fold(body) in {fold(choice.text) for choice in offered}


def is_nought(item: Item, state: State, body: str) -> bool:
    """Whether a nought leaves the question out: not where a number is wanted, which may be 0."""
    return WAYS[item.kind] not in (Way.STEP, Way.NUMBER) and _is_nought(state, body)


def _is_nought(state: State, body: str) -> bool:
    # A letter o is typed for it, which is no answer to anything.
    number = replies.whole_number(body, conversation_words.manner(state.language))
    return number in ("0", "o")


def begins(voice: Voice, state: State, body: str) -> bool:
    """Whether somebody says that they begin: 1, yes, or the word for "start" in any language."""
    manner = conversation_words.manner(state.language)
    offered = [Choice("yes", voice.words("Yes"))]
    return (
        keywords.meaning(body) is keywords.Word.START
        or fold(body) in ("ok", "okay")
        or bool(replies.one(body, offered, manner).keys)
    )


def shares(state: State, body: str) -> bool | None:
    """Whether somebody lets others see their words; None where a text says neither yes nor no."""
    manner = conversation_words.manner(state.language)
    if _is_nought(state, body):
        return False
    said = replies.one(body, [Choice("yes", "yes"), Choice("no", "no")], manner)
    # Only one answer is offered, and the other is to leave it out: 2 is neither.
    if replies.whole_number(body, manner) == "2" or not said.keys:
        return None
    return said.keys[0] == "yes"


def language_chosen(offered: Sequence[str], state: State, body: str) -> str | None:
    """The language whose number a text is."""
    number = replies.whole_number(body, conversation_words.manner(state.language))
    return offered[int(number) - 1] if number.isdecimal() and 1 <= int(number) <= len(offered) else None
