"""Every kind of question: how its answer is parsed, coded for storage and summarised, one class each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.definition import DECLINE, NOT_FOUND, QUINTILES, Item, Kind

#: What the packed column holds beside options 1-250.
NOT_ASKED, SKIPPED, DECLINED, WITHHELD = 0, 253, 254, 255
#: In the bytes of a *many*: this option was ticked, or was not.
TICKED, UNTICKED = 1, 2

Answer = Any
#: A postcode to its deprivation decile (1 most deprived), or None when the look-up does not hold it.
LookUp = Callable[[str], int | None]

_POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$")
_WHOLE = re.compile(r"[+-]?\d{1,11}")
_UNREADABLE = re.compile(r"[\x00\ud800-\udfff\ufffd]")
_INVISIBLE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DEFAULT_LENGTH = {Kind.SHORT_TEXT: 200, Kind.COMMENT: 2000}


@dataclass(eq=False)
class Refusal(Exception):
    """An answer that cannot be taken: a code that the reader's language turns into a sentence, and its figures."""

    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where an item's bytes stand in the packed column, and the code of each option."""

    offset: int
    width: int
    codes: Mapping[str, int]


def option_keys(item: Item) -> list[str]:
    """Every option key an answer to this item can hold, in published order, without the decline option."""
    if item.kind is Kind.POSTCODE:
        return [*QUINTILES, NOT_FOUND, *(option.key for option in item.options)]
    if item.kind is Kind.SCALE:
        return [str(step) for step in range(item.minimum or 0, (item.maximum or 0) + 1)]
    return [option.key for option in item.options]


class Single:
    """One option or none: statement, yes-no, one, and the official rating."""

    def parse(self, item: Item, values: Sequence[str], look_up: LookUp | None) -> Answer | None:
        """The chosen option key, None when skipped; raises Refusal."""
        chosen = [value for value in dict.fromkeys(values) if value]
        if not chosen:
            return None
        if len(chosen) > 1:
            raise Refusal("choose-one")
        self._known(item, chosen[0])
        return chosen[0]

    def _known(self, item: Item, key: str) -> None:
        if key not in option_keys(item) and not (item.group and key == DECLINE):
            raise Refusal("unknown-option", {"option": key[:60]})

    def width(self, item: Item) -> int:
        """Bytes this item takes in the packed column."""
        return 1

    def code(self, place: Place, answer: Answer | None) -> bytes:
        """The bytes stored for an answer that was asked for."""
        if answer is None:
            return bytes([SKIPPED])
        return bytes([DECLINED if answer == DECLINE else place.codes[answer]])

    def summarise(self, item: Item, answers: Iterable[Answer | None]) -> dict[str, int]:
        """How many chose each option, in published order, from answers as they are recorded."""
        counted = Counter(answer for answer in answers if answer is not None)
        keys = [*option_keys(item), *([DECLINE] if item.group else [])]
        return {key: counted[key] for key in keys}


class Many(Single):
    """Any number of options; an exclusive one, and "prefer not to say", stand alone."""

    def parse(self, item: Item, values: Sequence[str], look_up: LookUp | None) -> Answer | None:
        chosen = {value for value in values if value}
        for key in chosen:
            self._known(item, key)
        alone = {option.key for option in item.options if option.exclusive} | {DECLINE}
        if chosen & alone and len(chosen) > 1:
            raise Refusal("stands-alone", {"option": min(chosen & alone)})
        order = [*option_keys(item), DECLINE]
        return sorted(chosen, key=order.index) or None

    def width(self, item: Item) -> int:
        return len(item.options)

    def code(self, place: Place, answer: Answer | None) -> bytes:
        if answer is None:
            return bytes([SKIPPED]) * place.width
        if answer == [DECLINE]:
            return bytes([DECLINED]) * place.width
        row = bytearray([UNTICKED]) * place.width
        for key in answer:
            row[place.codes[key] - 1] = TICKED
        return bytes(row)

    def summarise(self, item: Item, answers: Iterable[Answer | None]) -> dict[str, int]:
        return super().summarise(item, (key for answer in answers if answer for key in answer))


class Scale(Single):
    """A whole number between two ends, each step an option."""

    def parse(self, item: Item, values: Sequence[str], look_up: LookUp | None) -> Answer | None:
        chosen = super().parse(item, values, look_up)
        return None if chosen is None else int(chosen)

    def code(self, place: Place, answer: Answer | None) -> bytes:
        return bytes([SKIPPED if answer is None else place.codes[str(answer)]])

    def summarise(self, item: Item, answers: Iterable[Answer | None]) -> dict[str, int]:
        return super().summarise(item, (None if answer is None else str(answer) for answer in answers))


class Number(Single):
    """A whole number typed in; the packed column only says whether one was given."""

    def parse(self, item: Item, values: Sequence[str], look_up: LookUp | None) -> Answer | None:
        typed = [value.strip() for value in values if value.strip()]
        if not typed:
            return None
        if len(typed) > 1 or not _WHOLE.fullmatch(typed[0]):
            raise Refusal("whole-number")
        # int() reads the digits of every script, which is what a person with another keyboard types.
        number = int(typed[0])
        if item.minimum is not None and number < item.minimum:
            raise Refusal("at-least", {"minimum": item.minimum})
        if item.maximum is not None and number > item.maximum:
            raise Refusal("at-most", {"maximum": item.maximum})
        return number

    def code(self, place: Place, answer: Answer | None) -> bytes:
        return bytes([SKIPPED if answer is None else 1])

    def summarise(self, item: Item, answers: Iterable[Answer | None]) -> dict[str, int]:
        return {"answered": sum(answer is not None for answer in answers)}


class ShortText(Number):
    """A few words in one line."""

    def parse(self, item: Item, values: Sequence[str], look_up: LookUp | None) -> Answer | None:
        if len([value for value in values if value.strip()]) > 1:
            raise Refusal("choose-one")
        text = readable(next((value for value in values if value.strip()), ""))
        limit = item.maximum_length or _DEFAULT_LENGTH[item.kind]
        if len(text) > limit:
            raise Refusal("too-long", {"limit": limit})
        return text or None


class Comment(ShortText):
    """Free text with its own permission: {"text": str, "share": bool}; nothing is shared unless ticked."""

    def parse(self, item: Item, values: Sequence[str], look_up: LookUp | None) -> Answer | None:
        text = super().parse(item, [value for value in values if value != SHARE], look_up)
        return None if text is None else {"text": text, "share": SHARE in values}


class Postcode(Single):
    """A postcode turned at once into a fifth of deprivation; the postcode itself is never returned."""

    def parse(self, item: Item, values: Sequence[str], look_up: LookUp | None) -> Answer | None:
        chosen = _distinct(values)
        if not chosen:
            return None
        if len(chosen) > 1:
            raise Refusal("choose-one")
        if chosen[0] in option_keys(item) or (item.group and chosen[0] == DECLINE):
            return chosen[0]
        postcode = re.sub(r"[\s-]", "", chosen[0]).upper()
        if not _POSTCODE.match(postcode):
            raise Refusal("postcode")
        decile = look_up(postcode) if look_up else None
        return NOT_FOUND if decile is None else QUINTILES[(decile - 1) // 2]


#: The value beside a comment's text that gives permission to share it.
SHARE = "may-share"


def _distinct(values: Sequence[str]) -> list[str]:
    """The distinct values without surrounding space, empty ones left out."""
    return [value for value in dict.fromkeys(value.strip() for value in values) if value]


def readable(text: str) -> str:
    """Text as it can be stored everywhere: line ends made equal, invisible controls dropped.

    Raises Refusal for what cannot be text (a NUL, half a surrogate pair, bytes that were not UTF-8).
    """
    if _UNREADABLE.search(text):
        raise Refusal("unreadable")
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


KINDS: dict[Kind, Single] = {
    Kind.STATEMENT: Single(),
    Kind.RATING: Single(),
    Kind.YES_NO: Single(),
    Kind.ONE: Single(),
    Kind.MANY: Many(),
    Kind.SCALE: Scale(),
    Kind.NUMBER: Number(),
    Kind.SHORT_TEXT: ShortText(),
    Kind.COMMENT: Comment(),
    Kind.POSTCODE: Postcode(),
}


def kind_of(item: Item) -> Single:
    """The class that answers for this item's kind."""
    return KINDS[item.kind]
