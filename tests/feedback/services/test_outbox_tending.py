"""Promises of tending the outbox: what a person lets go again leaves only where its campaign still sends."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.outbox_message import OutboxMessage
from feedback.services import outbox, outbox_tending
from feedback.services.outbox import Draft
from feedback.services.refusals import Refused
from feedback.vocabulary import CampaignState, MessageKind
from tests.feedback.invented_campaigns import NOW, campaign
from tests.feedback.open_survey import BY, Open


def held(session: Session, of: Campaign | None, name: str) -> OutboxMessage:
    """A message of which nobody knows whether it left."""
    content: dict[str, Any] = {"to": "+447700900001", "body": "Hello"}
    campaign_id = of.id if of else None
    outbox.put_all(
        session, [Draft(MessageKind.SMS, "invitation", name, NOW, content, "lane", campaign_id=campaign_id)]
    )
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.reference == name)).one()
    row.state, row.problem = "held", "timeout"
    session.flush()
    return row


@pytest.mark.parametrize(
    ("state", "told"),
    [(CampaignState.CANCELLED, "“Winter” was cancelled"), (CampaignState.PAUSED, "“Winter” is paused")],
)
def test_a_campaign_that_somebody_ended_or_paused_sends_nothing_that_was_held(
    session: Session, opened: Open, state: CampaignState, told: str
) -> None:
    silent, reply = (
        held(session, campaign(session, opened, state=state.value), "i/1"),
        held(session, None, "r/1"),
    )
    with pytest.raises(Refused, match=told):
        outbox_tending.release(session, [silent.id, reply.id], by=BY, now=NOW)
    session.refresh(silent)
    assert silent.state == "held", "nothing of it was let go"
    assert outbox_tending.release(session, [reply.id], by=BY, now=NOW) == 1
    assert outbox_tending.discard(session, [silent.id], by=BY, now=NOW) == 1


@pytest.mark.parametrize("state", [CampaignState.RUNNING, CampaignState.FINISHED])
def test_what_was_held_of_a_campaign_that_goes_on_or_is_over_can_be_sent_again(
    session: Session, opened: Open, state: CampaignState
) -> None:
    row = held(session, campaign(session, opened, state=state.value), "i/1")
    assert outbox_tending.release(session, [row.id], by=BY, now=NOW) == 1
    session.refresh(row)
    assert (row.state, row.due_at) == ("waiting", NOW)
