"""A tablet that one person after the other answers on: it clears itself, keeps nothing, and loses nobody's answers."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.answering import SAID, SHORT, Answering, phone_with_scripts, stored
from tests.journeys.conftest import Site
from tests.journeys.wire import Wire, wire

pytestmark = pytest.mark.browser
WORDS = "Words that the next person must not read"
ARE_YOU_THERE, MORE_TIME, CLEAR = "Are you still there?", "I need more time", "Finish and clear"


@pytest.fixture(scope="module")
def code(site: Site) -> str:
    """The code of a link for a shared screen."""
    made = site.instance.flask(
        "link", "add", SHORT, "--place", "riverside-hospital", "--channel", "kiosk", "--json"
    )
    return str(json.loads(made)["code"])


@pytest.fixture
def signal(site: Site) -> Iterator[Wire]:
    """What connects the tablet with the server."""
    with wire(site.port) as laid:
        yield laid


@pytest.fixture
def tablet(chromium: Browser) -> Iterator[Answering]:
    """The tablet, with a clock that the test turns."""
    with phone_with_scripts(chromium, viewport={"width": 820, "height": 1180}) as held:
        held.page.clock.install()
        yield held


def begin(tablet: Answering, address: str) -> None:
    """Somebody answers up to the box for their own words."""
    tablet.open(address)
    for step in tablet.steps(SAID):
        if step == "q-one-thing-better":
            break
    tablet.page.locator("#f-one-thing-better").fill(WORDS)


def wait(tablet: Answering, seconds: int) -> None:
    """Nobody touches the tablet for so long."""
    tablet.page.clock.fast_forward(seconds * 1000)
    tablet.page.clock.run_for(1500)


def starts_empty(tablet: Answering) -> None:
    """The first page, with nothing of anybody in it and nothing kept beside it."""
    page = tablet.page
    expect(page.locator("#q-answered-by")).to_be_visible()
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("#survey :checked")).to_have_count(0)
    expect(page.locator("#f-one-thing-better")).to_have_value("")
    expect(page.locator("#answers")).to_be_empty()
    assert WORDS not in page.content()
    kept = tablet.kept()
    assert "answers" not in kept and WORDS not in kept
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def freshly_loaded(tablet: Answering, address: str) -> None:
    """The page has come again, in the language the tablet starts with."""
    expect(tablet.page.locator("html[lang=en]")).to_have_count(1)
    expect(tablet.page).to_have_url(f"{address}/en")
    # The screen is cleared where it stands, and then loaded anew: a question asked in between has no page.
    tablet.page.wait_for_load_state("networkidle")
    for _ in range(3):
        try:
            return starts_empty(tablet)
        except PlaywrightError:
            tablet.page.wait_for_load_state("networkidle")
    starts_empty(tablet)


def test_after_three_minutes_it_asks_and_after_one_more_it_starts_anew(
    tablet: Answering, site: Site, code: str
) -> None:
    address = f"{site.address}/s/{code}"
    begin(tablet, f"{address}/ur")
    idle = tablet.page.locator("#idle")
    wait(tablet, 170)
    expect(idle).to_be_hidden()
    wait(tablet, 10)
    expect(idle).to_be_visible()
    expect(tablet.page.locator("#more")).to_be_focused()
    assert (tablet.page.locator("#more").bounding_box() or {})["height"] >= 56
    assert 50 < int(idle.locator("#left").inner_text()) <= 60
    wait(tablet, 60)
    freshly_loaded(tablet, address)


def test_more_time_is_given_as_often_as_anybody_needs_it(tablet: Answering, site: Site, code: str) -> None:
    begin(tablet, f"{site.address}/s/{code}")
    for _ in range(4):
        wait(tablet, 230)
        expect(tablet.page.get_by_role("dialog", name=ARE_YOU_THERE)).to_be_visible()
        tablet.page.keyboard.press("Escape")
        tablet.page.get_by_role("button", name=MORE_TIME).tap()
        expect(tablet.page.locator("#idle")).to_be_hidden()
    expect(tablet.page.locator("#f-one-thing-better")).to_have_value(WORDS)


def test_a_touch_is_enough_to_be_there(tablet: Answering, site: Site, code: str) -> None:
    begin(tablet, f"{site.address}/s/{code}")
    for _ in range(4):
        wait(tablet, 170)
        tablet.page.locator(".step.on h3").tap()
    expect(tablet.page.locator("#idle")).to_be_hidden()
    expect(tablet.page.locator("#f-one-thing-better")).to_have_value(WORDS)


def test_a_page_that_nobody_touches_asks_nobody_and_is_counted_once(
    tablet: Answering, site: Site, signal: Wire, code: str
) -> None:
    tablet.open(f"{signal.address}/s/{code}")
    for _ in range(3):
        wait(tablet, 300)
        expect(tablet.page.locator("#idle")).to_be_hidden()
    assert len([line for line in signal.requests if f"/s/{code}" in line]) == 1


def test_the_way_out_is_on_every_step_and_clears_at_once(tablet: Answering, site: Site, code: str) -> None:
    address = f"{site.address}/s/{code}"
    out = tablet.page.get_by_role("link", name=CLEAR)
    tablet.open(address)
    for step in tablet.steps(SAID):
        expect(out).to_be_in_viewport()
        if step == "q-one-thing-better":
            tablet.page.locator("#f-one-thing-better").fill(WORDS)
    out.tap()
    freshly_loaded(tablet, address)
    begin(tablet, address)
    tablet.send_from_here()
    tablet.thanked()
    expect(out).to_be_in_viewport()
    out.tap()
    freshly_loaded(tablet, address)


def test_the_thank_you_clears_itself_the_same_way(tablet: Answering, site: Site, code: str) -> None:
    begin(tablet, f"{site.address}/s/{code}")
    tablet.send_from_here()
    tablet.thanked()
    receipt = tablet.page.locator(".receipt code").inner_text()
    wait(tablet, 185)
    expect(tablet.page.get_by_role("dialog", name=ARE_YOU_THERE)).to_be_visible()
    tablet.page.get_by_role("button", name=MORE_TIME).tap()
    expect(tablet.page.locator("#idle")).to_be_hidden()
    wait(tablet, 185)
    wait(tablet, 60)
    freshly_loaded(tablet, f"{site.address}/s/{code}")
    assert receipt not in tablet.page.content()


def test_the_next_person_finds_no_way_back_and_a_new_id(tablet: Answering, site: Site, code: str) -> None:
    address, before = f"{site.address}/s/{code}", len(stored(site))
    tablet.page.goto("about:blank")
    begin(tablet, address)
    first = tablet.page.locator('[name="submission"]').input_value()
    tablet.send_from_here()
    tablet.thanked()
    tablet.page.get_by_role("link", name=CLEAR).tap()
    freshly_loaded(tablet, address)
    assert tablet.page.locator('[name="submission"]').input_value() != first
    tablet.to_the_end({"answered-by": "helped"})
    tablet.send()
    tablet.thanked()
    assert [one["answers"] for one in stored(site)[before:]][1] == {"answered-by": "helped"}
    tablet.page.go_back()
    assert tablet.page.url == "about:blank"
    tablet.page.go_forward(wait_until="load")
    assert WORDS not in tablet.page.content()


def test_each_person_s_minutes_begin_with_their_own_first_answer(
    tablet: Answering, site: Site, code: str
) -> None:
    address, sent = f"{site.address}/s/{code}", list[str]()
    tablet.page.on("request", lambda one: sent.append(one.post_data or "") if one.method == "POST" else None)
    tablet.open(address)
    for minutes in (2, 1):
        tablet.page.clock.fast_forward("20:00")
        tablet.choose("myself")
        tablet.page.clock.fast_forward(f"0{minutes}:00")
        tablet.to_the_end({})
        tablet.send()
        tablet.thanked()
        assert sent[-1].endswith(f"&took-minutes={minutes}")
        tablet.page.get_by_role("link", name=CLEAR).tap()
        freshly_loaded(tablet, address)


def test_a_reload_half_way_starts_empty_at_the_first_question(
    tablet: Answering, site: Site, code: str
) -> None:
    begin(tablet, f"{site.address}/s/{code}")
    tablet.page.reload()
    starts_empty(tablet)
    assert tablet.at == "q-answered-by"


def test_without_a_signal_two_people_answer_one_after_the_other_and_both_arrive(
    tablet: Answering, site: Site, signal: Wire, code: str
) -> None:
    before, address = len(stored(site)), f"{signal.address}/s/{code}"
    begin(tablet, f"{address}/ur")
    signal.cut()
    tablet.send_from_here()
    expect(tablet.page.locator("#waiting h1")).to_be_focused()
    expect(tablet.page.locator("#stay")).to_be_visible()
    # Nobody comes back to it: the screen clears, the answers do not go.
    wait(tablet, 185)
    wait(tablet, 60)
    starts_empty(tablet)
    tablet.to_the_end({"answered-by": "helped"})
    tablet.send()
    expect(tablet.page.locator("#waiting h1")).to_be_focused()
    tablet.page.locator("#leave").tap()
    starts_empty(tablet)
    assert len(stored(site)) == before
    signal.mend()
    for _ in range(20):
        tablet.page.clock.run_for(10_000)
        tablet.page.wait_for_timeout(200)
        if len(stored(site)) == before + 2:
            break
    arrived = stored(site)[before:]
    assert arrived[0]["answers"]["one-thing-better"]["text"] == WORDS and arrived[0]["language"] == "ur"
    assert arrived[1]["answers"] == {"answered-by": "helped"}
    freshly_loaded(tablet, address)


def test_whoever_waits_at_the_tablet_is_thanked_when_the_signal_is_back(
    tablet: Answering, site: Site, signal: Wire, code: str
) -> None:
    before = len(stored(site))
    begin(tablet, f"{signal.address}/s/{code}")
    signal.cut()
    tablet.send_from_here()
    expect(tablet.page.locator("#waiting h1")).to_be_focused()
    signal.mend()
    tablet.page.get_by_role("button", name="Try now").tap()
    tablet.thanked()
    assert len(stored(site)) == before + 1
