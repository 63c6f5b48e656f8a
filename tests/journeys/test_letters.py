"""E-mails as people open them: on a phone, in the light and in the dark, from the left and from the right."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from feedback.channels.letters import Block, Letter, Sort
from feedback.services import invitation_emails
from feedback.services.looks import Look
from tests.journeys import browsing

pytestmark = pytest.mark.browser
LOOK = Look("oak", "Oakfield (invented)", "#0a5a5c", "01632 960 001", "", "", "", 14, None, True)
BASE = "https://feedback.example.nhs.uk"
EVERY_SORT = Letter(
    f"Ward 7: what people said, week to {date(2026, 11, 22):%d %B %Y}",
    "Oakfield (invented)",
    [
        Block(Sort.LARGE, "About 25 people answered last week."),
        Block(Sort.HEADING, "What was good"),
        Block(Sort.TEXT, "85% gave a positive answer to “I help to decide about my care”."),
        Block(Sort.ASKED, "What was good?"),
        Block(Sort.QUOTE, "The night nurse was kind. " + "Averylongwordindeed" * 5, language="en"),
        Block(Sort.QUOTE, "بہت اچھا خیال رکھا گیا", language="ur"),
        Block(Sort.LINK, "See the results", f"{BASE}/staff/results/my-care"),
        Block(Sort.SMALL, "It names no group and no person."),
        Block(Sort.SMALL_LINK, "Stop it", f"{BASE}/email/stop/x"),
    ],
).html
LETTERS = {"every sort of block": EVERY_SORT} | {
    language: invitation_emails.compose(
        LOOK, "My care", language, "Hello Sam.", f"{BASE}/i/abcdefgh", f"{BASE}/email/stop/x"
    )["html"]
    for language in ("en", "ur", "bn", "zh-Hans")
}


@pytest.mark.parametrize("name", LETTERS)
def test_an_email_is_readable_fits_a_phone_and_asks_nobody_for_anything(
    name: str, chromium: Browser, tmp_path: Path
) -> None:
    where = tmp_path / "letter.html"
    where.write_text(LETTERS[name], "utf-8")
    for scheme in ("light", "dark"):
        page = chromium.new_page(viewport=browsing.PHONE, color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(where.as_uri())
        assert browsing.violations(page) == [] and browsing.too_wide(page) == []
        assert asked == [where.as_uri()]
        page.close()
    assert re.search(r'<html lang="[\w-]+" dir="(ltr|rtl)">', LETTERS[name])
