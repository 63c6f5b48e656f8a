"""Promise of a code that is texted: it opens what anybody may take, and never a campaign that people are invited to."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from feedback.db import Database
from feedback.models.collector_link import CollectorLink
from feedback.models.organisation import Organisation
from feedback.services import collector_links
from tests.feedback.invented_campaign import started
from tests.feedback.open_survey import NOW, Open, open_survey, revoke, rows
from tests.feedback.texting import Phone


def a_campaigns_code(database: Database, opened: Open) -> str:
    """What everybody who was invited can read in the address of their page."""
    with database.transaction(opened.organisation_id) as session:
        return collector_links.code_of(session, started(session, opened, ["en"]).link_id) or ""


def test_a_campaigns_code_leads_to_the_link_that_anybody_may_answer_through(
    database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id, "friends-and-family")
    phone = Phone(database, organisation.id)
    assert phone.texts(a_campaigns_code(database, opened))
    for body in ("1", "1", "1", "1", "Kind", "5"):
        phone.texts(body)
    [stored] = rows(database)
    assert stored["link_id"] == opened.link_id


def test_where_there_is_no_such_link_nothing_begins(database: Database, organisation: Organisation) -> None:
    opened = open_survey(database, organisation.id, "friends-and-family")
    code = a_campaigns_code(database, opened)
    revoke(database, opened)
    phone = Phone(database, organisation.id)
    [said] = phone.texts(code)
    assert said.startswith("This survey cannot be answered by text.")
    phone.now += timedelta(minutes=1)
    phone.texts("1")
    assert rows(database, "conversation") == [] and rows(database) == []


def test_a_campaign_that_is_answered_by_text_still_is(database: Database, organisation: Organisation) -> None:
    opened = open_survey(database, organisation.id, "friends-and-family")
    with database.transaction(organisation.id) as session:
        campaign = started(session, opened, ["en"])
        campaign.answered_by = "text"
        link_id = campaign.link_id
    with database.reading(organisation.id) as session:
        found = session.scalars(select(CollectorLink).where(CollectorLink.id == link_id)).one()
        code = found.code
    assert NOW and Phone(database, organisation.id).texts(code)
    assert [row["link_id"] for row in rows(database, "conversation")] == [link_id]
