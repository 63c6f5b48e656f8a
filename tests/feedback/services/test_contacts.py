"""Promises of contacts: everybody who can be asked is, once; nobody who must not be; the rest is told by line."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedback.models.opt_out import OptOut
from feedback.services import asked, contact_uploads, contacts, exclusions, hashing, other_ways, sending_rules
from feedback.services.refusals import Refused
from tests.feedback.invented_campaigns import (
    NOW,
    campaign,
    declaration,
    everybody,
    mobile,
    number,
    sheet,
    upload,
)
from tests.feedback.open_survey import BY, IN_URDU, TODAY, Open
from tests.fresh_databases import Beginning


@pytest.fixture
def beginning() -> Beginning:
    return IN_URDU


@pytest.fixture
def opened(begun: Open) -> Open:
    return begun


def test_a_list_is_read_whole_and_each_line_comes_to_something(session: Session, opened: Open) -> None:
    to = campaign(session, opened)
    added = upload(
        session, to,
        "Mobile,Language,First name,Preferred format\n"
        "07700 900001,English,Ada,\n"
        "7700900002,اردو,Bilal,text\n"
        "020 7946 0958,English,Cyril,\n"
        "07700 900003,Polish,Darek,\n"
        "07700900001,English,Ada,\n"
        "943 476 5919,English,Eve,\n"
        ",English,Fay,paper\n"
        "07700 900004,Lithuanian,Gita,\n"
        "07700 900005,English,Hal,Makaton\n"
        "07700 900006,English,Ida,Easy Read\n",
    )  # fmt: skip
    states = {one.line: (one.state, one.reason) for one in everybody(session, to)}
    assert states == {
        2: ("ready", ""), 3: ("ready", ""), 5: ("another-way", "not-on-offer"), 8: ("another-way", "paper"),
        9: ("another-way", "not-on-offer"), 10: ("another-way", "need-unknown"), 11: ("ready", ""),
    }  # fmt: skip
    left = [(one.line, one.reason, one.tail, one.other) for one in contact_uploads.left_out(session, added)]
    assert left == [(4, "landline", "958", 0), (6, "duplicate", "001", 2), (7, "nhs-number", "", 0)]
    told = [(one.address, one.name, one.language) for one in contacts.usable(session, to)]
    assert told == [
        ("+447700900001", "Ada", "en"),
        ("+447700900002", "Bilal", "ur"),
        ("+447700900006", "Ida", "en-simple"),
    ]
    said = {one.line: dict(one.said) for one in other_ways.listed(session, to) if one.said}
    assert said == {9: {"language": "Lithuanian"}, 10: {"need": "Makaton"}}


def test_screening_twice_changes_nothing_and_follows_what_happened_since(
    session: Session, opened: Open
) -> None:
    to = campaign(session, opened)
    upload(session, to, "mobile\n" + "\n".join(number(at) for at in range(1, 6)))
    first, second, third = (hashing.number(session, f"+44770090000{at}") for at in (1, 2, 3))
    session.add(OptOut(number_hash=first, since=TODAY, how="text"))
    asked.remember(session, [second], today=TODAY - timedelta(days=29))
    exclusions.add(session, "07700 900003", "safety", by=BY, now=NOW)
    session.flush()
    for _ in range(2):
        contacts.screen(session, to, now=NOW)
        assert [row.reason for row in everybody(session, to)] == [
            "opted-out", "asked-lately", "excluded-list", "", "",
        ]  # fmt: skip
    session.delete(session.get_one(OptOut, first))
    exclusions.take_out(session, "+44 7700 900003", by=BY)
    contacts.screen(session, to, now=NOW + timedelta(days=1))
    assert [row.state for row in everybody(session, to)] == ["ready"] * 5
    assert third in {usable.address_hash for usable in contacts.usable(session, to)}


def test_nobody_is_asked_again_within_the_days_that_the_organisation_set(
    session: Session, opened: Open
) -> None:
    to = campaign(session, opened)
    upload(session, to, f"mobile\n{number(1)}")
    asked.remember(
        session, [hashing.number(session, "+447700900001")], today=TODAY - timedelta(days=50)
    )  # fmt: skip
    contacts.screen(session, to, now=NOW)
    assert everybody(session, to)[0].state == "ready"
    sending_rules.change(session, sending_rules.Rules(cap_days=60), by=BY)
    contacts.screen(session, to, now=NOW)
    assert everybody(session, to)[0].reason == "asked-lately"
    assert asked.forget(session, today=TODAY) == 0


def test_whoever_is_invited_is_screened_no_more(session: Session, opened: Open) -> None:
    to = campaign(session, opened)
    upload(session, to, "mobile\n07700 900001")
    [row] = everybody(session, to)
    row.state = "invited"
    session.flush()
    exclusions.add(session, "07700 900001", "other", by=BY, now=NOW)
    contacts.screen(session, to, now=NOW)
    assert everybody(session, to)[0].state == "invited"
    assert contacts.usable(session, to) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ten_thousand_lines_are_read_in_seconds(session: Session, opened: Open, kind: str) -> None:
    rows = [
        ("Mobile", "Language", "First name"),
        *((mobile(at), "Urdu", f"Name {at}") for at in range(10_000)),
    ]
    content = sheet(rows) if kind == "xlsx" else "\n".join(",".join(row) for row in rows).encode()
    to = campaign(session, opened)
    began = time.process_time()
    added = upload(session, to, content)
    taken = time.process_time() - began
    print(f"10,000 lines of {kind}: {taken:.1f} s of one core")
    assert added.lines == len(contacts.usable(session, to)) == 10_000
    assert taken < 30


def one(session: Session) -> contact_uploads.Prepared:
    """A list with one person."""
    return contact_uploads.prepare(session, b"mobile\n07700900001", channel="sms")


def test_a_list_older_than_two_days_is_refused_and_so_is_one_of_tomorrow(
    session: Session, opened: Open
) -> None:
    to = campaign(session, opened)
    for hours, told in ((48.1, "48 hours"), (-24, "future")):
        with pytest.raises(Refused, match=told):
            contact_uploads.add(session, to, one(session), declaration(hours=hours), now=NOW)
    contact_uploads.add(session, to, one(session), declaration(hours=47.9), now=NOW)
    assert not contacts.too_old(session, to, NOW)
    assert contacts.too_old(session, to, NOW + timedelta(hours=1))


@pytest.mark.parametrize("missing", contact_uploads.DECLARED)
def test_nothing_is_added_without_the_whole_declaration(session: Session, opened: Open, missing: str) -> None:
    to = campaign(session, opened)
    taken_out = [each for each in contact_uploads.DECLARED if each != missing]
    with pytest.raises(Refused, match="Tick all four"):
        contact_uploads.add(session, to, one(session), declaration(taken_out), now=NOW)
    assert everybody(session, to) == []
