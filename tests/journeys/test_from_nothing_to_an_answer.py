"""A survey from nothing: built, translated, read by others, published, and answered on a phone in Arabic."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.answering import phone_with_scripts, stored
from tests.journeys.browsing import too_small, too_wide, violations
from tests.journeys.conftest import Site
from tests.journeys.office import Colleague, colleague, furnish, office
from tests.journeys.spreadsheets import Row, filled_in

pytestmark = pytest.mark.browser

SLUG = "your-visit-to-the-clinic"
OWN = f"/staff/surveys/{SLUG}"
#: What our own questions say, in two languages; those of the bank come with their words.
POLISH = {
    "Your visit to the clinic": "Wizyta w przychodni",
    "How did you get to the clinic?": "Jak dotarł Pan lub dotarła Pani do przychodni?  ",
    "By bus": "Autobusem", "By car": "Samochodem", "On foot": "Pieszo",
    "Was it easy to park?": "Czy łatwo było zaparkować?",
}  # fmt: skip
ARABIC = {
    "Your visit to the clinic": "زيارتك للعيادة", "How did you get to the clinic?": "كيف وصلت إلى العيادة؟",
    "By bus": "بالحافلة", "By car": "بالسيارة", "On foot": "سيرًا على الأقدام",
    "Was it easy to park?": "هل كان من السهل ركن السيارة؟",
}  # fmt: skip


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an organisation that asks nothing yet."""
    folder = tmp_path_factory.mktemp("office")
    furnish(folder)
    return folder


@pytest.fixture
def site(furnished: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of it for each story, served."""
    with office(shutil.copytree(furnished, tmp_path / "office")) as there:
        yield there


def test_a_survey_from_nothing_is_answered_in_a_language_that_two_people_answer_for(
    chromium: Browser, site: Site
) -> None:
    with colleague(chromium, site, "ann") as ann:
        introduce(ann)
        build(ann, script=True)
        look(ann)
        bring_polish(ann)
        bring(ann, "ar", "Arabic", filled_in(download(ann, "ar"), ARABIC))
        with colleague(chromium, site, "tina") as tina, colleague(chromium, site, "uma", phone=True) as uma:
            for language in ("Polish", "Arabic"):
                answer_for(tina, uma, language)
        with colleague(chromium, site, "bob", phone=True) as bob:
            be_read_by(ann, bob)
        address = open_it(ann)
        assert answered(chromium, address, by="by-bus") == [
            "listened-to",
            "listen-better",
            "how-did-you-get-to-the",
        ]
        assert answered(chromium, address, by="by-car")[-1] == "was-it-easy-to-park"
        assert [(one["language"], one["answers"].get("was-it-easy-to-park")) for one in stored(site, SLUG)] == [
            ("ar", None), ("ar", "yes"),
        ]  # fmt: skip
        ann.open(OWN)
        expect(ann.page.get_by_text("Answers: 2")).to_be_visible()


def test_building_and_translating_need_no_script(chromium: Browser, site: Site) -> None:
    with colleague(chromium, site, "ann", phone=True, script=False) as ann:
        build(ann, script=False)
        bring_polish(ann)


def right(page: Page) -> None:
    """Whether the page that is open fits its window, can be tapped, and has nothing that axe finds."""
    assert [*too_wide(page), *too_small(page), *violations(page)] == []


def introduce(ann: Colleague) -> None:
    """Who answers for the survey, and that two people read each translation."""
    ann.open("/admin/organisation")
    for label, words in (
        ("Help number", "01632 960 002"),
        ("Privacy contact", "privacy@oakfield.example.org"),
    ):
        ann.page.get_by_label(label, exact=True).fill(words)
    ann.page.get_by_label("A second person reads every translation first").check()
    ann.press("Save")


def build(ann: Colleague, *, script: bool) -> None:
    """A title, two questions of the bank, two of one's own, the second asked only after one answer to the first."""
    page = ann.page
    ann.open("/staff/surveys/")
    ann.go("Make a new survey")
    page.get_by_label("Title").fill("Your visit to the clinic")
    ann.press("Begin")
    choose_from_the_bank(ann)
    ann.follow(page.get_by_role("link", name="Add your own question").last)
    write_how(ann, script=script)
    ann.press("Save and write the next")
    ann.told("“How did you get to the clinic?” is added.")
    write_park(ann, script=script)
    ann.press("Save")
    expect(page.locator("#q-was-it-easy-to-park")).to_contain_text(
        "Asked only if “How did you get to the clinic?” is answered “By car”."
    )
    expect(page.locator("ol.built > li")).to_have_count(4)


def choose_from_the_bank(ann: Colleague) -> None:
    """Finds two questions by a word, and adds both at once."""
    ann.go("Choose from the question bank")
    ann.page.get_by_label("Find a question").fill("listen")
    ann.press("Find")
    for text in ("People listened to what I said.", "How could we listen better or work with you better?"):
        ann.page.get_by_label(text, exact=True).check()
    ann.press("Add what is ticked")
    expect(ann.page.locator("#done")).to_contain_text("Added.")


def write_how(ann: Colleague, *, script: bool) -> None:
    """One answer of three of one's own, a picture, and Easy Read with the plainer word that is offered."""
    page = ann.page
    page.get_by_label("Question", exact=True).first.fill("How did you get to the clinic?")
    page.locator('[name=kind][value="one"]').check()
    if not script:
        page.locator('[name=answers][value="own"]').check()
    for number, words in enumerate(("By bus", "By car", "On foot")):
        page.locator(f"#f-option-{number}-text").fill(words)
    page.get_by_label("The question in Easy Read").fill("How did you commence your visit?")
    found = page.locator("#found-easy")
    if not script:
        ann.press("Check the words")
    expect(found).to_contain_text("Use a word that people use every day.")
    found.get_by_role("button", name="start").click()
    expect(page.get_by_label("The question in Easy Read")).to_have_value("How did you start your visit?")
    page.get_by_label("Find a picture").fill("bus")
    if not script:
        ann.follow(page.locator("#f-picture").get_by_role("button", name="Find"))
    page.locator('.picture-grid input[value="bus"]').check()


def write_park(ann: Colleague, *, script: bool) -> None:
    """Yes or no, for those alone who came by car."""
    page = ann.page
    page.get_by_label("Question", exact=True).first.fill("Was it easy to park?")
    page.locator('[name=kind][value="yes-no"]').check()
    page.locator("#f-clause-0-item").select_option(label="How did you get to the clinic?")
    if not script:
        ann.press("Show the answers of the chosen question")
    page.get_by_role("group", name="Answers").get_by_label("By car").check()
    if script:
        shown = page.frame_locator("iframe[name=phone]")
        expect(shown.locator(".choice")).to_have_count(3)


def look(ann: Colleague) -> None:
    """The survey as people will see it, in Easy Read, and its questions as staff do."""
    right(ann.page)
    ann.open(f"{OWN}/preview?lang=en-simple")
    expect(ann.page.get_by_text("This is a preview. Nothing is sent or kept.")).to_be_visible()
    expect(ann.page.locator("#q-how-did-you-get-to-the")).to_contain_text("How did you start your visit?")
    expect(
        ann.page.locator("#q-how-did-you-get-to-the img, #q-how-did-you-get-to-the svg").first
    ).to_be_attached()


def download(ann: Colleague, language: str) -> bytes:
    """The spreadsheet for a translator, from the page of the languages on."""
    ann.open(OWN)
    ann.follow(ann.page.locator(f'main a[href="{OWN}/languages"]'))
    ann.follow(ann.page.locator(f'a[href="{OWN}/languages/{language}/files"]'))
    with ann.page.expect_download() as sent:
        ann.page.get_by_role("link", name="Spreadsheet (.xlsx)").click()
    return sent.value.path().read_bytes()


def bring(ann: Colleague, language: str, name: str, content: bytes) -> None:
    """A file that came back."""
    ann.open(f"{OWN}/languages/{language}/files")
    ann.page.get_by_label("The file that came back").set_input_files(
        {"name": f"{name}.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    ann.page.get_by_label("Where its words come from").select_option("professional")
    ann.press("Take its lines")


def bring_polish(ann: Colleague) -> None:
    """Sorted otherwise, with spaces at an end, and with English that somebody changed: told why, mended, taken."""
    sent = download(ann, "pl")
    bring(ann, "pl", "Polish", filled_in(sent, POLISH, sort=by_words, english={"By car": "By taxi"}))
    report = ann.page.locator("section[aria-labelledby=report]")
    # The title stands twice: over the survey, and over its first part.
    expect(report).to_contain_text("Taken: 6.")
    expect(report).to_contain_text("Not taken: 1.")
    expect(report).to_contain_text("Samochodem")
    expect(report.locator(".problem")).to_contain_text("English")
    bring(ann, "pl", "Polish again", filled_in(sent, POLISH))
    expect(report).to_contain_text("Taken: 1.")
    expect(report).to_contain_text("Not taken: 0.")
    expect(report).to_contain_text("Still missing: 0.")


def by_words(row: Row) -> str:
    """Another order than the one it was sent in."""
    return str(row[-1] or "")


def answer_for(tina: Colleague, uma: Colleague, language: str) -> None:
    """A translator signs, a second one reads; until then nobody is offered it."""
    tina.open(f"{OWN}/languages")
    tina.go(f"Read and sign {language}")
    for label, words in (("Your full name", "Tina Example"), ("Your role", "Translator"),
                         ("Your qualification", "Diploma in Public Service Interpreting")):  # fmt: skip
        tina.page.get_by_label(label).fill(words)
    tina.page.get_by_label(re.compile("I have read every line")).check()
    tina.press(f"Sign {language}")
    tina.told("People can choose it once a second person has read it.")
    uma.open(f"{OWN}/languages")
    uma.go(f"Read {language}")
    for label, words in (("Your full name", "Uma Example"), ("Your role", "Interpreter")):
        uma.page.get_by_label(label).fill(words)
    uma.page.get_by_label(re.compile("I have read every line")).check()
    uma.press(f"I have read {language}")
    uma.told(f"Two people answer for {language} now.")


def be_read_by(ann: Colleague, bob: Colleague) -> None:
    """The words of one's own are read by somebody else before anybody is asked them."""
    ann.open(f"{OWN}/build")
    ann.go("Check and publish")
    expect(ann.page.locator("main")).to_contain_text(
        "People can choose English and Easy Read, and: Polish, Arabic."
    )
    ann.press("Publish this survey")
    expect(ann.page.locator(".error-summary")).to_contain_text("Ask a colleague to read it first")
    ann.press("Ask for a second reader")
    bob.open(f"{OWN}/review")
    right(bob.page)
    bob.press("I have read it and agree")
    bob.told("Thank you. It can be published now.")


def open_it(ann: Colleague) -> str:
    """Publishes it, names who reads what people write, and makes a link; returns where it leads."""
    ann.open(f"{OWN}/publish")
    ann.press("Publish this survey")
    ann.told("It is open.")
    expect(ann.page.locator("main")).to_contain_text("Nobody reads what people would write")
    ann.go("Name who reads")
    right(ann.page)
    ann.page.get_by_label("Reads every language").select_option(label="mo@oakfield.example.org")
    ann.press("Keep it")
    ann.told("Kept. People are asked for their own words")
    ann.open(OWN)
    ann.go("Make a link")
    ann.page.get_by_label("Where exactly?").fill("By the door")
    ann.press("Make the link")
    return f"{ann.address}/s/{ann.page.url.split('/')[-2]}"


def answered(chromium: Browser, address: str, *, by: str) -> list[str]:
    """Answers in Arabic on a phone; returns the keys of the questions that were asked, in their order."""
    said = {"listened-to": "yes", "how-did-you-get-to-the": by, "was-it-easy-to-park": "yes"}
    with phone_with_scripts(chromium, locale="ar", service_workers="block") as held:
        held.open(f"{address}/ar")
        expect(held.page.locator("html")).to_have_attribute("dir", "rtl")
        expect(held.page.locator("h1#title")).to_have_text(ARABIC["Your visit to the clinic"])
        asked = [step.removeprefix("q-") for step in held.steps(said) if step.startswith("q-")]
        if "was-it-easy-to-park" in asked:
            expect(held.page.locator("#review")).to_contain_text(ARABIC["Was it easy to park?"])
        held.send()
        held.thanked()
    return asked


def test_two_people_who_change_the_same_question_lose_nothing(chromium: Browser, site: Site) -> None:
    site.instance.flask("survey", "new", "Your visit to the clinic", "--organisation", "oakfield")
    with colleague(chromium, site, "ann") as ann, colleague(chromium, site, "bob", phone=True) as bob:
        ann.open(f"{OWN}/build")
        choose_from_the_bank(ann)
        for one in (ann, bob):
            one.open(f"{OWN}/build/listened-to")
        words(bob).fill("Staff listened to me.")
        bob.press("Save")
        words(ann).fill("Everybody listened to me.")
        ann.page.locator('.picture-grid input[value="doctor"]').check()
        ann.press("Save")
        expect(ann.page.get_by_text("Somebody else wrote here")).to_be_visible()
        beside = ann.page.locator("table.compare")
        for both in ("Everybody listened to me.", "Staff listened to me."):
            expect(beside).to_contain_text(both)
        expect(words(ann)).to_have_value("Everybody listened to me.")
        right(ann.page)
        ann.press("Keep mine")
        # Whoever was there first is told in turn.
        words_of_bob = "Staff always listened to me."
        bob.open(f"{OWN}/build/listened-to")
        expect(words(bob)).to_have_value("Everybody listened to me.")
        words(bob).fill(words_of_bob)
        bob.press("Save")
        expect(bob.page.locator("#q-listened-to")).to_contain_text(words_of_bob)


def words(one: Colleague) -> Locator:
    """The field of the question that a colleague has open."""
    return one.page.get_by_label("Question", exact=True).first


def test_a_printed_code_of_the_friends_and_family_test_leads_on_when_its_survey_closes(
    chromium: Browser, site: Site
) -> None:
    flask = site.instance.flask
    flask("survey", "add", "friends-and-family", "--organisation", "oakfield")
    flask("survey", "publish", "friends-and-family")
    flask("survey", "new", "Tell us about the clinic", "--organisation", "oakfield")
    with colleague(chromium, site, "ann", phone=True) as ann:
        introduce(ann)
        ann.open("/staff/links/new?survey=friends-and-family")
        ann.page.get_by_label("Where exactly?").fill("By the door")
        ann.press("Make the link")
        printed = f"{ann.address}/s/{ann.page.url.split('/')[-2]}"
        ann.open("/staff/surveys/friends-and-family/times")
        right(ann.page)
        ann.press("Close it")
        expect(ann.page.locator(".error-summary")).to_contain_text("This is the Friends and Family Test.")
        ask_the_test_elsewhere(ann)
        ann.open("/staff/surveys/friends-and-family/times")
        ann.page.get_by_label("Where its printed links lead from now on").select_option(
            "tell-us-about-the-clinic"
        )
        ann.press("Close it")
        ann.told("It is closed.")
    with phone_with_scripts(chromium, service_workers="block") as held:
        held.open(printed.upper().replace("HTTP://", "http://"))
        expect(held.page.locator("h1#title")).to_have_text("Tell us about the clinic")
        held.to_the_end({"overall-experience": "good"})
        held.send()
        held.thanked()
    assert len(stored(site, "tell-us-about-the-clinic")) == 1
    assert stored(site, "friends-and-family") == []


def ask_the_test_elsewhere(ann: Colleague) -> None:
    """Another survey with the official question in it, open, so that the codes have where to lead."""
    ann.open("/staff/surveys/tell-us-about-the-clinic/build/bank")
    ann.go("Friends and Family Test")
    ann.page.locator(".bank input[type=checkbox]").first.check()
    ann.press("Add what is ticked")
    ann.open("/staff/surveys/tell-us-about-the-clinic/publish")
    ann.page.get_by_label("Nobody else has read it. Publish it all the same.").check()
    ann.press("Publish this survey")
    ann.told("It is open.")
