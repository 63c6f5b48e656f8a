"""Answers typed in by staff, as a story: a sheet from the number pad, one by mouse, and a call that ends in no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import DESK, PHONE
from tests.journeys.conftest import Site
from tests.journeys.staff import sign_in

pytestmark = pytest.mark.browser

PAPER = "/staff/answers/paper/my-care/riverside-hospital/en"
CALL = "/staff/answers/interview/my-care/riverside-hospital/en"


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    return bool(request.param)


@pytest.fixture
def page(chromium: Browser, site: Site, scripts: bool) -> Iterator[Page]:
    """Somebody at a desk, signed in."""
    context = chromium.new_context(viewport=DESK, locale="en-GB", java_script_enabled=scripts)
    window = context.new_page()
    sign_in(window, site.address, site.loaded["email"], site.loaded["password"])
    yield window
    context.close()


def ticked(page: Page) -> dict[str, str]:
    """What is chosen, by question."""
    boxes = page.locator("form.sheet input:checked").all()
    return {box.get_attribute("name") or "": box.get_attribute("value") or "" for box in boxes}


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_a_sheet_is_typed_in_from_the_number_pad(page: Page, site: Site) -> None:
    page.goto(site.address + PAPER)
    expect(page.get_by_label("Number of the sheet")).to_be_focused()
    page.keyboard.type("pad-1")
    for key in ("Enter", "Enter", "1", "1", "Enter", "3", "+", "/", "2", "Backspace", "2"):
        page.keyboard.press(key)
    assert ticked(page) == {
        "role": "patient", "answered-by": "myself", "what-matters": "no", "help-to-decide": "two_or_more",
        "control-of-daily-life": "cannot_be_read", "confident-with-health": "sometimes", "help-i-need": "sometimes",
    }  # fmt: skip
    page.get_by_role("button", name="Save this sheet").click()
    expect(page.get_by_text("Sheet PAD-1 waits for a second look.")).to_be_visible()
    expect(page.get_by_label("Number of the sheet")).to_be_focused()


def test_return_in_a_field_sends_nothing(page: Page, site: Site) -> None:
    page.goto(site.address + PAPER)
    page.get_by_label("Number of the sheet").fill("slip")
    page.get_by_label("Number of the sheet").press("Enter")
    page.locator('[name="what-matters"][value="yes"]').press("Enter")
    page.wait_for_timeout(500)
    assert page.get_by_label("Number of the sheet").input_value() == "slip"
    assert page.url.endswith(PAPER)


def test_a_sheet_is_saved_by_mouse_and_keyboard_alone(page: Page, site: Site, scripts: bool) -> None:
    page.goto(site.address + PAPER)
    page.get_by_label("Number of the sheet").fill(f"plain-{scripts}")
    for question, answer in (("what-matters", "yes"), ("help-to-decide", "no"), ("sex", "female")):
        page.locator(f'.pill:has([name="{question}"][value="{answer}"])').click()
    page.locator('[name="age-band"]').select_option("25-34")
    page.get_by_role("button", name="Save this sheet").click()
    expect(page.get_by_text(f"Sheet PLAIN-{str(scripts).upper()} is saved.")).to_be_visible()


@pytest.mark.parametrize("scripts", [False], indirect=True)
def test_they_said_no_can_be_pressed_from_anywhere_on_the_page(page: Page, site: Site) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(site.address + CALL)
        page.get_by_role("button", name="Save the answers").scroll_into_view_if_needed()
        refused = page.get_by_role("button", name="They said no")
        expect(refused).to_be_in_viewport()
        refused.click()
        expect(page.get_by_text("Nothing of that call is kept.")).to_be_visible()
