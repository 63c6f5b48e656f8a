"""The Monday e-mail attacked: whoever finds every e-mail of every ward on a table still learns of no single person."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.place import Place
from feedback.reports.measures import whole_percent
from feedback.reports.rules import RULES
from feedback.reports.shapes import Profile
from feedback.services import monday_readers, outcomes, places, responses
from feedback.vocabulary import Role
from tests.feedback.invented_mondays import (
    BAD,
    GOOD,
    MONDAY,
    SUNDAY,
    answered,
    put_now,
    said,
    sent,
    text,
    without_link,
)  # fmt: skip
from tests.feedback.open_survey import BY, Open
from tests.feedback.written_comments import colleague

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
PEOPLE, SHARE = re.compile(r"about (\d+)", re.IGNORECASE), re.compile(r"(\d+)% gave")
#: Every percentage that two numbers in fives can make.
IN_FIVES = {whole_percent(a, b) for b in range(30, 300, 5) for a in range(0, b + 1, 5)}
FIVES = RULES[Profile.SENSITIVE]


@pytest.fixture
def ward(session: Session, opened: Open) -> Place:
    found = places.by_slug(session, "ward-7")
    assert found is not None
    reader(session, "wanda", found)
    return found


def reader(session: Session, name: str, place: Place) -> None:
    member = colleague(session, name, Role.WARD_LEAD, place)
    monday_readers.join(session, place, staff_id=member.id, by=BY, today=SUNDAY)


def put(session: Session, weeks: int = 0, *, days: int = 0) -> list[str]:
    """The e-mails that are new so many weeks and days after the first Monday."""
    before = len(sent(session))
    put_now(session, now=MONDAY + A_WEEK * weeks + A_DAY * days)
    return [without_link(mail["body"]) for mail in sent(session)[before:]]


@pytest.mark.parametrize("number", [10, 12, 13, 28, 33, 37, 41])
def test_every_number_is_in_fives(session: Session, opened: Open, ward: Place, number: int) -> None:
    answered(session, opened, number - 4, **{GOOD: "yes", BAD: "no"})
    answered(session, opened, 4, start=number, **{GOOD: "no", BAD: "yes"})
    [told] = put(session)
    assert {int(found) % 5 for found in PEOPLE.findall(told)} <= {0}
    assert {int(found) for found in SHARE.findall(told)} <= IN_FIVES
    shown = PEOPLE.findall(told)[0]
    alike = [one for one in range(100) if FIVES.rounded(one) == int(shown)]
    assert number in alike and len(alike) >= 3


@pytest.mark.parametrize("change", ["more", "fewer"])
def test_one_answer_more_or_taken_back_is_in_no_second_email_of_the_same_days(
    session: Session, opened: Open, ward: Place, change: str
) -> None:
    """42 are told as 40 and 43 as 45: whoever saw both would know what the one in between had said."""
    answered(session, opened, 42, **{GOOD: "yes"})
    [first] = put(session)
    if change == "more":
        answered(session, opened, 1, start=42, **{GOOD: "no"})  # typed in from paper, dated Sunday
    else:
        mine = f"{opened.place_id}-{SUNDAY}-0-{[GOOD.replace('_', '-')]}"
        assert responses.withdraw(session, opened.survey_id, submission=mine, today=MONDAY.date())
    reader(session, "walt", ward)
    assert put(session, days=3) == [], "who asks later waits for the next one"
    seconds = put(session, 1)
    assert len(seconds) == 2 and all("gave a positive answer" not in one for one in seconds)
    assert all("about 40 the week before" in one for one in seconds), "as it was told, and not counted again"
    assert "About 40 people" in first


def test_what_was_told_before_is_told_again_as_it_was_and_never_counted_anew(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 40, **{GOOD: "yes"})
    [first] = put(session)
    for each in range(8):
        mine = f"{opened.place_id}-{SUNDAY}-{each}-{[GOOD.replace('_', '-')]}"
        responses.withdraw(session, opened.survey_id, submission=mine, today=MONDAY.date())
    answered(session, opened, 40, day=SUNDAY + A_WEEK, **{GOOD: "no"})
    [second] = put(session, 1)
    shares = SHARE.findall(first)
    assert shares == ["100"] and f"It was {shares[0]}% before that" in second


def test_answers_dated_into_days_that_were_told_are_in_no_later_number(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 40, **{GOOD: "yes"})
    put(session)
    answered(session, opened, 30, start=40, **{GOOD: "no"})  # a pile of paper of last Sunday
    answered(session, opened, 40, day=SUNDAY + A_WEEK, **{GOOD: "yes"})
    [second] = put(session, 1)
    assert "100% gave" in second and "about 40 people since 23 November 2026" in second


@pytest.mark.parametrize("siblings", [1, 2, 3])
def test_what_is_left_of_a_hospital_without_its_wards_is_never_one_number(siblings: int) -> None:
    """At least ten are left (below), and how many of them gave a positive answer is not to be worked out.

    All residues are tried, so all numbers are: what is told of a count depends on its distance from a five alone.
    """
    for extra in itertools.product(range(5), repeat=siblings):
        wards = [43 + more for more in extra]
        for left in range(20):
            told = FIVES.rounded(sum(wards) + left), [FIVES.rounded(one) for one in wards]
            least = told[0] - 2 - sum(one + 2 for one in told[1])
            most = told[0] + 2 - sum(one - 2 for one in told[1])
            possible = range(max(least, 0), most + 1)
            assert left in possible and len(possible) >= 2


@pytest.fixture
def hospital(session: Session, ward: Place) -> Place:
    """What Ward 7 is part of, with a reader of its own."""
    found = places.add(session, "Oakfield Hospital", slug="hospital", by=BY)
    ward.parent_id = found.id
    reader(session, "hal", found)
    return found


def by_name(session: Session, weeks: int = 0) -> dict[str, str]:
    """The newest e-mail of each reader."""
    put(session, weeks)
    return {mail["to"].partition("@")[0]: without_link(mail["body"]) for mail in sent(session)}


@pytest.mark.parametrize("its_own", [True, False])
def test_a_hospital_tells_no_shares_that_are_those_of_a_ward_and_a_few_people(
    session: Session, opened: Open, ward: Place, hospital: Place, its_own: bool
) -> None:
    """All of Ward 7 say yes and not all of the hospital: that would be the one of Ward 9."""
    small = places.add(session, "Ward 9", slug="ward-9", parent=hospital, by=BY)
    if its_own:
        reader(session, "sue", small)
    answered(session, opened, 41, **{GOOD: "yes"})
    answered(session, opened, 1, place=small, **{GOOD: "no"})
    told = by_name(session)
    assert "100% gave" in told["wanda"] and "gave a positive answer" not in told["hal"]
    assert "What they answered stands in the e-mails of the places that belong to it." in told["hal"]
    if its_own:
        assert not SHARE.search(told["sue"]) and not PEOPLE.search(told["sue"])


def test_a_hospital_tells_shares_where_what_is_left_of_them_is_ten_people(
    session: Session, opened: Open, ward: Place, hospital: Place
) -> None:
    small = places.add(session, "Ward 9", slug="ward-9", parent=hospital, by=BY)
    answered(session, opened, 40, **{GOOD: "yes"})
    answered(session, opened, 9, place=small, **{GOOD: "no"})
    assert "gave a positive answer" not in by_name(session)["hal"]
    answered(session, opened, 1, day=SUNDAY + A_WEEK, place=small, **{GOOD: "no"})
    answered(session, opened, 40, day=SUNDAY + A_WEEK, **{GOOD: "yes"})
    told = by_name(session, 1)
    assert "gave a positive answer" in told["hal"], "its days waited until nine were ten"


def test_a_ward_that_begins_later_tells_of_no_day_that_its_hospital_told_of(
    session: Session, opened: Open
) -> None:
    ward = places.by_slug(session, "ward-7")
    assert ward is not None
    hospital = places.add(session, "Oakfield Hospital", slug="hospital", by=BY)
    ward.parent_id = hospital.id
    reader(session, "hal", hospital)
    answered(session, opened, 35, **{GOOD: "yes"})
    answered(session, opened, 5, place=hospital, **{GOOD: "no"})
    assert "gave a positive answer" in by_name(session)["hal"]
    reader(session, "wanda", ward)
    answered(session, opened, 31, day=SUNDAY + A_WEEK, start=35, **{GOOD: "no"})
    told = by_name(session, 1)
    assert "0% gave" in told["wanda"] and "(about 30 people since 23 November 2026)" in told["wanda"]
    assert "gave a positive answer" not in told["hal"]


def test_it_takes_more_than_a_reader_who_left_to_make_a_ward_one_of_a_few(
    session: Session, opened: Open, ward: Place, hospital: Place
) -> None:
    """What was told stays told, whoever reads it now."""
    answered(session, opened, 40, **{GOOD: "yes"})
    answered(session, opened, 2, place=hospital, **{GOOD: "no"})
    assert "gave a positive answer" not in by_name(session)["hal"]
    for one in monday_readers.everybody(session):
        if one.place.id == ward.id:
            monday_readers.leave(session, staff_id=one.staff_id, place_id=ward.id, by=BY)
    answered(session, opened, 40, day=SUNDAY + A_WEEK, **{GOOD: "yes"})
    assert "gave a positive answer" not in by_name(session, 1)["hal"]


@pytest.mark.parametrize("number", range(10))
def test_nobody_can_tell_how_many_of_fewer_than_ten_answered_or_what(
    session: Session, opened: Open, ward: Place, number: int
) -> None:
    answered(session, opened, number, **{GOOD: "yes" if number % 2 else "no"})
    [told] = put(session)
    assert not re.search(r"\d", told.replace("Fewer than 10", ""))
    assert told.replace("?lang=en", "") == _of_nobody(session, ward)


def _of_nobody(session: Session, ward: Place) -> str:
    """The e-mail of a ward at which nobody answered."""
    return text(session, ward, last_on=SUNDAY - timedelta(days=200)).replace("6 May 2026", "22 November 2026")


def test_one_answer_with_words_in_a_quiet_month_is_not_quoted(
    session: Session, opened: Open, ward: Place
) -> None:
    """Many answered long ago; whoever was on the ward this week would know who wrote."""
    answered(session, opened, 60, day=SUNDAY - timedelta(days=60), **{GOOD: "yes"})
    said(session, opened, "Too loud at night.", praise=True)
    [told] = put(session)
    assert "Too loud" not in told and "There is more to read for you when you sign in" in told
    answered(session, opened, 9, day=SUNDAY - timedelta(days=20), **{GOOD: "yes"})
    assert "Too loud" in text(session, ward)


@pytest.mark.parametrize(
    "words",
    [
        "Nurse Meredith was rude.", "Ask Anna Kowalska about it.", "Ring me: 07700 900123.", "I live in QX3 1AA.",
        "It was on 12 November.", "See https://thief.example.org/login and sign in.", "Write to me@example.org.",
        "My NHS number is 943 476 5919.",
    ],
)  # fmt: skip
def test_words_that_name_a_person_stay_behind_the_sign_in_even_when_their_reader_let_them_through(
    session: Session, opened: Open, ward: Place, words: str
) -> None:
    answered(session, opened, 40, **{GOOD: "yes"})
    said(session, opened, words, praise=True)
    said(session, opened, "Too loud at night.")
    [told] = put(session)
    assert words.rstrip(".") not in told and "Too loud at night." in told
    assert "There is more to read for you when you sign in" in told


def test_two_releases_in_a_week_tell_neither_who_wrote_first_nor_that_one_wrote_both(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 40, **{GOOD: "yes"})
    rows = [said(session, opened, words, day=SUNDAY - A_DAY * back) for back, words in enumerate(
        ("Too loud at night.", "More chairs, please.", "The tea was cold.", "Longer visits would help.")
    )]  # fmt: skip
    quoted = [line for line in text(session, ward).splitlines() if line.startswith("> ")]
    for row, day in zip(rows, reversed(range(4)), strict=True):
        row.released_on, row.received_on = SUNDAY - A_DAY * day, SUNDAY - A_DAY * day
    assert [line for line in text(session, ward).splitlines() if line.startswith("> ")] == quoted
    outcomes.take_back(session, rows[0], by=BY)
    assert "Too loud" not in text(session, ward)


def test_words_cannot_pass_for_the_program_in_plain_text(session: Session, opened: Open, ward: Place) -> None:
    answered(session, opened, 40, **{GOOD: "yes"})
    said(
        session,
        opened,
        "Cold.\n\nOne thing to act on\n--------\n\nGive everybody your password:\nSign in here",
    )
    [told] = put(session)
    ours = [line for line in told.splitlines() if not line.startswith(">")]
    assert sum("One thing to act on" in line for line in ours) == 1
    assert not any("password" in line or "Sign in here" in line for line in ours)


def test_numbers_by_group_and_the_names_of_groups_are_in_no_email(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(
        session, opened, 30, **{GOOD: "yes", "age_band": "85-plus", "sex": "female", "ethnic_group": "asian"}
    )
    answered(session, opened, 30, start=30, **{GOOD: "no", "age_band": "25-34", "sex": "male"})
    [told] = put(session)
    assert "50% gave" in told
    for word in ("85", "25-34", "female", "Female", "women", "Women", "men ", "Asian", "wanda"):
        assert word not in told
