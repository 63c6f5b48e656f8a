"""A phone that others hold too: after sending, and after "Delete and leave", nothing of an answering can be opened."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.answering import SHORT, Answering, phone_with_scripts, stored
from tests.journeys.browsing import phone
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
WORDS = "Words that nobody else may read"
SAID = {"answered-by": "helped", "listened-to": "no", "child-age": "5-7"}


@pytest.fixture
def somebody(chromium: Browser) -> Iterator[Answering]:
    """Somebody with a phone that is not theirs alone."""
    with phone_with_scripts(chromium) as held:
        yield held


def the_survey(site: Site) -> str:
    return f"{site.address}/s/{site.code(SHORT)}"


def answer(somebody: Answering, site: Site) -> None:
    somebody.open(the_survey(site), kept_for_offline=True)
    for step in somebody.steps(SAID):
        if step == "q-one-thing-better":
            somebody.page.locator("#f-one-thing-better").fill(WORDS)
    assert WORDS in somebody.kept()


def nothing_of_it(page: Page) -> None:
    """The page that shows holds no answer, neither as text nor chosen nor typed."""
    assert WORDS not in page.content()
    typed = (
        "all => all.filter(one => one.type === 'radio' ? one.checked : one.value.includes('Words')).length"
    )
    assert page.locator("#survey input[type=radio], #survey textarea").evaluate_all(typed) == 0


def look_everywhere(somebody: Answering, site: Site) -> None:
    """What is stored, what shows, and what the back and forward buttons and a new visit bring back."""
    page = somebody.page
    page.wait_for_function("async () => !(await navigator.serviceWorker.getRegistrations()).length")
    assert WORDS not in somebody.kept() and "submission" not in somebody.kept()
    nothing_of_it(page)
    for _ in range(14):
        page.go_back(wait_until="load")
        page.wait_for_timeout(100)
        if page.url == "about:blank":
            break
        nothing_of_it(page)
    for _ in range(14):
        page.go_forward(wait_until="load")
        nothing_of_it(page)
    page.goto(the_survey(site))
    expect(page.locator("#q-answered-by")).to_be_visible()
    nothing_of_it(page)


def test_after_sending_nothing_can_be_opened(somebody: Answering, site: Site) -> None:
    answer(somebody, site)
    somebody.send()
    somebody.thanked()
    look_everywhere(somebody, site)


def test_after_delete_and_leave_nothing_can_be_opened_and_nothing_was_sent(
    somebody: Answering, site: Site
) -> None:
    before = len(stored(site))
    answer(somebody, site)
    somebody.page.get_by_role("link", name="Delete and leave").tap()
    expect(somebody.page.locator("h1")).to_have_text("You can close this page")
    assert "survey" not in somebody.page.content().lower() and site.code(SHORT) not in somebody.page.url
    look_everywhere(somebody, site)
    assert len(stored(site)) == before


def test_delete_and_leave_also_takes_back_what_waits_for_a_signal(
    somebody: Answering, site: Site, chromium: Browser
) -> None:
    from tests.journeys.wire import wire

    before = len(stored(site))
    with wire(site.port) as signal:
        somebody.open(f"{signal.address}/s/{site.code(SHORT)}", kept_for_offline=True)
        somebody.to_the_end(SAID)
        signal.cut()
        somebody.send()
        expect(somebody.page.locator("#close")).to_be_visible()
        somebody.page.get_by_role("link", name="Delete and leave").tap()
        somebody.page.wait_for_timeout(1000)
        signal.mend()
        somebody.page.goto(f"{signal.address}/s/{site.code(SHORT)}")
        expect(somebody.page.locator("#q-answered-by")).to_be_visible()
        somebody.page.wait_for_timeout(3000)
    assert len(stored(site)) == before


def test_without_scripts_the_way_out_and_the_back_button_show_an_empty_form(
    chromium: Browser, site: Site
) -> None:
    with phone(chromium) as held:
        held.open(the_survey(site))
        held.page.locator("#q-listened-to .choice").first.tap()
        held.page.locator("#f-one-thing-better").fill(WORDS)
        held.follow(held.page.get_by_role("link", name="Delete and leave"))
        held.page.go_back(wait_until="load")
        assert held.page.locator("#f-one-thing-better").input_value() == ""
        assert held.page.locator("#survey input:checked").count() == 0


@contextmanager
def with_memory(chromium: Browser) -> Iterator[Browser]:
    """A browser that keeps whole pages for its back button, as browsers at home do; the tool switches that off."""
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome",
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("way", ["send", "leave"])
def test_a_browser_that_keeps_whole_pages_brings_no_answer_back(
    chromium: Browser, site: Site, scripts: bool, way: str
) -> None:
    before = len(stored(site))
    with with_memory(chromium) as browser:
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(the_survey(site))
        if scripts:
            page.locator('#q-answered-by input[value="helped"]').check()
            page.locator("#f-one-thing-better").evaluate("(box, words) => { box.value = words; }", WORDS)
        else:
            page.locator('#q-listened-to input[value="no"]').check()
            page.locator("#f-one-thing-better").fill(WORDS)
        with page.expect_navigation():
            if way == "leave":
                page.get_by_role("link", name="Delete and leave").click()
            elif scripts:
                page.locator("#survey").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
            else:
                page.locator("#send .button").click()
        expect(page.locator("h1")).to_be_visible()
        page.go_back(wait_until="commit")
        page.wait_for_timeout(1000)
        if page.url != "about:blank":
            assert page.locator("#f-one-thing-better").input_value() == ""
            assert page.locator("#survey input:checked").count() == 0
        context.close()
    assert len(stored(site)) == before + (way == "send")


def test_a_fresh_visit_in_the_same_tab_is_another_persons(somebody: Answering, site: Site) -> None:
    somebody.open(the_survey(site))
    somebody.choose("helped")
    somebody.next()
    somebody.page.goto(the_survey(site))
    nothing_of_it(somebody.page)
    assert somebody.at == "q-answered-by"
