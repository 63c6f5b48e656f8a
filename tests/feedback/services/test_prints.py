"""Promises of what a print says: only what is so, in the first of the languages that somebody chose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedback.channels.prints import Format, Print, Unprintable
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import collector_links, conversation_voices, funnels, places, prints, surveys
from feedback.services.funnels import MINUTES, Step
from feedback.services.prints import Wanted
from feedback.services.refusals import Refused
from feedback.vocabulary import Channel
from tests.feedback.invented_campaign import drafted
from tests.feedback.open_survey import BY, NOW, TODAY, Open, revoke

BASE = "https://feedback.example.org"


def said(database: Database, opened: Open, wanted: Wanted) -> Print:
    with database.reading(opened.organisation_id) as session:
        link = collector_links.find(session, opened.code)
        assert link
        return prints.of_link(session, link, wanted, BASE)


def measured(database: Database, opened: Open, minutes: int, people: int) -> None:
    with database.transaction(opened.organisation_id) as session:
        link = collector_links.find(session, opened.code)
        assert link
        step = Step(opened.organisation_id, link.id, "en", NOW.date(), f"{MINUTES}{minutes}")
        funnels.add(session, {step: people})


def test_minutes_are_said_once_thirty_people_were_measured(database: Database, opened: Open) -> None:
    assert said(database, opened, Wanted()).minutes is None
    measured(database, opened, 1, 29)
    assert said(database, opened, Wanted()).minutes is None
    measured(database, opened, 1, 1)
    one = said(database, opened, Wanted()).minutes
    assert one and one.text == "It takes about 1 minute."
    measured(database, opened, 6, 31)
    many = said(database, opened, Wanted()).minutes
    assert many and many.text == "It takes about 6 minutes."


def test_a_number_to_text_stands_on_it_where_one_is_given(database: Database, opened: Open) -> None:
    assert said(database, opened, Wanted()).by_text is None
    given = said(database, opened, Wanted(text_number="+447700900123")).by_text
    assert given and given.text == f"Or text {opened.code} to 07700\u00a0900123."


def test_no_number_stands_on_it_where_the_survey_cannot_be_texted(
    database: Database, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_voices, "works", lambda _: False)
    monkeypatch.setattr(conversation_voices, "_measured", {})
    assert said(database, opened, Wanted(text_number="+447700900123")).by_text is None


def test_one_language_is_opened_and_several_are_left_to_the_phone(database: Database, opened: Open) -> None:
    code = f"HTTPS://FEEDBACK.EXAMPLE.ORG/S/{opened.code}"
    for languages, address in (
        (["en"], code), (["ur"], f"{code}/UR"), (["en-simple"], f"{code}/EN-SIMPLE"), (["ur", "en"], code),
    ):  # fmt: skip
        sheet = said(database, opened, Wanted(languages=languages))
        assert sheet.address == address and [voice.language for voice in sheet.voices] == languages


def test_what_stands_beside_the_code_is_in_the_first_language_or_said_to_be_english(
    database: Database, opened: Open
) -> None:
    sheet = said(database, opened, Wanted(languages=["ur", "en"]))
    assert sheet.code_says.language == "ur" and sheet.voices[0].sentence != sheet.voices[1].sentence
    for line in (sheet.promise, sheet.by_phone, sheet.calling):
        assert (line.language == "ur") == (line.text[0] > "\u0600")


def test_what_is_not_on_offer_is_refused(database: Database, opened: Open) -> None:
    with pytest.raises(Refused, match="not on offer in pl; it is in: en, en-simple, ur"):
        said(database, opened, Wanted(languages=["en", "pl"]))
    with pytest.raises(Unprintable, match="a sheet of contact cards holds 6 languages"):
        said(
            database, opened, Wanted(Format.CARD, languages=["en", "ur", "en-simple", "pl", "cy", "ro", "es"])
        )
    revoke(database, opened)
    with pytest.raises(Refused, match="is revoked"):
        said(database, opened, Wanted())


def test_a_campaigns_link_is_not_printed(database: Database, opened: Open) -> None:
    with database.transaction(opened.organisation_id) as session:
        campaign = drafted(session, opened, ["en"])
        code = collector_links.code_of(session, campaign.link_id) or ""
    with pytest.raises(Refused, match="opens only for whoever was invited"):
        said(database, replace(opened, code=code), Wanted())


def test_links_of_a_survey_are_printed_each_where_it_hangs(database: Database, opened: Open) -> None:
    with database.transaction(opened.organisation_id) as session:
        survey, ward = surveys.find(session, "my-care"), places.by_slug(session, "ward-7")
        assert survey and ward
        clinic = places.add(session, "Clinic", by=BY)
        several = [
            collector_links.make(session, survey, place, channel=Channel.QR, label=label, by=BY, today=TODAY)
            for place, label in ((ward, "By the lift"), (clinic, ""))
        ]
        sheets = prints.of_links(session, several, Wanted(text_number="+447700900123"), BASE)
        codes = [link.code for link in several]
    assert [sheet.corner for sheet in sheets] == ["Ward 7 · By the lift", "Clinic"]
    for code, sheet in zip(codes, sheets, strict=True):
        assert sheet.address.endswith(f"/S/{code}") and sheet.by_text and code in sheet.by_text.text


def test_what_changed_leads_to_the_page_of_the_organisation(database: Database, opened: Open) -> None:
    with database.reading(opened.organisation_id) as session:
        sheet = prints.of_changes(session, opened.organisation_id, Wanted(languages=["en", "ur"]), BASE)
        slug = session.get_one(Organisation, opened.organisation_id).slug
    assert sheet.address == f"HTTPS://FEEDBACK.EXAMPLE.ORG/YOU-SAID-WE-DID/{slug.upper()}/"
    assert sheet.minutes is None and sheet.by_text is None and sheet.voices[0].sentence == "You said, we did"
    assert sheet.voices[1].sentence != "You said, we did"
