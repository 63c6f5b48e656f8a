"""Working days in England: counted from day to day, weekends and bank holidays left out."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")
_A_DAY = timedelta(days=1)


@cache
def bank_holidays() -> frozenset[date]:
    """England's bank holidays, as far as they are known; later years know their weekends only."""
    data = tomllib.loads((Path(__file__).parent / "bank_holidays.toml").read_text("utf-8"))
    return frozenset(data["days"])


def here(moment: datetime) -> datetime:
    """A stored moment, in UTC without a zone, as the clock on the wall in England says it."""
    return moment.replace(tzinfo=UTC).astimezone(HERE)


def stored(day: date, at: time) -> datetime:
    """The moment at which the clocks of England show this, as it is stored: in UTC, without a zone.

    A time that the clocks skip in March is told as it was before the change; the first of the two in October.
    """
    return datetime.combine(day, at, tzinfo=HERE).astimezone(UTC).replace(tzinfo=None)


def day_of(moment: datetime) -> date:
    """The day on the calendar in England at a stored moment."""
    return here(moment).date()


def is_one(day: date) -> bool:
    """Whether people are at work on this day."""
    return day.weekday() < 5 and day not in bank_holidays()


def after(day: date, number: int) -> date:
    """The so-many-th working day after a day; what comes on a Saturday has its first working day on Monday."""
    while number > 0:
        day += _A_DAY
        number -= is_one(day)
    return day


def between(first: date, last: date) -> int:
    """How many working days lie after the first day, up to and with the last; below 0 where the last is earlier."""
    if last < first:
        return -between(last, first)
    return sum(is_one(first + _A_DAY * number) for number in range(1, (last - first).days + 1))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - _A_DAY * day.weekday()
