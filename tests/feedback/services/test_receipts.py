"""Promises of the receipts: one page, one code; it opens its answers for a time and nothing leads back to it."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import organisations, receipts, responses, retention, surveys
from feedback.services.collector_links import ALPHABET
from feedback.services.responses import TABLE, Arrival, Outcome
from tests.feedback.open_survey import BY, NOW, TODAY, Open, open_survey, opened_in

SECRET = "for tests only, and as long as a real one has to be"


def send(session: Session, opened: Open, submission: str, *, replaces: str = "", **given: Any) -> str:
    """Stores a response with its receipt; returns the code that its thank-you page shows."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    code = receipts.code(SECRET, submission)
    outcome = responses.submit(
        session, served, Arrival(opened.link_id, opened.place_id, "qr", "en", 1),
        {key.replace("_", "-"): value for key, value in given.items()}, submission=submission, today=TODAY,
        receipt=receipts.keyed(SECRET, code),
        replaces_receipt=receipts.keyed(SECRET, replaces) if replaces else None,
    )  # fmt: skip
    assert outcome is Outcome.STORED
    return code


def kept(session: Session) -> list[bytes | None]:
    found = select(TABLE.c.receipt).where(db.scoped(session, TABLE)).order_by(TABLE.c.id)
    return [None if value is None else bytes(value) for value in session.scalars(found)]


def test_the_same_page_always_gives_the_same_code_and_another_page_another() -> None:
    codes = {receipts.code(SECRET, f"page {number}") for number in range(2000)}
    assert len(codes) == 2000
    assert receipts.code(SECRET, "page 7") == receipts.code(SECRET, "page 7") in codes
    assert receipts.code(f"{SECRET}!", "page 7") not in codes


def test_a_code_is_three_groups_of_four_letters_that_nobody_misreads() -> None:
    letters = set()
    for number in range(500):
        groups = receipts.code(SECRET, str(number)).split("-")
        assert [len(group) for group in groups] == [4, 4, 4]
        letters |= set("".join(groups))
    assert letters == set(ALPHABET)


def test_a_page_that_names_itself_at_great_length_gives_the_code_of_what_is_stored_of_its_name() -> None:
    assert receipts.code(SECRET, "a" * 200) == receipts.code(SECRET, "a" * 5000)
    assert responses.name_of("a" * 200) == responses.name_of("a" * 5000)
    assert receipts.code(SECRET, "\ud800")


@pytest.mark.parametrize(
    "typed",
    ["2345-6789-ABQV", "23456789abqv", " 2345 6789 abqv ", "2345–6789–ABQV", "2345.6789/ABQV", "٢٣٤٥ ٦٧٨٩ ABQV",
     "۲۳۴۵-۶۷۸۹-abqv", "２３４５６７８９ＡＢＱＶ", "2345-6789-ABOU", "2345-6189-AB0V"[:6] + "789-AB0V"],
)  # fmt: skip
def test_a_code_is_known_however_it_was_typed(typed: str) -> None:
    assert receipts.shown(typed) == "2345-6789-ABQV"
    assert receipts.keyed(SECRET, typed) == receipts.keyed(SECRET, "2345-6789-ABQV")


def test_every_letter_that_no_code_holds_is_read_as_one_that_it_may_be() -> None:
    for letter in "01ILOU":
        assert letter not in ALPHABET and receipts.normal(letter) in ALPHABET and receipts.normal(letter)
    assert receipts.normal("é€") in ("", "E")
    assert receipts.normal("") == "" and len(receipts.normal("A" * 100_000)) <= 100


def test_what_a_row_keeps_is_sixteen_bytes_that_need_the_secret() -> None:
    assert len(receipts.keyed(SECRET, "2345-6789-ABCD")) == 16
    assert receipts.keyed(SECRET, "2345-6789-ABCD") != receipts.keyed(f"{SECRET}!", "2345-6789-ABCD")
    assert b"2345" not in receipts.keyed(SECRET, "2345-6789-ABCD")


def test_a_code_opens_its_answers_and_the_session_works_for_their_organisation(
    session: Session, opened: Open
) -> None:
    code = send(session, opened, "a", help_to_decide="yes")
    send(session, opened, "b", help_to_decide="no")
    db.set_scope(session, db.EVERYWHERE)
    found = receipts.find(session, SECRET, code.lower().replace("-", " "), TODAY)
    assert found is not None and found.answers == {"help-to-decide": "yes"}
    assert (found.survey_id, found.link_id, found.language) == (opened.survey_id, opened.link_id, "en")
    assert db.scope_of(session) == opened.organisation_id == found.organisation_id


@pytest.mark.parametrize(
    "typed", ["", "-", "ABCD-EFGH-JKMN", "ABCD", "A" * 500, "\x00", "'; drop table response"]
)
def test_a_code_of_nobody_opens_nothing(session: Session, opened: Open, typed: str) -> None:
    send(session, opened, "a", help_to_decide="yes")
    assert receipts.find(session, SECRET, typed, TODAY) is None


def test_a_response_without_a_receipt_is_opened_by_none(session: Session, opened: Open) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    arrival = Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
    responses.submit(session, served, arrival, {"sex": "male"}, submission="a", today=TODAY)
    assert kept(session) == [None]
    assert receipts.find(session, SECRET, receipts.code(SECRET, "a"), TODAY) is None


def test_a_code_works_for_the_days_that_its_organisation_promises_and_no_day_longer(
    session: Session, opened: Open
) -> None:
    organisations.current(session).receipt_days = 3
    session.flush()
    code = send(session, opened, "a", help_to_decide="yes")
    last = TODAY + timedelta(days=3)
    assert receipts.find(session, SECRET, code, last) is not None
    assert receipts.find(session, SECRET, code, last + timedelta(days=1)) is None


def test_an_expired_receipt_is_forgotten_and_its_answers_stay(session: Session, opened: Open) -> None:
    organisation = organisations.current(session)
    organisation.receipt_days = 3
    session.flush()
    send(session, opened, "a", help_to_decide="yes")
    retention.expire(session, by=BY, today=TODAY + timedelta(days=3))
    db.set_scope(session, opened.organisation_id)
    assert None not in kept(session)
    assert retention.expire(session, by=BY, today=TODAY + timedelta(days=4)) == {}
    db.set_scope(session, opened.organisation_id)
    assert kept(session) == [None] and responses.count(session, opened.survey_id) == 1


def test_answers_taken_back_by_receipt_count_no_more_and_the_receipt_is_forgotten(
    session: Session, opened: Open
) -> None:
    code = send(session, opened, "a", help_to_decide="yes")
    hashed = receipts.keyed(SECRET, code)
    other = opened_in(session, "being-heard")
    assert not responses.withdraw_by_receipt(session, other.survey_id, receipt=hashed, today=TODAY)
    assert responses.withdraw_by_receipt(session, opened.survey_id, receipt=hashed, today=TODAY)
    assert not responses.withdraw_by_receipt(session, opened.survey_id, receipt=hashed, today=TODAY)
    assert kept(session) == [None] and responses.count(session, opened.survey_id) == 0
    assert receipts.find(session, SECRET, code, TODAY) is None


def test_answers_taken_back_in_another_way_are_opened_by_no_code_either(
    session: Session, opened: Open
) -> None:
    code = send(session, opened, "a", help_to_decide="yes")
    responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    assert kept(session) == [None] and receipts.find(session, SECRET, code, TODAY) is None


def test_a_withdrawn_response_is_not_opened_even_by_a_receipt_that_was_left(
    session: Session, opened: Open
) -> None:
    code = send(session, opened, "a", help_to_decide="yes")
    responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    session.execute(
        update(TABLE).where(db.scoped(session, TABLE)).values(receipt=receipts.keyed(SECRET, code))
    )
    assert receipts.find(session, SECRET, code, TODAY) is None


def test_a_change_by_receipt_leaves_one_response_that_counts(session: Session, opened: Open) -> None:
    first = send(session, opened, "a", help_to_decide="yes")
    second = send(session, opened, "b", replaces=first, help_to_decide="no")
    assert responses.count(session, opened.survey_id) == 1
    assert receipts.find(session, SECRET, first, TODAY) is None
    found = receipts.find(session, SECRET, second, TODAY)
    assert found is not None and found.answers == {"help-to-decide": "no"}


def test_a_page_sent_twice_with_its_receipt_is_one_response(session: Session, opened: Open) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    send(session, opened, "a", help_to_decide="yes")
    arrival, hashed = (
        Arrival(opened.link_id, opened.place_id, "qr", "en", 1),
        receipts.keyed(SECRET, receipts.code(SECRET, "a")),
    )
    outcomes = [
        responses.submit(session, served, arrival, answers, submission="a", today=TODAY, receipt=hashed)
        for answers in ({"help-to-decide": "yes"}, {"help-to-decide": "no"})
    ]
    assert (
        outcomes == [Outcome.REPEATED, Outcome.DIFFERENT] and responses.count(session, opened.survey_id) == 1
    )


def test_two_pages_that_chance_gives_one_code_do_not_open_each_other(session: Session, opened: Open) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    send(session, opened, "a", help_to_decide="yes")
    outcome = responses.submit(
        session, served, Arrival(opened.link_id, opened.place_id, "qr", "en", 1), {"help-to-decide": "no"},
        submission="b", today=TODAY, receipt=receipts.keyed(SECRET, receipts.code(SECRET, "a")),
    )  # fmt: skip
    # The page asks again, under a fresh name with another code; nothing is stored and nothing is lost.
    assert outcome is Outcome.DIFFERENT and responses.count(session, opened.survey_id) == 1


def test_a_code_opens_the_answers_of_its_own_organisation_among_many(
    database: Database, organisation: Organisation
) -> None:
    own = open_survey(database, organisation.id)
    with database.transaction() as session:
        other_id = organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY).id
    other = open_survey(database, other_id, "being-heard")
    codes = {}
    for opened, submission in ((own, "a"), (other, "b")):
        with database.transaction(opened.organisation_id) as session:
            codes[submission] = send(session, opened, submission, sex="male")
    for opened, submission in ((own, "a"), (other, "b")):
        with database.reading(other_id) as session:
            found = receipts.find(session, SECRET, codes[submission], TODAY)
            assert found is not None and found.organisation_id == opened.organisation_id
            assert db.scope_of(session) == opened.organisation_id
    with database.transaction(other_id) as session:
        hashed = receipts.keyed(SECRET, codes["a"])
        assert not responses.withdraw_by_receipt(session, own.survey_id, receipt=hashed, today=TODAY)
        assert not responses.withdraw_by_receipt(session, other.survey_id, receipt=hashed, today=TODAY)


def test_looking_a_code_up_goes_by_an_index(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, whatever indexes it has")
    filled = receipts._FIND.params(organisations=[1, 2, 3], receipt=b"x" * 16)
    asked = filled.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert any("uq_response_receipt" in str(row) and "SEARCH response" in str(row) for row in plan), plan


def test_a_ticket_carries_the_code_and_whether_a_carer_answered() -> None:
    for carer in (True, False):
        ticket = receipts.ticket(SECRET, "2345-6789-ABCD", carer, NOW)
        opened = receipts.open_ticket(SECRET, ticket, NOW + timedelta(seconds=10))
        assert opened == receipts.Ticket("2345-6789-ABCD", carer)
        assert len(ticket) <= 80 and "2345" not in ticket


@pytest.mark.parametrize(
    ("seconds", "opens"), [(0, True), (300, True), (301, False), (86_400, False), (-600, False)]
)
def test_a_ticket_leads_somewhere_for_five_minutes(seconds: int, opens: bool) -> None:
    ticket = receipts.ticket(SECRET, "2345-6789-ABCD", False, NOW)
    assert (receipts.open_ticket(SECRET, ticket, NOW + timedelta(seconds=seconds)) is not None) is opens


def test_a_forged_ticket_leads_nowhere() -> None:
    ticket = receipts.ticket(SECRET, "2345-6789-ABCD", False, NOW)
    changed = ticket[:20] + ("A" if ticket[20] != "A" else "B") + ticket[21:]
    for forged in (
        changed,
        "",
        "x",
        ticket[:-4],
        ticket + "AAAA",
        receipts.ticket("another", "2345", True, NOW),
    ):
        assert receipts.open_ticket(SECRET, forged, NOW) is None


def test_no_table_but_the_response_knows_of_a_receipt(session: Session, opened: Open) -> None:
    code = send(session, opened, "a", help_to_decide="yes")
    hashed = receipts.keyed(SECRET, code)
    responses.withdraw_by_receipt(session, opened.survey_id, receipt=hashed, today=TODAY)
    for name in db.Base.metadata.tables:
        for row in session.connection().execute(text(f'SELECT * FROM "{name}"')):
            assert not any(
                value == hashed or code in str(value) or hashed.hex() in str(value) for value in row
            )


def test_two_sendings_of_one_page_at_the_same_moment_are_one_response(
    database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id)
    together, outcomes = Barrier(6), []

    def send_it() -> None:
        together.wait()
        with database.transaction(opened.organisation_id) as session:
            served = surveys.served(session, opened.survey_id)
            assert served is not None
            arrival = Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
            outcomes.append(
                responses.submit(
                    session, served, arrival, {"sex": "male"}, submission="a", today=TODAY,
                    receipt=receipts.keyed(SECRET, receipts.code(SECRET, "a")),
                )
            )  # fmt: skip

    senders = [Thread(target=send_it) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(outcome.value for outcome in outcomes) == ["repeated"] * 5 + ["stored"]
