"""Read aloud: by a recording, else by a voice that is on the phone itself, else there is no button."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.answering import SHORT, Answering, phone_with_scripts
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
ENGLISH = {"name": "Here", "lang": "en-GB", "localService": True}
AMERICAN = {"name": "There too", "lang": "en_US", "localService": True}
POLISH = {"name": "Tutaj", "lang": "pl-PL", "localService": True}
URDU_ELSEWHERE = {"name": "Far away", "lang": "ur-PK", "localService": False}
ENGLISH_ELSEWHERE = {"name": "Far away", "lang": "en-GB", "localService": False}
#: A phone's voices: what is said is noted, and is over when the page is told so.
_VOICES = """(() => {
  window.said = []; window.played = []; window.cancelled = 0;
  let now = null;
  window.finish = () => { const one = now; now = null; if (one) one.onend(); };
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => VOICES,
    speak: (one) => { now = one; said.push([one.text.trim(), one.voice.name, one.lang]); },
    cancel: () => { cancelled += 1; const one = now; now = null; if (one) one.onerror(); },
  } });
  window.Audio = function (address) {
    played.push(address);
    this.play = () => { now = { onend: () => this.onended() }; return Promise.resolve(); };
    this.pause = () => { now = null; };
  };
})()"""


@contextmanager
def phone_that_speaks(browser: Browser, *voices: dict[str, Any]) -> Iterator[Answering]:
    """A phone with these voices."""
    with phone_with_scripts(browser, service_workers="block") as held:
        held.page.add_init_script(_VOICES.replace("VOICES", json.dumps(voices)))
        yield held


def said(somebody: Answering) -> list[list[str]]:
    """What was said so far, each with its voice and language."""
    found: list[list[str]] = somebody.page.evaluate("said")
    return found


def hear(somebody: Answering, number: int) -> Sequence[str]:
    """Lets what is said come to its end, so many times; what was said then."""
    for _ in range(number):
        somebody.page.evaluate("finish()")
    return [words for words, _, _ in said(somebody)]


def test_without_a_voice_on_the_phone_there_is_no_button(chromium: Browser, site: Site) -> None:
    for voices, language in (((), "en"), ((ENGLISH_ELSEWHERE,), "en"), ((ENGLISH, URDU_ELSEWHERE), "ur")):
        with phone_that_speaks(chromium, *voices) as somebody:
            somebody.open(f"{site.address}/s/{site.code(SHORT)}/{language}")
            expect(somebody.page.locator("#survey .listen")).to_have_count(0)
            assert said(somebody) == []


def test_the_question_its_hint_and_its_answers_are_read_in_turn_by_the_phones_own_voice(
    chromium: Browser, site: Site
) -> None:
    with phone_that_speaks(chromium, ENGLISH_ELSEWHERE, AMERICAN, ENGLISH) as somebody:
        somebody.open(f"{site.address}/s/{site.code(SHORT)}")
        listen = somebody.page.get_by_role("button", name="Listen", exact=True)
        expect(listen).to_have_count(1)
        listen.tap()
        expect(listen).to_have_attribute("aria-pressed", "true")
        assert hear(somebody, 10) == [
            "Who is answering?", "Me, about my own care", "Me, with someone helping me. These are my words.",
            "A parent or carer. This is about my child's care.", "Prefer not to say",
        ]  # fmt: skip
        assert {(voice, language) for _, voice, language in said(somebody)} == {("Here", "en-GB")}
        expect(listen).to_have_attribute("aria-pressed", "false")


def test_each_answer_has_its_own_after_the_first_and_another_press_stops(
    chromium: Browser, site: Site
) -> None:
    with phone_that_speaks(chromium, ENGLISH) as somebody:
        somebody.open(f"{site.address}/s/{site.code(SHORT)}")
        page = somebody.page
        one = page.get_by_role("button", name="Listen: Prefer not to say")
        expect(one).to_have_count(0)
        listen = page.get_by_role("button", name="Listen", exact=True)
        listen.tap()
        expect(one).to_be_visible()
        listen.tap()
        expect(listen).to_have_attribute("aria-pressed", "false")
        assert hear(somebody, 3) == ["Who is answering?"]
        one.tap()
        assert hear(somebody, 1)[1:] == ["Prefer not to say"]
        # To hear an answer is not to give it.
        expect(page.locator("#survey :checked")).to_have_count(0)


def test_whoever_moves_on_hears_nothing_more(chromium: Browser, site: Site) -> None:
    with phone_that_speaks(chromium, ENGLISH) as somebody:
        somebody.open(f"{site.address}/s/{site.code(SHORT)}")
        somebody.page.locator(".step.on .listen").first.tap()
        before = somebody.page.evaluate("cancelled")
        somebody.next()
        assert somebody.page.evaluate("cancelled") == before + 1
        assert hear(somebody, 3) == ["Who is answering?"]


def test_easy_read_has_a_button_beside_every_answer_from_the_start(chromium: Browser, site: Site) -> None:
    with phone_that_speaks(chromium, ENGLISH) as somebody:
        somebody.open(f"{site.address}/s/{site.code(SHORT)}/en-simple")
        somebody.next()
        choices = somebody.page.locator(".step.on .choice")
        expect(somebody.page.locator(".step.on .choice-row .listen")).to_have_count(choices.count())
        assert somebody.page.locator(".step.on .listen").evaluate_all(
            "all => all.every(one => one.checkVisibility() && one.getBoundingClientRect().height >= 44)"
        )
        assert somebody.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_list_of_languages_says_the_name_of_each_that_the_phone_speaks(
    chromium: Browser, site: Site
) -> None:
    with phone_that_speaks(chromium, ENGLISH, POLISH, URDU_ELSEWHERE) as somebody:
        somebody.open(f"{site.address}/s/{site.code(SHORT)}")
        spoken = somebody.page.locator(".languages .listen")
        expect(spoken).to_have_count(3)
        somebody.page.get_by_role("button", name="Listen: Polski").tap()
        assert said(somebody) == [["Polski", "Tutaj", "pl-PL"]]
        assert somebody.at == "q-answered-by"


def test_a_recording_is_played_instead_of_the_voice(chromium: Browser, site: Site) -> None:
    with phone_that_speaks(chromium, ENGLISH) as somebody:
        address = f"{site.address}/s/{site.code(SHORT)}/en"

        def recorded(route: Any) -> None:
            page = route.fetch()
            text = page.text().replace('id="q-answered-by"', 'id="q-answered-by" data-sound="/media/1"')
            before, after = text.split('<label class="choice">', 1)
            route.fulfill(response=page, body=f'{before}<label class="choice" data-sound="/media/2">{after}')

        somebody.page.route(address, recorded)
        somebody.open(address)
        somebody.page.locator(".step.on .listen").first.tap()
        for _ in range(6):
            somebody.page.evaluate("finish()")
        assert somebody.page.evaluate("played") == ["/media/1", "/media/2"]
        assert "Who is answering?" not in [words for words, _, _ in said(somebody)]
        assert said(somebody)[-1][0] == "Prefer not to say"


def test_a_recording_makes_the_button_where_the_phone_has_no_voice(chromium: Browser, site: Site) -> None:
    with phone_that_speaks(chromium, URDU_ELSEWHERE) as somebody:
        address = f"{site.address}/s/{site.code(SHORT)}/ur"

        def recorded(route: Any) -> None:
            page = route.fetch()
            text = page.text().replace('id="q-answered-by"', 'id="q-answered-by" data-sound="/media/1"')
            route.fulfill(response=page, body=text)

        somebody.page.route(address, recorded)
        somebody.open(address)
        expect(somebody.page.locator("#survey .listen")).to_have_count(1)
        somebody.page.locator(".step.on .listen").tap()
        hear(somebody, 6)
        assert somebody.page.evaluate("played") == ["/media/1"] and said(somebody) == []
        expect(somebody.page.locator(".step.on .listen")).to_have_attribute("aria-pressed", "false")
