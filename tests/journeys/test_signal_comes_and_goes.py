"""Answering where the signal comes and goes: one response, nothing lost, and a page that says what is true."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.answering import SAID, SHORT, Answering, phone_with_scripts, stored
from tests.journeys.conftest import Site
from tests.journeys.wire import Wire, wire

pytestmark = pytest.mark.browser


@pytest.fixture
def signal(site: Site) -> Iterator[Wire]:
    """What connects the phone with the server."""
    with wire(site.port) as laid:
        yield laid


@pytest.fixture
def somebody(chromium: Browser) -> Iterator[Answering]:
    """Somebody with a phone."""
    with phone_with_scripts(chromium) as held:
        yield held


def the_survey(site: Site, signal: Wire) -> str:
    return f"{signal.address}/s/{site.code(SHORT)}"


def waits(somebody: Answering) -> None:
    expect(somebody.page.locator("#waiting h1")).to_have_text("Not sent yet")
    expect(somebody.page.locator("#survey")).to_be_hidden()


def test_a_whole_answering_asks_three_times_and_the_signal_may_be_poor(
    somebody: Answering, site: Site, signal: Wire
) -> None:
    before = len(stored(site))
    slow = somebody.context.new_cdp_session(somebody.page)
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )
    somebody.open(the_survey(site, signal), kept_for_offline=True)
    somebody.to_the_end()
    somebody.send()
    somebody.thanked()
    assert len(stored(site)) == before + 1
    asked = [line.split()[0:2] for line in signal.requests if "answer-worker.js" not in line]
    code = site.code(SHORT)
    assert asked[:2] == [["GET", f"/s/{code}"], ["POST", f"/s/{code}/en"]]
    assert len(asked) == 3 and asked[2][1].startswith(f"/s/{code}/en/thanks")


def test_a_signal_that_goes_before_sending_loses_nothing_and_what_waits_is_sent_by_itself(
    somebody: Answering, site: Site, signal: Wire
) -> None:
    before = len(stored(site))
    somebody.open(the_survey(site, signal), kept_for_offline=True)
    somebody.to_the_end()
    signal.cut()
    somebody.send()
    waits(somebody)
    expect(somebody.page.locator("#close")).to_be_visible()
    assert len(stored(site)) == before
    signal.mend()
    somebody.thanked()
    assert len(stored(site)) == before + 1 and stored(site)[-1]["answers"] == SAID


def test_an_answer_that_is_lost_on_its_way_back_is_no_second_response(
    somebody: Answering, site: Site, signal: Wire
) -> None:
    before = len(stored(site))
    somebody.open(the_survey(site, signal), kept_for_offline=True)
    somebody.to_the_end()
    signal.swallows_answers = True
    somebody.send()
    waits(somebody)
    assert len(stored(site)) == before + 1
    signal.mend()
    somebody.thanked()
    assert len(stored(site)) == before + 1


def test_a_signal_that_goes_after_sending_is_told_as_sent(
    somebody: Answering, site: Site, signal: Wire
) -> None:
    somebody.open(the_survey(site, signal), kept_for_offline=True)
    somebody.to_the_end()
    somebody.send()
    somebody.thanked()
    signal.cut()
    expect(somebody.page.get_by_text("Your answers have been sent.")).to_be_visible()
    before = len(stored(site))
    signal.mend()
    somebody.page.reload()
    somebody.thanked()
    assert len(stored(site)) == before


def test_what_waits_is_sent_though_the_page_was_closed(somebody: Answering, site: Site, signal: Wire) -> None:
    before = len(stored(site))
    somebody.open(the_survey(site, signal), kept_for_offline=True)
    somebody.to_the_end()
    signal.cut()
    somebody.send()
    waits(somebody)
    expect(somebody.page.locator("#close")).to_be_visible()
    later = somebody.context.new_page()
    somebody.page.close()
    signal.mend()
    # Where a phone has no background sync, the next page of the survey sends what waits.
    later.goto(the_survey(site, signal))
    for _ in range(60):
        if len(stored(site)) > before:
            break
        later.wait_for_timeout(500)
    assert len(stored(site)) == before + 1


def test_what_waits_can_be_opened_by_nobody_on_the_phone(
    somebody: Answering, site: Site, signal: Wire
) -> None:
    somebody.open(the_survey(site, signal), kept_for_offline=True)
    words = "The marked words of somebody"
    for step in somebody.steps(SAID):
        if step == "q-one-thing-better":
            somebody.page.locator("#f-one-thing-better").fill(words)
    assert words in somebody.kept()
    signal.cut()
    somebody.send()
    expect(somebody.page.locator("#close")).to_be_visible()
    kept = somebody.kept()
    assert "sealed" in kept and words not in kept and "8-11" not in kept.partition("sealed")[2][:20_000]
    assert words not in somebody.page.content()
    assert somebody.page.locator("#f-one-thing-better").input_value() == ""
    signal.mend()
    somebody.thanked()
    assert stored(site)[-1]["answers"]["one-thing-better"] == {"share": False, "text": words}


def test_a_page_once_open_can_be_opened_again_without_a_signal_as_another_persons(
    somebody: Answering, site: Site, signal: Wire
) -> None:
    somebody.open(the_survey(site, signal), kept_for_offline=True)
    first = somebody.page.locator('[name="submission"]').input_value()
    signal.cut()
    somebody.page.goto(f"{the_survey(site, signal)}/en")
    expect(somebody.page.locator("#q-answered-by")).to_be_visible()
    assert somebody.page.locator('[name="submission"]').input_value() != first
    before = len(stored(site))
    somebody.to_the_end()
    somebody.send()
    waits(somebody)
    signal.mend()
    somebody.thanked()
    assert len(stored(site)) == before + 1


def test_two_taps_on_send_are_one_response(somebody: Answering, site: Site, signal: Wire) -> None:
    before = len(stored(site))
    somebody.open(the_survey(site, signal))
    somebody.to_the_end()
    somebody.page.evaluate(
        "() => { const b = document.querySelector('#send .button'); b.click(); b.click(); }"
    )
    somebody.thanked()
    assert len(stored(site)) == before + 1
