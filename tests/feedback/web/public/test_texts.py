"""Whether a text is ours, and no more of them: for everybody, in every language, without telling who was known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from feedback import db, i18n
from feedback.config import Config, Sms
from feedback.db import EVERYWHERE, Database
from feedback.models.campaign import Campaign
from feedback.models.opt_out import OptOut
from feedback.models.organisation import Organisation
from feedback.services import hashing, opt_outs
from tests.feedback.open_survey import TODAY, open_survey
from tests.twilio_stand_in import ACCOUNT, TOKEN

NUMBER = "+447700900123"


def stopped(database: Database, number: str = NUMBER) -> bool:
    with database.reading(EVERYWHERE) as session:
        return bool(opt_outs.stopped(session, {hashing.number(session, number)}))


@pytest.mark.parametrize("typed", ["07700 900123", "+44 (0)7700 900123", "0044 7700-900123", "٠٧٧٠٠ ٩٠٠١٢٣"])
def test_a_number_is_stopped_however_it_is_typed(client: FlaskClient, database: Database, typed: str) -> None:
    answered = client.post("/texts/stop", data={"number": typed})
    assert answered.status_code == 200 and "We will not text this number again." in answered.text
    assert stopped(database)
    assert "Set-Cookie" not in answered.headers and "7700" not in answered.text


def test_the_page_says_the_same_whether_the_number_had_stopped_before(
    client: FlaskClient, database: Database
) -> None:
    first = client.post("/texts/stop", data={"number": NUMBER})
    again = client.post("/texts/stop", data={"number": NUMBER})
    another = client.post("/texts/stop", data={"number": "07700 900124"})
    assert first.text == again.text == another.text


@pytest.mark.parametrize(
    "typed", ["", "0161 496 0000", "+1 202 555 0123", "x" * 5000, "07700\x00900123", "<b>"]
)
def test_what_is_no_mobile_is_said_beside_the_field(
    client: FlaskClient, database: Database, typed: str
) -> None:
    answered = client.post("/texts/stop", data={"number": typed})
    if typed != "07700\x00900123":
        assert answered.status_code == 400 and "This is not a mobile number in the UK." in answered.text
        assert "<b>" not in answered.text
        with database.reading(EVERYWHERE) as session:
            assert session.scalar(select(func.count()).select_from(db.table_of(OptOut))) == 0


def test_one_address_cannot_stop_the_texts_of_a_whole_town(client: FlaskClient) -> None:
    answers = [client.post("/texts/stop", data={"number": f"0770090010{n}"}).status_code for n in range(10)]
    assert set(answers) == {200}
    refused = client.post("/texts/stop", data={"number": "07700900110"})
    assert refused.status_code == 429 and refused.headers["Retry-After"]


@pytest.mark.parametrize("path", ["/texts", "/texts/stop"])
@pytest.mark.parametrize("language", ["ur", "pl", "ar", "en-simple"])
def test_they_are_there_in_every_language_signed_or_not(
    client: FlaskClient, path: str, language: str
) -> None:
    assert language in i18n.shipped_languages()
    page = client.get(f"{path}?lang={language}").text
    assert f'lang={language}"' in page
    assert ('dir="rtl"' in page.split("<body")[0]) == (language in ("ur", "ar"))


def _with(config: Config, sender: str) -> Flask:
    from feedback.app import create_app

    return create_app(
        replace(config, base_url="https://feedback.example.org", sms=Sms("twilio", ACCOUNT, TOKEN, sender))
    )


def test_the_page_says_who_our_texts_come_from_and_where_their_links_lead(
    config: Config, database: Database
) -> None:
    page = (
        _with(config, "+447700900999")
        .test_client()
        .get("/texts", base_url="https://feedback.example.org")
        .text
    )
    assert "+447700900999" in page and "https://feedback.example.org/" in page
    assert ACCOUNT not in page and TOKEN not in page


def test_a_name_cannot_be_answered_and_nobody_is_told_to_try(config: Config, database: Database) -> None:
    by_name = (
        _with(config, "OakfieldNHS").test_client().get("/texts/stop", base_url="https://feedback.example.org")
    )
    by_number = (
        _with(config, "+447700900999")
        .test_client()
        .get("/texts/stop", base_url="https://feedback.example.org")
    )
    assert "text STOP" not in by_name.text and "text STOP" in by_number.text


def test_only_organisations_that_text_people_are_named(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    assert organisation.name not in client.get("/texts").text
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        from feedback.services import collector_links

        link = collector_links.open_code(session, opened.code)
        assert link is not None
        session.add(
            Campaign(
                organisation_id=organisation.id, survey_id=opened.survey_id, place_id=link.place_id,
                link_id=link.link_id, name="October", channel="sms", answered_by="link", state="running",
                paused_because="", messages={}, reminders={}, budget_pence=0, made_on=TODAY,
            )
        )  # fmt: skip
    assert organisation.name in client.get("/texts").text


def test_with_another_hash_key_nothing_is_promised(config: Config, app: Flask, database: Database) -> None:
    from feedback.app import create_app

    app.test_client().post("/texts/stop", data={"number": NUMBER})
    other = create_app(replace(config, hash_key=b"the key of another machine"))
    answered = other.test_client().post("/texts/stop", data={"number": "07700900124"})
    assert answered.status_code == 503 and "We will not text" not in answered.text
