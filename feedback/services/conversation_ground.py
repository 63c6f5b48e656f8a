"""Conversation ground: where somebody is in a conversation, what it is about, and which question comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback.services import risk_words
from feedback.services.conversation_messages import Voice
from feedback.vocabulary import EASY_READ
from surveys import texting
from surveys.definition import Definition, Item


@dataclass
class State:
    """Where somebody is: what they answered, and which questions are behind them, in the order they were asked."""

    language: str
    version: int
    answers: dict[str, Any] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    begun: bool = False
    choosing: bool = False
    #: Whether they are being asked if the words they gave last may be shown to others.
    sharing: bool = False
    #: Whether they were told where to turn.
    helped: bool = False
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

    texts: tuple[str, ...] = ()
    done: bool = False


def voice_of(ground: Ground, state: State) -> Voice:
    """How somebody is spoken to."""
    return ground.speak(state.language, state.version)


def items(ground: Ground, state: State) -> list[Item]:
    """The questions that are asked of somebody who answered so."""
    voice = voice_of(ground, state)
    return texting.items(
        ground.definition, state.answers, easy=state.language == EASY_READ, comments=voice.promise is not None,
        left_out=voice.left_out,
    )  # fmt: skip


def left(ground: Ground, state: State) -> list[Item]:
    """Those that are still to be asked."""
    return [item for item in items(ground, state) if item.key not in state.passed]


def current(ground: Ground, state: State) -> Item | None:
    """The question that is asked now; None when all have been."""
    return next(iter(left(ground, state)), None)


def signs_of_risk(ground: Ground, state: State, body: str) -> set[str]:
    """What the words of a text may be a sign of."""
    return {hit.category for hit in risk_words.find(body, state.language, ground.own_risks)}


def may_be_danger(ground: Ground, state: State, body: str) -> bool:
    """Whether somebody may be in danger now: more than a word about care that went wrong."""
    return risk_words.may_be_danger(body, state.language, ground.own_risks)
