"""Who texts people from here, for whoever asks whether a text is ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.organisation import Organisation
from feedback.vocabulary import CampaignState, Channel

#: Campaigns that have not texted anybody, or never did.
_SILENT = (CampaignState.DRAFT.value, CampaignState.SCHEDULED.value, CampaignState.CANCELLED.value)


class Texting(NamedTuple):
    """An organisation that has texted people, and whom to ring."""

    name: str
    help_number: str


def every(session: Session) -> Sequence[Texting]:
    """Every organisation with a campaign by text that began, by name; for a session of the whole installation."""
    begun = select(Campaign.organisation_id).where(
        Campaign.channel == Channel.SMS.value, Campaign.state.not_in(_SILENT)
    )
    rows = select(Organisation.name, Organisation.help_number).where(Organisation.id.in_(begun))
    return [Texting(*row) for row in session.execute(rows.order_by(Organisation.name))]
