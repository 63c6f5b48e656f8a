"""Promises of the spots: one print, one link; a list makes as many; nobody is kept from making one."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.services import collector_links
from feedback.services.refusals import Refused
from feedback.vocabulary import Channel, Role
from feedback.web.staff import spots

NEW = {"survey": "my-care", "place": "ward-7", "channel": "qr"}


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff of the whole organisation."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    browser.get("/staff/links/new")
    return browser


def labels(office: Any) -> list[str]:
    """Of every link, newest first."""
    with office.database.reading(office.organisation_id) as session:
        return [link.label for link in collector_links.listed(session)]


def test_without_a_spot_the_page_says_why_it_asks_and_takes_one_for_the_whole_place(
    sam: Any, office: Any
) -> None:
    before = labels(office)
    asked = sam.post("/staff/links/new", **NEW)
    assert asked.status_code == 400 and 'href="#f-label"' in asked.text and "One spot, one link" in asked.text
    assert '<option value="my-care" selected>' in asked.text and labels(office) == before
    assert sam.post("/staff/links/new", **NEW, whole_place="yes").status_code == 303
    assert labels(office) == ["", *before]


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_what_hangs_nowhere_needs_no_spot(sam: Any, office: Any, channel: str) -> None:
    assert sam.post("/staff/links/new", **{**NEW, "channel": channel}).status_code == 303


def test_a_list_makes_a_link_for_each_line_once_in_its_order(sam: Any, office: Any) -> None:
    before = labels(office)
    pasted = "Bay 1\r\n  Bay   2 \r\n\r\nbay 1\nDay room"
    answer = sam.post("/staff/links/new", **NEW, label="By the lift", several=pasted)
    assert labels(office) == ["By the lift", "Bay 1", "Bay 2", "Day room", *before]
    page = sam.get(answer.location).text
    assert (
        answer.location.startswith("/staff/links/print?survey=my-care&code=") and "4 links are made" in page
    )
    assert answer.location.count("&code=") == 4


def test_fifty_lines_are_made_and_one_more_makes_none(sam: Any, office: Any) -> None:
    before = len(labels(office))
    lines = [f"Bay {number}" for number in range(51)]
    refused = sam.post("/staff/links/new", **NEW, several="\n".join(lines))
    assert refused.status_code == 400 and 'href="#f-several"' in refused.text and "Bay 50" in refused.text
    assert len(labels(office)) == before
    assert sam.post("/staff/links/new", **NEW, several="\n".join(lines[:50])).status_code == 303
    assert len(labels(office)) == before + 50


def test_a_line_that_is_too_long_makes_no_link(sam: Any, office: Any) -> None:
    before = labels(office)
    assert sam.post("/staff/links/new", **NEW, several=f"Bay 1\n{'x' * 201}").status_code == 400
    assert labels(office) == before


def test_one_line_is_one_link(sam: Any, office: Any) -> None:
    answer = sam.post("/staff/links/new", **NEW, several="Bay 1")
    assert answer.location.endswith("/print") and "?" not in answer.location


@pytest.mark.parametrize("channel", [Channel.QR, Channel.KIOSK, Channel.PAPER])
def test_every_print_is_asked_where_it_hangs(channel: Channel) -> None:
    with pytest.raises(Refused) as refused:
        spots.labels(" ", "\n", channel=channel, whole_place=False)
    assert refused.value.field == "label"
