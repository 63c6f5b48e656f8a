"""Promise of the uploads: each place holds one thing, what is replaced or removed is gone, and all of it is audited."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.db import EVERYWHERE, Database, set_scope
from feedback.models.medium import Medium, MediumName, SurveyMedium
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey
from feedback.services import audit, checked_media, media, media_slots, organisations, surveys, uploads
from feedback.services.refusals import Refused
from surveys.definition import Definition
from tests.feedback import invented_media as invented
from tests.feedback.open_survey import BY, TODAY, Open

QUESTION, PICTURE = "item/help-to-decide/text", "picture/help-to-decide"


def numbers(session: Session) -> tuple[int, ...]:
    tables = (Medium, MediumName, SurveyMedium)
    return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def survey_of(session: Session, opened: Open) -> tuple[Survey, Definition]:
    survey = session.get_one(Survey, opened.survey_id)
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    return survey, surveys.definition_of(revision)


def test_what_is_put_up_is_there_for_its_language_alone(session: Session, opened: Open) -> None:
    invented.put_up(session, opened, "ur", QUESTION, words="اردو")
    there = media.of_survey(session, opened.survey_id, "ur")[QUESTION]
    assert there.kind == "recording" and there.fits("اردو") and not there.fits("English")
    assert media.of_survey(session, opened.survey_id, "en") == {}


def test_a_picture_is_there_for_every_language_said_in_it_or_marked_as_english(
    session: Session, opened: Open
) -> None:
    invented.put_up(session, opened, "", PICTURE, described={"en": "A  ramp", "ur": "ڈھلوان", "pl": " "})
    told = {
        tag: media.of_survey(session, opened.survey_id, tag)[PICTURE]
        for tag in ("en", "en-simple", "ur", "ar", "bfi")
    }
    assert {tag: (one.description, one.described_in) for tag, one in told.items()} == {
        "en": ("A ramp", ""), "en-simple": ("A ramp", ""), "ur": ("ڈھلوان", ""), "ar": ("A ramp", "en"),
        "bfi": ("A ramp", ""),
    }  # fmt: skip
    assert (told["en"].width, told["en"].height) == (640, 427)
    assert uploads.descriptions(session, opened.survey_id, PICTURE) == {"en": "A ramp", "ur": "ڈھلوان"}


def test_a_video_brings_its_captions(session: Session, opened: Open) -> None:
    invented.put_up(session, opened, "bfi", QUESTION)
    there = media.of_survey(session, opened.survey_id, "bfi")[QUESTION]
    assert there.kind == "video" and there.captions and there.captions != there.url
    assert numbers(session) == (2, 2, 1)


def test_what_replaces_something_leaves_nothing_of_it(session: Session, opened: Open) -> None:
    invented.put_up(session, opened, "bfi", QUESTION)
    first = media.of_survey(session, opened.survey_id, "bfi")[QUESTION]
    invented.put_up(session, opened, "bfi", QUESTION)
    second = media.of_survey(session, opened.survey_id, "bfi")[QUESTION]
    assert numbers(session) == (2, 2, 1)
    assert {first.url, first.captions} & {second.url, second.captions} == set()
    assert media.find(session, first.url.removeprefix("/media/")) is None


def test_what_is_removed_is_gone_and_can_be_removed_once(session: Session, opened: Open) -> None:
    survey, _ = survey_of(session, opened)
    invented.put_up(session, opened, "bfi", QUESTION)
    uploads.remove(session, survey, "bfi", QUESTION, by=BY)
    assert numbers(session) == (0, 0, 0)
    with pytest.raises(Refused, match="somebody removed it before you"):
        uploads.remove(session, survey, "bfi", QUESTION, by=BY)


def test_a_picture_said_in_other_words_gets_another_name(session: Session, opened: Open) -> None:
    survey, _ = survey_of(session, opened)
    invented.put_up(session, opened, "", PICTURE)
    before, version = media.of_survey(session, survey.id, "en")[PICTURE], media.version(session, survey.id)
    uploads.describe(session, survey, PICTURE, {"en": "A field of green"}, by=BY)
    assert media.version(session, survey.id) == version
    uploads.describe(session, survey, PICTURE, {"en": "A meadow"}, by=BY)
    after = media.of_survey(session, survey.id, "en")[PICTURE]
    assert after.description == "A meadow" and after.url != before.url
    assert media.version(session, survey.id) != version and numbers(session) == (1, 1, 1)
    found = media.find(session, after.url.removeprefix("/media/"))
    assert found is not None and found.media_type.startswith("image/")


@pytest.mark.parametrize(
    ("described", "field"),
    [({}, "described-en"), ({"ur": "ڈھلوان"}, "described-en"), ({"en": "x" * 301}, "described-en"),
     ({"en": "A ramp", "ur": "x" * 301}, "described-ur"), ({"en": "A ramp", "tlh": "x"}, "")],
)  # fmt: skip
def test_a_picture_is_said_in_english_and_shortly(
    session: Session, opened: Open, described: dict[str, str], field: str
) -> None:
    survey, definition = survey_of(session, opened)
    with pytest.raises(Refused) as told:
        uploads.put(
            session, survey, definition, "", PICTURE, checked_media.picture(invented.picture()),
            described=described, by=BY, today=TODAY,
        )  # fmt: skip
    assert told.value.field == field and numbers(session) == (0, 0, 0)


@pytest.mark.parametrize(
    ("language", "key"),
    [("", QUESTION), ("ur", PICTURE), ("ur", "page/thanks"), ("ur", "item/no-such/text"), ("bfi", "title"),
     ("tlh", QUESTION)],
)  # fmt: skip
def test_nothing_is_put_where_no_page_shows_it(
    session: Session, opened: Open, language: str, key: str
) -> None:
    with pytest.raises(Refused):
        invented.put_up(session, opened, language, key)
    assert numbers(session) == (0, 0, 0)


def test_only_what_belongs_to_a_place_is_put_there(session: Session, opened: Open) -> None:
    survey, definition = survey_of(session, opened)
    recording = checked_media.recording(invented.mp3())
    with pytest.raises(Refused, match="A video belongs here"):
        uploads.put(session, survey, definition, "bfi", QUESTION, recording, by=BY, today=TODAY)


def test_every_change_is_told_to_the_audit(session: Session, opened: Open) -> None:
    survey, _ = survey_of(session, opened)
    invented.put_up(session, opened, "", PICTURE)
    uploads.describe(session, survey, PICTURE, {"en": "A meadow"}, by="ana")
    uploads.remove(session, survey, "", PICTURE, by="ana")
    told = [(one.action, one.subject, one.by) for one in audit.latest(session, 3)]
    assert told == [
        ("medium-removed", "my-care picture/help-to-decide", "ana"),
        ("medium-described", "my-care picture/help-to-decide", "ana"),
        ("medium-put-up", "my-care picture/help-to-decide", BY),
    ]


def test_the_version_changes_with_whatever_changes_and_is_one_statement(
    session: Session, opened: Open
) -> None:
    survey, _ = survey_of(session, opened)
    seen = [media.version(session, survey.id)]
    for language, key in (("ur", QUESTION), ("ur", QUESTION), ("", PICTURE), ("bfi", "page/thanks")):
        invented.put_up(session, opened, language, key)
        seen.append(media.version(session, survey.id))
    uploads.remove(session, survey, "", PICTURE, by=BY)
    seen.append(media.version(session, survey.id))
    assert seen[0] == "" and len(set(seen)) == len(seen)


def test_another_organisation_has_nothing_of_it(session: Session, opened: Open) -> None:
    invented.put_up(session, opened, "bfi", QUESTION)
    name = media.of_survey(session, opened.survey_id, "bfi")[QUESTION].url.removeprefix("/media/")
    stored = media.find(session, name)
    assert stored is not None and media.piece(session, stored.id, 0, 8)[4:] == b"ftyp"
    organisations.add(session, "elsewhere", "Elsewhere", by=BY, today=TODAY)
    assert media.of_survey(session, opened.survey_id, "bfi") == {}
    assert media.version(session, opened.survey_id) == "" and media.counts(session, opened.survey_id) == {}
    assert media.piece(session, stored.id, 0, 8) == b""


def test_only_the_bytes_that_are_asked_for_are_fetched(session: Session, opened: Open) -> None:
    invented.put_up(session, opened, "ur", QUESTION)
    stored = media.find(
        session, media.of_survey(session, opened.survey_id, "ur")[QUESTION].url.removeprefix("/media/")
    )
    whole = invented.mp3()
    assert stored is not None and stored.size == len(whole)
    for start, length in ((0, 4), (416, 3), (len(whole) - 1, 10), (len(whole), 10)):
        assert media.piece(session, stored.id, start, length) == whole[start : start + length]


def test_an_organisation_takes_its_media_with_it(
    database: Database, session: Session, opened: Open, organisation: Organisation
) -> None:
    invented.put_up(session, opened, "bfi", QUESTION)
    assert numbers(session) == (2, 2, 1)
    set_scope(session, EVERYWHERE)
    session.delete(session.get_one(Organisation, organisation.id))
    session.flush()
    assert numbers(session) == (0, 0, 0)


def test_the_places_are_what_a_page_shows(session: Session, opened: Open) -> None:
    _, definition = survey_of(session, opened)
    spoken = [slot.key for slot in media_slots.of(definition, "ur")]
    assert len(spoken) == len(set(spoken)) and QUESTION in spoken and "answers/decline" in spoken
    assert [slot.key for slot in media_slots.of(definition, "bfi")] == [*spoken, "page/thanks", "page/error"]
    pictures = {slot.key: slot.drawn for slot in media_slots.of(definition, "")}
    assert pictures[PICTURE] and f"{PICTURE}/yes" in pictures
