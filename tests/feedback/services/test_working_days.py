"""Promises of the working-day clock: England's weekends and bank holidays do not count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from feedback.services import working_days


@pytest.mark.parametrize(
    "received, number, due",
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # a Friday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # a Saturday
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas, a weekend, and Boxing Day in lieu
        (date(2027, 12, 24), 1, date(2027, 12, 29)),  # both in lieu
        (date(2027, 12, 31), 1, date(2028, 1, 4)),  # New Year's Day in lieu
        (date(2025, 4, 17), 1, date(2025, 4, 22)),  # Easter
    ],
)
def test_what_is_due_skips_weekends_and_bank_holidays(received: date, number: int, due: date) -> None:
    assert working_days.after(received, number) == due
    assert working_days.between(received, due) == number


def test_a_day_counts_in_both_directions_and_not_itself() -> None:
    friday, tuesday = date(2026, 11, 20), date(2026, 11, 24)
    assert working_days.between(friday, friday) == 0
    assert (working_days.between(friday, tuesday), working_days.between(tuesday, friday)) == (2, -2)


def test_midnight_is_that_of_england_in_summer_too() -> None:
    assert working_days.day_of(datetime(2026, 7, 1, 23, 30)) == date(2026, 7, 2)
    assert working_days.day_of(datetime(2026, 12, 1, 23, 30)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "at", "stored"),
    [
        (date(2026, 7, 1), time(0, 30), datetime(2026, 6, 30, 23, 30)),
        (date(2026, 12, 1), time(9), datetime(2026, 12, 1, 9)),
        (
            date(2026, 3, 29),
            time(1, 30),
            datetime(2026, 3, 29, 1, 30),
        ),  # skipped: as it was before the change
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30)),  # twice: the first
    ],
)
def test_what_the_clocks_of_england_show_is_stored_in_utc(day: date, at: time, stored: datetime) -> None:
    assert working_days.stored(day, at) == stored


def test_every_year_has_its_eight_bank_holidays_and_none_falls_on_a_weekend() -> None:
    days = working_days.bank_holidays()
    for year in range(2025, 2029):
        assert sum(day.year == year for day in days) == 8
    assert all(day.weekday() < 5 for day in days)


def test_easter_is_where_the_moon_puts_it() -> None:
    """The anonymous Gregorian algorithm, as printed in Nature, 20 April 1876."""
    for year in range(2025, 2029):
        a, b, c = year % 19, year // 100, year % 100
        d, e, f = b // 4, b % 4, (b + 8) // 25
        g = (b - f + 1) // 3
        h = (19 * a + b - d - g + 15) % 30
        i, k = c // 4, c % 4
        letter = (32 + 2 * e + 2 * i - h - k) % 7
        m = (a + 11 * h + 22 * letter) // 451
        month, day = divmod(h + letter - 7 * m + 114, 31)
        easter = date(year, month, day + 1)
        assert {easter - timedelta(days=2), easter + timedelta(days=1)} <= working_days.bank_holidays()
