"""Every window: small, narrow, zoomed, with large words, in forced colours, in the dark and without motion."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.answering import SAID, SHORT, USUAL, Answering, phone_with_scripts
from tests.journeys.browsing import too_small, too_wide, violations
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "en-simple", "ur", "ta", "zh-Hant")
#: Two phones, and a desk of 1280 by 1024 zoomed to 400 % (WCAG 1.4.10).
WINDOWS: tuple[ViewportSize, ...] = (
    {"width": 320, "height": 640}, {"width": 390, "height": 844}, {"width": 320, "height": 256},
)  # fmt: skip
#: Words at 200 % (WCAG 1.4.4), on a phone and at a desk.
LARGE: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 1280, "height": 1024})
_LARGER = """(size) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`html { font-size: ${size} }`);
  document.adoptedStyleSheets = [sheet];
}"""
#: Whatever lies over something else that is tapped, and words that are cut off.
_LOST = """() => {
  const shown = [...document.querySelectorAll("a, button, summary, .choice, .input, h1, h2, h3, p, dt, dd")]
    .filter((one) => one.checkVisibility()
      && getComputedStyle(one).display !== "inline" &&
      !one.closest(".unseen, .skip") && one.id !== "title");
  const boxes = shown.map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 2 && box.height > 2);
  const found = [];
  for (const [one, a] of boxes) for (const [other, b] of boxes) {
    if (one === other || one.contains(other) || other.contains(one)) continue;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) found.push(`${one.outerHTML.slice(0, 80)} over ${other.outerHTML.slice(0, 80)}`);
  }
  for (const one of shown) {
    if (one.matches(".input")) continue;
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible")
      found.push(`cut off: ${one.outerHTML.slice(0, 80)}`);
  }
  return found.slice(0, 3);
}"""


class Windows:
    """What is wrong with the states of an answering, in each window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []

    def look(self, state: str) -> None:
        """Looks at what shows, in every window."""
        for size in WINDOWS:
            self._in(state, size)
        self.page.evaluate(_LARGER, "200%")
        for size in LARGE:
            self._in(f"{state}, larger words", size)
        self.page.evaluate(_LARGER, "100%")
        self.page.set_viewport_size(USUAL)

    def _in(self, state: str, size: ViewportSize) -> None:
        self.page.set_viewport_size(size)
        wrong = [*too_wide(self.page), *too_small(self.page), *self.page.evaluate(_LOST)]
        self.found += [f"{state} at {size['width']} × {size['height']}: {one}" for one in wrong]


@pytest.fixture
def somebody(chromium: Browser) -> Iterator[Answering]:
    """Somebody with a window that can be made smaller and larger; a phone's own zoom would move what is tapped."""
    with phone_with_scripts(chromium, is_mobile=False, service_workers="block") as held:
        yield held


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_sticks_out_is_lost_or_too_small_to_tap_on_any_step(
    somebody: Answering, site: Site, language: str
) -> None:
    windows = Windows(somebody.page)
    somebody.open(f"{site.address}/s/{site.code(SHORT)}/{language}")
    for step in somebody.steps(SAID):
        if step == "q-one-thing-better":
            somebody.page.locator(".step.on textarea").fill("x" * 2001)
            somebody.page.locator("#next").tap()
            windows.look(f"{step}, wrong")
            somebody.page.locator(".step.on textarea").fill("Words")
        windows.look(step)
    somebody.page.route(
        "**/s/**", lambda asked: asked.abort() if asked.request.method == "POST" else asked.continue_()
    )
    somebody.send()
    expect(somebody.page.locator("#stay")).to_be_visible()
    windows.look("waiting")
    somebody.page.unroute("**/s/**")
    somebody.page.locator("#try").tap()
    somebody.thanked()
    windows.look("thank-you")
    assert "\n".join(windows.found) == ""


def style(page: Page, selector: str, name: str, part: str = "") -> str:
    """What the browser has made of a style."""
    return str(
        page.locator(selector).first.evaluate(
            "(one, [name, part]) => getComputedStyle(one, part || null)[name]", [name, part]
        )
    )


def test_in_forced_colours_what_is_chosen_has_focus_or_is_done_can_still_be_told(
    somebody: Answering, site: Site
) -> None:
    page = somebody.page
    page.emulate_media(forced_colors="active")
    somebody.open(f"{site.address}/s/{site.code(SHORT)}")
    somebody.choose("myself")
    chosen, other = ".step.on .choice:has(:checked) .words", ".step.on .choice:not(:has(:checked)) .words"
    for name in ("borderTopWidth", "borderTopColor"):
        assert style(page, chosen, name, "::before") != style(page, other, name, "::before")
    # The tick is drawn by a border, so that no forced background takes it away.
    assert style(page, chosen, "borderInlineEndWidth", "::after") == "4px"
    page.keyboard.press("ArrowDown")
    focused = ".step.on .choice:has(:focus-visible) .words"
    assert style(page, focused, "outlineStyle", "::before") == "solid"
    assert style(page, focused, "outlineWidth", "::before") == "3px"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    somebody.next()
    assert style(page, "#bar", "borderTopStyle") == "solid"
    assert page.locator("#bar").evaluate("one => one.value") == 1
    bar = Image.open(io.BytesIO(page.locator("#bar").screenshot())).convert("RGB")
    middle = bar.height // 2
    assert bar.getpixel((6, middle)) != bar.getpixel((bar.width - 6, middle))
    assert style(page, "#next", "borderTopStyle") == "solid"


def test_where_less_motion_is_asked_for_nothing_moves(somebody: Answering, site: Site) -> None:
    somebody.page.emulate_media(reduced_motion="reduce")
    somebody.open(f"{site.address}/s/{site.code(SHORT)}")
    for _ in somebody.steps(SAID):
        assert somebody.page.evaluate("document.getAnimations().length") == 0
    somebody.send()
    somebody.thanked()
    assert somebody.page.evaluate("document.getAnimations().length") == 0
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
      return transitionDuration !== "0s" || animationName !== "none" || scrollBehavior !== "auto";
    }).length"""
    assert somebody.page.evaluate(moving) == 0


@pytest.mark.parametrize("language", ["en", "en-simple"])
def test_in_the_dark_a_question_the_review_and_the_thank_you_can_be_read(
    somebody: Answering, site: Site, language: str
) -> None:
    page, found = somebody.page, []
    page.emulate_media(color_scheme="dark")
    somebody.open(f"{site.address}/s/{site.code(SHORT)}/{language}")
    assert style(page, "body", "backgroundColor") == "rgb(21, 25, 27)"
    for step in somebody.steps(SAID):
        if step in ("q-answered-by", "q-listened-to", "q-one-thing-better", "review"):
            found += [f"{step}: {one}" for one in violations(page)]
    somebody.send()
    somebody.thanked()
    found += violations(page)
    assert "\n".join(found) == ""
