"""Promise of the page's weight: the first question after a few packets, a whole answering in three documents."""

from __future__ import annotations

import re
import zlib

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback import i18n
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.vocabulary import OWN_LANGUAGES
from tests.feedback.open_survey import hidden_field, open_survey

#: One flight of a connection carries 13,000 bytes; we mean to show the first question after 8,000.
AIM = 8_000
#: The page, the answers and the thank-you together.
WHOLE = 30_000
PHONE = {"Accept-Encoding": "gzip"}
SIGNED = tuple(tag for tag in i18n.shipped_languages() if tag not in OWN_LANGUAGES)


def head(answer: TestResponse) -> int:
    return sum(len(name) + len(value) + 4 for name, value in answer.headers)


def until_the_first_question(answer: TestResponse) -> int:
    """Bytes with headers until the first question is whole; nothing before it waits for what comes after."""
    unpacking, text = zlib.decompressobj(31), b""
    for number, byte in enumerate(answer.data, 1):
        text += unpacking.decompress(bytes([byte]))
        if b"</fieldset>" in text:
            return head(answer) + number
    raise AssertionError("a page without a question")


@pytest.mark.parametrize("language", ["en", "ur", "ar", "ta", "zh-Hant", "en-simple"])
def test_the_first_question_shows_after_eight_thousand_bytes_with_every_language_on_offer(
    client: FlaskClient, database: Database, organisation: Organisation, language: str
) -> None:
    opened = open_survey(database, organisation.id, signed=SIGNED)
    answer = client.get(opened.path(language), headers=PHONE)
    assert answer.status_code == 200 and until_the_first_question(answer) <= AIM


@pytest.mark.parametrize("language", ["en", "ur", "ta", "en-simple"])
def test_a_whole_answering_is_three_documents_of_thirty_thousand_bytes_together(
    client: FlaskClient, database: Database, organisation: Organisation, language: str
) -> None:
    opened = open_survey(database, organisation.id, signed=SIGNED)
    page = client.get(opened.path(language), headers=PHONE)
    submission = hidden_field(client.get(opened.path(language)).text, "submission")
    sent = client.post(opened.path(language), data={"help-to-decide": "yes", "submission": submission})
    thanks = client.get(sent.headers["Location"], headers=PHONE)
    assert (page.status_code, sent.status_code, thanks.status_code) == (200, 303, 200)
    assert sum(head(answer) + len(answer.data) for answer in (page, sent, thanks)) <= WHOLE


@pytest.mark.parametrize("language", ["en", "en-simple", "ur"])
def test_nothing_else_is_fetched_before_it_shows_or_until_it_is_sent(
    client: FlaskClient, database: Database, organisation: Organisation, language: str
) -> None:
    page = client.get(open_survey(database, organisation.id, signed=("ur",)).path(language)).text
    markup = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(script|img|iframe|object|embed|video|audio)\b", markup)
    assert re.findall(r'<link [^>]*href="([^"]*)"', page) == ["data:,"] and "url(" not in page


def test_the_first_question_is_there_before_any_script_has_come(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    """The one script above it only says that scripts run here; the style shows the first question by itself."""
    page = client.get(open_survey(database, organisation.id).path()).text
    before = page[: page.index('class="question step')]
    assert (
        before.count("<script>") == 1 and len(before.partition("<script>")[2].partition("</script>")[0]) < 400
    )
    assert re.findall(r'class="question step[^"]*\bon\b', page) == re.findall(
        r'class="question step[^"]*\bon\b', page[: page.index("</fieldset>")]
    )
