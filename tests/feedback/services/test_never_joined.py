"""Promise of decision 0003 for campaigns: with the whole database in hand nobody joins an answer to a person."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from feedback.db import EVERYWHERE, Base, Database
from feedback.models.organisation import Organisation
from feedback.services import campaign_sending, collector_links, hashing, surveys
from feedback.services import responses as responses_service
from feedback.services.responses import Arrival, Outcome
from tests.feedback.invented_campaign import MONDAY, number, send, started, token_in
from tests.feedback.open_survey import open_survey

PEOPLE = 30


def tables(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table with what the engine keeps beside it."""
    beside = "xmin::text AS tx, ctid::text AS at" if database.dialect == "postgresql" else "rowid AS at"
    found = {}
    with database.reading(EVERYWHERE) as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(text(f'SELECT *, {beside} FROM "{table.name}"')).mappings()
            found[table.name] = [dict(row) for row in rows]
    return found


def values(row: Mapping[str, Any]) -> set[Any]:
    """What could be a key: everything long enough to be one."""
    return {str(one) for one in row.values() if one is not None and len(str(one)) >= 8}


def test_thirty_answers_lead_to_no_contact_by_any_column_order_or_transaction(
    database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        campaign = started(session, opened, ["en"] * PEOPLE, remind=3)
        campaign_id, link_id = campaign.id, campaign.link_id
        campaign_sending.advance(session, now=MONDAY)
        sent = send(session, campaign, now=MONDAY)
    asked = {to: token_in(body) for to, body in sent}
    order = random.Random(7).sample(sorted(asked), PEOPLE)
    with database.transaction(organisation.id) as session:
        link = collector_links.open_code(session, collector_links.code_of(session, link_id) or "")
        served = surveys.served(session, opened.survey_id)
    assert link and served
    for to in order:
        with database.transaction(organisation.id) as session:
            outcome = responses_service.submit(
                session, served, Arrival.by_link(link, "en", 1, None), {"help-to-decide": "yes"},
                submission=f"page of {to}", today=MONDAY.date(), personal=True, invitation=asked[to],
            )  # fmt: skip
            assert outcome is Outcome.STORED
    found = tables(database)
    assert len(found["response"]) == PEOPLE and found["invitation"] == []
    people = [row for row in found["contact"] if row["campaign_id"] == campaign_id]
    assert len(people) == PEOPLE
    beside = [*people, *(row for row in found["outbox_message"] if row["contact_id"])]

    # By a value: no column of an answer holds what any column about a person holds, other than what all have alike.
    shared = Counter(value for row in beside for value in values(row))
    told = {value for value in shared if shared[value] < PEOPLE}
    for answer in found["response"]:
        assert not values(answer) & told
    secret = {form for to, raw in asked.items() for form in (raw, to, hashing.token(raw))}
    whole = [str(value) for rows in found.values() for row in rows for value in row.values()]
    assert not set(whole) & (set(asked) | set(asked.values()))
    assert not {str(v) for row in found["response"] for v in row.values()} & secret

    # By order: rows of people stand as they were invited, those of answers as they came, and nothing was moved by it.
    rows = sorted(people, key=lambda row: row["id"])
    assert [row["line"] for row in rows] == list(range(2, PEOPLE + 2)) and order != sorted(asked)
    assert number(0) in asked
    # By transaction: nothing about a person was written in that of their answer.
    if database.dialect == "postgresql":
        answered_in = {row["tx"] for row in found["response"]}
        for name, others in found.items():
            if name != "response":
                assert not answered_in & {row["tx"] for row in others}, name
