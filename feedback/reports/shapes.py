"""What goes in to the one door for numbers (true counts) and what comes out (shown counts)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Polarity = Literal["positive", "neither", "negative"]


class Profile(Enum):
    """Who will read the numbers, and so how strictly they are protected."""

    PUBLIC = "public"
    SENSITIVE = "sensitive"
    STAFF = "staff"


@dataclass(frozen=True)
class Option:
    """One answer that can be given, and what choosing it says about the service."""

    key: str
    polarity: Polarity | None


@dataclass(frozen=True)
class Row:
    """One group's counts, in the order of the item's options.

    `value` is the key of the group's option, or "prefer-not-to-say", or "not-answered". `parent` is the
    value of the wider group it lies in, where the breakdown has a parent. `exclusive` matters in a group of
    the kind many: nobody in this row can be in another ("none of these"). The two rows named above always
    are.
    """

    value: str
    counts: tuple[int, ...]
    parent: str | None = None
    exclusive: bool = False


@dataclass(frozen=True)
class Breakdown:
    """One item by one group.

    `partition` is False where a person may be in several rows. `parent_group` names the wider group that
    every row of this one lies in. `nested`: rows lie in other rows of this same breakdown, which `Row.parent`
    names, to any depth (places within places); a row counts everybody inside it, and only the rows without a
    parent part everybody.
    """

    group: str
    rows: tuple[Row, ...]
    partition: bool = True
    parent_group: str | None = None
    nested: bool = False


@dataclass(frozen=True)
class ItemCounts:
    """The true counts of one item: overall and by group. `routed`: not everybody was asked it."""

    key: str
    options: tuple[Option, ...]
    overall: tuple[int, ...]
    breakdowns: tuple[Breakdown, ...]
    routed: bool = False


@dataclass(frozen=True)
class TickRow:
    """How many people answered, and how many of them ticked each option."""

    base: int
    ticks: tuple[int, ...]


@dataclass(frozen=True)
class TickCounts:
    """The true counts of an item where people tick several options.

    `exclusive`: the keys of options that stand alone ("none of these"). The rows of the breakdowns have no
    counts of their own; each goes with its ticks.
    """

    key: str
    options: tuple[Option, ...]
    exclusive: frozenset[str]
    overall: TickRow
    breakdowns: tuple[tuple[Breakdown, tuple[tuple[Row, TickRow], ...]], ...]
    routed: bool = False


@dataclass(frozen=True)
class ShownOption:
    """One cell as published: a count and its percentages (0-100), or None everywhere."""

    key: str
    count: int | None
    percent: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Shown:
    """One row as published. `suppressed` is "too-few" when anything in it is None.

    `words`: where the positive answers are hidden, perhaps how many of the row they are, in words
    (`bands.BANDS`).
    """

    base: int | None
    suppressed: Literal["too-few"] | None
    options: tuple[ShownOption, ...]
    words: str | None = None


@dataclass(frozen=True)
class ShownBreakdown:
    """One breakdown as published; `merged`: its options are positive, neither and negative."""

    group: str
    merged: bool
    rows: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True)
class ShownItem:
    """One item as published; `merged`: its overall row's options are positive, neither and negative."""

    key: str
    merged: bool
    overall: Shown
    breakdowns: tuple[ShownBreakdown, ...]
