"""Promises of the placements: what was said stays said, and a print is replaced whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.funnel_count import FunnelCount
from feedback.models.survey import Survey
from feedback.services import (
    audit,
    collector_links,
    organisations,
    placements,
    places,
    publications,
    registers,
    surveys,
)
from feedback.services.funnels import OPENED
from feedback.services.placements import Kind, What
from feedback.services.refusals import Refused
from feedback.services.registers import Entry
from feedback.services.silences import Standing
from feedback.vocabulary import Channel
from tests.feedback.open_survey import BY, NOW, TODAY, Open, opened_in

LATER = NOW + timedelta(days=30)


@pytest.fixture
def link(session: Session, opened: Open) -> CollectorLink:
    """The poster of the open survey."""
    found = collector_links.find(session, opened.code)
    assert found is not None
    return found


def say(
    session: Session, link: CollectorLink, what: What, *, day: date = TODAY, staff_id: int | None = None
) -> None:
    placements.say(session, link, what, staff_id=staff_id, by=BY, today=day)


def scanned(session: Session, link: CollectorLink, day: date) -> None:
    session.add(
        FunnelCount(
            organisation_id=link.organisation_id,
            link_id=link.id,
            language="ur",
            day=day,
            step=OPENED,
            number=1,
        )
    )
    session.flush()


def entry(session: Session, link: CollectorLink, days: int = 0) -> Entry:
    return registers.entry(session, link, now=NOW + timedelta(days=days))


def standing(session: Session, link: CollectorLink, days: int = 0) -> Standing:
    return entry(session, link, days).verdict.standing


def test_a_link_is_in_the_register_from_the_day_it_was_made(session: Session, link: CollectorLink) -> None:
    line = entry(session, link)
    assert (line.hung_on, line.last_scan, line.last_seen, line.kind) == (link.created_on, None, None, "")
    assert line.verdict.standing is Standing.NEW
    assert [one.link.code for one in registers.everything(session, places=None, now=NOW)] == [link.code]


def test_the_last_scan_is_the_newest_day_in_any_language(session: Session, link: CollectorLink) -> None:
    for days in (1, 4, 2):
        scanned(session, link, TODAY + timedelta(days=days))
    assert entry(session, link, 5).last_scan == TODAY + timedelta(days=4)
    assert standing(session, link, 4 + 20) is Standing.WORKING
    assert standing(session, link, 4 + 21) is Standing.SILENT


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.SMS])
def test_what_hangs_nowhere_is_not_in_the_register(
    session: Session, survey: Survey, channel: Channel
) -> None:
    ward = places.by_slug(session, "ward-7")
    assert ward is not None
    link = collector_links.make(session, survey, ward, channel=channel, label="", by=BY, today=TODAY)
    assert link.code not in [one.link.code for one in registers.everything(session, places=None, now=NOW)]
    assert not placements.hangs(link)


def test_whoever_saw_it_is_named_with_the_day(session: Session, link: CollectorLink, colleague: int) -> None:
    say(session, link, What.SEEN, staff_id=colleague)
    line = entry(session, link, 3)
    assert (line.last_seen, line.seen_by) == (TODAY, "kit@oakfield.example.org")
    assert audit.latest(session)[0].action == "placement-seen"


def test_damaged_holds_until_somebody_saw_it_working(session: Session, link: CollectorLink) -> None:
    say(session, link, What.DAMAGED)
    assert standing(session, link) is Standing.DAMAGED
    say(session, link, What.SEEN)
    assert standing(session, link) is Standing.NEW


def test_a_tap_is_taken_back_once_and_stays_in_the_history(session: Session, link: CollectorLink) -> None:
    say(session, link, What.DAMAGED)
    [event] = placements.history(session, link)
    for _ in range(2):
        placements.undo(session, link, event.id, staff_id=None, by=BY, today=TODAY)
    assert standing(session, link) is Standing.NEW
    assert [(one.what, one.undone) for one in placements.history(session, link)] == [(What.DAMAGED, True)]
    assert [one.action for one in audit.latest(session)].count("placement-undone") == 1


def test_a_tap_that_came_twice_is_one(session: Session, link: CollectorLink, colleague: int) -> None:
    for _ in range(2):
        say(session, link, What.SEEN, staff_id=colleague)
    say(session, link, What.SEEN)
    say(session, link, What.SEEN, day=TODAY + timedelta(days=1))
    assert len(placements.history(session, link)) == 3


def test_only_a_tap_on_this_placement_is_taken_back(
    session: Session, opened: Open, link: CollectorLink
) -> None:
    made = placements.replace(session, link, staff_id=None, by=BY, now=NOW)
    replaced = placements.history(session, link)[0]
    say(session, made, What.SEEN)
    seen = placements.history(session, made)[0]
    for wrong in (replaced.id, seen.id, 999):
        with pytest.raises(Refused):
            placements.undo(session, link, wrong, staff_id=None, by=BY, today=TODAY)


def test_no_event_is_changed_in_place(session: Session, link: CollectorLink) -> None:
    say(session, link, What.SEEN)
    session.commit()
    with pytest.raises(DBAPIError, match="never changed in place"):
        session.execute(text("UPDATE placement_event SET happened_on = '2020-01-01'"))
    session.rollback()


def test_the_history_outlives_the_account_and_forgets_its_name(
    session: Session, link: CollectorLink, colleague: int
) -> None:
    say(session, link, What.SEEN, staff_id=colleague)
    session.flush()
    session.execute(text("DELETE FROM membership WHERE staff_id = :id"), {"id": colleague})
    session.execute(text("DELETE FROM staff_member WHERE id = :id"), {"id": colleague})
    assert [(one.what, one.by) for one in placements.history(session, link)] == [(What.SEEN, "")]


def test_words_are_put_right_and_those_before_are_kept(session: Session, link: CollectorLink) -> None:
    before, hung = link.label, TODAY - timedelta(days=9)
    for _ in range(2):
        placements.describe(
            session,
            link,
            label=" By the lift ",
            kind=Kind.POSTER_A4,
            hung_on=hung,
            staff_id=None,
            by=BY,
            today=TODAY,
        )
    line = entry(session, link)
    assert (line.link.label, line.kind, line.hung_on) == ("By the lift", "poster-a4", hung)
    told = [(one.what, one.detail) for one in placements.history(session, link)]
    assert told == [(What.DESCRIBED, ""), (What.MOVED, before)]
    assert line.verdict.standing is Standing.NEVER_SCANNED


@pytest.mark.parametrize(
    ("label", "kind", "hung_on", "field"),
    [("x" * 201, "", TODAY, "label"), ("", "pigeon", TODAY, "kind"),
     ("", "", TODAY + timedelta(days=1), "hung_on")],
)  # fmt: skip
def test_words_that_make_no_sense_are_refused_by_name(
    session: Session, link: CollectorLink, label: str, kind: str, hung_on: date, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        placements.describe(
            session, link, label=label, kind=kind, hung_on=hung_on, staff_id=None, by=BY, today=TODAY
        )
    assert refused.value.field == field
    assert placements.history(session, link) == []


def test_replacing_makes_the_same_again_and_stops_the_old_one(session: Session, link: CollectorLink) -> None:
    link.fft_mode = "other"
    placements.describe(
        session, link, label="Lift", kind=Kind.STICKER, hung_on=TODAY, staff_id=None, by=BY, today=TODAY
    )
    made = placements.replace(session, link, staff_id=None, by=BY, now=NOW)
    alike = ("survey_id", "place_id", "channel", "label", "fft_mode")
    assert [getattr(made, name) for name in alike] == [getattr(link, name) for name in alike]
    old, new = entry(session, link), entry(session, made)
    assert link.revoked_at == NOW and made.revoked_at is None and new.kind == Kind.STICKER
    assert old.replaced_by is made and new.replaces is link
    assert (old.verdict.standing, new.verdict.standing) == (Standing.TAKE_DOWN, Standing.NEW)
    assert [one.detail for one in placements.history(session, made)] == [link.code]
    opened = collector_links.open_code(session, link.code)
    assert opened is not None and opened.revoked
    assert {"link-made", "link-revoked", "link-replaced"} <= {one.action for one in audit.latest(session)}


def test_it_can_be_replaced_at_another_place(session: Session, link: CollectorLink) -> None:
    clinic = places.add(session, "Clinic", by=BY)
    made = placements.replace(
        session, link, staff_id=None, by=BY, now=NOW, place=clinic, label=" By the desk "
    )
    assert made.place_id == clinic.id != link.place_id
    assert made.label == "By the desk" != link.label


def test_old_paper_that_led_to_a_replaced_link_leads_to_the_new_one(
    session: Session, survey: Survey, link: CollectorLink
) -> None:
    older = surveys.adopt(session, "being-heard", by=BY, today=TODAY)
    publications.publish(session, older, by=BY, today=TODAY, contacts_later=True)
    place = places.by_slug(session, "ward-7")
    assert place is not None
    old = collector_links.make(session, older, place, channel=Channel.QR, label="", by=BY, today=TODAY)
    publications.close(session, older, by=BY, now=NOW, leads_to=survey)
    assert old.leads_to == link.code
    assert placements.replace(session, link, staff_id=None, by=BY, now=NOW).code == old.leads_to


def test_nothing_is_replaced_twice_and_nothing_happens_then(session: Session, link: CollectorLink) -> None:
    placements.replace(session, link, staff_id=None, by=BY, now=NOW)
    before = len(collector_links.listed(session))
    with pytest.raises(Refused, match="already"):
        placements.replace(session, link, staff_id=None, by=BY, now=LATER)
    assert (len(collector_links.listed(session)), link.revoked_at) == (before, NOW)


def test_while_its_survey_is_closed_nothing_is_replaced_by_what_opens_nothing(
    session: Session, survey: Survey, link: CollectorLink
) -> None:
    publications.close(session, survey, by=BY, now=NOW)
    with pytest.raises(Refused, match="not open"):
        placements.replace(session, link, staff_id=None, by=BY, now=NOW)
    assert link.revoked_at is None and standing(session, link, 100) is Standing.RESTING


def test_a_link_that_was_revoked_before_can_still_be_replaced(session: Session, link: CollectorLink) -> None:
    collector_links.revoke(session, link, by=BY, now=NOW)
    placements.replace(session, link, staff_id=None, by=BY, now=LATER)
    assert link.revoked_at == NOW
    assert [one.action for one in audit.latest(session)].count("link-revoked") == 1


def test_only_what_is_revoked_is_taken_down_and_only_what_opens_is_seen_working(
    session: Session, link: CollectorLink
) -> None:
    with pytest.raises(Refused, match="Revoke"):
        say(session, link, What.TAKEN_DOWN)
    collector_links.revoke(session, link, by=BY, now=NOW)
    with pytest.raises(Refused, match="come down"):
        say(session, link, What.SEEN)
    say(session, link, What.TAKEN_DOWN)
    assert standing(session, link) is Standing.DOWN


@pytest.mark.parametrize("what", [What.MOVED, What.REPLACED, What.UNDONE])
def test_only_what_can_be_seen_is_said_with_a_tap(session: Session, link: CollectorLink, what: What) -> None:
    with pytest.raises(Refused):
        say(session, link, what)


def test_silence_counts_from_the_day_the_survey_opened_by_the_clock(
    session: Session, survey: Survey, link: CollectorLink
) -> None:
    survey.opens_at = NOW + timedelta(days=40)
    session.flush()
    assert standing(session, link, 39) is Standing.RESTING
    assert standing(session, link, 46) is Standing.NEW
    assert standing(session, link, 47) is Standing.NEVER_SCANNED


def test_those_that_need_somebody_come_first_and_the_silent_are_counted(
    session: Session, survey: Survey, link: CollectorLink
) -> None:
    ward = places.by_slug(session, "ward-7")
    assert ward is not None
    more = [
        collector_links.make(session, survey, ward, channel=channel, label=label, by=BY, today=TODAY)
        for channel, label in [
            (Channel.KIOSK, "tablet"),
            (Channel.QR, "torn"),
            (Channel.PAPER, "box"),
            (Channel.QR, "lift"),
        ]
    ]
    scanned(session, more[0], TODAY + timedelta(days=29))
    scanned(session, link, TODAY)
    say(session, more[1], What.DAMAGED)
    lines = registers.everything(session, places=None, now=LATER)
    assert [(one.link.label, one.verdict.standing) for one in lines] == [
        ("torn", Standing.DAMAGED), (link.label, Standing.SILENT), ("lift", Standing.NEVER_SCANNED),
        ("tablet", Standing.WORKING), ("box", Standing.PAPER),
    ]  # fmt: skip
    assert registers.silent(session, places=None, now=LATER) == registers.Silent(1, 1)
    assert registers.silent(session, places=[], now=LATER) == registers.Silent(0, 0)


def test_each_organisation_has_its_own_register(session: Session, link: CollectorLink, opened: Open) -> None:
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    other = opened_in(session, "being-heard")
    theirs = collector_links.find(session, other.code)
    assert theirs is not None
    say(session, theirs, What.DAMAGED)
    db.set_scope(session, opened.organisation_id)
    assert [one.link.code for one in registers.everything(session, places=None, now=NOW)] == [opened.code]
    mine = collector_links.find(session, opened.code)
    assert mine is not None and placements.history(session, mine) == []
