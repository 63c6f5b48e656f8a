"""Promises of the Monday e-mail: once a week, praise first, and nothing in it that tells who somebody is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.channels.email_smtp import Smtp
from feedback.db import Database
from feedback.jobs import mondays
from feedback.models.improvement import Improvement
from feedback.models.monday_reader import MondayStretch
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import (
    comments,
    email_stops,
    monday_readers,
    places,
    publications,
    redactions,
    responses,
    reviews,
    staff_members,
)
from feedback.vocabulary import Role
from tests.feedback.invented_mondays import (
    BAD,
    BASE,
    GOOD,
    MONDAY,
    SUNDAY,
    answered,
    put_all,
    put_now,
    said,
    sent,
    text,
    without_link,
)  # fmt: skip
from tests.feedback.invented_readers import reader as invented_reader
from tests.feedback.open_survey import BY, IN_URDU, Open
from tests.feedback.written_comments import colleague
from tests.fresh_databases import Beginning
from tests.smtp_stand_in import running

A_WEEK = timedelta(days=7)


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
    reviews.take_back(session, first, by=BY)
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
    put_now(session, now=MONDAY)
    [mail] = sent(session)
    for word in ("wanda", "female", "Female", "85", "women", "Men"):
        assert word not in without_link(
            mail["subject"] + mail["body"] + mail["html"].partition("</style>")[2]
        )


def test_no_two_emails_tell_of_the_same_answers(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 40, day=SUNDAY, **{GOOD: "yes"})
    put_now(session, now=MONDAY)
    answered(session, opened, 3, day=SUNDAY + timedelta(days=3), **{GOOD: "no"})
    put_now(session, now=MONDAY + timedelta(days=7))
    answered(session, opened, 37, day=SUNDAY + timedelta(days=10), start=9, **{GOOD: "no"})
    put_now(session, now=MONDAY + timedelta(days=14))
    first, second, third = (mail["body"] for mail in sent(session))
    assert "100% gave a positive answer" in first and "positive answer" not in second
    # The three wait until with others they are many; the first forty are in no later number.
    assert "about 40 people since 23 November 2026" in third
    assert "0% gave a positive answer" in third


def test_a_share_of_fewer_than_thirty_is_chance_and_waits_for_more(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 20, **{GOOD: "yes"})
    put_now(session, now=MONDAY)
    answered(session, opened, 20, day=SUNDAY + timedelta(days=7), **{GOOD: "yes"})
    put_now(session, now=MONDAY + timedelta(days=7))
    first, second = (mail["body"] for mail in sent(session))
    assert "About 20 people answered last week." in first and "positive answer" not in first
    assert "(about 40 people since" in second


def test_it_comes_once_a_week_even_when_it_is_put_twice(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    assert put_all(session, now=MONDAY) == 1
    assert put_all(session, now=MONDAY + timedelta(hours=3)) == 0
    assert put_now(session, now=MONDAY + timedelta(days=4)) == 0
    assert put_now(session, now=MONDAY + timedelta(days=7)) == 1
    row = session.query(OutboxMessage).order_by(OutboxMessage.id).first()
    assert row is not None and row.reference == f"monday:ward-7:2026-W47:{lead}"
    assert "wanda" not in row.content


def test_who_asks_after_it_left_gets_their_first_next_monday(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    late = colleague(session, "walt", Role.WARD_LEAD, ward)
    monday_readers.join(session, ward, staff_id=late.id, by=BY, today=MONDAY.date())
    assert put_all(session, now=MONDAY) == 1
    assert put_now(session, now=MONDAY + timedelta(days=3)) == 0
    assert put_all(session, now=MONDAY + A_WEEK) == 2


def test_a_place_where_nobody_had_asked_before_is_told_of_next_monday_or_by_hand(
    session: Session, opened: Open, ward: Place
) -> None:
    first = colleague(session, "walt", Role.WARD_LEAD, ward)
    monday_readers.join(session, ward, staff_id=first.id, by=BY, today=MONDAY.date() + timedelta(days=1))
    assert put_all(session, now=MONDAY + timedelta(days=1)) == 0
    assert put_now(session, now=MONDAY + timedelta(days=1)) == 1


def test_a_service_that_was_down_on_monday_sends_it_on_tuesday_once(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert put_all(session, now=tuesday) == 1
    assert put_all(session, now=tuesday + timedelta(hours=1)) == 0
    assert "week to 22 November 2026" in sent(session)[0]["subject"]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 6, 59), False), (datetime(2026, 11, 23, 7, 0), True),
        # A service that was down in the morning: later, but not when the week is old.
        (datetime(2026, 11, 23, 23, 0), True), (datetime(2026, 11, 24, 3, 0), True),
        (datetime(2026, 11, 25, 23, 0), True), (datetime(2026, 11, 26, 1, 0), False),
        # Summer time begins: seven in England is six in UTC.
        (datetime(2026, 6, 1, 6, 0), True), (datetime(2026, 6, 1, 5, 59), False),
        # Bank holidays on Monday: Tuesday.
        (datetime(2026, 8, 31, 8, 0), False), (datetime(2026, 9, 1, 8, 0), True), (datetime(2026, 9, 4, 8, 0), False),
        (datetime(2026, 9, 1, 5, 0), False),
        (datetime(2026, 11, 22, 8, 0), False),
    ],
)  # fmt: skip
def test_it_leaves_on_monday_at_seven_or_on_the_next_working_day(now: datetime, due: bool) -> None:
    assert mondays.is_due(now) is due


@pytest.fixture
def two_wards(database: Database, opened: Open) -> list[str]:
    """Two wards with a reader each, committed."""
    with database.transaction(opened.organisation_id) as session:
        wards = [places.by_slug(session, "ward-7"), places.add(session, "Ward 8", slug="ward-8", by=BY)]
        for ward in wards:
            assert ward is not None
            member = colleague(session, f"lead-of-{ward.slug}", Role.WARD_LEAD, ward)
            monday_readers.join(session, ward, staff_id=member.id, by=BY, today=SUNDAY)
    return ["ward-7", "ward-8"]


def committed(database: Database, opened: Open) -> list[str]:
    """The places whose e-mails lie in the outbox."""
    with database.reading(opened.organisation_id) as session:
        return sorted(row.reference.split(":")[1] for row in session.query(OutboxMessage))


def test_while_it_is_put_together_people_answer(
    database: Database, opened: Open, two_wards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a year of answers takes long, and whoever writes to a file keeps everybody else from it."""
    gather = mondays.gather

    def slowly(*given: Any, **more: Any) -> Any:
        with database.transaction(opened.organisation_id) as session:
            answered(session, opened, 1, start=len(committed(database, opened)), **{GOOD: "yes"})
        return gather(*given, **more)

    monkeypatch.setattr(mondays, "gather", slowly)
    assert mondays.put_now(database, opened.organisation_id, now=MONDAY, base_url=BASE) == 2
    assert committed(database, opened) == two_wards


def test_where_one_place_fails_the_others_get_theirs(
    database: Database, opened: Open, two_wards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gather = mondays.gather

    def fails_once(session: Session, place: Place, **more: Any) -> Any:
        if place.slug == "ward-7":
            raise LookupError
        return gather(session, place, **more)

    monkeypatch.setattr(mondays, "gather", fails_once)
    with pytest.raises(LookupError):
        mondays.put_now(database, opened.organisation_id, now=MONDAY, base_url=BASE)
    assert committed(database, opened) == ["ward-8"]
    monkeypatch.setattr(mondays, "gather", gather)
    assert mondays.put_now(database, opened.organisation_id, now=MONDAY, base_url=BASE) == 1
    assert committed(database, opened) == two_wards


def test_two_workers_at_once_put_it_once(
    database: Database, opened: Open, two_wards: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not to somebody whom the faster one left out: they would be told another count of the same days."""
    gather, seconds, this_monday = mondays.gather, [], MONDAY.date()
    with database.transaction(opened.organisation_id) as session:
        ward = places.by_slug(session, "ward-7")
        assert ward is not None
        late = colleague(session, "walt", Role.WARD_LEAD, ward)
        monday_readers.join(session, ward, staff_id=late.id, by=BY, today=this_monday)

    def overtaken(*given: Any, **more: Any) -> Any:
        found = gather(*given, **more)
        monkeypatch.setattr(mondays, "gather", gather)
        seconds.append(
            mondays.put_now(
                database, opened.organisation_id, now=MONDAY, base_url=BASE, asked_before=this_monday
            )
        )
        return found

    monkeypatch.setattr(mondays, "gather", overtaken)
    assert mondays.put_now(database, opened.organisation_id, now=MONDAY, base_url=BASE) == 0
    assert seconds == [2] and committed(database, opened) == two_wards


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
    put_now(session, now=MONDAY)
    [mail] = sent(session)
    assert "nurse" not in mail["body"] + mail["html"] and "more to read" not in mail["body"]


def test_the_link_in_the_email_stops_it_and_nothing_else(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    other = colleague(session, "walt", Role.WARD_LEAD, ward)
    monday_readers.join(session, ward, staff_id=other.id, by=BY, today=SUNDAY)
    put_now(session, now=MONDAY)
    address = sent(session)[0]["stop"]
    assert address.startswith(f"{BASE}/email/stop/")
    found = email_stops.read(session, address.removeprefix(f"{BASE}/email/stop/").partition("?")[0])
    assert found is not None
    for _ in range(2):
        email_stops.stop(session, found, today=SUNDAY)
    assert [one.staff_id for one in monday_readers.everybody(session)] == [other.id]


def test_who_reads_no_comments_is_told_the_same_numbers(session: Session, opened: Open, ward: Place) -> None:
    for name, role in (("ana", Role.ANALYST), ("wanda", Role.WARD_LEAD)):
        member = colleague(session, name, role, ward if role is Role.WARD_LEAD else None)
        monday_readers.join(session, ward, staff_id=member.id, by=BY, today=SUNDAY)
    answered(session, opened, 40, **{GOOD: "yes"})
    said(session, opened, "The night nurse was kind.")
    put_now(session, now=MONDAY)
    without, whole = (mail["body"] for mail in sent(session))
    assert "nurse" not in without and "nurse" in whole
    assert all(
        "100% gave a positive answer" in body and "About 40 people" in body for body in (without, whole)
    )


def test_praise_is_what_its_reader_took_for_praise_and_stands_first(
    session: Session, opened: Open, ward: Place
) -> None:
    """No shipped question asks for praise alone, so a person says what is."""
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    row = said(session, opened, "The night nurse was kind.", praise=True)
    said(session, opened, "Too loud at night.")
    told = text(session, ward)
    good, wrote, act = (
        told.index(words) for words in ("What was good", "What people wrote", "One thing to act on")
    )
    assert good < told.index("> The night nurse was kind.") < told.index("100% gave") < wrote
    assert wrote < told.index("> Too loud at night.") < act
    reviews.take_back(session, row, by=BY)
    assert row.praise is False and "nurse" not in text(session, ward)


def test_a_fall_is_told_beside_what_the_email_before_told(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 40, **{GOOD: "yes", BAD: "yes"})
    put_now(session, now=MONDAY)
    answered(session, opened, 30, day=SUNDAY + A_WEEK, **{GOOD: "no", BAD: "yes"})
    answered(session, opened, 10, day=SUNDAY + A_WEEK, start=30, **{GOOD: "yes", BAD: "no"})
    put_now(session, now=MONDAY + A_WEEK)
    first, second = (mail["body"] for mail in sent(session))
    assert "before that" not in first and "the week before" not in first
    assert "About 40 people answered last week, about 40 the week before." in second
    act = second.partition("One thing to act on")[2]
    assert act.strip("-\n ").startswith("25% gave") and "I help to decide" in act
    assert "It was 100% before that, and chance alone does not explain it." in act
    # Whoever reads it beforehand once it left is told of no fall from itself.
    assert "before that" not in text(session, ward, last_on=SUNDAY + A_WEEK)


def test_a_small_change_is_chance_and_not_told(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    for at, yes in enumerate((30, 24)):
        answered(session, opened, yes, day=SUNDAY + A_WEEK * at, **{GOOD: "yes"})
        answered(session, opened, 40 - yes, day=SUNDAY + A_WEEK * at, start=yes, **{GOOD: "no"})
        put_now(session, now=MONDAY + A_WEEK * at)
    first, second = (mail["body"] for mail in sent(session))
    assert "75% gave" in first and "63% gave" in second and "before that" not in second


def test_a_question_in_other_words_is_no_fall_of_the_old_one(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    answered(session, opened, 40, **{GOOD: "yes"})
    put_now(session, now=MONDAY)
    [row] = session.query(MondayStretch)
    [[key, _, count, base]] = row.said
    assert (key, count, base) == (GOOD.replace("_", "-"), 40, 40)
    row.said = [[key, "Something else was asked", count, base]]
    answered(session, opened, 40, day=SUNDAY + A_WEEK, **{GOOD: "no"})
    assert "before that" not in text(session, ward, last_on=SUNDAY + A_WEEK)


def test_a_place_where_few_answer_is_told_of_once_they_are_thirty_however_long_it_takes(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    for at in range(16):
        answered(session, opened, 2, day=SUNDAY + A_WEEK * at, **{GOOD: "yes"})
        put_now(session, now=MONDAY + A_WEEK * at)
    told = [("about 30 people since" in mail["body"]) for mail in sent(session)]
    assert told.count(True) == 1 and told.index(True) >= 13


def test_what_somebody_works_on_here_is_found(session: Session, opened: Open, ward: Place) -> None:
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    assert "0% gave" in text(session, ward).partition("One thing to act on")[2]
    work_on(session, opened, ward, BAD.replace("_", "-"))
    assert "0% gave" not in text(session, ward).partition("One thing to act on")[2]


def test_what_another_place_works_on_is_still_to_be_done_here(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 36, **{GOOD: "yes", BAD: "no"})
    work_on(session, opened, places.add(session, "Ward 8", slug="ward-8", by=BY), BAD.replace("_", "-"))
    assert "0% gave" in text(session, ward).partition("One thing to act on")[2]


def work_on(session: Session, opened: Open, ward: Place, item: str) -> None:
    """Somebody drafts what is done about a question."""
    from feedback.models.snapshot import Snapshot
    from feedback.services import snapshots

    survey = session.get_one(Survey, opened.survey_id)
    snapshots.publish(session, survey, groups=[], by=BY, today=SUNDAY)
    [snapshot] = session.query(Snapshot)
    session.add(Improvement(
        organisation_id=opened.organisation_id, slug="days", survey_id=survey.id, place_id=ward.id, title="Days",
        said="You said", status="planned", item_key=item, snapshot_id=snapshot.id, figure={}, state="draft",
        drafted_by=invented_reader(session).id, updated_at=MONDAY,
    ))  # fmt: skip
    session.flush()


def test_a_survey_that_is_over_is_left_out_once_there_is_nothing_to_tell(
    session: Session, opened: Open, ward: Place
) -> None:
    answered(session, opened, 40, day=SUNDAY - timedelta(days=120), **{GOOD: "yes"})
    assert "Fewer than 10 people answered last week." in text(session, ward)
    publications.close(session, session.get_one(Survey, opened.survey_id), by=BY, now=MONDAY - A_WEEK)
    assert "No survey is open here." in text(session, ward)


def test_what_waits_in_the_outbox_is_what_a_mail_server_is_given(
    session: Session, opened: Open, ward: Place, lead: int
) -> None:
    put_now(session, now=MONDAY)
    [content] = sent(session)
    with running() as at:
        Smtp(f"smtp://127.0.0.1:{at.port}?from=a@b.uk", BASE, seconds=5).send(**content)
    [mail] = at.taken
    assert mail["To"] == "wanda@oakfield.example.org" and mail["List-Unsubscribe"] == f"<{content['stop']}>"
    assert "Fewer than 10 people answered last week." in next(mail.iter_parts()).get_content()
