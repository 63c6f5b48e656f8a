"""Promises of an invitation by e-mail: in the reader's language, one large link, and one press to stop."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from feedback.channels import email
from feedback.models.opt_out import OptOut
from feedback.services import email_stops, hashing, invitation_emails
from feedback.services.looks import Look

BASE, LINK = "https://feedback.example.nhs.uk", "https://feedback.example.nhs.uk/i/abc"
LOOK = Look("oak", "Oakfield", "#0a5a5c", "01632 960 001", "", "", "", 14, None, False)


def composed(language: str, title: str = "My care", look: Look = LOOK) -> dict[str, str]:
    return invitation_emails.compose(look, title, language, "Hello <you>", LINK, f"{BASE}/email/stop/x")


@pytest.mark.parametrize(
    ("language", "tag", "direction"), [("en", "en", "ltr"), ("ur", "ur", "rtl"), ("pl", "pl", "ltr")]
)
def test_it_says_in_which_language_it_is_and_from_where_it_is_read(
    language: str, tag: str, direction: str
) -> None:
    made = composed(language)
    assert f'<html lang="{tag}" dir="{direction}">' in made["html"]
    # Mailboxes on the web keep of it what stands in the body.
    assert f'<div class="letter" role="main" lang="{tag}" dir="{direction}">' in made["html"]
    assert "Hello &lt;you&gt;" in made["html"] and "Hello <you>" in made["body"]
    for where in (made["body"], made["html"]):
        assert LINK in where and f"{BASE}/email/stop/x" in where and "01632 960 001" in where
    assert made["stop"] == f"{BASE}/email/stop/x"
    email.Recorder().send("a@example.org", made["subject"], made["body"], made["html"], stop=made["stop"])


def test_a_service_that_must_not_be_named_is_not_named() -> None:
    assert composed("en", title="")["subject"] == "A few questions from Oakfield"
    assert composed("en")["subject"] == "My care"


def test_the_stop_link_holds_no_address_and_stops_one_address_alone(session: Session) -> None:
    address = "Pat.Smith@Example.org"
    link = email_stops.of_invitations(session, address, BASE, language="pl")
    assert "pat" not in link.casefold() and link.endswith("?lang=pl")
    found = email_stops.read(session, link.removeprefix(f"{BASE}/email/stop/").partition("?")[0])
    assert found is not None and not found.of_monday
    for _ in range(2):
        email_stops.stop(session, found, today=date(2026, 11, 20))
    [row] = session.query(OptOut).all()
    assert (row.number_hash, row.how) == (hashing.email(session, "pat.smith@example.org"), "link")
    assert row.number_hash != hashing.email(session, "someone.else@example.org")


@pytest.mark.parametrize("sealed", ["", "x", "A" * 80, "A" * 2_000, "é"])
def test_a_link_that_is_not_ours_stops_nothing(session: Session, sealed: str) -> None:
    assert email_stops.read(session, sealed) is None
