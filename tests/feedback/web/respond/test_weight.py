"""Promise of the page's weight: one small document, which holds everything it needs."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.open_survey import open_survey

#: What the first flight of a connection carries.
MOST = 13_000


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_whole_survey_comes_in_one_flight(
    client: FlaskClient, database: Database, organisation: Organisation, language: str
) -> None:
    opened = open_survey(database, organisation.id, signed=("ur",))
    answer = client.get(opened.path(language), headers={"Accept-Encoding": "gzip"})
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    assert answer.status_code == 200 and head + len(answer.data) <= MOST


@pytest.mark.parametrize("language", ["en", "en-simple"])
def test_nothing_else_is_fetched(
    client: FlaskClient, database: Database, organisation: Organisation, language: str
) -> None:
    page = client.get(open_survey(database, organisation.id).path(language)).text
    assert not re.search(r"<(script|img|iframe|object|embed|video|audio)\b", page)
    assert re.findall(r'<link [^>]*href="([^"]*)"', page) == ["data:,"] and "url(" not in page
