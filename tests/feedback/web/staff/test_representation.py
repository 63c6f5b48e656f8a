"""Promises of the page of representation: who is missing comes first, hidden stays hidden, a link is near."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from feedback.services import collector_links, places, publications, responses, surveys
from feedback.services.responses import Arrival
from feedback.vocabulary import LANGUAGES, Channel, Role
from feedback.web.staff.representation import LANGUAGE_OF
from surveys import reading
from surveys.definition import Kind
from surveys.kinds import option_keys
from tests.feedback.web.staff.conftest import STATEMENT, TODAY
from tests.feedback.web.staff.test_reference import keep

PAGE = "/staff/results/my-care/representation"
HALVES = {"female": 5000, "male": 5000}


def answered(office: Any, *, place: str = "ward-7") -> None:
    """Ninety women, thirty men, twelve who would not say, fifteen who did not."""
    for number, more in (
        (90, {"sex": "female"}),
        (30, {"sex": "male"}),
        (12, {"sex": "prefer-not-to-say"}),
        (15, {}),
    ):
        office.answer(number, {STATEMENT: "yes", **more}, place=place)


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff, who may look and make links."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def row(page: str, label: str) -> str:
    """A row of a table, without its tags."""
    found = re.search(rf'scope="row">{label} .*?</tr>', page, re.DOTALL)
    assert found, label
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split())


def test_each_category_is_shown_beside_its_share_in_words_and_numbers(sam: Any, office: Any) -> None:
    keep(office, **HALVES)
    answered(office)
    page = sam.get(PAGE).text
    assert "Number of people who answered: 147." in page
    women, men = row(page, "Female"), row(page, "Male")
    assert "More than their share" in women and "Answers 90" in women
    assert "Of those who told 75%" in women and "Of the population 50%" in women
    # 30 of 120 against one half; Wilson 18.1 to 33.4 %.
    assert "Answered for every 100 expected 50 (36 to 67)" in men and "Fewer than their share" in men
    assert "Did not say, or were not asked: 18% of all who answered." in page
    assert "Overall closeness: 75 of 100." in page
    assert "Beside: People who live here. Source: Made up, 2026." in page
    assert "People chose to answer and may not speak for everyone" in page


def test_those_not_heard_come_first_each_with_a_link_for_them(sam: Any, office: Any) -> None:
    keep(office, **HALVES)
    keep(office, "main-language", english=9000, urdu=600, polish=400)
    answered(office)
    page = sam.get(PAGE).text
    unheard = page[page.index('id="unheard"') : page.index('id="g-sex"')]
    assert "Expected: about 60. Answered: 30." in unheard
    assert "main-language" not in page, "the survey does not ask it"
    address = unescape(re.search(r'href="(/staff/links/new\?[^"]+)"', unheard).group(1))  # type: ignore[union-attr]
    assert parse_qs(urlsplit(address).query) == {"survey": ["my-care"], "label": ["Sex: Male"]}
    form = sam.get(address).text
    assert 'value="my-care" selected' in form and 'value="Sex: Male"' in form


def test_a_category_of_few_is_hidden_here_as_on_the_page_of_results(sam: Any, office: Any) -> None:
    keep(office, "age-band", **{"n25-34": 500, "n65-74": 300, "n75-84": 200})
    office.answer(60, {STATEMENT: "yes", "age-band": "25-34"})
    office.answer(20, {STATEMENT: "no", "age-band": "65-74"})
    office.answer(7, {STATEMENT: "no", "age-band": "75-84"})
    office.answer(5, {STATEMENT: "no"})
    page = sam.get(PAGE).text
    hidden = row(page, "75 to 84")
    assert "Answers too few to show" in hidden and not re.search(r"Answers 7\b", hidden)
    assert "How close both are overall cannot be told" in page
    assert "75 to 84" in page[page.index('id="unheard"') : page.index('id="g-age-band"')]
    assert not re.search(r"Answered: [0-9]\.", page)


def test_every_main_language_leads_to_a_language_that_a_poster_can_speak() -> None:
    item = reading.shipped("about-you").item("main-language")
    assert item
    assert set(LANGUAGE_OF) == set(option_keys(item)) - {"other"}
    assert set(LANGUAGE_OF.values()) <= set(LANGUAGES)


def test_speakers_of_a_language_are_invited_in_it(ada: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.adopt(
            session, "carers", by="a test", today=TODAY, chosen=["main-language"],
            stated_uses={"main-language": "To invite people in their language."},
        )  # fmt: skip
        publications.publish(session, survey, by="a test", today=TODAY)
        clinic = places.by_slug(session, "clinic")
        assert clinic
        link = collector_links.make(
            session, survey, clinic, channel=Channel.WEB, label="", by="a test", today=TODAY
        )
        served = surveys.served(session, survey.id)
        assert served
        said = next(item.key for item in served.definition.items() if item.kind is Kind.STATEMENT)
        arrival = Arrival(link.id, clinic.id, "web", "en", 1)
        for n in range(40):
            answers = {said: "yes", "main-language": "english"} if n < 35 else {said: "no"}
            responses.submit(session, served, arrival, answers, submission=f"{n}", today=TODAY)
    keep(office, "main-language", english=800, urdu=150, polish=50)
    page = ada.get("/staff/results/carers/representation").text
    addresses = [unescape(one) for one in re.findall(r'href="(/staff/links/new\?[^"]+)"', page)]
    asked = [parse_qs(urlsplit(address).query) for address in addresses]
    assert {"survey": ["carers"], "language": ["ur"], "label": ["Main language: Urdu"]} in asked


def test_the_download_holds_the_same_protected_numbers(sam: Any, office: Any) -> None:
    keep(office, **HALVES)
    keep(office, "age-band", **{"n25-34": 500, "n75-84": 200})
    office.answer(60, {STATEMENT: "yes", "age-band": "25-34", "sex": "female"})
    office.answer(7, {STATEMENT: "no", "age-band": "75-84", "sex": "female"})
    office.answer(25, {STATEMENT: "no", "sex": "male"})
    office.answer(3, {STATEMENT: "no"})
    answer = sam.get(f"{PAGE}.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert 'filename="my-care-representation.csv"' in answer.headers["Content-Disposition"]
    rows = {row["category"]: row for row in csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))}
    assert (rows["male"]["answers"], rows["male"]["percent at most"]) == ("25", "27")
    assert (rows["male"]["label"], rows["male"]["source"]) == ("Fewer than their share", "Made up")
    hidden = [
        rows["75-84"][key] for key in ("answers", "percent at least", "per 100 expected at most", "high")
    ]
    assert set(hidden) == {"too few to show"}


def test_answers_of_one_place_stand_beside_the_people_of_that_place(sam: Any, office: Any) -> None:
    keep(office, **HALVES)
    keep(office, place="clinic", female=9000, male=1000)
    answered(office)
    answered(office, place="clinic")
    page = sam.get(f"{PAGE}?place=clinic").text
    assert "Number of people who answered: 147." in page
    assert "Of the population 90%" in row(page, "Female")
    assert "place=clinic" in unescape(page)
    assert sam.get(f"{PAGE}?place=nowhere").status_code == 404


def test_a_ward_lead_sees_the_people_of_their_places_alone(browser: Any, account: Any, office: Any) -> None:
    keep(office, **HALVES)
    answered(office)
    answered(office, place="clinic")
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    assert "Number of people who answered: 147." in browser.get(PAGE).text
    assert browser.get(f"{PAGE}?place=clinic").status_code == 404


def test_without_a_population_the_page_says_where_to_begin(browser: Any, account: Any, office: Any) -> None:
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    page = browser.get(PAGE).text
    assert "Nothing to compare with yet" in page and 'href="/staff/reference/new?survey=my-care"' in page
    assert 'href="/staff/reference/new?group=sex&amp;survey=my-care"' in page
    assert f'href="{PAGE}"' in browser.get("/staff/results/my-care").text


def test_before_anybody_answers_there_is_no_ratio_of_nothing(sam: Any, office: Any) -> None:
    keep(office, **HALVES)
    page = sam.get(PAGE)
    assert page.status_code == 200 and "Too few have told this to show anything." in page.text
    assert "Too few answers to tell whom we have not heard." in page.text
    office.answer(7, {STATEMENT: "yes", "sex": "female"})
    page = sam.get(PAGE)
    assert "Too few answers to tell whom we have not heard." in page.text
    assert "hardly anybody expected" not in page.text


def test_the_page_of_results_leads_here_and_a_draft_has_no_such_page(sam: Any, office: Any) -> None:
    answered(office)
    assert f'href="{PAGE}"' in sam.get("/staff/results/my-care").text
    with office.database.transaction(office.organisation_id) as session:
        surveys.adopt(session, "carers", by="a test", today=TODAY)
    assert sam.get("/staff/results/carers/representation").status_code == 404
    assert sam.get("/staff/results/carers/weighted").status_code == 404
