"""Everybody can answer: every step of an answering, in every language, under axe, as a person finds it there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, ViewportSize, expect

from feedback.vocabulary import BSL, LANGUAGES, html_language
from tests.journeys.answering import SAID, SHORT, Answering, phone_with_scripts
from tests.journeys.browsing import too_wide, violations_as_shown
from tests.journeys.conftest import FLAGS, Served, Site
from tests.journeys.test_pages_look_right import answer, show_held

pytestmark = pytest.mark.browser
#: Every language of the demonstration, which has no signed videos.
WRITTEN = [tag for tag in LANGUAGES if tag != BSL]
#: Plain, with pictures, and from right to left: here each question is looked at once more with an answer chosen, and
#: the colours are looked at, which no language has of its own.
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
        self.somebody, self.page, self.colours = somebody, somebody.page, True
        self.found: list[str] = []
        self.seen: list[str] = []

    def look(self, state: str) -> None:
        """Looks at what shows now."""
        self.seen.append(state)
        wrong = [*violations_as_shown(self.page, colours=self.colours), *too_wide(self.page)]
        self.found += [f"{state}: {one}" for one in wrong]
        if (
            self.page.locator("h1").evaluate_all("all => all.filter(one => one.checkVisibility()).length")
            != 1
        ):
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
    looking.colours = language in CLOSELY
    looking.answer_everything(
        f"{site.address}/s/{site.code(SHORT)}/{language}", language, each_answered=language in CLOSELY
    )
    assert "\n".join(looking.found) == ""
    assert len(looking.seen) >= 19


@pytest.mark.parametrize("language", CLOSELY)
def test_axe_finds_nothing_on_any_step_of_a_whole_survey(looking: Looking, site: Site, language: str) -> None:
    looking.answer_everything(
        f"{site.address}/s/{site.code('my-care')}/{language}", language, each_answered=False
    )
    assert "\n".join(looking.found) == ""
    assert len(looking.seen) > 25


@pytest.fixture(scope="module")
def gone(site: Site) -> str:
    """The code of a link that was stopped."""
    made = site.instance.flask(
        "link", "add", SHORT, "--place", "riverside-hospital", "--channel", "qr", "--json"
    )
    code = str(json.loads(made)["code"])
    site.instance.flask("link", "revoke", code)
    return code


@pytest.fixture(scope="module")
def outage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose database is not there."""
    folder = tmp_path_factory.mktemp("outage")
    server = Served("wsgi:app", {"FEEDBACK_INSTANCE": str(folder), "PATH": "/usr/bin:/bin"}, flags=FLAGS)
    server.start()
    yield server
    server.stop()


def test_axe_finds_nothing_on_any_kind_page_in_any_language(
    chromium: Browser, site: Site, gone: str, outage: Served
) -> None:
    with phone_with_scripts(chromium, viewport=TALL, service_workers="block") as held:
        looking = Looking(held)
        for language in WRITTEN:
            looking.colours = language in CLOSELY
            for status, address in (
                (410, f"/s/{gone}/{language}"), (404, f"/s/NOTHING/{language}"), (404, f"/nothing?lang={language}"),
                (200, f"/left?lang={language}"), (200, f"/receipt?lang={language}"),
                (410, f"/receipt/late?lang={language}"),
                (200, f"/accessibility?lang={language}"),
            ):  # fmt: skip
                got = held.page.goto(site.address + address)
                assert got is not None and got.status == status, address
                looking.look(address)
            held.page.goto(f"{outage.address}/privacy?lang={language}")
            looking.look(f"{language} 503")
        assert "\n".join(looking.found) == ""


@pytest.mark.parametrize("language", CLOSELY)
def test_axe_finds_nothing_on_the_pages_that_show_answers_back(
    looking: Looking, site: Site, gone: str, outage: Served, language: str
) -> None:
    page, path = looking.page, f"/s/{site.code(SHORT)}/{language}"
    submission = answer(page, site.address + path, "yes")
    looking.look("thank-you by another way")
    code = page.locator(".receipt code").inner_text()
    answer(page, site.address + path, "no", submission=submission)
    looking.look("whose answers")
    answer(page, site.address + path, "yes", instead=f"/s/{gone}/{language}")
    looking.look("stopped, with answers")
    page.goto(f"{site.address}/receipt?lang={language}")
    page.locator("main input[name=code]").fill(code)
    page.locator("main form .button").first.click()
    expect(page).to_have_url(re.compile("/receipt/."))
    looking.look("answers by receipt")
    show_held(page, site, outage, f"/s/{site.code('my-care')}/{language}")
    looking.look("answers held in an outage")
    assert "\n".join(looking.found) == ""


def test_a_screen_reader_is_told_where_it_is_and_what_each_thing_is(looking: Looking, site: Site) -> None:
    somebody, page = looking.somebody, looking.page
    somebody.open(f"{site.address}/s/{site.code(SHORT)}/en")
    for tag in WRITTEN:
        own = page.locator(f'.language[value="{tag}"]')
        assert own.get_attribute("lang") == html_language(tag)
    expect(page.locator(".language[aria-current]")).to_have_text("English")
    for step in somebody.steps(SAID):
        if step == "q-listened-to":
            expect(page.locator("main")).to_match_aria_snapshot(_A_QUESTION)
            expect(page.get_by_role("progressbar", name="Question 2 of 11")).to_have_attribute("value", "1")
        if step.startswith("q-") and step != "q-answered-by":
            name = page.locator(".step.on .ask").inner_text()
            assert page.evaluate("document.activeElement.innerText.trim()") == name.strip()
            role = "group" if page.locator(".step.on fieldset").count() else "textbox"
            expect(page.get_by_role(role, name=name.strip(), exact=True)).to_have_count(1)
    expect(page.get_by_role("heading", name="Check your answers before you send them")).to_be_focused()
    expect(page.get_by_role("button", name=re.compile("^Change ?: People listened to me"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Answer ?: People explained things"))).to_be_visible()
    page.route("**/s/**", _no_signal)
    somebody.send()
    expect(page.get_by_role("heading", name="Not sent yet", level=1)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("There is no signal just now.")
    page.unroute("**/s/**")
    page.get_by_role("button", name="Try now").tap()
    expect(page.get_by_role("heading", name="Thank you", level=1)).to_be_focused()


def test_what_is_wrong_is_an_alert_that_takes_the_focus_and_belongs_to_its_box(
    looking: Looking, site: Site
) -> None:
    looking.somebody.open(f"{site.address}/s/{site.code(SHORT)}/en")
    for step in looking.somebody.steps(SAID):
        if step == "q-one-thing-better":
            break
    box = looking.page.get_by_role("textbox", name="What one thing would make it better?")
    box.fill("x" * 2001)
    looking.page.locator("#next").tap()
    alert = looking.page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("heading", name="Please check your answers")).to_be_visible()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile("Your answer is too long"))
    expect(box).to_have_accessible_description(re.compile("Please leave out names"))


def test_leave_to_share_no_words_is_no_answer(looking: Looking, site: Site) -> None:
    looking.somebody.open(f"{site.address}/s/{site.code(SHORT)}/en")
    for step in looking.somebody.steps({}):
        if step == "q-one-thing-better":
            looking.page.locator(".step.on .choice").tap()
    row = looking.page.locator("#answers > div", has_text="What one thing")
    expect(row).to_contain_text("Not answered")
    looking.somebody.send()
    expect(looking.page.get_by_role("alert")).to_contain_text("You have not answered a question yet")


#: How a question is read out.
_A_QUESTION = """
- main:
  - heading "Your care, if you are under 16" [level=1]
  - progressbar "Question 2 of 11"
  - region "Your care":
    - heading "Your care" [level=2]
    - group "People listened to me.":
      - heading "People listened to me." [level=3]
      - radio "Yes"
      - radio "Sometimes"
      - radio "No"
      - radio "I don't know"
  - button "Next"
  - paragraph:
    - button "Back"
"""
