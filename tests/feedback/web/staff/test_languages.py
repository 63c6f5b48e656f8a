"""Promises of the languages pages: two people, two accounts, and signatures from elsewhere taken over by a click."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from feedback.models.survey import SurveyTexts
from feedback.services import surveys
from feedback.vocabulary import Role
from tests.feedback import a_draft

OWN = "/staff/surveys/my-care/languages"
SIGNED = {"name": "Noor (invented)", "role": "Translator", "qualification": "Diploma", "read": "yes"}
SECOND = {"name": "Ben (invented)", "role": "Interpreter", "read": "yes"}


@pytest.fixture
def ben(another_browser: Any, account: Any, office: Any) -> Any:
    """Another translator."""
    account("ben@oakfield.example.org", Role.TRANSLATOR)
    another_browser.sign_in("ben@oakfield.example.org")
    return another_browser


def version(page: str) -> str:
    found = re.search(r'name="version" value="([^"]*)"', page)
    assert found
    return found.group(1)


def sign(browser: Any, language: str = "ur", **more: str) -> Any:
    page = browser.get(f"{OWN}/{language}").text
    return browser.post(f"{OWN}/{language}", version=version(page), **SIGNED, **more)


def read_again(browser: Any, language: str = "ur", **more: str) -> Any:
    page = browser.get(f"{OWN}/{language}").text
    mark = version(page) if 'name="version"' in page else "1.1"
    return browser.post(f"{OWN}/{language}/second", version=mark, **(SECOND | more))


def on_offer(office: Any) -> set[str]:
    with office.database.reading(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        served = surveys.served(session, survey.id)
        assert served
        return set(served.languages) - {"en", "en-simple"}


def test_the_first_signature_is_enough_and_the_page_says_that_nobody_else_has_read_it(
    tara: Any, office: Any
) -> None:
    assert sign(tara).status_code == 303
    page = tara.get(OWN).text
    assert "Not yet read by a second person." in page and on_offer(office) == {"ur"}


def test_a_colleague_with_another_account_reads_it_a_second_time(tara: Any, ben: Any, office: Any) -> None:
    sign(tara)
    assert read_again(ben).status_code == 303
    page = ben.get(OWN).text
    assert "Read by Ben (invented), Interpreter." in page and "Not yet read" not in page


def test_whoever_signed_is_not_asked_to_read_again_and_is_refused(tara: Any, office: Any) -> None:
    sign(tara)
    page = tara.get(f"{OWN}/ur").text
    assert "A colleague with an account of their own" in page and "/second" not in page
    answer = read_again(tara)
    assert answer.status_code == 400


@pytest.mark.parametrize("lacking", ["name", "role", "read"])
def test_a_second_reader_gives_a_name_and_a_role_and_has_read_it(
    tara: Any, ben: Any, office: Any, lacking: str
) -> None:
    sign(tara)
    answer = read_again(ben, **{lacking: ""})
    assert answer.status_code == 400 and f'href="#f-{lacking}"' in answer.text


def test_an_organisation_that_wants_two_offers_a_language_after_the_second(
    tara: Any, ben: Any, account: Any, office: Any, app: Any
) -> None:
    from tests.feedback.web.conftest import Browser

    account("ada@oakfield.example.org")
    ada = Browser(app)
    ada.sign_in("ada@oakfield.example.org")
    ada.get("/admin/organisation")
    saved = ada.post(
        "/admin/organisation", name="Oakfield (invented)", accent="#0a5a5c", retention_months="24",
        receipt_days="28", second_reviewer="yes",
    )  # fmt: skip
    assert saved.status_code == 303
    page = ada.get("/admin/organisation").text
    assert re.search(r'name="second_reviewer" value="yes" checked', page)
    assert "once a second person has read it" in _follow(tara, sign(tara))
    assert on_offer(office) == set() and "Waits for a second reader" in tara.get(OWN).text
    read_again(ben)
    assert on_offer(office) == {"ur"}


def _follow(browser: Any, answer: Any) -> str:
    text: str = browser.get(answer.location).text
    return text


def test_whoever_signs_says_where_the_words_come_from(tara: Any, office: Any) -> None:
    sign(tara, provenance="back-translated")
    with office.database.reading(office.organisation_id) as session:
        row = session.scalars(
            select(SurveyTexts).where(SurveyTexts.on_offer, SurveyTexts.language == "ur")
        ).one()
        assert row.provenance == "back-translated"


def test_the_draft_is_what_is_read_and_signed_and_the_page_says_so(tara: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        a_draft.begin(session, survey)
    assert "the words of the draft, revision 2" in tara.get(OWN).text
    assert "once the draft is published" in _follow(tara, sign(tara))
    assert on_offer(office) == set()


def test_a_language_that_is_not_ready_shows_what_is_wrong_and_no_form(tara: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        a_draft.begin(session, survey, a_draft.reworded)
    page = tara.get(f"{OWN}/ur").text
    assert "Stops the signature" in page and "What signing means" not in page
    assert "Made from other English: 1." in tara.get(OWN).text
    refused = tara.post(f"{OWN}/ur", version="2.1", **SIGNED)
    assert refused.status_code == 400 and "not ready to sign" in refused.text


def test_languages_that_nobody_here_has_begun_are_a_short_list_with_their_files_at_hand(
    office: Any, browser: Any, account: Any
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    browser.get("/staff/surveys/new")
    browser.post("/staff/surveys/new", title="Clinic visit")
    browser.post("/staff/surveys/clinic-visit/build/bank", add="my-care/help-to-decide")
    here = "/staff/surveys/clinic-visit/languages"
    page = browser.get(here).text
    assert page.count('<article class="card">') == 0 and f'href="{here}/pl/files"' in page
    assert re.search(r"\d+ of \d+ lines are there already", page)
    editor = browser.get(f"{here}/pl/edit").text
    seen = re.search(r'name="seen-title" value="([^"]*)"', editor)
    assert seen
    browser.post(f"{here}/pl/edit", line="title", **{"text-title": "Wizyta", "seen-title": seen[1]})
    page = browser.get(here).text
    assert page.count('<article class="card">') == 1 and "<h2>Polish" in page


def test_another_organisation_takes_a_signature_over_by_one_named_click(
    tara: Any, ben: Any, account: Any, office: Any, office_elsewhere: Any, app: Any
) -> None:
    from tests.feedback.web.conftest import Browser

    account("eve@elsewhere.example.org", organisation_id=office_elsewhere.organisation_id)
    eve = Browser(app)
    eve.sign_in("eve@elsewhere.example.org")
    assert "Take over" not in eve.get(OWN).text
    sign(tara, travels="yes")
    assert "Take over" not in eve.get(OWN).text
    read_again(ben)
    page = eve.get(OWN).text
    assert "Noor (invented), Translator (Diploma), signed these words at" in page
    found = re.search(r'name="sign_off" value="(\d+)"', page)
    assert found and "Take over Urdu" in page
    assert eve.post(f"{OWN}/ur/take-over", sign_off=found.group(1)).status_code == 303
    assert on_offer(office_elsewhere) == {"ur"}
    assert "Taken over from" in eve.get(OWN).text
    again = eve.post(f"{OWN}/ur/take-over", sign_off=found.group(1))
    assert "no longer there" in _follow(eve, again)


def test_nothing_is_offered_elsewhere_unless_whoever_signs_says_so(
    tara: Any, ben: Any, account: Any, office: Any, office_elsewhere: Any, app: Any
) -> None:
    from tests.feedback.web.conftest import Browser

    account("eve@elsewhere.example.org", organisation_id=office_elsewhere.organisation_id)
    eve = Browser(app)
    eve.sign_in("eve@elsewhere.example.org")
    sign(tara)
    read_again(ben)
    assert "Take over" not in eve.get(OWN).text and "Noor" not in eve.get(OWN).text
