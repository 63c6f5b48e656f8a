"""What a page is asked in a real browser: does axe find something, does it fit its window, can it be tapped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, Response, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
#: Every rule of axe, also the one for the size of targets, which is off unless it is asked for.
_AXE: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
#: The same without the contrast of colours, which is most of what axe has to work out, and the same at every width.
_AXE_PLAIN = {**_AXE, "rules": {**_AXE["rules"], "color-contrast": {"enabled": False}}}
_RUN_AXE = """async (options) => (await axe.run(options)).violations.map((one) =>
  `${one.id}: ${one.help}: ${JSON.stringify(one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160)))}`)"""
#: The least height of what a finger has to hit (WCAG 2.5.5), in CSS pixels.
_FINGER = 44
_TAPPED = (
    ".choice, .button, .language, summary, .tabs a, .link-list a, .steps a, .pagination a, .input, .small-print a, "
    "button.plain, .leave, .listen, .easy-offer, .signposts a, .error-summary a, .receipt a"
)
_TOO_SMALL = """(elements, least) => elements
  .filter(element => element.checkVisibility() && !element.closest(".unseen"))
  .map(element => [element, element.getBoundingClientRect().height])
  .filter(([, height]) => height > 1 && height < least - 0.5)
  .map(([element, height]) => `${height.toFixed(0)} px: ${element.outerHTML.slice(0, 120)}`)"""
_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter(one => one.getBoundingClientRect().right > width + 1 || one.getBoundingClientRect().left < -1)
    .map(one => one.outerHTML.slice(0, 120)).slice(0, 5).concat(`${document.documentElement.scrollWidth} px wide`);
}"""


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds, each with the places where it found it; the page may run scripts.

    `colours` is left out where the same page's were looked at in another window or language.

    The window is as high as the page: what lies under a bar at its foot can be scrolled out of it; axe cannot scroll.
    """
    size = page.viewport_size or PHONE
    page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight") + 200})
    found = violations_as_shown(page, colours=colours)
    page.set_viewport_size(size)
    return found


def violations_as_shown(page: Page, *, colours: bool = True) -> list[str]:
    """The same for a page that fits its window, and that may be asked again and again as it changes."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_RUN_AXE, _AXE if colours else _AXE_PLAIN)
    return found


def too_wide(page: Page) -> list[str]:
    """What sticks out of the window sideways, so that somebody would have to scroll to read it."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def too_small(page: Page) -> list[str]:
    """Whatever is tapped and lower than a finger needs."""
    found: list[str] = page.locator(_TAPPED).evaluate_all(_TOO_SMALL, _FINGER)
    return found


class Phone:
    """A browser window of a phone with scripts switched off; it keeps a log of what went over the network."""

    def __init__(self, browser: Browser, *, language: str) -> None:
        # The journey of a real organisation runs over https, with a certificate that it made itself.
        self._reading = browser.new_context(viewport=PHONE, ignore_https_errors=True)
        self.context = browser.new_context(
            java_script_enabled=False, viewport=PHONE, locale=language, has_touch=True, is_mobile=True,
            ignore_https_errors=True,
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        self.page = self.context.new_page()
        self.answers: list[Response] = []
        self.page.on("response", lambda answer: self.answers.append(answer))

    def open(self, address: str) -> None:
        """Opens a page."""
        self.page.goto(address)

    def follow(self, target: Locator) -> None:
        """Taps what leads to another page, and waits until that page is there."""
        with self.page.expect_navigation(timeout=60_000):
            target.tap()

    def axe_finds(self) -> list[str]:
        """What axe finds on a copy of what this phone shows: axe itself needs a window where scripts run."""
        copy, shown = self._reading.new_page(), self.page.content()
        copy.route(
            self.page.url.partition("#")[0],
            lambda route: route.fulfill(body=shown, content_type="text/html; charset=utf-8"),
        )
        copy.goto(self.page.url)
        found = violations(copy)
        copy.close()
        return found

    def close(self) -> None:
        """Puts the phone away."""
        self.context.close()
        self._reading.close()


@contextmanager
def phone(browser: Browser, *, language: str = "en-GB") -> Iterator[Phone]:
    """Somebody's phone, put away afterwards."""
    held = Phone(browser, language=language)
    try:
        yield held
    finally:
        held.close()
