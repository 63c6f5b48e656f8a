"""Promises of the faces: one question to the database for any number of codes, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback import db
from feedback.db import Database
from feedback.models.collector_link import CollectorLink, LinkCode
from feedback.models.improvement import Improvement
from feedback.models.place import Place
from feedback.models.staff_member import StaffMember
from feedback.models.survey import Survey, SurveyTexts
from feedback.services import (
    collector_links,
    faces,
    improvements,
    looks,
    organisations,
    places,
    publications,
    responses,
    staff_members,
    surveys,
    uploads,
)
from feedback.services.faces import Face
from feedback.vocabulary import Channel, Role
from tests.feedback import invented_media as invented
from tests.feedback.invented_campaigns import campaign
from tests.feedback.open_survey import BY, NOW, TODAY, Open, opened_in, sign
from tests.feedback.services.test_quotes import approved, said, told

LATER = NOW + timedelta(hours=1)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked meanwhile; beginning and settings are no questions."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def face(session: Session, code: str) -> Face:
    """The face of a code that is there; what a test changed is in the database first."""
    session.flush()
    found = faces.one(session, code)
    assert found is not None
    return found


def link_to(session: Session, opened: Open, *, channel: Channel = Channel.QR, place: str = "ward-7") -> str:
    """One more link to a survey; returns its code."""
    where = places.by_slug(session, place) or places.add(session, place, slug=place, by=BY)
    survey = session.get_one(Survey, opened.survey_id)
    return collector_links.make(session, survey, where, channel=channel, label="", by=BY, today=TODAY).code


def elsewhere(session: Session) -> int:
    """Adds another organisation, which the session works for from here on; returns its id."""
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    return db.scope_of(session)


@pytest.fixture
def moderator(session: Session) -> StaffMember:
    return staff_members.add(session, "mo@example.org", role=Role.MODERATOR, by=BY, now=NOW)


def test_one_code_and_two_hundred_are_one_question(
    session: Session, database: Database, opened: Open
) -> None:
    codes = [opened.code, *(link_to(session, opened) for _ in range(199))]
    faces.read(session, codes)  # the definition is read once in the life of a process
    for wanted in ([opened.code], codes):
        with statements(database) as asked:
            found = faces.read(session, wanted)
        assert (len(asked), set(found)) == (1, set(wanted))
    with statements(database) as asked:
        faces.one(session, opened.code)
    assert len(asked) == 1


def test_a_face_says_what_the_code_opens(session: Session, opened: Open) -> None:
    found = face(session, opened.code)
    assert (found.link.link_id, found.link.survey_id, found.link.place_name) == (
        opened.link_id, opened.survey_id, "Ward 7",
    )  # fmt: skip
    assert (found.link.channel, found.link.revoked, found.link.survey_state) == ("qr", False, "published")
    assert found.look == looks.of(session, opened.organisation_id)
    assert found.served == surveys.served(session, opened.survey_id)
    assert (found.younger, found.media) == (None, "")
    assert db.scope_of(session) == opened.organisation_id


def test_a_code_is_the_same_in_either_case(session: Session, opened: Open) -> None:
    assert face(session, opened.code.lower()) == face(session, opened.code)


@pytest.mark.parametrize("code", ["NOWHERE99", "", "X" * 17, "X" * 100_000, "' OR 1=1", "ꙮ"])
def test_what_is_no_code_has_no_face(session: Session, opened: Open, code: str) -> None:
    assert faces.one(session, code) is None
    assert faces.read(session, []) == {}
    assert set(faces.read(session, [opened.code, code])) == {opened.code}


def test_revoked_closed_and_never_published_are_said(session: Session, opened: Open) -> None:
    row = collector_links.find(session, opened.code)
    draft = surveys.adopt(session, "being-heard", by=BY, today=TODAY)
    ward = session.get_one(Place, opened.place_id)
    early = collector_links.make(session, draft, ward, channel=Channel.QR, label="", by=BY, today=TODAY).code
    assert row is not None
    assert face(session, early).served is None
    publications.close(session, session.get_one(Survey, opened.survey_id), by=BY, now=NOW)
    closed = face(session, opened.code).link
    assert (closed.survey_state, closed.closed_at, closed.revoked) == ("closed", NOW, False)
    collector_links.revoke(session, session.merge(row), by=BY, now=NOW)
    assert face(session, opened.code).link.revoked


def test_each_signed_language_is_there_with_its_newest_signed_version(session: Session, opened: Open) -> None:
    served = face(session, opened.code).served
    assert served is not None and dict(served.languages) == {"en": 1, "en-simple": 1, "ur": 1}
    sign(session, session.get_one(Survey, opened.survey_id), "cy")
    first = session.query(SurveyTexts).filter_by(language="ur").one()
    for version, day in ((10, TODAY), (9, TODAY), (11, None)):
        copied = {
            column: getattr(first, column)
            for column in ("organisation_id", "revision_id", "language", "texts", "interface", "fingerprint")
        }
        session.add(
            SurveyTexts(**copied, version=version, signed_name="T.", signed_on=day, on_offer=day is not None)
        )
    served = face(session, opened.code).served
    assert served is not None
    # In the chooser's order, the tenth after the ninth, and nothing that nobody signed.
    assert list(served.languages.items()) == [("en", 1), ("en-simple", 1), ("cy", 1), ("ur", 10)]


@pytest.mark.parametrize(
    ("channel", "place", "state", "offered"),
    [(Channel.QR, "ward-7", "published", True), (Channel.KIOSK, "ward-7", "published", False),
     (Channel.QR, "ward-8", "published", False), (Channel.QR, "ward-7", "closed", False),
     (Channel.QR, "ward-7", "revoked", False)],
)  # fmt: skip
def test_the_survey_for_children_is_offered_at_its_own_place_the_same_way_and_while_it_is_open(
    session: Session, opened: Open, channel: Channel, place: str, state: str, offered: bool
) -> None:
    children = opened_in(session, faces.YOUNGER)
    first = collector_links.find(session, children.code)
    assert first is not None
    code = link_to(session, children, channel=channel, place=place)
    collector_links.revoke(session, first, by=BY, now=NOW)
    if state == "closed":
        publications.close(session, session.get_one(Survey, children.survey_id), by=BY, now=NOW)
    elif state == "revoked":
        link = collector_links.find(session, code)
        assert link is not None
        collector_links.revoke(session, link, by=BY, now=NOW)
    assert face(session, opened.code).younger == (code if offered else None)


def test_the_survey_for_children_does_not_offer_itself(session: Session, opened: Open) -> None:
    children = opened_in(session, faces.YOUNGER)
    assert face(session, opened.code).younger == children.code
    assert face(session, children.code).younger is None


def test_no_link_of_a_campaign_is_offered_which_opens_nothing_without_a_token(
    session: Session, opened: Open
) -> None:
    children = opened_in(session, faces.YOUNGER)
    campaign(session, children)
    assert face(session, opened.code).younger is None


def test_what_is_told_changes_with_each_publishing_translation_and_taking_down(
    session: Session, opened: Open
) -> None:
    seen = [face(session, opened.code).told]
    number = told(session, opened, None).id
    seen.append(face(session, opened.code).told)
    change = session.get_one(Improvement, number)
    improvements.translate(
        session, change, "ur", {"title": "x", "said": "y"}, signed_name="T.", by=BY, now=LATER
    )
    seen.append(face(session, opened.code).told)
    improvements.send_back(session, session.get_one(Improvement, number), by=BY)
    seen.append(face(session, opened.code).told)
    assert seen[0] == seen[3] and len(set(seen)) == 3


def test_what_is_told_changes_when_the_answers_behind_a_quote_are_taken_back(
    session: Session, opened: Open, moderator: StaffMember
) -> None:
    told(session, opened, approved(session, said(session, opened, "a"), moderator))
    before = face(session, opened.code).told
    responses.withdraw(session, opened.survey_id, submission="Quieter nights 7", today=TODAY)
    assert face(session, opened.code).told == before
    responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    assert face(session, opened.code).told != before


def test_media_has_another_name_whenever_something_is_put_up_described_or_taken_away(
    session: Session, opened: Open
) -> None:
    key = "picture/help-to-decide"
    invented.put_up(session, opened, "", key)
    seen = [face(session, opened.code).media]
    assert len(seen[0]) == 16 and face(session, opened.code).media == seen[0]
    survey = session.get_one(Survey, opened.survey_id)
    uploads.describe(session, survey, key, {"en": "A field in spring"}, by=BY)
    seen.append(face(session, opened.code).media)
    invented.put_up(session, opened, "en", "item/help-to-decide/text")
    seen.append(face(session, opened.code).media)
    invented.put_up(session, opened, "", key)
    seen.append(face(session, opened.code).media)
    assert len(set(seen)) == 4
    survey = session.get_one(Survey, opened.survey_id)
    uploads.remove(session, survey, "", key, by=BY)
    uploads.remove(session, survey, "en", "item/help-to-decide/text", by=BY)
    assert face(session, opened.code).media == ""


def test_nothing_of_another_organisation_is_in_a_face(
    session: Session, opened: Open, moderator: StaffMember
) -> None:
    mine = face(session, opened.code)
    theirs = elsewhere(session)
    other, children = opened_in(session, signed=("cy",)), opened_in(session, faces.YOUNGER)
    invented.put_up(session, other, "", "picture/help-to-decide")
    told(session, other, None, "Softer bins")
    assert face(session, opened.code) == mine
    assert db.scope_of(session) == opened.organisation_id
    found = faces.read(session, [opened.code, other.code])
    assert found[opened.code] == mine
    there = found[other.code]
    assert (there.look.slug, there.younger, there.link.organisation_id) == (
        "elsewhere", children.code, theirs,
    )  # fmt: skip
    assert there.media and there.told != mine.told
    assert there.served is not None and set(there.served.languages) == {"en", "en-simple", "cy"}


def test_a_code_that_points_at_another_organisations_link_opens_nothing(
    session: Session, opened: Open
) -> None:
    theirs = elsewhere(session)
    db.set_scope(session, db.EVERYWHERE)
    row = session.get_one(LinkCode, opened.code)
    row.organisation_id = theirs
    session.flush()
    assert faces.one(session, opened.code) is None
    assert session.query(CollectorLink).count() == 1
