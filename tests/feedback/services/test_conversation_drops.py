"""Promise of a STOP: however somebody says it, what they were answering is kept no longer."""

from __future__ import annotations

import pytest

from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.services import conversation_drops, hashing, opt_outs
from feedback.services.conversation_drops import Ended
from tests.feedback.open_survey import TODAY, Open, rows
from tests.feedback.texting import NUMBER, Phone


@pytest.mark.parametrize("how", ["link", "phone", "staff", "text"])
def test_a_stop_on_the_page_or_by_phone_ends_the_conversation_at_the_next_sweep(
    database: Database, organisation: Organisation, friends: Open, phone: Phone, how: str
) -> None:
    other = Phone(database, organisation.id, number="+447700900124")
    for each in (phone, other):
        each.texts(friends.code)
        each.texts("1")
    with database.transaction(organisation.id) as session:
        opt_outs.stop(session, hashing.number(session, NUMBER), how=how, today=TODAY)
        assert conversation_drops.expire(session, now=phone.now) == 1
    [left] = rows(database, "conversation")
    with database.reading(organisation.id) as session:
        assert left["number_hash"] == hashing.number(session, other.number)
    assert any(row["purpose"] == "redact" for row in rows(database, "outbox_message"))


def test_a_stop_by_text_says_whose_conversation_it_ended_in_which_language(
    database: Database, organisation: Organisation, friends: Open, phone: Phone
) -> None:
    phone.texts(f"{friends.code} ur")
    phone.texts("1")
    with database.transaction(EVERYWHERE) as session:
        assert conversation_drops.forget(session, NUMBER, now=phone.now) == Ended(organisation.id, "ur")
        assert conversation_drops.forget(session, NUMBER, now=phone.now) is None
    assert not rows(database, "conversation") and not rows(database, "response")
