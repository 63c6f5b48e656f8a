"""Promises of the Monday e-mail: once a week, praise first, and nothing in it that tells who somebody is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.channels.email import Smtp
from feedback.jobs import mondays
from feedback.models.comment_review import CommentReview
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import (
    comments,
    email_stops,
    enrolments,
    monday,
    monday_readers,
    outbox,
    outcomes,
    places,
    redactions,
    responses,
    staff_members,
    surveys,
)
from feedback.services.monday import Number, Quote, Week
from feedback.services.monday import Survey as WeekOf
from feedback.services.responses import Arrival
from feedback.services.reviews import Reader
from feedback.vocabulary import Channel, CommentOutcome, Role
from tests.feedback.invented_readers import reader as invented_reader
from tests.feedback.open_survey import BY, IN_URDU, Open
from tests.feedback.written_comments import COMMENT, colleague
from tests.fresh_databases import Beginning
from tests.smtp_stand_in import running

BASE = "https://feedback.example.nhs.uk"
SUNDAY, MONDAY = date(2026, 11, 22), datetime(2026, 11, 23, 7, 0)
GOOD, BAD = "help_to_decide", "control_of_daily_life"


def percent(number: int) -> Number:
    return Number(f"Question {number}", number, "", float(number), "my-care")


@pytest.fixture
def beginning() -> Beginning:
    return IN_URDU


@pytest.fixture
def opened(begun: Open) -> Open:
    return begun


@pytest.fixture
def ward(session: Session, opened: Open) -> Place:
    found = places.by_slug(session, "ward-7")
    assert found is not None
    return found


@pytest.fixture
def lead(session: Session, ward: Place) -> int:
    """A ward lead who asked for the e-mail."""
    member = colleague(session, "wanda", Role.WARD_LEAD, ward)
    monday_readers.join(session, ward, staff_id=member.id, by=BY, today=SUNDAY)
    return member.id


def answered(
    session: Session, opened: Open, number: int, *, day: date = SUNDAY, start: int = 0, **given: object
) -> None:
    """So many people answer alike."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    answers = {key.replace("_", "-"): value for key, value in given.items()}
    for each in range(start, start + number):
        arrival = Arrival(opened.link_id, opened.place_id, Channel.QR.value, "en", 1)
        responses.submit(
            session, served, arrival, answers, submission=f"{day}-{each}-{sorted(answers)}", today=day
        )


def said(
    session: Session, opened: Open, words: str, *, share: bool = True, redact: bool = True, release: bool = True,
    day: date = SUNDAY,
) -> CommentReview:  # fmt: skip
    """Somebody writes, a colleague looks it through and lets the team see it, as far as is said."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    arrival = Arrival(opened.link_id, opened.place_id, Channel.QR.value, "en", 1)
    given = {COMMENT: {"text": words, "share": share}}
    responses.submit(session, served, arrival, given, submission=words[:30], today=day)
    enrolments.catch_up(session, today=day)
    found = next(
        one for one in session.query(CommentReview).order_by(CommentReview.id.desc())
        if (comment := comments.find(session, one.response_id, one.item_key)) and comment.text == words
    )  # fmt: skip
    staff = Reader(invented_reader(session).id, leads=False)
    outcomes.decide(session, found, CommentOutcome.NO_CONCERN, staff, note="", before="", by=BY, today=day)
    comment = comments.find(session, found.response_id, found.item_key)
    assert comment is not None
    if redact:
        redactions.keep(session, comment, [], staff_id=staff.staff_id, by=BY, today=day)
    if release:
        outcomes.release(session, found, staff_id=staff.staff_id, by=BY, today=day)
    return found


def text(session: Session, ward: Place, *, last_on: date = SUNDAY) -> str:
    week, _ = mondays.gather(session, ward, last_on=last_on, comments=True)
    letter = monday.letter(session, week, base_url=BASE, stop=f"{BASE}/email/stop/x")
    return letter.body


def sent(session: Session) -> list[dict[str, str]]:
    rows = session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    found = [outbox.opened(session, row.content) for row in rows]
    return [one for one in found if one is not None]


def test_a_week_in_numbers_worked_out_by_hand_and_one_thing_to_act_on(
    session: Session, opened: Open, ward: Place
) -> None:
    # 44 answer: 36 say yes to one question (82 %, in fives 35 of 45: 78 %), 10 to the other (10 of 45: 22 %).
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    answered(session, opened, 8, start=36, **{GOOD: "no", BAD: "yes"})
    told = text(session, ward)
    assert "About 45 people answered last week." in told
    good, act = told.index("What was good"), told.index("One thing to act on")
    assert good < act
    assert "78% gave a positive answer to “I help to decide about my care”" in told[good:act]
    assert "22% gave a positive answer to" in told[act:]


@pytest.mark.parametrize("number", range(9))
def test_of_fewer_than_ten_answers_nothing_is_told_but_words(
    session: Session, opened: Open, ward: Place, number: int
) -> None:
    answered(session, opened, number, **{GOOD: "yes"})
    said(session, opened, "Quieter nights, please.")
    told = text(session, ward)
    figures = "Fewer than 10 people answered last week."
    assert figures in told and "Ask more people." in told
    assert "Quieter" not in told and "positive answer" not in told
    assert not any(sign.isdigit() for sign in told.replace(figures, "").replace("stop/x", ""))


def test_a_survey_with_nine_answers_says_what_a_survey_with_none_says(
    session: Session, opened: Open, ward: Place
) -> None:
    nobody = text(session, ward)
    answered(session, opened, 9, **{GOOD: "no"})
    assert text(session, ward) == nobody


@pytest.mark.parametrize("missing", ["share", "redact", "release"])
def test_words_stand_in_it_only_when_shared_looked_through_and_released(
    session: Session, opened: Open, ward: Place, missing: str
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    said(session, opened, "The night nurse was kind.")
    said(session, opened, "Too loud at night.", **{missing: False})
    told = text(session, ward)
    assert "The night nurse was kind." in told and "Too loud" not in told
    # What was released waits behind the sign-in; of what was not, nobody learns that it is there.
    assert ("There is more to read for you when you sign in" in told) == (missing != "release")


def test_what_somebody_took_out_of_a_comment_is_not_in_it(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    row = said(session, opened, "Doctor Meredith was rude.", redact=False)
    comment = comments.find(session, row.response_id, row.item_key)
    assert comment is not None
    reader = invented_reader(session).id
    redactions.keep(session, comment, [], ["Meredith"], staff_id=reader, by=BY, today=SUNDAY)
    told = text(session, ward)
    assert "was rude" in told and "Meredith" not in told


def test_a_release_taken_back_and_an_answer_taken_back_leave_it(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    first = said(session, opened, "First words.")
    said(session, opened, "Second words.")
    outcomes.take_back(session, first, by=BY)
    assert "First words" not in text(session, ward) and "Second words" in text(session, ward)
    responses.withdraw(session, opened.survey_id, submission="Second words.", today=SUNDAY)
    assert "Second words" not in text(session, ward)


def test_words_of_another_week_or_another_place_are_not_in_it(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    said(session, opened, "Long ago.", day=SUNDAY - timedelta(days=7))
    said(session, opened, "This week.", day=SUNDAY - timedelta(days=6))
    elsewhere = places.add(session, "Ward 8", slug="ward-8", by=BY)
    told = text(session, ward)
    assert "This week." in told and "Long ago" not in told
    assert "This week." not in text(session, elsewhere)


def test_it_names_nobody_and_no_group(session: Session, opened: Open, ward: Place, lead: int) -> None:
    answered(session, opened, 15, **{GOOD: "yes", "age_band": "85-plus", "sex": "female"})
    answered(session, opened, 15, start=15, **{GOOD: "no", "age_band": "25-34", "sex": "male"})
    mondays.put_now(session, now=MONDAY, base_url=BASE)
    [mail] = sent(session)
    for word in ("wanda", "female", "Female", "85", "women", "Men"):
        assert word not in mail["subject"] + mail["body"] + mail["html"].partition("</style>")[2]


def test_no_two_emails_tell_of_the_same_answers(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 40, day=SUNDAY, **{GOOD: "yes"})
    mondays.put_now(session, now=MONDAY, base_url=BASE)
    answered(session, opened, 3, day=SUNDAY + timedelta(days=3), **{GOOD: "no"})
    mondays.put_now(session, now=MONDAY + timedelta(days=7), base_url=BASE)
    answered(session, opened, 37, day=SUNDAY + timedelta(days=10), start=9, **{GOOD: "no"})
    mondays.put_now(session, now=MONDAY + timedelta(days=14), base_url=BASE)
    first, second, third = (mail["body"] for mail in sent(session))
    assert "100% gave a positive answer" in first and "positive answer" not in second
    # The three wait until with others they are many; the first forty are in no later number.
    assert "about 40 people since 23 November 2026" in third
    assert "0% gave a positive answer" in third


def test_a_share_of_fewer_than_thirty_is_chance_and_waits_for_more(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    mondays.put_now(session, now=MONDAY, base_url=BASE)
    answered(session, opened, 20, day=SUNDAY + timedelta(days=7), **{GOOD: "yes"})
    mondays.put_now(session, now=MONDAY + timedelta(days=7), base_url=BASE)
    first, second = (mail["body"] for mail in sent(session))
    assert "About 20 people answered last week." in first and "positive answer" not in first
    assert "(about 40 people since" in second


def test_many_surveys_are_told_in_few_lines(session: Session, opened: Open) -> None:
    def told(*weeks: int | None) -> list[str]:
        found = [WeekOf(f"Survey {at}", f"s{at}", number) for at, number in enumerate(weeks)]
        body = monday.letter(session, Week("Ward 7", SUNDAY, found), base_url="").body
        return [line for line in body.partition("One thing")[0].splitlines() if line]

    assert told() == ["No survey is open here."]
    assert told(None) == ["Fewer than 10 people answered last week."]
    assert told(None, None) == ["Fewer than 10 people answered each survey last week."]
    assert told(25) == ["About 25 people answered last week."]
    assert told(25, None) == [
        "Survey 0: about 25 people answered last week.",
        "Fewer than 10 people answered each of the other surveys.",
    ]


def test_it_comes_once_a_week_even_when_it_is_put_twice(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    assert mondays.put_all(session, now=MONDAY, base_url=BASE) == 1
    assert mondays.put_all(session, now=MONDAY + timedelta(hours=3), base_url=BASE) == 0
    assert mondays.put_now(session, now=MONDAY + timedelta(days=4), base_url=BASE) == 0
    assert mondays.put_now(session, now=MONDAY + timedelta(days=7), base_url=BASE) == 1
    row = session.query(OutboxMessage).order_by(OutboxMessage.id).first()
    assert row is not None and row.reference == f"monday:ward-7:2026-W47:{lead}"
    assert "wanda" not in row.content


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 6, 59), False), (datetime(2026, 11, 23, 7, 0), True),
        (datetime(2026, 11, 24, 7, 0), False),
        # Summer time begins: seven in England is six in UTC.
        (datetime(2026, 6, 1, 6, 0), True), (datetime(2026, 6, 1, 5, 59), False),
        # Bank holidays on Monday: Tuesday.
        (datetime(2026, 8, 31, 8, 0), False), (datetime(2026, 9, 1, 8, 0), True), (datetime(2026, 9, 2, 8, 0), False),
        (datetime(2026, 11, 22, 8, 0), False),
    ],
)  # fmt: skip
def test_it_leaves_on_monday_at_seven_or_on_the_next_working_day(now: datetime, due: bool) -> None:
    assert mondays.is_due(now) is due


def test_only_who_asked_gets_it_and_nobody_who_left(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    colleague(session, "walt", Role.WARD_LEAD, ward)
    assert [one.email for one in monday_readers.everybody(session)] == ["wanda@oakfield.example.org"]
    found = staff_members.find(session, lead)
    assert found is not None
    other = places.add(session, "Ward 8", slug="ward-8", by=BY)
    staff_members.move(session, found, role=Role.WARD_LEAD, place=other, by=BY)
    assert monday_readers.everybody(session) == []
    staff_members.move(session, found, role=Role.TRANSLATOR, place=None, by=BY)
    assert monday_readers.everybody(session) == []
    staff_members.move(session, found, role=Role.ANALYST, place=None, by=BY)
    assert [one.reads_comments for one in monday_readers.everybody(session)] == [False]
    staff_members.deactivate(session, found, by=BY)
    assert monday_readers.everybody(session) == []


def test_who_may_not_read_comments_gets_none(session: Session, opened: Open, ward: Place) -> None:
    ana = colleague(session, "ana", Role.ANALYST)
    monday_readers.join(session, ward, staff_id=ana.id, by=BY, today=SUNDAY)
    answered(session, opened, 20, **{GOOD: "yes"})
    said(session, opened, "The night nurse was kind.")
    mondays.put_now(session, now=MONDAY, base_url=BASE)
    [mail] = sent(session)
    assert "nurse" not in mail["body"] + mail["html"] and "more to read" not in mail["body"]


def test_the_link_in_the_email_stops_it_and_nothing_else(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    other = colleague(session, "walt", Role.WARD_LEAD, ward)
    monday_readers.join(session, ward, staff_id=other.id, by=BY, today=SUNDAY)
    mondays.put_now(session, now=MONDAY, base_url=BASE)
    address = sent(session)[0]["stop"]
    assert address.startswith(f"{BASE}/email/stop/")
    found = email_stops.read(session, address.removeprefix(f"{BASE}/email/stop/").partition("?")[0])
    assert found is not None
    for _ in range(2):
        email_stops.stop(session, found, today=SUNDAY)
    assert [one.staff_id for one in monday_readers.everybody(session)] == [other.id]


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
def test_the_one_thing_is_a_low_number_then_a_late_promise_then_more_answers(
    session: Session, opened: Open, week: Week, first: str
) -> None:
    told = monday.letter(session, week, base_url="").body
    assert told.partition("One thing to act on")[2].strip("-\n ").startswith(first)


def test_the_words_of_a_person_are_text_and_nothing_more(session: Session, opened: Open) -> None:
    quotes = [
        Quote("<script>alert(1)</script> & ok", "What was good?", "en"),
        Quote("بہت اچھا", "What was good?", "ur"),
    ]
    week = Week("Ward <b>7</b>", SUNDAY, [WeekOf("My care", "my-care", 40)], quotes)
    html = monday.letter(session, week, base_url=BASE).html
    assert "<script>" not in html and "<b>" not in html and "&lt;script&gt;" in html
    assert '<blockquote lang="ur" dir="rtl">' in html
    assert "src=" not in html and "url(" not in html and "@import" not in html


def test_what_waits_in_the_outbox_is_what_a_mail_server_is_given(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    mondays.put_now(session, now=MONDAY, base_url=BASE)
    [content] = sent(session)
    with running() as at:
        Smtp(f"smtp://127.0.0.1:{at.port}?from=a@b.uk", BASE, seconds=5).send(**content)
    [mail] = at.taken
    assert mail["To"] == "wanda@oakfield.example.org" and mail["List-Unsubscribe"] == f"<{content['stop']}>"
    assert "Fewer than 10 people answered last week." in next(mail.iter_parts()).get_content()
