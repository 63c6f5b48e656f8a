"""Conversation meanwhile: a text written before our last question could be read, so that it answers another one."""

from __future__ import annotations

from feedback.services import conversation_answers as answers
from feedback.services import conversation_steps as steps
from feedback.services import conversation_words
from feedback.services.conversation_ground import Ground, Said, State, current, may_be_danger, voice_of
from surveys.definition import Item
from surveys.kinds import Refusal
from surveys.texting import WAYS, Way


def reply(ground: Ground, state: State, body: str) -> tuple[Said, bool]:
    """What becomes of it: more words, another answer to the question before, or nothing; help in danger all the same.

    Nothing is said back where the question that is on its way is still the one to be asked: who sends "1" twice has
    answered one question. Also returns whether another is to be asked in its place.
    """
    helping = steps.in_danger(ground, state, body)
    state.turn += 1
    before = current(ground, state)
    last = ground.definition.item(state.passed[-1]) if state.passed else None
    if last is not None:
        _mend(last, ground, state, body)
    another = current(ground, state) != before
    again = steps.ask(ground, state) if another else Said()
    return Said((*helping, *again.texts), again.done), another


def is_a_wish(ground: Ground, state: State, body: str) -> bool:
    """Whether a text says what to do, which holds whatever it was written after."""
    said = conversation_words.meaning(body, state.language)
    named = conversation_words.language_named(body, ground.languages, state.language)
    return named is not None or said not in (None, conversation_words.Word.SKIP)


def _mend(last: Item, ground: Ground, state: State, body: str) -> None:
    """Takes it as the answer to the question before, where it is one."""
    voice, kept = voice_of(ground, state), state.answers.get(last.key)
    try:
        if WAYS[last.kind] is not Way.WORDS:
            state.answers[last.key] = answers.of(last, voice, state, body)
        elif isinstance(kept, str):
            state.answers[last.key] = answers.of(last, voice, state, f"{kept}\n{body}")
        elif kept is not None and (state.sharing or may_be_danger(ground, state, kept["text"])):
            longer = answers.of(last, voice, state, f"{kept['text']}\n{body}")
            state.answers[last.key] = {**longer, "share": kept["share"]}
        elif kept is not None:
            # What was asked last was whether the words may be shared.
            kept["share"] = bool(kept["share"] if (may := answers.shares(state, body)) is None else may)
    except Refusal:
        return
