"""Conversation questions: one question as a text, with its numbered answers and what the page says beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback.channels import sms_parts
from feedback.i18n import Words, marked
from feedback.services import promises
from feedback.services.comment_readers import Promise
from feedback.services.conversation_messages import HOW, MOVING, SKIP, Voice, as_sent
from feedback.services.conversation_words import Word
from surveys.definition import Item, Kind
from surveys.texting import WAYS, Way, choices


def text(
    voice: Voice,
    item: Item,
    answers: Mapping[str, Any],
    number: int,
    total: int,
    *,
    first: bool = False,
    again: bool = False,
) -> str:
    """One question with its numbered answers; what introduces it is left away where it would be too long.

    The `first` says how to move about, and how one number is sent. Asked `again` it says the latter once more, and
    nothing of what stands above: parts cost.
    """
    body = _question(voice, item, answers, number, total, how=first or again)
    if again:
        return body
    if first:
        moving = voice.words(MOVING, word=voice.word(Word.BACK), help=voice.word(Word.HELP))
        body = _where_it_fits(f"{body}\n{moving}", body)
    above = _introductions(voice, item, first)
    return _where_it_fits("\n".join([*above, body]), body)


def fits(body: str) -> bool:
    """Whether a text can be sent as one."""
    return sms_parts.count(as_sent(body)).fits


def _where_it_fits(longer: str, shorter: str) -> str:
    return longer if fits(longer) else shorter


def _introductions(voice: Voice, item: Item, first: bool) -> list[str]:
    """What the page says above the first question of the survey, and above the first of its part."""
    definition = voice.definition
    section = next(part for part in definition.sections if item in part.items)
    key = f"section/{section.key}/introduction"
    whole = voice.text("introduction", definition.introduction) if first else ""
    part = voice.text(key, section.introduction) if item is section.items[0] else ""
    return [text for text in (whole, part) if text]


def _question(
    voice: Voice, item: Item, answers: Mapping[str, Any], number: int, total: int, *, how: bool
) -> str:
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
    told = say(HOW[way], minimum=item.minimum, maximum=item.maximum)
    if way in (Way.ONE, Way.SEVERAL):
        lines.append(f"0 {say('Skip this question')}")
        lines += [told] if how or way is Way.SEVERAL else []
    else:
        lines.append(f"{told} {say(SKIP, word=voice.word(Word.SKIP))}")
    if item.kind is Kind.COMMENT and voice.promise is not None:
        lines += _promised(voice.promise, say)
    return "\n".join(lines)


def _ends(voice: Voice, item: Item) -> Sequence[tuple[int | None, str]]:
    return (
        (item.minimum, voice.text(f"item/{item.key}/minimum-label", item.minimum_label)),
        (item.maximum, voice.text(f"item/{item.key}/maximum-label", item.maximum_label)),
    )


def _promised(told: Promise, say: Words) -> list[str]:
    """What the page says beside its box; whom to ring stands on a line of its own."""
    by_when, out_of_hours, *ring = promises.in_words(told, say)
    return [f"{by_when} {out_of_hours}", *ring]
