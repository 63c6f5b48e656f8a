"""Promises of the silences: who is sent to look, when, and who is left in peace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback.services import silences
from feedback.services.silences import FIRST_SCAN_DAYS, SILENT_DAYS, UNSEEN_DAYS, Known, Standing, Verdict
from feedback.vocabulary import Channel

TODAY = date(2026, 11, 20)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


#: A poster that was hung long ago and scanned yesterday.
POSTER = Known(Channel.QR, survey_open=True, since=ago(60), last_scan=ago(1))


def standing(known: Known) -> Standing:
    return silences.judge(known, TODAY).standing


@pytest.mark.parametrize(
    ("scanned", "expected"),
    [(0, Standing.WORKING), (SILENT_DAYS - 1, Standing.WORKING), (SILENT_DAYS, Standing.SILENT),
     (40, Standing.SILENT)],
)  # fmt: skip
def test_three_weeks_without_a_scan_are_a_silence_and_a_day_less_is_none(
    scanned: int, expected: Standing
) -> None:
    verdict = silences.judge(replace(POSTER, last_scan=ago(scanned)), TODAY)
    assert (verdict.standing, verdict.silent_days) == (expected, scanned)
    assert verdict.needs_a_walk == (expected is Standing.SILENT)


@pytest.mark.parametrize(
    ("hung", "expected"),
    [(0, Standing.NEW), (FIRST_SCAN_DAYS - 1, Standing.NEW), (FIRST_SCAN_DAYS, Standing.NEVER_SCANNED),
     (300, Standing.NEVER_SCANNED)],
)  # fmt: skip
def test_a_print_that_was_never_scanned_has_a_week_to_be_hung(hung: int, expected: Standing) -> None:
    assert standing(replace(POSTER, since=ago(hung), last_scan=None)) is expected


def test_a_print_hung_again_begins_anew() -> None:
    """What was scanned before it was hung, or before its survey opened, says nothing of how it hangs now."""
    again = replace(POSTER, since=ago(5), last_scan=ago(50))
    assert silences.judge(again, TODAY) == Verdict(Standing.WORKING, 5)


@pytest.mark.parametrize("last_scan", [ago(30), None])
def test_whoever_went_and_looked_is_not_sent_again_for_three_weeks(last_scan: date | None) -> None:
    silent = replace(POSTER, last_scan=last_scan)
    seen = replace(silent, last_seen=ago(SILENT_DAYS - 1))
    assert standing(seen) is Standing.QUIET and not silences.judge(seen, TODAY).needs_a_walk
    assert standing(replace(silent, last_seen=ago(SILENT_DAYS))) in (Standing.SILENT, Standing.NEVER_SCANNED)


def test_what_is_damaged_or_revoked_says_so_whatever_was_scanned() -> None:
    assert standing(replace(POSTER, damaged=True)) is Standing.DAMAGED
    assert standing(replace(POSTER, damaged=True, survey_open=False)) is Standing.DAMAGED
    assert standing(replace(POSTER, damaged=True, revoked=True)) is Standing.TAKE_DOWN
    assert standing(replace(POSTER, revoked=True, down=True)) is Standing.DOWN
    assert not silences.judge(replace(POSTER, revoked=True, down=True), TODAY).needs_a_walk


def test_nothing_is_silent_while_its_survey_is_not_open() -> None:
    closed = replace(POSTER, survey_open=False, last_scan=ago(100))
    assert silences.judge(closed, TODAY) == Verdict(Standing.RESTING)


@pytest.mark.parametrize("last_scan", [None, ago(200)])
def test_forms_to_fill_in_with_a_pen_are_never_called_silent(last_scan: date | None) -> None:
    assert standing(replace(POSTER, channel=Channel.PAPER, last_scan=last_scan)) is Standing.PAPER


@pytest.mark.parametrize(
    ("hung", "seen", "unseen"),
    [(UNSEEN_DAYS - 1, None, False), (UNSEEN_DAYS, None, True), (200, UNSEEN_DAYS - 1, False),
     (200, UNSEEN_DAYS, True)],
)  # fmt: skip
def test_after_ninety_days_unseen_somebody_is_asked_to_pass_by(
    hung: int, seen: int | None, unseen: bool
) -> None:
    known = replace(POSTER, since=ago(hung), last_seen=None if seen is None else ago(seen))
    verdict = silences.judge(known, TODAY)
    assert verdict == Verdict(Standing.WORKING, 1, unseen)


def test_a_scan_from_tomorrow_is_no_negative_silence() -> None:
    """Two machines need not agree on the day."""
    assert silences.judge(replace(POSTER, last_scan=ago(-1)), TODAY).silent_days == 0
