"""Promise of a campaign's figures: how many answered is told to nobody while a number would tell who."""

from __future__ import annotations

import pytest

from feedback.db import Database
from feedback.models.campaign import Campaign
from feedback.models.organisation import Organisation
from feedback.services import (
    campaign_figures,
    campaign_sending,
    collector_links,
    funnels,
    responses,
    surveys,
)
from feedback.services.responses import Arrival
from tests.feedback.invented_campaign import MONDAY, send, started, token_in
from tests.feedback.open_survey import open_survey


@pytest.mark.parametrize(
    ("invited", "answered", "told"), [(12, 9, None), (9, 9, None), (12, 10, 10), (10, 10, 10)]
)
def test_below_ten_neither_who_answered_nor_who_opened_is_told(
    database: Database, organisation: Organisation, invited: int, answered: int, told: int | None
) -> None:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        campaign = started(session, opened, ["en"] * invited)
        campaign_sending.advance(session, now=MONDAY)
        tokens = [token_in(body) for _, body in send(session, campaign, now=MONDAY)]
        campaign_id, link_id = campaign.id, campaign.link_id
        link = collector_links.open_code(session, collector_links.code_of(session, link_id) or "")
        served = surveys.served(session, opened.survey_id)
        assert link and served
        for token in tokens[:answered]:
            responses.submit(
                session, served, Arrival.by_link(link, "en", 1, None), {"help-to-decide": "yes"},
                submission=f"page of {token}", today=MONDAY.date(), personal=True, invitation=token,
            )  # fmt: skip
        step = funnels.Step(organisation.id, link_id, "en", MONDAY.date(), funnels.OPENED)
        funnels.add(session, {step: answered})
        figures = campaign_figures.of(session, session.get_one(Campaign, campaign_id))
    assert (figures.answered, figures.opened) == (told, told)
