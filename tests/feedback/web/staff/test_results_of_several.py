"""Promises of a question with several answers on the results page: a bar each, and parts that tell of nobody."""

from __future__ import annotations

import re
from typing import Any

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey
from feedback.services import places, responses, surveys
from feedback.services.responses import Arrival
from feedback.vocabulary import Role
from tests.feedback import a_draft
from tests.feedback.open_survey import BY, TODAY, open_survey

PAGE, ITEM = "/staff/results/my-care", "what-makes-it-hard"


def with_several(data: dict[str, Any]) -> None:
    """A question where people tick all that apply."""
    options = [{"key": key, "text": key, "easy": key} for key in ("travel", "cost")]
    data["sections"][1]["items"].append(
        {
            "key": ITEM,
            "kind": "many",
            "text": "What makes it hard?",
            "easy": "What is hard?",
            "options": options,
        }
    )


@pytest.fixture
def sam(browser: Any, account: Any, database: Database, organisation: Organisation) -> Any:
    """Thirty people ticked two answers each at the ward, and thirty one of them at the clinic."""
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        survey = session.get_one(Survey, opened.survey_id)
        a_draft.publish(session, survey, *a_draft.begin(session, survey, with_several))
        clinic = places.add(session, "Clinic", by=BY)
        served = surveys.served(session, opened.survey_id)
        assert served
        sent = 0
        for place, number, ticked in ((opened.place_id, 30, ["travel", "cost"]), (clinic.id, 30, ["travel"])):
            for _ in range(number):
                sent += 1
                responses.submit(
                    session, served, Arrival(None, place, "qr", "en", 1), {ITEM: ticked, "age-band": "65-74"},
                    submission=f"p{sent}", today=TODAY,
                )  # fmt: skip
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def card(page: str) -> str:
    return page[page.index(f'id="r-{ITEM}"') :].partition("</section>")[0]


def test_each_answer_has_its_own_bar_since_they_make_up_no_whole(sam: Any) -> None:
    shown = card(sam.get(PAGE).text)
    assert "People could choose several answers." in shown and 'class="answer-bar"' not in shown
    assert re.findall(r'class="bar-fill" width="(\d+)"', shown)[:2] == ["100", "50"]
    assert "% positive" not in shown


def test_a_part_counts_the_ticks_of_its_own_people(sam: Any) -> None:
    shown = card(sam.get(f"{PAGE}?place=clinic").text)
    assert "Answers: 30" in shown
    assert re.findall(r'class="bar-fill" width="(\d+)"', shown)[:2] == ["100", "0"]


def test_the_report_says_them_one_by_one(sam: Any) -> None:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(sam.get(f"{PAGE}/report.pdf").data)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    assert "People could choose several answers." in text and "100% (60)" in text and "50% (30)" in text
