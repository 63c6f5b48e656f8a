"""Promises of printing: the finished page is there at once, in the languages on offer, for whoever may make links."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from feedback.app import create_app
from feedback.config import Config
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.services import collector_links, funnels
from feedback.services.funnels import MINUTES, Step
from feedback.vocabulary import Role
from tests.feedback.channels.invented_form import pages_of
from tests.feedback.channels.invented_print import codes_read
from tests.feedback.web.conftest import Browser
from tests.feedback.web.staff.conftest import TODAY


@pytest.fixture
def config(config: Config) -> Config:
    """An installation that has its address."""
    return replace(config, base_url="https://feedback.example.nhs.uk")


@pytest.fixture
def staff(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff, signed in, of the organisation at work."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def shown(page: str) -> list[str]:
    """What a phone reads from the picture on a page."""
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    assert found
    picture = Image.open(io.BytesIO(base64.b64decode(found.group(1)))).convert("L")
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def address_of(office: Any, place: str = "ward-7") -> str:
    return f"HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/{office.links[place]}"


def test_the_poster_is_there_at_once_and_its_pdf_a_click_away(staff: Any, office: Any) -> None:
    code = office.links["ward-7"]
    assert f'href="/staff/links/{code}/print"' in staff.get(f"/staff/links/{code}").text
    answer = staff.get(f"/staff/links/{code}/print")
    assert shown(answer.text) == [address_of(office)]
    assert "no-store" in answer.headers["Cache-Control"]
    # A button of the form itself: what comes down is what is chosen, also where nobody pressed "Show it" first.
    assert re.search(rf'form="chosen" formaction="/staff/links/{code}/print\.pdf"', answer.text)
    made = staff.client.get(f"/staff/links/{code}/print.pdf?what=poster&first=en")
    assert made.content_type == "application/pdf" and "no-store" in made.headers["Cache-Control"]
    assert (
        made.headers["Content-Disposition"]
        == f'attachment; filename="ward-7-ward-7-door-{code}-poster-en.pdf"'
    )
    [text] = pages_of(made.data)
    for said in ("Your care", "No app. No name.", "ask for paper, or ring 01632 960 100", "Ward 7"):
        assert said.lower() in text.lower()
    assert "minute" not in text and "Invented" not in text and "START" not in text


def test_what_is_chosen_stands_in_the_address_so_that_it_can_be_shown_again(staff: Any, office: Any) -> None:
    for language in ("ur", "pl"):
        office.sign(language)
    code = office.links["ward-7"]
    page = staff.get(f"/staff/links/{code}/print?what=card&first=ur&also=pl&also=ur&also=cy&also=xx").text
    assert shown(page) == [address_of(office)] * 10
    assert re.search(r'value="card" checked', page) and '<option value="ur" selected>' in page
    assert re.findall(r'name="also"[^>]* value="(\w+)" checked', page) == ["pl"]
    assert 'value="cy"' not in page, "only what somebody signed is on offer"


def test_who_reads_one_language_is_given_it(staff: Any, office: Any) -> None:
    office.sign("ur")
    code = office.links["ward-7"]
    made = staff.client.get(f"/staff/links/{code}/print.pdf?what=poster-a5&first=ur")
    assert codes_read(made.data, 72) == [f"{address_of(office)}/UR"]
    assert made.headers["Content-Disposition"].endswith(f'-{code}-poster-a5-ur.pdf"')
    assert staff.get(f"/S/{code}/UR").status_code == 200


def test_more_languages_than_a_format_holds_are_refused_with_its_number(staff: Any, office: Any) -> None:
    for language in ("ur", "pl", "cy", "ro", "es"):
        office.sign(language)
    also = "".join(f"&also={tag}" for tag in ("en-simple", "cy", "pl", "ro", "ur", "es"))
    asked = f"/staff/links/{office.links['ward-7']}/print{{}}?what=table-tent&first=en{also}"
    page = staff.get(asked.format(""))
    assert page.status_code == 400 and "A table tent holds 6 languages that can still be read" in page.text
    assert "Download the PDF" not in page.text and "data:image" not in page.text
    back = staff.client.get(asked.format(".pdf"))
    assert back.status_code == 303 and back.location == asked.format("")


def test_minutes_stand_on_it_once_they_are_measured(staff: Any, office: Any) -> None:
    code = office.links["ward-7"]
    with office.database.transaction(office.organisation_id) as session:
        link = collector_links.find(session, code)
        assert link
        funnels.add(session, {Step(office.organisation_id, link.id, "en", TODAY, f"{MINUTES}4"): 30})
    [text] = pages_of(staff.client.get(f"/staff/links/{code}/print.pdf").data)
    assert "It takes about 4 minutes." in text


def test_without_a_help_number_it_only_says_to_ask_for_paper(
    staff: Any, office: Any, organisation: Organisation
) -> None:
    with office.database.transaction(office.organisation_id) as session:
        session.get_one(Organisation, organisation.id).help_number = ""
    [text] = pages_of(staff.client.get(f"/staff/links/{office.links['ward-7']}/print.pdf").data)
    assert "No phone? Ask for paper." in text and "ring" not in text


def test_a_name_that_cannot_be_printed_is_named_beside_what_can_be_changed(staff: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        session.query(Place).filter_by(slug="ward-7").one().name = "Ward 🙂"
    page = staff.get(f"/staff/links/{office.links['ward-7']}/print")
    assert page.status_code == 400 and "A print has no sign for 🙂: take it out of the names" in page.text


def test_nothing_is_printed_for_a_revoked_link_or_one_of_others(
    staff: Any, office: Any, office_elsewhere: Any
) -> None:
    code = office.links["clinic"]
    staff.get(f"/staff/links/{code}")
    staff.post(f"/staff/links/{code}/revoke")
    for end in ("", ".pdf"):
        assert staff.client.get(f"/staff/links/{code}/print{end}").status_code == 410
        theirs = office_elsewhere.links["ward-7"]
        assert staff.client.get(f"/staff/links/{theirs}/print{end}").status_code == 404
    assert "Print it" not in staff.get(f"/staff/links/{code}").text


def test_the_prints_of_a_survey_come_in_one_file_with_a_page_for_each_spot(staff: Any, office: Any) -> None:
    page = staff.get("/staff/links/").text
    assert 'href="/staff/links/print?survey=my-care"' in page
    page = staff.get("/staff/links/print?survey=my-care").text
    order = [office.links["clinic"], office.links["ward-7"]]
    assert "This is the first of 2." in page and shown(page) == [address_of(office, "clinic")]
    assert 'type="hidden" name="survey" value="my-care"' in page
    made = staff.client.get("/staff/links/print.pdf?survey=my-care&what=poster-a5&first=en")
    assert made.headers["Content-Disposition"] == 'attachment; filename="your-care-2-poster-a5-en.pdf"'
    first, second = pages_of(made.data)
    assert (
        f"/S/{order[0]}" in first and "Clinic" in first and f"/S/{order[1]}" in second and "Ward 7" in second
    )


def test_only_what_is_chosen_open_on_paper_and_within_reach_is_printed_together(
    staff: Any, office: Any, account: Any, another_browser: Any, office_elsewhere: Any
) -> None:
    address = "/staff/links/print.pdf?survey=my-care"
    chosen = staff.client.get(
        f"{address}&code={office.links['ward-7']}&code={office_elsewhere.links['ward-7']}"
    )
    [text] = pages_of(chosen.data)
    assert f"/S/{office.links['ward-7']}" in text
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    another_browser.sign_in("wes@oakfield.example.org")
    beyond = f"{address}&code={office.links['clinic']}"
    assert another_browser.client.get(beyond).status_code == 303
    assert "Choose at least one" in another_browser.get(beyond.replace(".pdf", "")).text
    staff.get("/staff/")
    staff.post(f"/staff/links/{office.links['clinic']}/revoke")
    assert office.links["clinic"] not in staff.get("/staff/links/print?survey=my-care").text


def test_what_changed_has_its_prints_too(browser: Any, account: Any, office: Any) -> None:
    office.sign("ur")
    account("cam@oakfield.example.org", Role.COMMISSIONER)
    browser.sign_in("cam@oakfield.example.org")
    page = browser.get("/staff/you-said-we-did/print?also=ur").text
    address = "HTTPS://FEEDBACK.EXAMPLE.NHS.UK/YOU-SAID-WE-DID/OAKFIELD/"
    assert shown(page) == [address]
    made = browser.client.get("/staff/you-said-we-did/print.pdf?what=leaflet&also=ur")
    assert codes_read(made.data, 72) == [address] * 3
    [text] = pages_of(made.data)
    assert "You said, we did" in text and "See what changed because people answered" in text
    assert browser.get("/YOU-SAID-WE-DID/OAKFIELD/").status_code == 200


def test_without_an_address_nothing_is_printed_but_for_the_demonstration(
    config: Config, account: Any, office: Any, organisation: Organisation
) -> None:
    account("sam@oakfield.example.org", Role.STAFF)
    app = create_app(replace(config, base_url=None))
    homeless = Browser(app)
    homeless.sign_in("sam@oakfield.example.org")
    way = f"/staff/links/{office.links['ward-7']}/print"
    assert "FEEDBACK_BASE_URL is not set" in homeless.get(way).text
    refused = homeless.client.get(f"{way}.pdf")
    assert refused.status_code == 409 and "FEEDBACK_BASE_URL is not set" in refused.text
    with office.database.transaction(office.organisation_id) as session:
        session.get_one(Organisation, organisation.id).demonstration = True
    [text] = pages_of(homeless.client.get(f"{way}.pdf").data)
    assert "Invented." in text and f"LOCALHOST/S/{office.links['ward-7']}" in text
    app.extensions["database"].engine.dispose()
