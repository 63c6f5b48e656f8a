"""Promises of the Friends and Family Test on the results page: both scores, labelled, and no place ranked by them."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import places, responses, surveys
from feedback.services.responses import Arrival
from feedback.vocabulary import Role
from tests.feedback.open_survey import BY, TODAY, open_survey

PAGE = "/staff/results/friends-and-family"


@pytest.fixture
def sam(browser: Any, account: Any, database: Database, organisation: Organisation) -> Any:
    """Somebody looks at the test: the clinic is far below the ward, and stands before it in the alphabet."""
    opened = open_survey(database, organisation.id, "friends-and-family")
    with database.transaction(organisation.id) as session:
        clinic = places.add(session, "Clinic", by=BY)
        served = surveys.served(session, opened.survey_id)
        assert served
        told = (
            (opened.place_id, {"very-good": 50, "good": 10}), (clinic.id, {"very-poor": 30, "neither": 10}),
            (opened.place_id, {"dont-know": 20}),
        )  # fmt: skip
        for place, answers in told:
            for answer, number in answers.items():
                for at in range(number):
                    responses.submit(
                        session, served, Arrival(None, place, "qr", "en", 1), {"overall-experience": answer},
                        submission=f"{answer} {at}", today=TODAY,
                    )  # fmt: skip
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def test_both_scores_stand_there_each_with_its_name_and_its_total(sam: Any) -> None:
    page = " ".join(sam.get(PAGE).text.split())
    official = page[page.index("as NHS England computes it") :]
    assert "<strong>50% positive</strong>, 25% negative, of 120 answers" in official
    other = official[official.index("Without “don’t know” (not the published score)") :]
    assert "<strong>60% positive</strong>, 30% negative, of 100 answers" in other


def test_places_stand_in_their_own_order_and_none_is_marked(sam: Any) -> None:
    page = sam.get(f"{PAGE}?by=place").text
    table = page[page.index("<tbody") :].partition("</tbody>")[0]
    assert table.index("Clinic") < table.index("Ward 7")
    assert "worth looking into" not in table and "does not rank places" in page
    assert "One group" not in page


def test_the_report_has_both_scores_too(sam: Any) -> None:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(sam.get(f"{PAGE}/report.pdf?by=place").data)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    assert "as NHS England counts it: 50% positive, 25% negative, of 120" in text
    assert "(not the published score): 60% positive, 30% negative, of 100" in text
    assert "worth looking into" not in text
