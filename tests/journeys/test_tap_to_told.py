"""From a tap on a phone to "You said, we did", read as a story: a patient, a member of staff, a commissioner."""

from __future__ import annotations

import io
import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import Phone, phone
from tests.journeys.conftest import Site
from tests.journeys.staff import PASSWORD, add_staff, sign_in
from tests.soak.serving import Phone as Sender
from tests.soak.serving import read_page, thanked

pytestmark = pytest.mark.browser

#: What is published and answered in this story: one question, so that checking it against what was published before
#: is a matter of seconds.
TOLD_ABOUT = "friends-and-family"
TITLE = "Letters in the words people use (invented)"
TITLE_IN_URDU = "خطوط آسان لفظوں میں (فرضی)"


def scan(site: Site, survey: str) -> str:
    """What a phone's camera reads from the printed code of a survey."""
    with urllib.request.urlopen(f"{site.address}/q/{site.code(survey)}.png") as answer:
        picture = Image.open(io.BytesIO(answer.read())).convert("L")
    [found] = zxingcpp.read_barcodes(picture)
    return found.text


@pytest.fixture
def patient(chromium: Browser) -> Iterator[Phone]:
    """A patient's phone: no scripts, no cookies."""
    with phone(chromium) as held:
        yield held


def tap(page: Page, question: str, answer: str) -> None:
    """Taps an answer, as a finger does: on the card, wherever its button is."""
    page.locator(f"#q-{question} .choice", has=page.locator(f'input[value="{answer}"]')).tap()


def answer_about_care(held: Phone) -> None:
    """What everybody in this story says."""
    for question, answer in {"role": "patient", "answered-by": "myself", "what-matters": "sometimes",
                             "help-to-decide": "no", "has-care-plan": "no", "age-band": "35-44",
                             "ethnic-group": "asian"}.items():  # fmt: skip
        # Easy Read asks four questions about the person, and not this one.
        if question == "role" and held.page.locator("html.easy").count():
            continue
        tap(held.page, question, answer)


def send(held: Phone) -> None:
    """Presses the button under the questions."""
    held.follow(held.page.locator("#send .button"))


def left_no_trace(held: Phone, site: Site) -> None:
    """One host, no cookie, no refusal, in everything that went over the network."""
    assert {urlsplit(one.url).netloc for one in held.answers if not one.url.startswith("data:")} == {
        urlsplit(site.address).netloc
    }
    assert all(200 <= one.status < 400 for one in held.answers)
    assert not any("set-cookie" in one.headers for one in held.answers)
    assert held.context.cookies() == []


def test_a_code_on_a_wall_opens_the_survey_and_english_answers_are_thanked_for(
    patient: Phone, site: Site
) -> None:
    printed = scan(site, "my-care")
    assert printed == f"{site.address}/s/{site.code('my-care')}".upper()
    patient.open(printed)
    expect(patient.page.locator("h1#title")).to_have_text("Your care")
    for name in ("English", "Easy Read", "Cymraeg", "اردو", "ਪੰਜਾਬੀ"):
        expect(patient.page.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert patient.axe_finds() == []

    answer_about_care(patient)
    expect(patient.page.locator("#q-helped-make-plan")).to_be_hidden()
    tap(patient.page, "has-care-plan", "yes")
    expect(patient.page.locator("#q-helped-make-plan")).to_be_visible()
    tap(patient.page, "helped-make-plan", "yes")
    send(patient)

    expect(patient.page.locator("h1")).to_have_text("Thank you")
    expect(patient.page.locator(".what-changed")).to_have_count(2)
    expect(patient.page.get_by_text("You said").first).to_be_visible()
    assert patient.axe_finds() == []
    left_no_trace(patient, site)


def test_somebody_chooses_easy_read_and_is_thanked_in_easy_read(patient: Phone, site: Site) -> None:
    patient.open(scan(site, "my-care"))
    patient.follow(patient.page.locator(".language[value=en-simple]"))
    expect(patient.page.locator("html.easy")).to_have_count(1)
    expect(patient.page.locator("#q-help-to-decide legend")).to_contain_text("I help to choose my care.")
    for question in patient.page.locator("#q-ethnic-group .choice").all():
        expect(question.locator("svg")).to_be_visible()
    assert patient.axe_finds() == []
    answer_about_care(patient)
    send(patient)
    expect(patient.page).to_have_url(re.compile("/en-simple/thanks\\?t="))
    assert patient.axe_finds() == []
    left_no_trace(patient, site)


def test_answers_given_half_way_in_english_are_kept_when_the_reader_turns_to_urdu(
    patient: Phone, site: Site
) -> None:
    patient.open(scan(site, "my-care"))
    tap(patient.page, "what-matters", "sometimes")
    submission = patient.page.locator('[name="submission"]').get_attribute("value")
    patient.follow(patient.page.get_by_role("button", name="اردو"))

    expect(patient.page.locator("html[lang=ur][dir=rtl]")).to_have_count(1)
    assert patient.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    expect(patient.page.locator('#q-what-matters input[value="sometimes"]')).to_be_checked()
    assert patient.page.locator('[name="submission"]').get_attribute("value") == submission
    card = patient.page.locator("#q-what-matters .choice").first
    whole, button = card.bounding_box(), card.locator("input").bounding_box()
    assert whole and button
    assert button["x"] > whole["x"] + whole["width"] / 2, (
        "the button to tap stands at the right, where reading begins"
    )
    assert patient.axe_finds() == []

    answer_about_care(patient)
    send(patient)
    expect(patient.page).to_have_url(re.compile("/ur/thanks\\?t="))
    assert re.search("[\u0600-\u06ff]", patient.page.locator("h1").inner_text())
    assert re.search(
        "[\u0600-\u06ff]", patient.page.locator(".what-changed h2, .what-changed h3").first.inner_text()
    )
    assert patient.axe_finds() == []
    left_no_trace(patient, site)


@pytest.fixture
def office(chromium: Browser) -> Iterator[Phone]:
    """A phone of staff: staff pages too are used on one."""
    with phone(chromium) as held:
        yield held


@pytest.mark.parametrize(
    ("group", "known"), [("ethnic-group", "Asian or Asian British"), ("age-band", "35 to 44")]
)
def test_staff_see_results_by_group_and_small_numbers_stay_hidden(
    office: Phone, site: Site, group: str, known: str
) -> None:
    sign_in(office.page, site.address, site.loaded["email"], site.loaded["password"])
    office.open(f"{site.address}/staff/results/my-care")
    office.page.get_by_label("Show the answers by").select_option(group)
    office.follow(office.page.get_by_role("button", name="Show"))
    expect(office.page).to_have_url(re.compile(f"by={group}"))
    tables = office.page.locator("table.table-bars")
    first = tables.first.locator("xpath=ancestor::details")
    if first.get_attribute("open") is None:
        first.locator("summary").tap()
    expect(tables.first.get_by_role("row", name=known)).to_be_visible()
    bases = [text.strip() for text in office.page.locator("td.number").all_inner_texts()]
    shown = [int(found.group()) for text in bases if (found := re.search(r"\d+$", text))]
    assert shown and min(shown) >= 10, "by group, fewer than ten people are never shown"
    assert any("too few to show" in text for text in tables.all_text_contents())
    assert office.axe_finds() == []


def people_answer(site: Site, number: int) -> None:
    """Some more people answer on the web, each from a page of their own."""
    sender, path = Sender(site.port), f"/s/{site.code(TOLD_ABOUT)}/en"
    for _ in range(number):
        form = read_page(sender.get(path).body).hidden
        sent = {
            **form,
            "role": "patient",
            "overall-experience": "good",
            "ethnic-group": "asian",
            "age-band": "35-44",
        }
        assert thanked(sender.post(path, sent), path)
    sender.close()


def test_what_people_said_is_published_answered_and_read_by_everybody(
    office: Phone, patient: Phone, chromium: Browser, site: Site
) -> None:
    people_answer(site, 12)
    writer, reader = (
        add_staff(site, name, role) for name, role in (("writer", "analyst"), ("reader", "commissioner"))
    )
    sign_in(office.page, site.address, writer, PASSWORD)
    publish_results(office, site)
    slug = write_what_was_done(office, site)
    expect(office.page.get_by_role("button", name="Publish it")).to_have_count(0)

    with phone(chromium) as commissioner:
        sign_in(commissioner.page, site.address, reader, PASSWORD)
        commissioner.open(f"{site.address}/staff/you-said-we-did/change/{slug}")
        assert commissioner.axe_finds() == []
        commissioner.follow(commissioner.page.get_by_role("button", name="Publish it"))
        expect(commissioner.page.get_by_role("status")).to_contain_text("Everybody can read it now")

    anybody_reads(patient, site, slug, "en", TITLE)
    # English in an Urdu page says that it is English, so that a screen reader speaks it so.
    anybody_reads(patient, site, slug, "ur", TITLE, marked="en")
    translate_it(office, site, slug)
    anybody_reads(patient, site, slug, "ur", TITLE_IN_URDU)
    expect(patient.page.locator("html[lang=ur][dir=rtl]")).to_have_count(1)
    left_no_trace(patient, site)


def publish_results(office: Phone, site: Site) -> None:
    """An analyst freezes what may be shown and opens it to everybody."""
    office.open(f"{site.address}/staff/results/{TOLD_ABOUT}")
    assert office.axe_finds() == []
    for group in office.page.locator('input[name="groups"]').all():
        group.set_checked(group.get_attribute("value") in ("ethnic-group", "age-band"))
    office.follow(office.page.get_by_role("button", name="Publish these results"))
    # The page looks again by itself, without a script, until the work beside it is done.
    expect(office.page.get_by_role("status")).to_contain_text("Everybody can see them now", timeout=120_000)


def write_what_was_done(office: Phone, site: Site) -> str:
    """Step by step from the survey to the words, then on to a second person; returns the name in the address."""
    page = office.page
    office.open(f"{site.address}/staff/you-said-we-did/new")
    for link in ("Friends and Family Test", "Overall, how was your experience of our service?"):
        assert office.axe_finds() == []
        office.follow(page.get_by_role("link", name=link))
    assert office.axe_finds() == []
    page.locator("main .choice").first.tap()
    office.follow(page.get_by_role("button", name="Use this number"))
    page.get_by_label("A short title").fill(TITLE)
    page.get_by_label("You said", exact=True).fill("Letters about our care are hard to read.")
    page.locator(".choice", has_text="People can see it").tap()
    page.get_by_label("We did", exact=True).fill("Letters now use short words and say what happens next.")
    office.follow(page.get_by_role("button", name="Keep the draft"))
    assert office.axe_finds() == []
    office.follow(page.get_by_role("button", name="Send it for review"))
    expect(page.get_by_role("status")).to_contain_text("It waits for somebody else to read it")
    return urlsplit(page.url).path.rpartition("/")[2]


def translate_it(office: Phone, site: Site, slug: str) -> None:
    """Urdu words, with the name of whoever answers for them."""
    office.open(f"{site.address}/staff/you-said-we-did/change/{slug}/languages/ur")
    assert office.axe_finds() == []
    for part, words in (
        ("title", TITLE_IN_URDU),
        ("said", "خطوط پڑھنا مشکل ہے۔"),
        ("did", "اب خطوط آسان ہیں۔"),
    ):
        office.page.locator(f"#f-{part}").fill(words)
    office.page.get_by_label("Who answers for it").fill("Nobody (invented)")
    office.follow(office.page.get_by_role("button", name="Keep the words"))
    expect(office.page.get_by_role("status")).to_contain_text("The words are kept")


def anybody_reads(
    held: Phone, site: Site, slug: str, language: str, title: str, *, marked: str | None = None
) -> None:
    """On a phone that was never here: the change, the number it rests on, and the results behind it."""
    start = urlsplit(site.loaded["public"]).path
    held.open(f"{site.address}{start}?lang={language}")
    expect(held.page.locator(".what-changed h2").first).to_have_text(title)
    assert held.axe_finds() == []
    held.follow(held.page.locator(".what-changed h2 a").first)
    expect(held.page.locator("h1")).to_have_text(title)
    assert held.page.locator("h1").get_attribute("lang") == marked
    assert slug in held.page.url
    assert held.axe_finds() == []
    held.follow(held.page.locator('a[href^="/results/"]'))
    expect(held.page.locator(".answer-bar").first).to_be_visible()
    assert f"lang={language}" in held.page.url, "the language goes along"
    assert held.axe_finds() == []
