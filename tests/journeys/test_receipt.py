"""The receipt code: somebody sees, changes and takes back what they answered, and nobody else can."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.answering import SAID, SHORT, Answering, phone_with_scripts, stored
from tests.journeys.browsing import violations
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def somebody(chromium: Browser) -> Iterator[Answering]:
    """Somebody with a phone."""
    with phone_with_scripts(chromium) as held:
        yield held


def answered(somebody: Answering, site: Site) -> str:
    """Answers, and writes down the code of the thank-you."""
    somebody.open(f"{site.address}/s/{site.code(SHORT)}")
    somebody.to_the_end()
    somebody.send()
    somebody.thanked()
    code = somebody.page.locator(".receipt code").inner_text()
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", code)
    return code


def use(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.address}/receipt?organisation=invented-place&lang=en")
    assert violations(page) == []
    page.get_by_label("Receipt code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Show my answers").click()


def test_somebody_sees_their_answers_and_takes_them_back(somebody: Answering, site: Site) -> None:
    before = len(stored(site))
    code = answered(somebody, site)
    page = somebody.page
    use(page, site, code)
    expect(page.get_by_text("Me, about my own care")).to_be_visible()
    assert code not in page.url and violations(page) == []
    page.get_by_role("button", name="Take my answers back").click()
    assert len(stored(site)) == before + 1, "asked once more first"
    assert violations(page) == []
    page.get_by_role("button", name="Yes, take them back").click()
    expect(page.locator("h1")).to_have_text("Your answers are taken back")
    assert violations(page) == []
    assert len(stored(site)) == before
    use(page, site, code)
    expect(page.get_by_text("This code does not open any answers.").first).to_be_visible()


def test_somebody_changes_their_answers_and_one_response_counts(somebody: Answering, site: Site) -> None:
    before = len(stored(site))
    code = answered(somebody, site)
    page = somebody.page
    use(page, site, code)
    page.get_by_role("button", name="Change my answers").click()
    expect(page.get_by_text("You are changing the answers that you sent before.")).to_be_visible()
    expect(page.locator("#q-answered-by input[value=myself]")).to_be_checked()
    somebody.to_the_end({"answered-by": "helped"})
    somebody.send()
    somebody.thanked()
    assert len(stored(site)) == before + 1
    assert stored(site)[-1]["answers"] == {**SAID, "answered-by": "helped"}
    assert page.locator(".receipt code").inner_text() != code


def test_a_reload_of_the_thank_you_shows_no_code_to_the_next_person(somebody: Answering, site: Site) -> None:
    code = answered(somebody, site)
    assert "t=" not in somebody.page.url
    somebody.page.reload()
    somebody.thanked()
    assert code not in somebody.page.content()


def test_what_is_too_much_to_send_is_told_on_a_page_everybody_can_read(
    somebody: Answering, site: Site
) -> None:
    somebody.open(f"{site.address}/s/{site.code(SHORT)}/en")
    with somebody.page.expect_navigation():
        somebody.page.locator("#f-one-thing-better").evaluate(
            "box => { box.value = 'x'.repeat(5 * 1024 * 1024); HTMLFormElement.prototype.submit.call(box.form); }"
        )
    expect(somebody.page.locator("h1")).to_have_text("That was too much to send")
    assert violations(somebody.page) == []
