"""Promises of printing paper forms: from the page of a link, in the languages on offer, for whoever may make links."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from feedback.app import create_app
from feedback.config import Config
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import logos, organisations, publications, surveys
from feedback.vocabulary import Role, SurveyState
from tests.feedback.channels.invented_form import opened, pages_of
from tests.feedback.open_survey import BY, NOW
from tests.feedback.web.conftest import Browser


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


def form_of(office: Any, language: str = "en", place: str = "ward-7") -> str:
    return f"/staff/links/{office.links[place]}/paper/{language}.pdf"


def test_the_page_of_a_link_offers_the_languages_that_are_served_and_leads_to_the_pdf(
    staff: Any, office: Any
) -> None:
    office.sign("ur")
    code = office.links["ward-7"]
    page = staff.get(f"/staff/links/{code}").text
    part = page[page.index("Print paper forms") :]
    assert 'value="ur">Urdu' in part and 'value="en-simple">Easy Read' in part and 'value="pl"' not in part
    chosen = staff.get(f"/staff/links/{code}/paper?language=ur")
    assert (chosen.status_code, chosen.location) == (303, form_of(office, "ur"))
    answer = staff.client.get(chosen.location)
    assert answer.status_code == 200 and answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{code}-ur.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    with opened(answer.data) as document:
        [found] = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
    assert found.text == f"HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/{code}/UR"
    assert staff.get(f"/S/{code}/UR").status_code == 200


def test_the_form_says_whose_it_is_and_what_to_key(staff: Any, office: Any) -> None:
    pages = pages_of(staff.client.get(form_of(office)).data)
    assert "Your care" in pages[0] and "About: Ward 7" in pages[0] and "01632 960 100" in pages[0]
    assert "For staff: sheet number" in pages[0] and "Invented." not in pages[0]
    assert all(f"{office.links['ward-7']} · English (en) · revision 1.1" in page for page in pages)


def test_a_language_is_asked_for_in_any_case_and_english_where_none_is_chosen(
    staff: Any, office: Any
) -> None:
    assert staff.client.get(form_of(office, "EN-Simple")).status_code == 200
    assert staff.get(f"/staff/links/{office.links['ward-7']}/paper").location == form_of(office)


@pytest.mark.parametrize("language", ["ur", "bfi", "xx", ".."])
def test_a_language_that_nobody_signed_is_not_printed(staff: Any, office: Any, language: str) -> None:
    assert staff.client.get(form_of(office, language)).status_code == 404


def test_no_form_leads_to_a_link_that_is_revoked_or_a_survey_that_is_closed(staff: Any, office: Any) -> None:
    code = office.links["clinic"]
    staff.get(f"/staff/links/{code}")
    staff.post(f"/staff/links/{code}/revoke")
    assert staff.client.get(form_of(office, place="clinic")).status_code == 410
    assert "Print paper forms" not in staff.get(f"/staff/links/{code}").text
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert isinstance(survey, Survey)
        publications.close(session, survey, by=BY, now=NOW)
        assert survey.state == SurveyState.CLOSED
    assert staff.client.get(form_of(office)).status_code == 404
    assert "Print paper forms" not in staff.get(f"/staff/links/{office.links['ward-7']}").text


def test_a_name_that_cannot_be_printed_is_named_on_the_page_of_the_link(staff: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        session.query(Place).filter_by(slug="ward-7").one().name = "Ward 🙂"
    answer = staff.client.get(form_of(office))
    assert (answer.status_code, answer.location) == (303, f"/staff/links/{office.links['ward-7']}")
    assert "A paper form has no sign for 🙂: take it out of the names" in staff.get(answer.location).text


def test_the_logo_of_the_organisation_stands_on_its_forms(staff: Any, office: Any) -> None:
    before = len(staff.client.get(form_of(office)).data)
    out = io.BytesIO()
    Image.new("RGB", (200, 80), "#6b2d5c").save(out, "PNG")
    with office.database.transaction(office.organisation_id) as session:
        logos.put(session, organisations.current(session), out.getvalue(), by=BY)
    answer = staff.client.get(form_of(office))
    with opened(answer.data) as document:
        colours = document[0].render(scale=1).to_pil().convert("RGB").getcolors(1_000_000)
    assert (107, 45, 92) in {colour for _, colour in colours or []} and len(answer.data) > before


def test_another_organisations_link_prints_nothing_here(
    browser: Any, account: Any, office_elsewhere: Any
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    assert browser.get(form_of(office_elsewhere)).status_code == 404


def test_without_an_address_nothing_is_printed_but_for_the_demonstration(
    config: Config, account: Any, office: Any, organisation: Organisation
) -> None:
    account("sam@oakfield.example.org", Role.STAFF)
    app = create_app(replace(config, base_url=None))
    homeless = Browser(app)
    homeless.sign_in("sam@oakfield.example.org")
    refused = homeless.client.get(form_of(office))
    assert refused.status_code == 409 and "FEEDBACK_BASE_URL is not set" in refused.text
    assert "Print paper forms" not in homeless.get(f"/staff/links/{office.links['ward-7']}").text
    with office.database.transaction(office.organisation_id) as session:
        session.get_one(Organisation, organisation.id).demonstration = True
    made = homeless.client.get(form_of(office))
    assert made.status_code == 200 and "Invented." in pages_of(made.data)[0]
    assert f"LOCALHOST/S/{office.links['ward-7']}" in pages_of(made.data)[0]
    app.extensions["database"].engine.dispose()
