"""Promise of the survey page: what was put up stands beside its words, and a page without any is as it was."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback.db import Database
from feedback.models.survey import Survey
from feedback.services import bsl, media, surveys, translations, uploads
from tests.feedback import invented_media as invented
from tests.feedback.open_survey import BY, TODAY, Open

QUESTION, ANSWER, PICTURE = (
    "item/help-to-decide/text",
    "answers/yes-sometimes-no/yes",
    "picture/help-to-decide",
)


def page(app: Flask, client: FlaskClient, opened: Open, language: str = "en") -> str:
    """The page as somebody gets it who was not here before."""
    app.extensions.pop("compiled-pages", None)
    answer = client.get(opened.path(language))
    assert answer.status_code == 200
    return re.sub(r'name="submission" value="[^"]*"', "", answer.text)


def question(text: str, key: str = "help-to-decide") -> str:
    """The part of a page that asks one question."""
    found = re.search(rf'<section class="question[^>]*id="q-{key}".*?</section>', text, re.DOTALL)
    assert found
    return found.group(0)


def answer_key(database: Database, opened: Open) -> str:
    """The text key of "Yes", which many statements share."""
    with database.reading(opened.organisation_id) as session:
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        item = served.definition.item("help-to-decide")
        assert item is not None and item.options[0].shared
        return item.options[0].shared


@pytest.mark.parametrize("language", ["en", "en-simple", "ur"])
def test_a_page_is_as_it_was_once_everything_is_removed_and_says_nothing_of_media(
    app: Flask, client: FlaskClient, database: Database, opened: Open, language: str
) -> None:
    before = page(app, client, opened, language)
    assert not re.search(
        "<video|<audio|<img|own-picture|with-media|no-script-sound|data-sound|signed", before
    )
    with database.transaction(opened.organisation_id) as session:
        invented.put_up(session, opened, "", PICTURE)
    assert page(app, client, opened, language) != before
    with database.transaction(opened.organisation_id) as session:
        uploads.remove(session, session.get_one(Survey, opened.survey_id), "", PICTURE, by=BY)
    assert page(app, client, opened, language) == before


def test_an_own_picture_stands_in_the_place_of_ours_with_its_words(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        for key in (PICTURE, f"{PICTURE}/yes", "picture/age-band"):
            invented.put_up(session, opened, "", key, described={"en": "A “ramp” & door", "ur": "ڈھلوان"})
    english, urdu = (page(app, client, opened, language) for language in ("en", "ur"))
    first = question(english)
    assert (
        len(re.findall(r'<img class="own-picture[^>]*src="/media/[^"]+" width="640" height="427"', first))
        == 2
    )
    assert first.count('alt="A “ramp” &amp; door"') == 2 and first.count('<span class="tile') == 3
    assert " lang=" not in first and 'alt="ڈھلوان"' in question(urdu)
    # Where ours are kept for Easy Read, one that an organisation chose is shown all the same.
    assert "own-picture" in question(english, "age-band")


def test_words_that_fell_back_to_english_say_so(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        invented.put_up(session, opened, "", PICTURE)
    assert 'alt="A field of green" lang="en"' in question(page(app, client, opened, "ur"))
    assert 'alt="A field of green" loading' in question(page(app, client, opened, "en-simple"))


def test_a_recording_can_be_played_without_a_script_and_says_where_it_is_for_one(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    shared = answer_key(database, opened)
    with database.transaction(opened.organisation_id) as session:
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        words, _ = translations.frozen(session, served.revision_id, "ur", 1)
        for key in (QUESTION, shared, "answers/decline"):
            invented.put_up(session, opened, "ur", key, words=words[key])
        there = {key: one.url for key, one in media.of_survey(session, opened.survey_id, "ur").items()}
    urdu = page(app, client, opened, "ur")
    first = question(urdu)
    assert f'id="q-help-to-decide" data-sound="{there[QUESTION]}"' in first
    assert f'<label class="choice" data-sound="{there[shared]}"' in first
    assert re.findall(r'<div class="no-script-sound"><audio controls preload="none" src="([^"]+)"', first) == [
        there[QUESTION], there[shared],
    ]  # fmt: skip
    assert urdu.count(f'data-sound="{there[shared]}"') > 3
    assert f'data-sound="{there["answers/decline"]}"' in question(urdu, "age-band")
    assert "data-sound" not in page(app, client, opened, "en")


def test_a_recording_of_other_words_is_not_played(
    app: Flask, client: FlaskClient, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        invented.put_up(session, opened, "ur", QUESTION, words="what it said last year")
    assert "data-sound" not in page(app, client, opened, "ur")


@pytest.fixture
def signed(database: Database, opened: Open) -> Open:
    """The same survey with BSL online."""
    with database.transaction(opened.organisation_id) as session:
        invented.sign_everything(session, opened)
        survey = session.get_one(Survey, opened.survey_id)
        revision = surveys.revision_of(session, survey)
        assert revision is not None
        bsl.sign(
            session, survey, surveys.definition_of(revision), signed_by="Ana Example", checked_by="Ben Example",
            by=BY, today=TODAY,
        )  # fmt: skip
    return opened


def test_in_bsl_every_question_and_answer_has_its_captioned_video_beside_the_english(
    app: Flask, client: FlaskClient, signed: Open
) -> None:
    text = page(app, client, signed, "bfi")
    assert '<html lang="en" dir="ltr"' in text and "What changed" not in text
    for part in re.findall(r'<section class="question.*?</section>', text, re.DOTALL):
        choices = len(re.findall(r'<label class="choice"', part)) - part.count('value="may-share"')
        assert (
            part.count('<video class="signed" lang="bfi" controls preload="none" playsinline') == 1 + choices
        )
        assert part.count('<track kind="captions" srclang="en" label="English" src="/media/') == 1 + choices
        assert part.count(" default></video>") == 1 + choices
    first = question(text)
    assert first.index("<video") < first.index('class="choices') and "<audio" not in text
    assert "error-summary" not in text.partition("</style>")[2].partition("<script>(")[0] and text.count(
        "<video"
    ) == text.count('aria-label="In British')
    assert "media-src 'self'" in client.get(signed.path("bfi")).headers["Content-Security-Policy"]


def test_an_error_is_signed_too(client: FlaskClient, database: Database, signed: Open) -> None:
    with database.reading(signed.organisation_id) as session:
        there = media.of_survey(session, signed.survey_id, "bfi")["page/error"]
    again = client.post(signed.path("bfi"), data={"help-to-decide": "no-such-answer"})
    assert again.status_code == 400 and again.text.count(there.url) == 1
    assert again.text.index('class="error-summary"') < again.text.index(there.url) < again.text.index("<form")


def test_bsl_is_chosen_by_people_and_never_for_them(client: FlaskClient, signed: Open) -> None:
    answer = client.get(f"/s/{signed.code}", headers={"Accept-Language": "bfi"})
    assert "<video" not in answer.text and 'value="bfi"' in answer.text
    assert client.get(f"/s/{signed.code}/BFI").status_code == 200


def test_bsl_that_was_taken_down_leads_to_the_best_that_is_there(
    client: FlaskClient, database: Database, signed: Open
) -> None:
    with database.transaction(signed.organisation_id) as session:
        uploads.remove(session, session.get_one(Survey, signed.survey_id), "bfi", QUESTION, by=BY)
    answer = client.get(signed.path("bfi"))
    assert answer.status_code == 302 and 'value="bfi"' not in client.get(signed.path()).text


def test_an_answer_in_bsl_is_kept_and_thanked_for_in_english_words(client: FlaskClient, signed: Open) -> None:
    answer = client.post(signed.path("bfi"), data={"help-to-decide": "yes", "submission": "bsl"})
    assert answer.status_code == 303 and "/bfi/thanks?" in answer.location
    thanks = client.get(answer.location)
    assert thanks.status_code == 200 and '<html lang="en"' in thanks.text
