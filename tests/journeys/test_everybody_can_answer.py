"""Everybody can answer: every step of an answering, in every language, under axe, as a person finds it there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, ViewportSize, expect

from feedback.vocabulary import BSL, LANGUAGES
from tests.journeys.answering import SHORT, Answering, phone_with_scripts
from tests.journeys.browsing import too_wide, violations_as_shown
from tests.journeys.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("everybody")]
#: Every language of the demonstration, which has no signed videos.
WRITTEN = [tag for tag in LANGUAGES if tag != BSL]
#: Plain, with pictures, and from right to left: here each question is looked at once more with an answer chosen.
CLOSELY = ("en", "en-simple", "ur")
#: So high that a whole step is in it: axe cannot scroll.
TALL: ViewportSize = {"width": 390, "height": 3600}


@pytest.fixture
def looking(chromium: Browser) -> Iterator[Looking]:
    """Somebody who looks at every step with axe."""
    with phone_with_scripts(chromium, viewport=TALL, service_workers="block") as held:
        yield Looking(held)


class Looking:
    """An answering under axe: what it found, by the state in which it found it."""

    def __init__(self, somebody: Answering) -> None:
        self.somebody, self.page = somebody, somebody.page
        self.found: list[str] = []
        self.seen: list[str] = []

    def look(self, state: str) -> None:
        """Looks at what shows now."""
        self.seen.append(state)
        wrong = [*violations_as_shown(self.page), *too_wide(self.page)]
        self.found += [f"{state}: {one}" for one in wrong]
        if self.page.locator("h1").evaluate_all("all => all.filter(one => one.checkVisibility()).length") != 1:
            self.found.append(f"{state}: not one heading of the first level")

    def answer_everything(self, address: str, language: str, *, each_answered: bool) -> None:
        """From the first page to the thank-you: every step, what is wrong, what waits, what was refused."""
        self.somebody.open(address)
        for step in self.somebody.steps({}):
            self.look(f"{language} {step}")
            choice = self.page.locator(".step.on .choice:not([hidden])")
            if choice.count() and step != "practice":
                choice.first.tap()
                if each_answered:
                    self.look(f"{language} {step}, answered")
            if self.page.locator(".step.on textarea").count():
                self.say_too_much(f"{language} {step}, wrong")
        self.look(f"{language} review, all answered")
        self.page.route("**/s/**", _no_signal)
        self.somebody.send()
        expect(self.page.locator("#waiting h1")).to_be_focused()
        self.look(f"{language} waiting")
        for panel in ("arrived", "refused"):
            self.page.evaluate(_SHOW, panel)
            self.look(f"{language} {panel}")
        self.page.unroute("**/s/**")
        self.page.evaluate(_SHOW, "waiting")
        self.page.locator("#try").tap()
        self.somebody.thanked()
        expect(self.page.locator(".receipt code")).to_be_visible()
        self.look(f"{language} thank-you")

    def say_too_much(self, state: str) -> None:
        """Types more than the box takes, looks at what is said then, and mends it."""
        box = self.page.locator(".step.on textarea").first
        box.fill("x" * 6000)
        self.page.locator("#next").tap()
        expect(self.page.locator(".error-summary")).to_be_focused()
        self.look(state)
        box.fill("")


#: Shows one of the panels that take the place of the form.
_SHOW = """(state) => {
  for (const one of document.querySelectorAll(".panel-state")) one.hidden = one.id !== state;
}"""


def _no_signal(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


@pytest.mark.parametrize("language", WRITTEN)
def test_axe_finds_nothing_on_any_step_in_any_language(looking: Looking, site: Site, language: str) -> None:
    looking.answer_everything(
        f"{site.address}/s/{site.code(SHORT)}/{language}", language, each_answered=language in CLOSELY
    )
    assert "\n".join(looking.found) == ""
    assert len(looking.seen) > 20


@pytest.mark.parametrize("language", CLOSELY)
def test_axe_finds_nothing_on_any_step_of_a_whole_survey(looking: Looking, site: Site, language: str) -> None:
    looking.answer_everything(
        f"{site.address}/s/{site.code('my-care')}/{language}", language, each_answered=False
    )
    assert "\n".join(looking.found) == ""
    assert len(looking.seen) > 25
