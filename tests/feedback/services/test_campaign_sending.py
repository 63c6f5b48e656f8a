"""Promises of a running campaign: within the hours and the budget, nobody twice, and stopped at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import db
from feedback.channels import sms_parts
from feedback.models.campaign import Campaign
from feedback.models.collector_link import CollectorLink
from feedback.models.contact import Contact, Invitation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import (
    campaign_conversing,
    campaign_sending,
    campaign_trials,
    campaigns,
    conversation_drops,
    conversations,
    hashing,
    invitations,
    opt_outs,
    outbox,
)
from feedback.services import contacts as lists
from feedback.services.refusals import Refused
from feedback.vocabulary import CampaignState, ContactState, Delivery
from tests.feedback.invented_campaign import (
    BASE,
    MONDAY,
    drafted,
    number,
    rows,
    send,
    started,
    texts,
    token_in,
)
from tests.feedback.invented_campaigns import NOW, upload
from tests.feedback.open_survey import BY, Open

A_MINUTE = timedelta(minutes=1)


def contacts(session: Session) -> dict[str, Contact]:
    session.expire_all()
    found = session.scalars(select(Contact).order_by(Contact.id)).all()
    return {lists.opened(session, one.address): one for one in found}


def test_everybody_is_texted_once_in_their_language_with_a_link_of_their_own(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en", "ur", "en"])
    campaign_sending.advance(session, now=MONDAY)
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    sent = texts(session, campaign)
    assert [to for to, _ in sent] == [number(0), number(1), number(2)]
    tokens = {token_in(body) for _, body in sent}
    assert len(tokens) == 3 and all(f"{BASE}/i/{token}" in "".join(b for _, b in sent) for token in tokens)
    assert all(one.state == ContactState.INVITED for one in contacts(session).values())
    found = [invitations.open_token(session, token_in(body)) for _, body in sent]
    assert [one and one.language for one in found] == ["en", "ur", "en"]


def test_nobody_is_texted_at_night_at_the_weekend_or_on_a_bank_holiday(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en"], now=datetime(2026, 12, 24, 18, 30))
    for quiet in (datetime(2026, 12, 24, 18, 31), datetime(2026, 12, 25, 12), datetime(2026, 12, 26, 12),
                  datetime(2026, 12, 28, 12), datetime(2026, 12, 29, 8, 59)):  # fmt: skip
        campaign_sending.advance(session, now=quiet)
        assert rows(session, campaign) == []
    campaign_sending.advance(session, now=datetime(2026, 12, 29, 9))
    assert len(rows(session, campaign)) == 1


def test_what_still_waits_when_the_hours_end_is_due_when_they_begin_again(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en", "en"])
    campaign_sending.advance(session, now=MONDAY)
    campaign_sending.advance(session, now=datetime(2026, 11, 23, 17, 59))
    assert {row.due_at for row in rows(session, campaign)} == {datetime(2026, 11, 24, 9)}


def test_no_more_is_put_in_the_outbox_than_can_leave_before_the_hours_end(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en"] * 100)
    campaign_sending.advance(session, now=datetime(2026, 11, 23, 17, 58))
    assert len(rows(session, campaign)) == 60


def test_the_budget_stops_it_to_the_penny_and_raising_it_goes_on(session: Session, opened: Open) -> None:
    campaign = started(session, opened, ["en"] * 5, pence=13)
    one = sms_parts.count(texts_of(session, campaign)).parts * 4
    campaigns.raise_budget(session, campaign, budget_pence=3 * one + one - 1, by=BY)
    campaign_sending.advance(session, now=MONDAY)
    assert len(rows(session, campaign)) == 3 and campaign.committed == 30 * one
    assert (campaign.state, campaign.paused_because) == (CampaignState.PAUSED, campaigns.BY_BUDGET)
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    assert len(rows(session, campaign)) == 3
    assert len(send(session, campaign, now=MONDAY + A_MINUTE)) == 3, "what the budget held still leaves"
    campaigns.raise_budget(session, campaign, budget_pence=5 * one, by=BY)
    campaigns.resume(session, campaign, by=BY, now=MONDAY + A_MINUTE)
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    assert len(rows(session, campaign)) == 5 and campaign.committed == 50 * one


def texts_of(session: Session, campaign: object) -> str:
    from feedback.services import campaign_messages as messages

    filling = messages.Filling("Oakfield (invented)", f"{BASE}/i/{'x' * 22}", name="Person 1", place="Ward 7")
    return messages.filled(messages.usual("en"), filling, "en")


def test_a_test_to_oneself_writes_over_nothing_that_the_campaign_adds_at_the_same_moment(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en"] * 3)
    assert campaign.committed == 0, "as whoever asked for the test has read it"
    table = db.table_of(Campaign)
    session.connection().execute(update(table).where(table.c.id == campaign.id).values(committed=700))
    campaign_trials.send(
        session, campaign, number(9), "en", base_url=BASE, sender="+447700900999", by=BY, now=MONDAY
    )  # fmt: skip
    assert committed(session, campaign.id) == 700 + rows(session, campaign)[0].cost > 700


def test_pausing_keeps_what_waits_and_resuming_lets_it_go(session: Session, opened: Open) -> None:
    campaign = started(session, opened, ["en"] * 3)
    campaign_sending.advance(session, now=MONDAY)
    campaigns.pause(session, campaign, by=BY)
    assert send(session, campaign, now=MONDAY + timedelta(days=300)) == []
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    campaigns.resume(session, campaign, by=BY, now=MONDAY + A_MINUTE)
    assert len(send(session, campaign, now=MONDAY + A_MINUTE)) == 3


def test_cancelling_takes_back_what_waits_with_its_links_and_its_cost_but_not_what_left(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en", "en"])
    campaign_sending.advance(session, now=MONDAY)
    [gone, kept] = [token_in(body) for _, body in texts(session, campaign)]
    second, first = rows(session, campaign)
    second.state, second.taken_at = "sending", MONDAY
    session.flush()
    gone, kept, each = kept, gone, first.cost
    campaigns.cancel(session, campaign, by=BY, now=MONDAY)
    assert [row.state for row in rows(session, campaign)] == ["sending", "cancelled"]
    assert rows(session, campaign)[1].content == "" and campaign.committed == each
    assert set(session.scalars(select(Invitation.token_hash))) == {hashing.token(kept)}
    campaign_sending.advance(session, now=MONDAY + A_MINUTE)
    assert len(rows(session, campaign)) == 2


def test_only_those_are_reminded_whose_text_arrived_and_who_are_silent(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en"] * 3, remind=3)
    campaign_sending.advance(session, now=MONDAY)
    sent = send(session, campaign, now=MONDAY)
    lost = rows(session, campaign)[2]
    lost.delivery = Delivery.UNDELIVERED.value
    session.flush()
    assert invitations.spend(session, token_in(sent[0][1]), campaign.link_id)
    campaign_sending.advance(session, now=MONDAY + timedelta(days=2))
    assert len(rows(session, campaign)) == 3
    day = MONDAY + timedelta(days=3)
    campaign_sending.advance(session, now=day)
    campaign_sending.advance(session, now=day + A_MINUTE)
    [(to, body)] = send(session, campaign, now=day + A_MINUTE)
    assert to == number(1) and campaign.state == CampaignState.RUNNING
    campaign_sending.advance(session, now=day + timedelta(days=1))
    assert (campaign.state, campaign.ended_on) == (CampaignState.FINISHED, (day + timedelta(days=1)).date())
    assert invitations.spend(session, token_in(body), campaign.link_id)
    assert not invitations.spend(session, token_in(sent[1][1]), campaign.link_id), (
        "both links are one person's"
    )
    [left] = session.scalars(select(Invitation)).all()
    assert left.token_hash == hashing.token(token_in(sent[2][1])), "neither opens anything any more"


def test_who_said_stop_is_sent_nothing_when_the_list_is_brought_again(session: Session, opened: Open) -> None:
    campaign = started(session, opened, ["en", "en"])
    opt_outs.stop(session, hashing.number(session, number(0)), how="text", today=MONDAY.date())
    campaign_sending.advance(session, now=MONDAY)
    assert [to for to, _ in texts(session, campaign)] == [number(1)]


def test_whoever_it_was_not_meant_for_hears_no_more_of_it(session: Session, opened: Open) -> None:
    campaign = started(session, opened, ["en"], remind=3)
    campaign_sending.advance(session, now=MONDAY)
    [(_, body)] = send(session, campaign, now=MONDAY)
    campaign_id = campaign.id
    assert invitations.not_me(session, token_in(body), now=MONDAY)
    assert invitations.not_me(session, token_in(body), now=MONDAY) is None
    db.set_scope(session, opened.organisation_id)
    campaign_sending.advance(session, now=MONDAY + timedelta(days=4))
    assert len(rows(session, session.get_one(Campaign, campaign_id))) == 1


def test_nothing_starts_before_its_moment_or_without_people(session: Session, opened: Open) -> None:
    campaign = drafted(session, opened, ["en"])
    later = MONDAY + timedelta(hours=2)
    campaigns.plan(session, campaign, starts_at=later, remind_after_days=None, budget_pence=100, by=BY)
    campaigns.start(session, campaign, base_url=BASE, sender="", by=BY, now=MONDAY)
    campaign_sending.advance(session, now=later - A_MINUTE)
    assert rows(session, campaign) == []
    campaign_sending.advance(session, now=later)
    assert len(rows(session, campaign)) == 1


def test_a_list_that_grew_old_before_anybody_was_asked_starts_nothing_and_goes_on_with_nothing(
    session: Session, opened: Open
) -> None:
    campaign = drafted(session, opened, [])
    upload(session, campaign, f"mobile\n{number(0)}\n")
    campaigns.start(session, campaign, base_url=BASE, sender="", by=BY, now=NOW)
    campaign_sending.advance(session, now=MONDAY)
    assert (campaign.state, campaign.paused_because) == (CampaignState.PAUSED, campaigns.BY_RULES)
    with pytest.raises(Refused, match="48 hours"):
        campaigns.resume(session, campaign, by=BY, now=MONDAY)
    assert rows(session, campaign) == []


def test_a_conversation_by_text_is_begun_within_the_budget_which_holds_all_of_it_and_never_twice(
    session: Session, opened: Open
) -> None:
    campaign = started(session, opened, ["en"] * 5)
    campaign.answered_by = "text"
    whole = campaign_conversing.parts_a_person(session, campaign.survey_id, base_url=campaign.base_url)["en"]
    campaign.budget_pence = 3 * whole * 4 - 1
    busy = session.get_one(CollectorLink, opened.link_id)
    assert conversations.begin(session, busy, number(1), "en", contact_id=None, now=MONDAY)
    campaign_sending.advance(session, now=MONDAY)
    assert [to for to, _ in texts(session, campaign)] == [number(0), number(2)]
    assert (campaign.state, campaign.paused_because) == (CampaignState.PAUSED, campaigns.BY_BUDGET)
    assert whole > rows(session, campaign)[0].parts and campaign.committed == 2 * whole * 40
    found = contacts(session)
    assert [found[number(of)].state for of in range(5)] == [
        "invited",
        "excluded",
        "invited",
        "ready",
        "ready",
    ]
    assert found[number(1)].reason == campaign_conversing.BUSY
    campaigns.cancel(session, campaign, by=BY, now=MONDAY)
    assert campaign.committed == 0, "what nobody was asked is not paid for"
    other = session.get_one(CollectorLink, opened.link_id)
    begun = [
        conversations.begin(session, other, number(of), "en", contact_id=None, now=MONDAY) for of in (0, 1, 2)
    ]
    assert list(map(bool, begun)) == [True, False, True], "no reply is waited for of whom nobody was asked"


def test_what_a_conversation_did_not_use_comes_back_when_it_ends(session: Session, opened: Open) -> None:
    campaign = started(session, opened, ["en"] * 3)
    campaign.answered_by, known = "text", campaign.id
    campaign_sending.advance(session, now=MONDAY)
    whole = campaign_conversing.parts_a_person(session, campaign.survey_id, base_url=campaign.base_url)["en"]
    first = rows(session, campaign)[0].parts
    assert campaign.committed == 3 * whole * 40
    # One says STOP, one answers a question and no more, one says nothing.
    assert conversation_drops.forget(session, number(0), now=MONDAY)
    db.set_scope(session, opened.organisation_id)
    assert committed(session, known) == (2 * whole + first) * 40
    assert conversations.reply(session, number(1), "1", to="+447700900999", now=MONDAY)
    asked = sum(sms_parts.count(body).parts for to, body in replies(session) if to == number(1))
    conversation_drops.expire(session, now=MONDAY + timedelta(hours=72))
    assert committed(session, known) == (3 * first + asked) * 40 and asked > 0


def committed(session: Session, campaign_id: int) -> int:
    """What is set aside for a campaign, as it stands in the database."""
    session.expire_all()
    return session.get_one(Campaign, campaign_id).committed


def replies(session: Session) -> list[tuple[str, str]]:
    """To whom and what, of the texts of conversations that go at once."""
    found = session.scalars(select(OutboxMessage).where(OutboxMessage.purpose == "reply"))
    contents = [outbox.opened(session, row.content) for row in found]
    return [(one["to"], one["body"]) for one in contents if one]
