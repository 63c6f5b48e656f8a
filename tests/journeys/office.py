"""An empty organisation with its colleagues, each at a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.answering import USUAL
from tests.journeys.browsing import DESK
from tests.journeys.conftest import FLAGS, Served, Site
from tests.journeys.staff import PASSWORD, sign_in, with_password
from tests.soak.serving import Instance

#: Who works there, by the first part of their address.
COLLEAGUES = {
    "ann": "administrator", "bob": "administrator", "tina": "translator", "uma": "translator", "mo": "moderator",
}  # fmt: skip


def _address(name: str) -> str:
    return f"{name}@oakfield.example.org"


def furnish(folder: Path) -> None:
    """Sets up one organisation, its colleagues, one place and no survey, by the commands a person types."""
    instance = _instance(folder)
    instance.flask("db", "upgrade")
    instance.flask("organisation", "add", "oakfield", "Oakfield")
    instance.flask("place", "add", "oak-clinic", "Oak Clinic", "--organisation", "oakfield")
    for name, role in COLLEAGUES.items():
        with_password(instance, "staff", "add", _address(name), "--organisation", "oakfield", "--role", role)


@contextmanager
def office(folder: Path) -> Iterator[Site]:
    """What stands in a folder that was furnished, or in a copy of one, served until it is left."""
    instance = _instance(folder)
    server = Served("wsgi:app", instance.environment, flags=FLAGS)
    server.start()
    try:
        yield Site(server.address, server.port, instance, {})
    finally:
        server.stop()


def _instance(folder: Path) -> Instance:
    return Instance(folder, f"sqlite:///{folder / 'feedback.sqlite'}", "")


class Colleague:
    """Somebody signed in at a browser; whatever the scripts of their pages complain of is kept."""

    def __init__(self, page: Page, address: str, name: str) -> None:
        self.page, self.address = page, address
        self.failures: list[str] = []
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        sign_in(page, address, _address(name), PASSWORD)

    def open(self, path: str) -> None:
        """Opens a page of the installation."""
        self.page.goto(f"{self.address}{path}")

    def follow(self, target: Locator) -> None:
        """Clicks what leads to another page, and waits until that page is there."""
        with self.page.expect_navigation(timeout=60_000):
            target.click()

    def press(self, name: str) -> None:
        """Presses a button and waits for the page after it."""
        self.follow(self.page.get_by_role("button", name=name, exact=True))

    def go(self, name: str) -> None:
        """Follows a link of the page itself."""
        self.follow(self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first)

    def told(self, words: str) -> None:
        """Whether the page says so."""
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_visible()


@contextmanager
def colleague(
    browser: Browser, site: Site, name: str, *, phone: bool = False, script: bool = True
) -> Iterator[Colleague]:
    """A colleague at a desk or at a phone, with scripts or without; their scripts must not have failed."""
    context = browser.new_context(
        viewport=USUAL if phone else DESK, locale="en-GB", java_script_enabled=script
    )
    context.set_default_timeout(30_000)
    there = Colleague(context.new_page(), site.address, name)
    try:
        yield there
    finally:
        context.close()
    assert there.failures == []
