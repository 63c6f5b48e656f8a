"""Promises of the themes: people name, give, merge and remove them, and no comment is lost on the way."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.models.theme import Theme
from feedback.services import comments, themes
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, TODAY, Open, answer

Name = tuple[int, str]


@pytest.fixture
def names(session: Session, opened: Open) -> list[Name]:
    """Three comments."""
    for number in range(3):
        words = {"text": f"The nights are loud {number}", "share": False}
        answer(session, opened, f"page {number}", one_thing_better=words)
    return sorted((one.response_id, one.item_key) for one in comments.of_survey(session, opened.survey_id))


def theme(session: Session, survey: Survey, colleague: int, name: str) -> Theme:
    return themes.create(session, survey, name, staff_id=colleague, by=BY, today=TODAY)


def give(session: Session, made: Theme, names: list[Name], colleague: int) -> int:
    return themes.assign(session, made, names, staff_id=colleague, today=TODAY)


def test_comments_are_put_under_a_theme_once(
    session: Session, survey: Survey, colleague: int, names: list[Name]
) -> None:
    noise = theme(session, survey, colleague, "Noise at night")
    assert (give(session, noise, names[:2], colleague), give(session, noise, names, colleague)) == (2, 1)
    assert themes.decided(session, survey.id) == {noise.id: set(names)}


def test_a_comment_has_the_themes_that_were_ticked_and_no_others(
    session: Session, survey: Survey, colleague: int, names: list[Name]
) -> None:
    noise, food = (theme(session, survey, colleague, name) for name in ("Noise", "Food"))
    give(session, noise, names[:1], colleague)
    themes.settle(session, survey.id, names[0], [food.id], staff_id=colleague, today=TODAY)
    assert themes.decided(session, survey.id) == {noise.id: set(), food.id: {names[0]}}


def test_merging_keeps_every_comment_once(
    session: Session, survey: Survey, colleague: int, names: list[Name]
) -> None:
    noise, loud = (theme(session, survey, colleague, name) for name in ("Noise", "Loud nights"))
    give(session, noise, names[:2], colleague)
    give(session, loud, names[1:], colleague)
    themes.merge(session, loud, noise, staff_id=colleague, by=BY, today=TODAY)
    assert themes.decided(session, survey.id) == {noise.id: set(names)}
    with pytest.raises(Refused):
        themes.merge(session, noise, noise, staff_id=colleague, by=BY, today=TODAY)


def test_removing_a_theme_leaves_its_comments(
    session: Session, survey: Survey, colleague: int, names: list[Name]
) -> None:
    noise = theme(session, survey, colleague, "Noise")
    give(session, noise, names, colleague)
    themes.remove(session, noise, by=BY)
    assert themes.of_survey(session, survey.id) == []
    assert len(comments.of_survey(session, survey.id)) == 3


def test_a_theme_has_a_name_that_no_other_has(session: Session, survey: Survey, colleague: int) -> None:
    noise = theme(session, survey, colleague, "Noise")
    for name in ("", "  ", "noise", "x" * 121):
        with pytest.raises(Refused):
            theme(session, survey, colleague, name)
    themes.rename(session, noise, "NOISE", "Bins, doors, voices", by=BY)
    assert (noise.name, noise.description) == ("NOISE", "Bins, doors, voices")
