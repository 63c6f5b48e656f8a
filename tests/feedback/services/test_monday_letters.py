"""Promises of the words of the Monday e-mail: praise first, few lines, and one thing that somebody can do."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from sqlalchemy.orm import Session

from feedback.models.organisation import Organisation
from feedback.services import monday_letters, organisations
from feedback.services.monday import Number, Quote, Week
from feedback.services.monday import Survey as WeekOf

BASE, SUNDAY = "https://feedback.example.nhs.uk", date(2026, 11, 22)
#: All that a letter asks the database for is whose it is.
NO_ROWS = cast(Session, None)


@pytest.fixture(autouse=True)
def _an_organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    oakfield = Organisation(name="Oakfield (invented)", demonstration=False)
    monkeypatch.setattr(organisations, "current", lambda _: oakfield)


def percent(number: int) -> Number:
    return Number(f"Question {number}", number, "", float(number), "my-care")


def test_many_surveys_are_told_in_few_lines() -> None:
    def told(*weeks: int | None) -> list[str]:
        found = [WeekOf(f"Survey {at}", f"s{at}", number) for at, number in enumerate(weeks)]
        body = monday_letters.compose(NO_ROWS, Week("Ward 7", SUNDAY, found), base_url="").body
        return [line for line in body.partition("One thing")[0].splitlines() if line]

    assert told() == ["No survey is open here."]
    assert told(None) == ["Fewer than 10 people answered last week."]
    assert told(None, None) == ["Fewer than 10 people answered each survey last week."]
    assert told(25) == ["About 25 people answered last week."]
    first = "Survey 0: about 25 people answered last week."
    assert told(25, None) == [first, "Fewer than 10 people answered the other survey."]
    assert told(25, None, None) == [first, "Fewer than 10 people answered each of the other surveys."]


def test_a_question_about_what_was_good_is_praise_and_one_about_both_is_not() -> None:
    praise = ["What was good?", "What did we do well?", "What did you like?"]
    both = ["What was good, and what could we do better?", "What one thing would make your care better?"]
    assert [Quote("", question, "en").praises for question in [*praise, *both]] == [True] * 3 + [False] * 2


def a_week(*numbers: Number, overdue: tuple[str, str, date] | None = None) -> Week:
    return Week("Ward 7", SUNDAY, [WeekOf("My care", "my-care", 40, 40, None, numbers)], overdue=overdue)


LATE = ("Quieter nights", "quieter-nights", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("week", "first"),
    [
        (a_week(percent(90), percent(30)), "30% gave"),
        (a_week(percent(90), percent(30), overdue=LATE), "30% gave"),
        (a_week(percent(90), percent(70), overdue=LATE), "You told people about “Quieter nights”"),
        (a_week(percent(90), percent(70)), "70% gave"),
        (a_week(percent(90), overdue=LATE), "You told people about “Quieter nights”"),
        (a_week(percent(90)), "Ask more people."),
        (a_week(percent(40)), "40% gave"),
        (a_week(), "Ask more people."),
    ],
)  # fmt: skip
def test_the_one_thing_is_a_low_number_then_a_late_promise_then_more_answers(week: Week, first: str) -> None:
    told = monday_letters.compose(NO_ROWS, week, base_url="").body
    assert told.partition("One thing to act on")[2].strip("-\n ").startswith(first)


def week_of(week: Week, **more: bool) -> str:
    return monday_letters.compose(NO_ROWS, week, base_url=BASE, **more).body  # type: ignore[arg-type]  # drafts alone


def test_what_fell_since_the_email_before_comes_first_and_leads_to_where_it_is_mended() -> None:
    fell = Number("Question 60", 60, "", 60.0, "my-care", "q60", was=85)
    numbers = [percent(90), fell, percent(30)]
    survey = WeekOf("My care", "my-care", 40, 40, None, numbers, published=True)
    week = Week("Ward 7", SUNDAY, [survey], overdue=LATE, slug="ward-7")
    act = week_of(week, drafts=True).partition("One thing to act on")[2]
    assert act.strip("-\n ").startswith("60% gave") and "It was 85% before that" in act
    assert f"{BASE}/staff/results/my-care?place=ward-7\n" in act
    assert f"{BASE}/staff/you-said-we-did/new?survey=my-care&item=q60\n" in act
    assert "you-said-we-did" not in week_of(week)


def test_what_rose_is_good_news_and_what_somebody_works_on_is_not_asked_for_again() -> None:
    rose = Number("Question 70", 70, "", 70.0, "my-care", "q70", was=40)
    busy = Number("Question 20", 20, "", 20.0, "my-care", "q20", worked_on=True)
    told = week_of(a_week(percent(90), rose, percent(35), busy))
    good, _, act = told.partition("One thing to act on")
    assert good.index("90% gave") < good.index("70% gave") and "It was 40% before that" in good
    assert act.strip("-\n ").startswith("35% gave") and "20% gave" not in told


@pytest.mark.parametrize(
    ("before", "now", "far"),
    [(45, 10, True), (45, None, True), (30, None, True), (40, 25, False), (20, 10, False), (0, None, False),
     (None, None, False), (25, None, False), (100, 50, True), (10, 40, False)],
)  # fmt: skip
def test_far_fewer_people_than_the_week_before_is_told_where_it_is_more_than_chance(
    before: int | None, now: int | None, far: bool
) -> None:
    survey = WeekOf("My care", "my-care", now, week_before=before)
    told = week_of(Week("Ward 7", SUNDAY, [survey]))
    assert survey.far_fewer is far
    assert ("Far fewer people answered “My care” than the week before." in told) == far
    assert (f"{BASE}/staff/placements/" in told) == far
    if far:
        assert f"about {before} the week before." in told


def test_the_words_of_a_person_are_text_and_nothing_more() -> None:
    quotes = [
        Quote("<script>alert(1)</script> & ok", "What was good?", "en"),
        Quote("بہت اچھا", "What was good?", "ur"),
    ]
    week = Week("Ward <b>7</b>", SUNDAY, [WeekOf("My care", "my-care", 40)], quotes)
    html = monday_letters.compose(NO_ROWS, week, base_url=BASE).html
    assert "<script>" not in html and "<b>" not in html and "&lt;script&gt;" in html
    assert '<blockquote lang="ur" dir="rtl">' in html and "This is in Urdu." in html
    assert "src=" not in html and "url(" not in html and "@import" not in html


def test_praise_stands_under_no_question_that_asked_for_something_else() -> None:
    better, good = "What one thing would make your care better?", "What was good?"
    quotes = [
        Quote("Kind.", better, "en", praise=True),
        Quote("Warm.", good, "en"),
        Quote("Loud.", better, "en"),
    ]
    told = week_of(Week("Ward 7", SUNDAY, [WeekOf("My care", "my-care", 40)], quotes, more_comments=True))
    lines = [line for line in told.splitlines() if line and "---" not in line]
    at = lines.index("What was good")
    assert lines[at : at + 8] == [
        "What was good", "> Kind.", good, "> Warm.", "What people wrote", better, "> Loud.",
        "There is more to read for you when you sign in:",
    ]  # fmt: skip
