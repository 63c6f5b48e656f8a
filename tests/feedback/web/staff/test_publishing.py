"""Promises of publishing in the browser: nobody publishes unseen, a second reader is another, paper leads somewhere."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from flask import Flask

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey
from feedback.services import collector_links, drafts, places, publications, responses, surveys
from feedback.services.responses import Arrival
from feedback.vocabulary import Channel, Role
from surveys import building
from tests.feedback.web.conftest import Browser
from tests.feedback.web.staff.conftest import Office

ADA, BEA = "ada@oakfield.example.org", "bea@oakfield.example.org"
OWN = {"key": "food", "kind": "comment", "text": "How is the food?", "easy": "How is the food?"}
PAGE = "/staff/surveys/my-care"


@pytest.fixture
def reworded(office: Office, database: Database, organisation: Organisation) -> Office:
    """The survey with a draft beside it: one question reworded, one new."""
    office.sign("ur")
    change(database, organisation, lambda d: building.add_item(
        building.change_item(d, "help-to-decide", {"text": "We decide together."}), OWN
    ))  # fmt: skip
    return office


def change(database: Database, organisation: Organisation, edit: drafts.Edit, slug: str = "my-care") -> None:
    with database.transaction(organisation.id) as session:
        survey = surveys.find(session, slug)
        assert survey is not None
        drafts.change(session, survey, edit, by=ADA)


def found(database: Database, organisation: Organisation, slug: str = "my-care") -> Survey:
    with database.reading(organisation.id) as session:
        survey = surveys.find(session, slug)
        assert survey is not None
        return survey


def number(database: Database, organisation: Organisation) -> int:
    with database.reading(organisation.id) as session:
        survey = surveys.find(session, "my-care")
        assert survey is not None
        served = surveys.served(session, survey.id)
        assert served is not None
        return served.number


@pytest.fixture
def ada(browser: Any, account: Any) -> Any:
    account(ADA)
    account(BEA, role=Role.COMMISSIONER)
    browser.sign_in(ADA)
    return browser


def test_the_page_says_what_publishing_does_to_trends_and_languages(ada: Any, reworded: Office) -> None:
    page = ada.get(f"{PAGE}/publish").text
    for said in ("Reworded: compare with care", "New question", "Same question", "We decide together."):
        assert said in page
    assert "Urdu stops until somebody signs it again. Texts to translate: 2." in page
    assert "A draft of version 2" in ada.get(PAGE).text


def test_own_words_are_published_after_a_second_reader_or_a_plain_admission(
    ada: Any, reworded: Office, database: Database, organisation: Organisation
) -> None:
    refused = ada.post(f"{PAGE}/publish")
    assert (
        refused.status_code == 400
        and "Ask a colleague" in refused.text
        and number(database, organisation) == 1
    )
    assert ada.post(f"{PAGE}/publish", alone="yes").status_code == 303
    assert number(database, organisation) == 2


def test_the_second_reader_is_another_member(
    ada: Any, app: Flask, reworded: Office, database: Database, organisation: Organisation
) -> None:
    assert ada.post(f"{PAGE}/review/ask").status_code == 303
    assert "Somebody else has to read it" in ada.get(f"{PAGE}/review").text
    assert ada.post(f"{PAGE}/review", agrees="yes").status_code == 400
    bea = Browser(app)
    bea.sign_in(BEA)
    assert "A second reader is wanted" in bea.get(PAGE).text
    assert "asks you to read it" in bea.get(f"{PAGE}/review").text
    assert bea.post(f"{PAGE}/review", agrees="no").status_code == 400
    assert bea.post(f"{PAGE}/review", agrees="yes").status_code == 303
    assert bea.post(f"{PAGE}/publish").status_code == 404
    assert ada.post(f"{PAGE}/publish").status_code == 303
    assert number(database, organisation) == 2


def test_a_colleague_who_can_be_the_second_reader_is_told_so_on_the_list(
    ada: Any, reworded: Office, another_browser: Any
) -> None:
    wanted = f'href="{PAGE}/review">Read it as the second reader<'
    another_browser.sign_in(BEA)
    assert wanted not in another_browser.get("/staff/surveys/").text
    assert ada.post(f"{PAGE}/review/ask").status_code == 303
    assert wanted in another_browser.get("/staff/surveys/").text
    assert wanted not in ada.get("/staff/surveys/").text
    assert another_browser.post(f"{PAGE}/review", agrees="yes").status_code == 303
    assert wanted not in another_browser.get("/staff/surveys/").text


def test_a_first_version_says_which_languages_it_opens_with(ada: Any, office: Office) -> None:
    ada.get("/staff/surveys/new")
    ada.post("/staff/surveys/new", title="Clinic visit")
    ada.post("/staff/surveys/clinic-visit/build/bank", add="my-care/help-to-decide")
    page = ada.get("/staff/surveys/clinic-visit/publish").text
    assert "People can choose English and Easy Read. No translation is signed yet." in page
    assert "People can choose English" not in ada.get(f"{PAGE}/publish").text
    survey = ada.get("/staff/surveys/clinic-visit").text
    assert "Translate it, or send it to a translator" in survey and "On offer: ." not in survey


def test_a_draft_is_thrown_away_and_what_is_published_stays(
    ada: Any, reworded: Office, database: Database, organisation: Organisation
) -> None:
    assert ada.post(f"{PAGE}/discard").status_code == 303
    assert "There is no draft" in ada.get(f"{PAGE}/publish").text and number(database, organisation) == 1


def test_something_to_mend_is_named_and_nothing_is_published(
    ada: Any, reworded: Office, database: Database, organisation: Organisation
) -> None:
    change(database, organisation, lambda d: building.change_item(d, "food", {"kind": "one"}))
    page = ada.get(f"{PAGE}/publish").text
    assert "To mend first" in page and "at least two options" in page
    assert ada.post(f"{PAGE}/publish", alone="yes").status_code == 400


def test_times_are_kept_as_the_clock_on_the_wall_says(
    ada: Any, office: Office, database: Database, organisation: Organisation
) -> None:
    sent = ada.post(f"{PAGE}/times", opens="2026-07-01T09:00", closes="2099-07-01T17:30")
    assert sent.status_code == 303
    survey = found(database, organisation)
    # In July the clock here is an hour before UTC.
    assert (str(survey.opens_at), str(survey.closes_at)) == ("2026-07-01 08:00:00", "2099-07-01 16:30:00")
    page = ada.get(f"{PAGE}/times").text
    assert 'value="2026-07-01T09:00"' in page and "1 July 2099, 17:30" in ada.get(PAGE).text


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [("nonsense", "", "Write the day and time"), ("", "2020-01-01T10:00", "later than now")],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field_and_kept_as_typed(
    ada: Any, office: Office, opens: str, closes: str, said: str
) -> None:
    answer = ada.post(f"{PAGE}/times", opens=opens, closes=closes)
    assert answer.status_code == 400 and said in answer.text and (opens or closes) in answer.text


def test_a_closed_survey_goes_to_the_archive_and_comes_back(ada: Any, office: Office) -> None:
    assert ada.post(f"{PAGE}/archive").status_code == 400
    assert ada.post(f"{PAGE}/close").status_code == 303
    assert ada.post(f"{PAGE}/archive").location == "/staff/surveys/"
    assert "Archived (1)" in ada.get("/staff/surveys/").text
    assert ada.post(f"{PAGE}/archive", back="yes").status_code == 303
    assert "Archived" not in ada.get("/staff/surveys/").text


def test_a_printed_code_of_a_closed_survey_opens_the_one_that_took_over(
    ada: Any, office: Office, database: Database, organisation: Organisation, client: Any
) -> None:
    with database.transaction(organisation.id) as session:
        other = surveys.adopt(session, "being-heard", by="a test", today=date(2026, 11, 20))

        publications.publish(session, other, by="a test", today=date(2026, 11, 20))
    code = office.links["ward-7"]
    assert ada.post(f"{PAGE}/close", leads_to="being-heard").status_code == 303
    assert "The paper can stay" in ada.get(f"/staff/links/{code}").text
    led = client.get(f"/s/{code}/en")
    assert led.status_code == 302 and led.location.endswith("/en") and code not in led.location
    assert "Being heard" in client.get(led.location).text or client.get(led.location).status_code == 200
    assert client.get(f"/S/{code}").status_code == 302


def test_a_survey_is_brought_in_with_an_account_and_taken_out_again(ada: Any, office: Office) -> None:
    questionnaire = {
        "resourceType": "Questionnaire", "title": "Food",
        "item": [{"linkId": "taste", "type": "text", "text": "How was it?"},
                 {"linkId": "scan", "type": "attachment", "text": "A picture"}],
    }  # fmt: skip
    sent = ada.post(
        "/staff/surveys/bring", file=(io.BytesIO(json.dumps(questionnaire).encode()), "food.json")
    )
    assert sent.status_code == 200 and "Left out" in sent.text and "scan" in sent.text
    for format in ("xlsform", "fhir", "json", "codebook"):
        taken = ada.get(f"/staff/surveys/food/take/{format}")
        assert taken.status_code == 200 and "attachment" in taken.headers["Content-Disposition"]
    assert ada.get("/staff/surveys/food/take/word").status_code == 404


@pytest.mark.parametrize("content", [b"", b"rubbish", b"PK\x03\x04"])
def test_a_file_that_cannot_be_read_says_so_and_makes_nothing(
    ada: Any, office: Office, content: bytes
) -> None:
    sent = ada.post("/staff/surveys/bring", file=(io.BytesIO(content), "food.xlsx"))
    assert sent.status_code == 400 and "Nothing is brought in" in sent.text
    assert ada.post("/staff/surveys/bring").status_code == 400


def test_whoever_may_not_publish_meets_no_such_page(browser: Any, account: Any, reworded: Office) -> None:
    account("stan@oakfield.example.org", role=Role.STAFF)
    browser.sign_in("stan@oakfield.example.org")
    for path in ("publish", "times", "edition"):
        assert browser.get(f"{PAGE}/{path}").status_code == 404


def test_a_survey_that_asks_nothing_about_the_person_has_results_as_a_whole(
    ada: Any, office: Office, database: Database, organisation: Organisation, client: Any
) -> None:
    """Its page of results, for staff and for everybody, stands without groups."""
    day = date(2026, 11, 20)
    options = [{"key": "good", "text": "Good"}, {"key": "bad", "text": "Bad"}]
    with database.transaction(organisation.id) as session:
        survey = drafts.create(session, "Food", by=ADA, today=day)
        item = {"key": "food", "kind": "one", "text": "How is the food?", "options": options}
        drafts.change(session, survey, lambda d: building.add_item(d, item), by=ADA)
        publications.publish(session, survey, by=ADA, today=day)
        served, place = surveys.served(session, survey.id), places.by_slug(session, "ward-7")
        assert served is not None and place is not None
        link = collector_links.make(session, survey, place, channel=Channel.WEB, label="", by=ADA, today=day)
        for number in range(60):
            chosen = {"food": "good" if number % 3 else "bad"}
            arrival = Arrival(link.id, place.id, "web", "en", 1)
            responses.submit(session, served, arrival, chosen, submission=f"food {number}", today=day)
    assert ada.get("/staff/results/food").status_code == 200
    assert ada.post("/staff/results/food/publish").status_code == 303
    page = client.get("/results/oakfield/food")
    assert (
        page.status_code == 200 and "How is the food?" in page.text and "Show the answers by" not in page.text
    )


def test_a_code_that_is_scanned_too_early_says_when_to_come_back(
    ada: Any, office: Office, client: Any
) -> None:
    assert ada.post(f"{PAGE}/times", opens="2099-07-01T00:30", closes="").status_code == 303
    early = client.get(f"/s/{office.links['ward-7']}/en")
    assert early.status_code == 404 and "not open yet" in early.text and "1 July 2099" in early.text
    ada.post(f"{PAGE}/times", opens="", closes="")
    assert client.get(f"/s/{office.links['ward-7']}/en").status_code == 200


def test_results_of_a_reworded_question_say_so(ada: Any, reworded: Office) -> None:
    reworded.answer(40, {"help-to-decide": "yes"})
    assert "Compare with care" not in ada.get("/staff/results/my-care").text
    ada.get(f"{PAGE}/publish")
    assert ada.post(f"{PAGE}/publish", alone="yes").status_code == 303
    page = ada.get("/staff/results/my-care").text
    assert page.count("Compare with care") == 1 and "changed in version 2" in page
