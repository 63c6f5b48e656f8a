"""Quiet hours: the moments at which a text may leave, by the clocks and the calendar of England."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from feedback.services.working_days import bank_holidays, day_of, stored

_A_DAY = timedelta(days=1)
#: Longer than any run of days on which nobody may be texted; then the rules allow no day at all.
_FAR = 60


@dataclass(frozen=True)
class Hours:
    """From the first hour up to and without the last, on these days of the week (1 is Monday)."""

    first: int = 9
    last: int = 18
    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    on_bank_holidays: bool = False

    def allows_day(self, day: date) -> bool:
        """Whether anything leaves on this day."""
        return day.isoweekday() in self.days and (self.on_bank_holidays or day not in bank_holidays())


def _at(day: date, hour: int) -> datetime:
    return stored(day + _A_DAY, time(0)) if hour == 24 else stored(day, time(hour))


def closes_at(moment: datetime, hours: Hours) -> datetime | None:
    """When the hours that this moment falls in end; None when it is quiet."""
    day = day_of(moment)
    if not hours.allows_day(day) or not _at(day, hours.first) <= moment < _at(day, hours.last):
        return None
    return _at(day, hours.last)


def next_allowed(moment: datetime, hours: Hours) -> datetime:
    """The moment itself, or the first after it at which a text may leave; raises ValueError where no day allows it."""
    first = day_of(moment)
    for number in range(_FAR):
        day = first + _A_DAY * number
        if hours.allows_day(day) and moment < _at(day, hours.last):
            return max(moment, _at(day, hours.first))
    raise ValueError("these hours allow no day")
