"""Promises of the funnels: numbers that add up per link, language and day, and nothing else in the row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import funnels, organisations
from feedback.services.funnels import LEFT, MINUTES, OPENED, SENT, STARTED, Step
from tests.feedback.open_survey import BY, TODAY, Open, opened_in


def step(opened: Open, what: str = OPENED, language: str = "en") -> Step:
    return Step(opened.organisation_id, opened.link_id, language, TODAY, what)


def test_what_two_processes_counted_adds_up(session: Session, opened: Open) -> None:
    for number in (3, 4):
        funnels.add(session, {step(opened): number, step(opened, SENT): 1, step(opened, language="ur"): 2})
    db.set_scope(session, opened.organisation_id)
    assert funnels.of_link(session, opened.link_id) == {"en": {OPENED: 7, SENT: 2}, "ur": {OPENED: 4}}
    assert session.execute(text("SELECT count(*) FROM funnel_count")).scalar() == 3


def test_days_are_kept_apart_and_read_together(session: Session, opened: Open) -> None:
    today, later = step(opened), replace(step(opened), day=TODAY + timedelta(days=1))
    funnels.add(session, {today: 1, later: 5})
    db.set_scope(session, opened.organisation_id)
    assert funnels.of_link(session, opened.link_id) == {"en": {OPENED: 6}}
    assert session.execute(text("SELECT count(*) FROM funnel_count")).scalar() == 2


def test_a_row_holds_a_link_a_language_a_day_a_step_and_a_number(session: Session, opened: Open) -> None:
    funnels.add(session, {step(opened, f"{LEFT}your-care", "ur"): 2})
    [row] = [dict(one) for one in session.execute(text("SELECT * FROM funnel_count")).mappings()]
    assert str(row.pop("day")) == TODAY.isoformat()
    assert row == {
        "organisation_id": opened.organisation_id, "link_id": opened.link_id, "language": "ur",
        "step": "left/your-care", "number": 2,
    }  # fmt: skip


def test_each_link_and_each_organisation_has_its_own(session: Session, opened: Open) -> None:
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    other = opened_in(session, "being-heard")
    funnels.add(session, {step(opened): 1, step(other): 10, step(other, STARTED): 9})
    db.set_scope(session, opened.organisation_id)
    assert funnels.of_link(session, opened.link_id) == {"en": {OPENED: 1}}
    assert funnels.of_link(session, other.link_id) == {}
    db.set_scope(session, other.organisation_id)
    assert funnels.of_link(session, other.link_id) == {"en": {OPENED: 10, STARTED: 9}}


def test_what_was_counted_of_a_link_that_is_gone_costs_the_others_nothing(
    session: Session, opened: Open
) -> None:
    gone = replace(step(opened), link_id=opened.link_id + 1000)
    funnels.add(session, {gone: 5, step(opened): 1})
    db.set_scope(session, opened.organisation_id)
    assert funnels.of_link(session, opened.link_id) == {"en": {OPENED: 1}}
    assert funnels.of_link(session, gone.link_id) == {}


def test_the_minutes_of_a_survey_add_up_over_its_links_languages_and_days(
    session: Session, opened: Open
) -> None:
    other = opened_in(session, "being-heard")
    later = replace(step(opened, f"{MINUTES}3", "ur"), day=TODAY + timedelta(days=1))
    funnels.add(session, {step(opened, f"{MINUTES}12"): 1, step(opened, f"{MINUTES}3"): 4, later: 2})
    funnels.add(session, {step(other, f"{MINUTES}3"): 50, step(opened, SENT): 9, step(opened, f"{LEFT}3"): 9})
    db.set_scope(session, opened.organisation_id)
    assert funnels.minutes_of_survey(session, opened.survey_id) == {3: 6, 12: 1}
    db.set_scope(session, other.organisation_id)
    assert funnels.minutes_of_survey(session, other.survey_id) == {3: 50}


def test_the_newest_day_of_a_link_is_that_of_its_last_step_in_any_language(
    session: Session, opened: Open
) -> None:
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    other = opened_in(session, "being-heard")
    newest = TODAY + timedelta(days=3)
    funnels.add(
        session, {step(opened): 1, replace(step(opened, language="ur"), day=newest): 1, step(other): 1}
    )
    db.set_scope(session, opened.organisation_id)
    assert funnels.last_days(session, [opened.link_id, other.link_id]) == {opened.link_id: newest}
    assert funnels.last_days(session, []) == {}


def test_the_weeks_of_a_link_begin_on_mondays(session: Session, opened: Open) -> None:
    """The invented day is a Friday."""
    sunday, monday = TODAY + timedelta(days=2), TODAY + timedelta(days=3)
    funnels.add(session, {
        step(opened): 3, replace(step(opened), day=sunday): 4, replace(step(opened, SENT), day=monday): 5,
        step(opened, STARTED, "ur"): 1, step(opened, f"{LEFT}your-care"): 9, step(opened, f"{MINUTES}3"): 9,
    })  # fmt: skip
    db.set_scope(session, opened.organisation_id)
    assert funnels.weeks_of_link(session, opened.link_id) == {
        TODAY - timedelta(days=4): {"en": {OPENED: 7}, "ur": {STARTED: 1}}, monday: {"en": {SENT: 5}},
    }  # fmt: skip


def test_no_organisation_learns_the_minutes_of_another(session: Session, opened: Open) -> None:
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    other = opened_in(session, "being-heard")
    funnels.add(session, {step(opened, f"{MINUTES}3"): 40})
    db.set_scope(session, other.organisation_id)
    assert funnels.minutes_of_survey(session, opened.survey_id) == {}


@pytest.mark.parametrize(
    ("told", "kept"), [("0", "minutes/0"), ("7", "minutes/7"), ("60", "minutes/60"), ("61", "minutes/60")]
)
def test_whole_minutes_are_a_step_and_an_hour_is_the_most(told: str, kept: str) -> None:
    assert funnels.minutes_step(told) == kept


@pytest.mark.parametrize("told", ["", "NaN", "-1", "1.5", "3 ", "\u0663", "9" * 30, "3/en", "\x00"])
def test_what_is_no_number_of_whole_minutes_is_no_step(told: str) -> None:
    assert funnels.minutes_step(told) is None
