"""Promise of the fallback: English that stands in for a missing translation says that it is English."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.db import Database
from feedback.models.survey import SurveyTexts
from feedback.web import templating
from tests.feedback.open_survey import Open


@pytest.fixture
def half_translated(database: Database, opened: Open) -> Open:
    """A survey whose Urdu was signed before the page could say "Next" or how far along somebody is."""
    with database.transaction(opened.organisation_id) as session:
        row = session.scalars(select(SurveyTexts).where(SurveyTexts.language == "ur")).one()
        lacking = ("Next", "Question {number} of {total}", "Whole number")
        # Words once on offer are frozen: these stand in a version of their own, which is the newest.
        copied = {column.name: getattr(row, column.name) for column in SurveyTexts.__table__.columns}
        fewer = {english: text for english, text in row.interface.items() if english not in lacking}
        session.add(SurveyTexts(**copied | {"id": None, "version": row.version + 1, "interface": fewer}))
    return opened


def test_a_fallen_back_word_carries_its_language_and_direction(
    client: FlaskClient, half_translated: Open
) -> None:
    page = client.get(half_translated.path("ur")).text
    assert re.search(r'<button[^>]*id="next"><span lang="en" dir="ltr">Next</span></button>', page)
    assert 'data-of="Question {number} of {total}"' in page
    assert "\ue000" not in page and "\ue001" not in page


def test_a_page_shown_again_marks_it_too(client: FlaskClient, half_translated: Open) -> None:
    page = client.post(half_translated.path("ur"), data={"sex": "unheard-of"}).text
    assert '<span lang="en" dir="ltr">Next</span>' in page and "\ue000" not in page


def test_english_and_easy_read_need_no_mark(client: FlaskClient, opened: Open) -> None:
    for language in ("en", "en-simple"):
        assert '<span lang="en" dir="ltr">' not in client.get(opened.path(language)).text


@pytest.mark.parametrize(
    ("html", "marked"),
    [("<p>\ue000A\ue001 b</p>", '<p><span lang="en" dir="ltr">A</span> b</p>'),
     ('<a title="\ue000A\ue001">b</a>', '<a title="A">b</a>'),
     ("<title>\ue000A\ue001</title>", "<title>A</title>"),
     ("<script>if (a < b) c();</script><p>\ue000A\ue001</p>",
      '<script>if (a < b) c();</script><p><span lang="en" dir="ltr">A</span></p>'),
     ("<p>plain</p>", "<p>plain</p>")],
)  # fmt: skip
def test_only_text_can_be_marked(html: str, marked: str) -> None:
    assert templating.mark_fallback(html) == marked
