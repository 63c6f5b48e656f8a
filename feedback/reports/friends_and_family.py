"""The score of the Friends and Family Test as NHS England publishes it, from what is shown alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedback.reports.measures import whole_percent
from feedback.reports.shapes import Shown

#: The key of the official question, for ever.
QUESTION = "overall-experience"
POSITIVE, NEGATIVE = ("very-good", "good"), ("poor", "very-poor")
NEITHER, DONT_KNOW = "neither", "dont-know"
OPTIONS = (*POSITIVE, NEITHER, *NEGATIVE, DONT_KNOW)
#: The group whose values the test never ranks: places ask in different ways, so their scores do not compare.
PLACE = "place"


@dataclass(frozen=True)
class Score:
    """The two scores in whole percentages (0-100) of `total` responses, each None where it is not shown.

    `without_dont_know`: those who did not know are left out of the total. That is not the published score.
    """

    total: int
    positive: int | None
    negative: int | None
    without_dont_know: bool = False


def is_test(keys: Iterable[str]) -> bool:
    """Whether these are the six answers of the official question, in whatever order."""
    return sorted(keys) == sorted(OPTIONS)


def never_ranks(item: str, group: str) -> bool:
    """Whether this item must not be compared between the values of this group, or of a crossing with it."""
    return item == QUESTION and PLACE in group.split("*")


def score(shown: Shown) -> Score | None:
    """The published score: (very good + good) / total and (poor + very poor) / total; None without a total.

    The total includes "neither good nor poor" and "don't know". Where the answers were merged to positive,
    neither and negative, those are the same sums.
    Source: NHS England, Friends and Family Test data, and its open pipeline (nhsengland/fft_pipeline), which
    divides by the total of all six answers.
    """
    if not shown.base:
        return None
    total = shown.base
    positive, negative = _sum(shown, POSITIVE, "positive"), _sum(shown, NEGATIVE, "negative")
    return Score(total, _percent(positive, total), _percent(negative, total))


def score_without_dont_know(shown: Shown) -> Score | None:
    """The score of those who had an opinion, always to be labelled as such; None where the total is not shown.

    Merged answers do not tell how many did not know, so there it is None.
    """
    unsure = _sum(shown, (DONT_KNOW,), DONT_KNOW)
    if not shown.base or unsure is None or shown.base <= unsure:
        return None
    total = shown.base - unsure
    positive, negative = _sum(shown, POSITIVE, "positive"), _sum(shown, NEGATIVE, "negative")
    return Score(total, _percent(positive, total), _percent(negative, total), without_dont_know=True)


def _sum(shown: Shown, keys: Sequence[str], merged: str) -> int | None:
    """The count of these answers together, or of their merged column; None where a cell of it is hidden."""
    counts = {option.key: option.count for option in shown.options}
    cells = [counts[merged]] if merged in counts else [counts.get(key) for key in keys]
    known = [cell for cell in cells if cell is not None]
    return sum(known) if len(known) == len(cells) else None


def _percent(count: int | None, total: int) -> int | None:
    # Counts that were rounded before they were shown can exceed their total by a rounding step.
    return None if count is None or count > total else whole_percent(count, total)
