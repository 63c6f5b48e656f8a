"""Promises of exchanges: a file becomes a draft whose translations nobody signed; a survey leaves with all it says."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import drafts, exchanges, surveys, translation_lines, translations
from feedback.services.exchanges import Format
from feedback.services.refusals import Refused
from feedback.vocabulary import SurveyState
from tests.feedback.open_survey import BY, NOW, TODAY, Open

QUESTIONNAIRE = json.dumps(
    {
        "resourceType": "Questionnaire", "status": "draft", "title": "Food on the ward",
        "item": [
            {"linkId": "taste", "type": "choice", "text": "How was the food?",
             "_text": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": [
                 {"url": "lang", "valueCode": "pl"}, {"url": "content", "valueString": "Jakie było jedzenie?"}]}]},
             "answerOption": [{"valueCoding": {"code": "good", "display": "Good"}},
                              {"valueCoding": {"code": "bad", "display": "Bad"}}]},
            {"linkId": "scan", "type": "attachment", "text": "A picture of it"},
        ],
    }
).encode()  # fmt: skip


def test_a_file_becomes_a_draft_and_every_item_is_accounted_for(session: Session) -> None:
    survey, account = exchanges.bring(session, QUESTIONNAIRE, "food.json", by=BY, now=NOW)
    assert (survey.slug, survey.title, survey.state) == (
        "food-on-the-ward",
        "Food on the ward",
        SurveyState.DRAFT,
    )
    told = account.as_data()
    assert [e["item"] for name in ("carried", "changed") for e in told[name]] == ["taste"]
    assert [e["item"] for e in told["dropped"]] == ["scan"] and told["dropped"][0]["why"]
    again, _ = exchanges.bring(session, QUESTIONNAIRE, "food.json", by=BY, now=NOW)
    assert again.slug == "food-on-the-ward-2"


def test_translations_come_along_and_nobody_has_signed_them(session: Session) -> None:
    survey, _ = exchanges.bring(session, QUESTIONNAIRE, "food.json", by=BY, now=NOW)
    revision = session.get_one(Revision, survey.current_revision_id)
    lines = {line.key: line for line in translation_lines.of_revision(session, revision, "pl")}
    assert lines["item/taste/text"].text == "Jakie było jedzenie?"
    standing = {one.language: one for one in translations.standing(session, survey, revision)}
    assert not standing["pl"].on_offer and standing["pl"].signed_on is None


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.json"), (b"{", "a.json"), (b"not a zip", "a.xlsx"), (b"x", "a.png"), (b"<!DOCTYPE x []><x/>", "a.lss"),
     (b'{"resourceType": "Patient"}', "a.json"), (b"key = ", "a.toml")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_made(
    session: Session, content: bytes, name: str
) -> None:
    with pytest.raises(Refused) as caught:
        exchanges.bring(session, content, name, by=BY, now=NOW)
    assert caught.value.field == "file" and len(caught.value.message) > 15
    assert list(surveys.everything(session)) == []


@pytest.mark.parametrize("format", [Format.XLSFORM, Format.FHIR, Format.JSON])
def test_what_leaves_comes_back_the_same_in_every_language(
    session: Session, opened: Open, format: Format
) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    served = surveys.served(session, survey.id)
    taken = exchanges.take(session, survey, format)
    back, account = exchanges.bring(session, taken.content, taken.name, by=BY, now=NOW)
    assert served is not None and not account.dropped and not account.changed
    revision = session.get_one(Revision, back.current_revision_id)
    definition = surveys.definition_of(revision).as_data() | {"key": served.definition.key}
    assert definition == served.definition.as_data()
    words, _ = translations.frozen(session, served.revision_id, "ur", served.languages["ur"])
    theirs = {line.key: line.text for line in translation_lines.of_revision(session, revision, "ur")}
    assert theirs == words


def test_a_codebook_names_every_code(session: Session, opened: Open) -> None:
    taken = exchanges.take(session, session.get_one(Survey, opened.survey_id), Format.CODEBOOK)
    text = taken.content.decode("utf-8-sig")
    assert taken.name.endswith("-codebook.csv") and "help-to-decide" in text and "prefer-not-to-say" in text


def test_an_empty_draft_has_nothing_to_take_out(session: Session) -> None:
    survey = drafts.create(session, "Empty", by=BY, today=TODAY)
    for format in Format:
        with pytest.raises(Refused, match="Nothing is asked"):
            exchanges.take(session, survey, format)
