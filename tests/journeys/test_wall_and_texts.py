"""Two ways to somebody's phone, read as stories: a poster on a wall, and a text to three people from a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from feedback.channels.sms import Recorder
from feedback.config import read_config
from feedback.db import EVERYWHERE, Database
from feedback.jobs import worker
from feedback.jobs.draining import Drain
from feedback.jobs.sending import Ways
from feedback.services import audit, campaign_sending, organisations, working_days
from tests.journeys.answering import SAID, SHORT, phone_with_scripts, stored
from tests.journeys.browsing import DESK
from tests.journeys.conftest import Site, served
from tests.journeys.staff import sign_in

pytestmark = pytest.mark.browser

PLACE = "riverside-hospital"
#: Ofcom keeps these numbers for the screen; the last is no mobile.
LIST = """mobile,language,first name
07700 900101,en,Ann
07700 900102,Urdu,Bilal
07700 900103,pl,
0161 496 0000,en,Land
"""


@pytest.fixture(scope="module")
def site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, served with no worker beside it: the story has its own."""
    with served(
        demonstration, tmp_path_factory.mktemp("wall-and-texts"), FEEDBACK_WORKER="elsewhere"
    ) as there:
        yield there


@pytest.fixture
def desk(chromium: Browser, site: Site) -> Iterator[Page]:
    """Ada's screen, signed in."""
    context = chromium.new_context(viewport=DESK, locale="en-GB", accept_downloads=True)
    page = context.new_page()
    sign_in(page, site.address, site.loaded["email"], site.loaded["password"])
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    """Presses a button, and waits for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_poster_is_made_printed_and_read_by_a_phone(desk: Page, site: Site, chromium: Browser) -> None:
    desk.goto(f"{site.address}/staff/links/new")
    desk.get_by_label("Survey", exact=True).select_option(SHORT)
    desk.get_by_label("Place", exact=True).select_option(PLACE)
    desk.get_by_label("Where", exact=False).first.fill("Beside the lift")
    press(desk, "Make the link")
    expect(desk.get_by_text("The code was read back from this page")).to_be_visible()
    with desk.expect_download() as got:
        desk.get_by_role("button", name="Download the PDF").click()

    [sheet] = pypdfium2.PdfDocument(got.value.path())
    assert [round(side / 72 * 25.4) for side in sheet.get_size()] == [210, 297], "A4"
    [code] = zxingcpp.read_barcodes(sheet.render(scale=100 / 72).to_pil().convert("L"))
    before = len(stored(site))
    with phone_with_scripts(chromium) as held:
        held.open(code.text)
        held.to_the_end()
        held.send()
        held.thanked()
    assert stored(site)[before:] == [{"answers": SAID, "language": "en"}]


def send_what_is_due(site: Site) -> list[tuple[str, str]]:
    """A minute of the worker: every campaign a step further, and what is due handed to a provider that records it."""
    config = read_config(site.instance.environment)
    database, texts = Database(config.database_url, keys=config.keys), Recorder()
    try:
        with database.reading(EVERYWHERE) as session:
            [organisation] = [one.id for one in organisations.every(session)]
        for _ in range(2):
            with database.transaction(organisation) as session:
                campaign_sending.advance(session, now=audit.now())
            by = worker.make(config, database, ways=Ways(lambda: texts), rate=lambda _: 0.0)
            Drain(by, config.sms.sender).run()
    finally:
        database.engine.dispose()
    return texts.sent


def let_texts_leave_at_any_hour(desk: Page, site: Site) -> None:
    """So that the story can be told on a Sunday."""
    desk.goto(f"{site.address}/staff/texts/rules")
    desk.locator("[name=first_hour]").fill("0")
    desk.locator("[name=last_hour]").fill("24")
    for box in desk.locator("[name=days], [name=holidays]").all():
        box.check()
    press(desk, "Set the rules")


def test_three_people_are_texted_and_one_answers_by_a_link_that_works_once(
    desk: Page, site: Site, chromium: Browser
) -> None:
    let_texts_leave_at_any_hour(desk, site)
    desk.goto(f"{site.address}/staff/texts/new?survey={SHORT}&place={PLACE}")
    desk.get_by_label("Name, for you and your colleagues").fill("Discharged in November")
    press(desk, "Go on")
    campaign = desk.url

    desk.get_by_role("link", name="Add the people to ask").click()
    desk.locator("[name=file]").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    made = working_days.here(audit.now() - timedelta(minutes=5))
    desk.locator("[name=day]").fill(f"{made:%Y-%m-%d}")
    desk.locator("[name=time]").fill(f"{made:%H:%M}")
    for box in desk.locator("[name=declared]").all():
        box.check()
    press(desk, "Read the list")
    expect(desk.get_by_text("Lines read: 4. Used: 3. Left out: 1.")).to_be_visible()

    desk.goto(f"{campaign}/messages")
    press(desk, "Keep the messages")
    desk.goto(f"{campaign}/plan")
    desk.get_by_label("Budget in pounds").fill("10")
    press(desk, "Keep this")
    desk.goto(f"{campaign}/check")
    press(desk, "Start")

    sent = dict(send_what_is_due(site))
    assert sorted(sent) == ["+447700900101", "+447700900102", "+447700900103"]
    link = next(word for word in sent["+447700900102"].split() if "/i/" in word)
    before = len(stored(site))
    with phone_with_scripts(chromium) as held:
        held.open(link)
        expect(held.page.locator("html[lang=ur][dir=rtl]")).to_have_count(1)
        held.to_the_end()
        held.send()
        held.thanked()
        held.open(link)
        expect(held.page.locator("#survey")).to_have_count(0)
    assert stored(site)[before:] == [{"answers": SAID, "language": "ur"}]

    assert send_what_is_due(site) == []
    desk.goto(campaign)
    expect(desk.locator(".page-head")).to_contain_text("Finished")
    told = {
        row.locator("th").inner_text(): row.locator("td").inner_text() for row in desk.locator("tr").all()
    }
    assert (told["Invited"], told["Urdu"]) == ("3", "1")
    assert told["Answered"] == "fewer than 10", "of three people, who answered would soon be known"
