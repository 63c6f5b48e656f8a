"""Promise of the link that stops e-mails: nothing that was sealed for something else is one."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import contacts, email_stops, hashing, outbox, sealing

BASE = "https://feedback.example.org"


def test_a_link_of_ours_is_read_back(session: Session) -> None:
    link = email_stops.of_invitations(session, "Ada@Example.org", BASE)
    found = email_stops.read(session, link.partition("/stop/")[2].partition("?")[0])
    assert found is not None and found.number_hash == hashing.email(session, "ada@example.org")


@pytest.mark.parametrize("purpose", ["outbox", "contact", "conversation", "waiting", "comment", ""])
def test_what_was_sealed_for_something_else_stops_nothing(session: Session, purpose: str) -> None:
    for content in (f"address/{'0' * 64}", f"monday/{db.scope_of(session)}/1/1"):
        sealed = sealing.seal(db.keys_of(session).secret, purpose, content.encode())
        assert email_stops.read(session, sealed) is None


def test_what_lies_sealed_in_the_database_is_no_link(session: Session) -> None:
    """Whoever copied a row has a text that looks like one."""
    for sealed in (
        outbox.sealed(session, {"to": "a@example.org"}),
        contacts.seal(session, f"address/{'0' * 64}"),
    ):
        assert email_stops.read(session, sealed) is None
