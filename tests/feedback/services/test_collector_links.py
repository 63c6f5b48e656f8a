"""Promise of the links: a code cannot be guessed or misread, opens one survey at one place, and can be stopped."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.services import audit, collector_links, places, surveys
from feedback.services.collector_links import ALPHABET, LENGTH
from feedback.vocabulary import Channel
from tests.feedback.open_survey import BY, NOW, TODAY, Open, answer, open_survey


def another(session: Session, opened: Open, channel: Channel = Channel.WEB, label: str = "") -> str:
    survey, ward = surveys.find(session, opened.slug), places.by_slug(session, "ward-7")
    assert survey is not None and ward is not None
    return collector_links.make(session, survey, ward, channel=channel, label=label, by=BY, today=TODAY).code


def test_a_code_is_long_random_and_has_no_letter_that_is_misread(session: Session, opened: Open) -> None:
    codes = {another(session, opened) for _ in range(50)}
    assert len(codes) == 50
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert len(ALPHABET) ** LENGTH > 2**44 and not set("01OILU") & set(ALPHABET)
    # A QR code packs capitals and digits into fewer squares.
    assert set(ALPHABET) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.mark.parametrize("channel", list(Channel))
def test_a_link_belongs_to_a_survey_a_place_a_channel_and_a_spot(
    session: Session, opened: Open, channel: Channel
) -> None:
    code = another(session, opened, channel, "  By the lift  ")
    link, found = collector_links.open_code(session, code), collector_links.find(session, code.lower())
    assert link is not None and found is not None
    assert (link.survey_id, link.place_name, link.channel, found.label) == (
        opened.survey_id, "Ward 7", channel.value, "By the lift",
    )  # fmt: skip


def test_a_code_opens_in_either_case_and_says_whose_it_is(
    database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id)
    for code in (opened.code, opened.code.lower()):
        with database.reading() as session:
            link = collector_links.open_code(session, code)
            assert link is not None and (link.code, link.revoked) == (opened.code, False)
            assert db.scope_of(session) == organisation.id


@pytest.mark.parametrize("code", ["", "NOWHERE99", "x" * 17, "x" * 100_000, "\x00", "%", "_________"])
def test_an_unknown_code_opens_nothing(database: Database, organisation: Organisation, code: str) -> None:
    open_survey(database, organisation.id)
    with database.reading() as session:
        if code == "\x00" and database.dialect == "postgresql":
            pytest.skip("no address can hold it")
        assert collector_links.open_code(session, code) is None


def test_opening_a_code_is_one_question_to_the_database(
    database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    with database.reading() as session:
        collector_links.open_code(session, opened.code)
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1


def test_a_revoked_link_stays_revoked_and_says_so(session: Session, opened: Open) -> None:
    row = collector_links.find(session, opened.code)
    assert row is not None
    collector_links.revoke(session, row, by=BY, now=NOW)
    collector_links.revoke(session, row, by=BY, now=NOW.replace(year=2030))
    link = collector_links.open_code(session, opened.code)
    again = collector_links.find(session, opened.code)
    assert link is not None and link.revoked and again is not None and again.revoked_at == NOW
    assert audit.latest(session)[0].action == "link-revoked"


def test_links_are_listed_newest_first_by_survey_and_by_place(session: Session, opened: Open) -> None:
    second = another(session, opened)
    codes = [link.code for link in collector_links.listed(session, survey_id=opened.survey_id)]
    assert codes == [second, opened.code]
    assert collector_links.listed(session, survey_id=opened.survey_id + 1) == []
    assert collector_links.listed(session, places=[]) == []


def test_answers_are_counted_by_the_link_they_came_through(session: Session, opened: Open) -> None:
    another(session, opened)
    for number in range(3):
        answer(session, opened, str(number), help_to_decide="yes")
    assert collector_links.responses_by_link(session) == {opened.link_id: 3}


def test_another_organisations_link_is_not_found(database: Database, organisation: Organisation) -> None:
    with database.transaction(EVERYWHERE) as session:
        other = Organisation(slug="elsewhere", name="Elsewhere (invented)", created_on=TODAY)
        session.add(other)
    theirs = open_survey(database, other.id)
    with database.reading(organisation.id) as session:
        assert collector_links.find(session, theirs.code) is None
        assert collector_links.listed(session) == [] and collector_links.responses_by_link(session) == {}
