"""Promises of the Monday e-mail on its way: once a week, to whoever asked, while everybody else answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.channels.email_smtp import Smtp
from feedback.db import Database
from feedback.jobs import mondays
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import (
    email_stops,
    monday_readers,
    places,
    staff_members,
)
from feedback.vocabulary import Role
from tests.feedback.invented_mondays import (
    BASE,
    GOOD,
    MONDAY,
    SUNDAY,
    answered,
    put_all,
    put_now,
    said,
    sent,
)  # fmt: skip
from tests.feedback.open_survey import BY, Open
from tests.feedback.written_comments import colleague
from tests.smtp_stand_in import running

A_WEEK = timedelta(days=7)


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
