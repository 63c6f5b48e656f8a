"""Bursts: hours in which far more answers came through a link than it is used to, to be looked at and not judged.

An hour is a burst when at least fifteen answers came in it, and more than twice what the link's own usual hour
would bring in one of a thousand such hours by chance.

Its own usual: links differ. A kiosk by a busy door takes twenty an hour all day, a poster one or two; what is far
out for the one is nothing for the other. Usual is the median of the link's other active hours, which neither the
burst itself nor a second one moves far. A link with no other hour has no usual, and one answer is taken for it: a
link that was opened once, for an event, is marked too, and the page says that it may be an event.
Chance: single people come as a Poisson process, so the bound is its 99.9 % point.
Twice: people do not come singly. A clinic ends, a class or a coach arrives; counts scatter more than Poisson's.
Fifteen: fewer answers move no result by much, and an hour with a group of eight around one tablet is a good day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

LEAST = 15
TIMES = 2
#: One in a thousand hours goes beyond this point by chance.
SURE = 0.999

Hours = Mapping[tuple[date, int], int]


@dataclass(frozen=True)
class Burst:
    """The fullest such hour of one day on one link, and what is usual there."""

    link_id: int
    day: date
    hour: int
    number: int
    usual: float


def poisson_point(mean: float, sure: float = SURE) -> int:
    """The least number that a Poisson count of this mean does not go beyond, with this probability.

    Raises ValueError for a mean that is not above 0, or a probability outside 0 to 1.
    Source: the definition; terms are summed from 0 upwards, each the one before times mean/k.
    """
    if mean <= 0 or not 0 < sure < 1:
        raise ValueError("a mean above 0 and a probability between 0 and 1")
    number, logarithm = 0, -mean
    total = math.exp(logarithm)
    while total < sure:
        number += 1
        logarithm += math.log(mean / number)
        total += math.exp(logarithm)
    return number


def of_link(link_id: int, hours: Hours) -> list[Burst]:
    """The bursts of one link, the earliest first; at most one a day, since a response knows its day alone."""
    found: dict[date, Burst] = {}
    for (day, hour), number in sorted(hours.items()):
        others = [count for when, count in hours.items() if when != (day, hour) and count]
        usual = float(median(others)) if others else 1.0
        if number < LEAST or number <= TIMES * poisson_point(usual):
            continue
        if day not in found or number > found[day].number:
            found[day] = Burst(link_id, day, hour, number, usual)
    return [found[day] for day in sorted(found)]


def of_survey(links: Mapping[int, Hours]) -> list[Burst]:
    """The bursts on every link of a survey, the latest first."""
    found = [burst for link, hours in links.items() for burst in of_link(link, hours)]
    return sorted(found, key=lambda burst: (burst.day, burst.number), reverse=True)
