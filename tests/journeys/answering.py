"""Somebody answering on a phone that runs the page's script: one question at a time, as a finger does it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.journeys.conftest import Site

SMALL: ViewportSize = {"width": 320, "height": 640}
USUAL: ViewportSize = {"width": 390, "height": 844}
#: The short survey of the demonstration, and what everybody here says to it.
SHORT = "under-16"
SAID = {"answered-by": "myself", "listened-to": "yes", "felt-safe": "sometimes", "child-age": "8-11"}
#: The address of a thank-you as it stays in a phone's history: with nothing that opens an answer.
THANKS = re.compile(r"/s/[A-Z0-9]+/[\w-]+/thanks$")
#: Everything a browser keeps for a site, as the site itself can read it.
_KEPT = """async () => {
  const kept = [JSON.stringify(sessionStorage), JSON.stringify(localStorage), document.cookie];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const page of await cache.keys()) kept.push(page.url, await (await cache.match(page)).text());
  }
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const database = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
    for (const store of database.objectStoreNames) {
      kept.push(JSON.stringify(await new Promise((done) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      })));
    }
    database.close();
  }
  return kept.join("\\n");
}"""


class Answering:
    """A page of a survey and the person who answers it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.failures: list[str] = []
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))

    def open(self, address: str, *, kept_for_offline: bool = False) -> None:
        """Opens the survey; `kept_for_offline` waits until the service worker has the page."""
        self.page.goto(address)
        if kept_for_offline:
            self.page.wait_for_function("async () => (await caches.keys()).length > 0")

    @property
    def at(self) -> str:
        """The id of the one step that shows."""
        [shown] = self.page.locator("#survey .step.on").evaluate_all("all => all.map(one => one.id)")
        return str(shown)

    def choose(self, answer: str) -> None:
        """Taps an answer of the question that shows."""
        self.page.locator(".step.on .choice", has=self.page.locator(f'input[value="{answer}"]')).tap()

    def next(self) -> None:
        """Presses Next, and is somewhere else then."""
        before = self.at
        self.page.locator("#next").tap()
        expect(self.page.locator(f"#{before}")).to_be_hidden()

    def steps(self, said: dict[str, str]) -> Iterator[str]:
        """Each step in turn, answered with what is said to it, until the answers are shown once more."""
        for _ in range(60):
            yield self.at
            if self.at == "review":
                return
            answer = said.get(self.at.removeprefix("q-"))
            if answer is not None:
                self.choose(answer)
            self.next()
        raise AssertionError("a survey without an end")

    def to_the_end(self, said: dict[str, str] | None = None) -> None:
        """Answers everything, up to the button that sends."""
        for _ in self.steps(SAID if said is None else said):
            pass

    def send(self) -> None:
        """Presses the button that sends."""
        self.page.locator("#send .button").tap()

    def send_from_here(self) -> None:
        """Goes on to the end without another answer, and sends."""
        self.to_the_end({})
        self.send()

    def thanked(self) -> None:
        """Is on the thank-you, which says so."""
        expect(self.page).to_have_url(THANKS)
        expect(self.page.locator("#survey")).to_have_count(0)
        expect(self.page.locator("h1")).to_be_visible()

    def kept(self) -> str:
        """Everything the phone keeps of this site that its pages could read."""
        return str(self.page.evaluate(_KEPT))


@contextmanager
def phone_with_scripts(
    browser: Browser, *, viewport: ViewportSize = USUAL, is_mobile: bool = True, **more: Any
) -> Iterator[Answering]:
    """A phone as most people have it; put away afterwards, and its script must not have failed."""
    context = browser.new_context(viewport=viewport, has_touch=True, is_mobile=is_mobile, **more)
    context.set_default_timeout(30_000)
    held = Answering(context)
    try:
        yield held
    finally:
        context.close()
    assert held.failures == []


def stored(site: Site, survey: str = SHORT) -> list[dict[str, Any]]:
    """The responses of a survey that count, as the database has them."""
    path = site.instance.database_url.removeprefix("sqlite:///")
    query = (
        "SELECT answers, language FROM response r JOIN survey s ON s.id = r.survey_id WHERE s.slug = ? "
        "AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.organisation_id = r.organisation_id "
        "AND w.response_id = r.id) ORDER BY r.id"
    )
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(query, (survey,)).fetchall()
    finally:
        connection.close()
    return [{"answers": json.loads(answers), "language": language} for answers, language in rows]
