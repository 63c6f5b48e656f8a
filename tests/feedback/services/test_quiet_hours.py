"""Promises of the quiet hours: the clocks of England hold, also in the weeks in which they change."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from feedback.services import quiet_hours, sending_rules, working_days
from feedback.services.quiet_hours import Hours
from feedback.services.refusals import Refused
from feedback.services.sending_rules import Rules

USUAL = Hours()
ALWAYS = Hours(0, 24, frozenset(range(1, 8)), on_bank_holidays=True)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # Worked out by hand. Clocks went forward on Sunday 29 March 2026 and go back on Sunday 25 October 2026.
        ("2026-03-27T17:59", "2026-03-27T17:59"),
        ("2026-03-27T18:00", "2026-03-30T08:00"),
        ("2026-03-29T01:30", "2026-03-30T08:00"),
        ("2026-03-30T07:59", "2026-03-30T08:00"),
        ("2026-03-30T08:00", "2026-03-30T08:00"),
        ("2026-03-30T16:59", "2026-03-30T16:59"),
        ("2026-03-30T17:00", "2026-03-31T08:00"),
        ("2026-10-23T16:59", "2026-10-23T16:59"),
        ("2026-10-23T17:00", "2026-10-26T09:00"),
        ("2026-10-25T00:30", "2026-10-26T09:00"),
        ("2026-10-26T08:30", "2026-10-26T09:00"),
        ("2026-10-26T17:59", "2026-10-26T17:59"),
        # Good Friday and Easter Monday; Christmas and Boxing Day, which is kept on the Monday after.
        ("2026-04-03T10:00", "2026-04-07T08:00"),
        ("2026-12-25T10:00", "2026-12-29T09:00"),
        # Late on a summer evening it is the next day in England already.
        ("2026-07-02T23:30", "2026-07-03T08:00"),
    ],
)
def test_a_text_leaves_at_the_next_allowed_minute(moment: str, due: str) -> None:
    assert quiet_hours.next_allowed(datetime.fromisoformat(moment), USUAL) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_whole_day_is_as_long_as_the_clocks_make_it(day: str, hours: int) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00")
    closes = quiet_hours.closes_at(noon, ALWAYS)
    assert closes is not None
    begins = working_days.stored(noon.date(), datetime.min.time())
    assert (closes - begins).total_seconds() == hours * 3600


def test_at_every_minute_of_a_year_the_next_allowed_one_is_allowed_and_none_lies_between() -> None:
    from datetime import timedelta

    moment, quarter = datetime(2026, 1, 1), timedelta(minutes=15)
    expected = None
    for back in range(4 * 24 * 366, -1, -1):
        at = moment + quarter * back
        local = working_days.here(at)
        if USUAL.allows_day(local.date()) and 9 <= local.hour < 18:
            expected = at
        if expected is not None and expected - at < timedelta(days=30):
            assert quiet_hours.next_allowed(at, USUAL) == expected, at
            assert (quiet_hours.closes_at(at, USUAL) is not None) == (expected == at)


def test_hours_that_allow_no_day_say_so() -> None:
    with pytest.raises(ValueError, match="no day"):
        quiet_hours.next_allowed(datetime(2026, 1, 1), Hours(days=frozenset()))


def test_rules_are_the_usual_ones_until_somebody_sets_others(session: Session) -> None:
    assert sending_rules.of(session) == sending_rules.USUAL == Rules()
    assert sending_rules.rate(session, "+447700900999") == 1.0
    assert sending_rules.rate(session, "email") == 0.0
    other = Rules(Hours(10, 20, frozenset({6, 7}), on_bank_holidays=True), 14, 35, 2.5, "Oakfield")
    sending_rules.change(session, other, by="a test")
    assert sending_rules.of(session) == other and sending_rules.rate(session, "+447700900999") == 2.5


@pytest.mark.parametrize(
    "wrong",
    [
        Rules(Hours(18, 9)), Rules(Hours(9, 25)), Rules(Hours(days=frozenset())), Rules(Hours(days=frozenset({8}))),
        Rules(cap_days=-1), Rules(price=-1), Rules(rate=-1), Rules(sender_shown="x" * 21),
    ],
)  # fmt: skip
def test_rules_that_make_no_sense_are_refused(session: Session, wrong: Rules) -> None:
    with pytest.raises(Refused):
        sending_rules.change(session, wrong, by="a test")
    assert sending_rules.of(session) == sending_rules.USUAL
