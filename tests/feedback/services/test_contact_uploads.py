"""Promises of uploads: shared numbers tell nobody about anybody, lists come and go, and nothing of a file is kept."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.models.contact_upload import ContactUpload
from feedback.models.opt_out import OptOut
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import (
    asked,
    audit,
    campaign_languages,
    contact_uploads,
    contacts,
    exclusions,
    hashing,
    other_ways,
    outbox,
    sensitivity,
)
from feedback.services.outbox import Draft
from feedback.services.refusals import Refused
from feedback.vocabulary import MessageKind
from tests.feedback.invented_campaigns import NOW, campaign, everybody, number, upload
from tests.feedback.open_survey import BY, IN_URDU, TODAY, Open
from tests.fresh_databases import Beginning


@pytest.fixture
def beginning() -> Beginning:
    return IN_URDU


@pytest.fixture
def opened(begun: Open) -> Open:
    return begun


def test_a_number_of_several_people_gets_one_message_without_a_name(session: Session, opened: Open) -> None:
    to = campaign(session, opened)
    added = upload(
        session, to, "mobile,name\n07700900001,Ada\n07700900002,Bob\n+447700900001,Cyd\n07700 900002,bob\n"
    )
    assert [(one.line, one.other) for one in contact_uploads.left_out(session, added)] == [(4, 2), (5, 3)]
    assert [one.name for one in contacts.usable(session, to)] == ["", "Bob"]
    again = upload(session, to, "mobile,name\n07700900002,Dee\n")
    assert [one.reason for one in contact_uploads.left_out(session, again)] == ["in-campaign"]
    assert [one.name for one in contacts.usable(session, to)] == ["", ""]


def test_whoever_needs_paper_is_listed_beside_somebody_who_shares_their_number(
    session: Session, opened: Open
) -> None:
    to = campaign(session, opened)
    upload(
        session, to, "mobile,name,format\n07700900001,Ada,paper\n07700900001,Bob,\n07700900001,Cyd,Makaton\n"
    )
    assert [one.address for one in contacts.usable(session, to)] == ["+447700900001"]
    assert [(one.name, one.reason) for one in other_ways.listed(session, to)] == [
        ("Cyd", "need-unknown"),
        ("Ada", "paper"),
    ]


def test_nobody_of_an_excluded_number_is_listed_for_anything(session: Session, opened: Open) -> None:
    exclusions.add(session, "07700900001", "safety", by=BY, now=NOW)
    to = campaign(session, opened)
    added = upload(session, to, "mobile,name,format\n07700900001,Ada,paper\n07700900001,Bob,\n")
    assert contacts.usable(session, to) == other_ways.listed(session, to) == []
    assert [one.reason for one in contact_uploads.left_out(session, added)] == ["excluded-list"]


def test_stop_means_no_text_and_paper_may_still_come(session: Session, opened: Open) -> None:
    for at in (1, 2):
        hashed = hashing.number(session, f"+44770090000{at}")
        session.add(OptOut(number_hash=hashed, since=TODAY, how="text"))
    to = campaign(session, opened)
    upload(session, to, "mobile,format\n07700900001,paper\n07700900002,\n")
    assert [(one.state, one.reason) for one in everybody(session, to)] == [
        ("another-way", "paper"),
        ("excluded", "opted-out"),
    ]


@pytest.mark.parametrize(
    ("need", "state", "language"),
    [
        ("Easy Read", "ready", "en-simple"), ("Large print", "another-way", ""), ("BSL", "another-way", ""),
        ("paper", "another-way", ""), ("phone", "another-way", ""), ("BSL; Easy Read", "another-way", ""),
    ],
)  # fmt: skip
def test_a_recorded_need_is_met_or_the_person_is_listed(
    session: Session, opened: Open, need: str, state: str, language: str
) -> None:
    to = campaign(session, opened)
    upload(session, to, f"mobile,format\n07700900001,{need}\n")
    [one] = everybody(session, to)
    assert one.state == state
    assert [usable.language for usable in contacts.usable(session, to)] == ([language] if language else [])


def test_bsl_in_the_column_of_languages_is_a_need(session: Session, opened: Open) -> None:
    to = campaign(session, opened)
    upload(session, to, "mobile,language\n07700900001,BSL\n07700900002,Easy Read\n07700900003,bfi\n")
    assert [(one.need, one.state) for one in everybody(session, to)] == [
        ("bsl", "another-way"), ("easy-read", "ready"), ("bsl", "another-way"),
    ]  # fmt: skip


def test_a_need_without_a_number_is_no_reason_to_forget_somebody(session: Session, opened: Open) -> None:
    to = campaign(session, opened)
    upload(session, to, "mobile,name,format\n020 7946 0958,Ada,phone\n,Bob,Easy Read\n")
    assert [(one.name, one.reason) for one in other_ways.listed(session, to)] == [
        ("Bob", "no-address"),
        ("Ada", "phone"),
    ]


def test_staff_decide_on_english_and_on_large_print_and_on_nothing_else(
    session: Session, opened: Open
) -> None:
    to = campaign(session, opened)
    upload(
        session, to,
        "mobile,language,format\n07700900001,Polish,\n07700900002,Lithuanian,\n07700900003,,large print\n"
        "07700900004,,paper\n07700900005,Polish,large print\n",
    )  # fmt: skip
    other_ways.ask_anyway(session, to, "not-on-offer", language="pl", by=BY, now=NOW)
    assert [(one.address[-1], one.language) for one in contacts.usable(session, to)] == [("1", "en")]
    other_ways.ask_anyway(session, to, "large-print", by=BY, now=NOW)
    reasons = [one.reason for one in everybody(session, to)]
    assert reasons == ["", "not-on-offer", "", "paper", "not-on-offer"]
    other_ways.ask_anyway(session, to, "not-on-offer", language="pl", by=BY, now=NOW)
    assert [one.reason for one in everybody(session, to)] == ["", "not-on-offer", "", "paper", ""]
    with pytest.raises(Refused):
        other_ways.ask_anyway(session, to, "paper", by=BY, now=NOW)


def test_languages_that_we_have_no_tag_for_are_decided_on_each_by_itself(
    session: Session, opened: Open
) -> None:
    to = campaign(session, opened)
    upload(
        session, to,
        "mobile,language\n07700900001,LITHUANIAN\n07700900002,lithuanian \n07700900003,Tigrinya\n",
    )  # fmt: skip
    assert {one.spoken for one in other_ways.listed(session, to)} == {"lithuanian", "tigrinya"}
    other_ways.ask_anyway(session, to, "not-on-offer", language="und", said="lithuanian", by=BY, now=NOW)
    assert [one.address[-1] for one in contacts.usable(session, to)] == ["1", "2"]
    assert [one.spoken for one in other_ways.listed(session, to)] == ["tigrinya"]
    assert campaign_languages.not_on_offer(session, to) == {"und": 2}


def test_a_campaign_by_e_mail_takes_addresses_and_asks_no_name_server(session: Session, opened: Open) -> None:
    to = campaign(session, opened, channel="email")
    added = upload(
        session, to, "email,name\nAda@Example.org,Ada\nada@example.org,Ada\nnot an address,Bob\n,Cyd\n"
    )
    assert [one.address for one in contacts.usable(session, to)] == ["Ada@example.org"]
    left = [(one.line, one.reason, one.tail) for one in contact_uploads.left_out(session, added)]
    assert left == [(3, "duplicate", ""), (4, "bad-address", ""), (5, "no-address", "")]


def test_a_list_is_taken_back_with_everybody_on_it_until_somebody_is_invited(
    session: Session, opened: Open
) -> None:
    to = campaign(session, opened)
    first, second = upload(session, to, "mobile\n07700900001"), upload(session, to, "mobile\n07700900002")
    contact_uploads.remove(session, to, first, by=BY)
    [left] = everybody(session, to)
    assert left.upload_id == second.id
    left.state = "invited"
    session.flush()
    with pytest.raises(Refused, match="invited already"):
        contact_uploads.remove(session, to, second, by=BY)
    assert audit.latest(session, 1)[0].action == "contacts-removed"


def test_a_sensitive_place_takes_no_list_until_an_administrator_says_so(
    session: Session, opened: Open
) -> None:
    to, place = campaign(session, opened), session.get_one(Place, opened.place_id)
    sensitivity.mark(session, place, "It is a clinic for sexual health.", by=BY)
    with pytest.raises(Refused, match="sensitive service"):
        upload(session, to, "mobile\n07700900001")
    sensitivity.switch_texts(session, place, on=True, because="Patients asked for it in a survey.", by=BY)
    assert upload(session, to, "mobile\n07700900001").lines == 1


def test_the_declaration_is_kept_with_its_name(session: Session, opened: Open) -> None:
    added = upload(session, campaign(session, opened), "mobile\n07700900001")
    assert (added.declared_name, added.declared_by) == ("Bea Example (invented)", BY)
    assert added.declared == list(contact_uploads.DECLARED)
    assert "deaths, under-16s, safeguarding, objections" in audit.latest(session, 1)[0].detail


def _everything(session: Session) -> str:
    """All that any table of contacts holds, as text."""
    session.flush()
    tables = ("contact", "contact_upload", "asked_number", "excluded_number", "outbox_message", "audit_event")
    rows = [
        list(map(str, row))
        for table in tables
        for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")
    ]
    return json.dumps(rows)


def test_a_week_after_the_end_no_number_name_or_hash_is_left(session: Session, opened: Open) -> None:
    to = campaign(session, opened)
    added = upload(session, to, "mobile,name,format\n07700900001,Ada,\n07700900002,Bob,Makaton\nx,Cyd,\n")
    hashed = [one.address_hash for one in everybody(session, to)]
    sealed = [one for row in everybody(session, to) for one in (row.address, row.name, row.said) if one]
    content = {"to": "+447700900001", "body": "Hello"}
    outbox.put(session, Draft(MessageKind.SMS, "invitation", "one", NOW, content, campaign_id=to.id))
    sealed += [added.left_out, session.query(OutboxMessage).one().content]
    to.ended_on = TODAY
    session.flush()
    contacts.forget(session, now=NOW + timedelta(days=6))
    assert all(each in _everything(session) for each in [*hashed, *sealed])
    assert contacts.forget(session, now=NOW + timedelta(days=7)) == 1
    left = _everything(session)
    assert not [each for each in [*hashed, *sealed] if each in left]
    assert [(one.line, one.state) for one in everybody(session, to)] == [(0, "ready"), (0, "another-way")]
    assert session.query(OutboxMessage).one().state == "cancelled"
    assert contact_uploads.left_out(session, added) == []
    assert contacts.usable(session, to) == other_ways.listed(session, to) == []
    assert contacts.forget(session, now=NOW + timedelta(days=8)) == 0


def test_a_list_that_nobody_sent_to_goes_after_two_weeks(session: Session, opened: Open) -> None:
    draft, running, paused = (campaign(session, opened) for _ in range(3))
    for one in (draft, running, paused):
        upload(session, one, "mobile,name\n07700900001,Ada\n07700900002,Bob")
    running.state, paused.state = "running", "paused"
    session.flush()
    waiting = everybody(session, paused)[0]
    waiting.state = "invited"
    content = {"to": "+447700900001", "body": "Hello"}
    outbox.put(
        session,
        Draft(MessageKind.SMS, "invitation", "w", NOW, content, campaign_id=paused.id, contact_id=waiting.id),
    )
    contacts.forget(session, now=NOW + timedelta(days=13))
    assert len(everybody(session, draft)) == 2
    contacts.forget(session, now=NOW + timedelta(days=59))
    assert [len(everybody(session, one)) for one in (draft, running, paused)] == [0, 2, 2]
    contacts.forget(session, now=NOW + timedelta(days=60))
    assert [(one.state, one.address, one.name) for one in everybody(session, paused)] == [
        ("invited", None, None)
    ]
    [message] = session.query(OutboxMessage).all()
    assert (message.state, message.content) == ("cancelled", ""), "what waited held the number as well"
    assert len(contacts.usable(session, running)) == 2


def test_forgetting_leaves_whoever_was_asked_within_the_cap(session: Session) -> None:
    hashes = [hashing.number(session, f"+44770090000{at}") for at in (1, 2)]
    asked.remember(session, hashes[:1], today=TODAY)
    asked.remember(session, hashes[1:], today=TODAY + timedelta(days=1))
    contacts.forget(session, now=NOW + timedelta(days=30))
    assert asked.asked(session, hashes, today=TODAY + timedelta(days=30)) == {hashes[1]}
    assert hashes[0] not in _everything(session)


def test_the_file_of_the_database_never_holds_a_number_as_people_read_it(
    database: Database, opened: Open, tmp_path: Path
) -> None:
    """A census of the bytes, free pages and the log among them: sealed as long as needed, and then not even that."""
    if database.dialect != "sqlite":
        pytest.skip("the files of PostgreSQL are the server's")
    lines = "\n".join(f"{number(at)},Quillfeather{at},Makaton" for at in range(300))
    with database.transaction(opened.organisation_id) as session:
        to = campaign(session, opened)
        upload(session, to, f"mobile,name,format\n{lines}\n020 7946 0958,Ada,")
        sealed = [one.address for one in everybody(session, to)][:300]
        to.ended_on = TODAY
    _no_digits(tmp_path)
    with database.transaction(opened.organisation_id) as session:
        contacts.forget(session, now=NOW + timedelta(days=8))
        assert list(session.execute(text("SELECT address FROM contact WHERE address IS NOT NULL"))) == []
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    _no_digits(tmp_path)
    content = b"".join(
        path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("feedback.sqlite")
    )
    left = [each for each in sealed if each and each.encode() in content]
    print(len(left), len(sealed))
    assert left == []


def _no_digits(folder: Path) -> None:
    files = [path for path in folder.iterdir() if path.name.startswith("feedback.sqlite")]
    content = b"".join(path.read_bytes() for path in files)
    assert len(content) > 100_000
    for secret in (b"7700900", b"7700 900", b"Quillfeather", b"Makaton", b"79460958"):
        assert secret not in content, secret


def test_an_upload_of_another_campaign_is_not_there(session: Session, opened: Open) -> None:
    first, second = campaign(session, opened), campaign(session, opened)
    added: ContactUpload = upload(session, first, "mobile\n07700900001")
    assert contact_uploads.find(session, second, added.id) is None
    assert contact_uploads.find(session, first, added.id) is added
