"""Promise of BSL: on offer once every text is signed and captioned and two people answer for it, and only then."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import i18n
from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import audit, bsl, completeness, media_slots, sign_offs, surveys, translations, uploads
from feedback.services.refusals import Refused
from surveys import texts
from surveys.definition import Definition
from tests.feedback import invented_media as invented
from tests.feedback.open_survey import BY, TODAY, Open

QUESTION = "item/help-to-decide/text"


def served(session: Session, opened: Open) -> tuple[str, ...]:
    found = surveys.served(session, opened.survey_id)
    assert found is not None
    return tuple(found.languages)


def sign(
    session: Session, opened: Open, first: str = "Ana Example", second: str = "Ben Example"
) -> SurveyTexts:
    survey = session.get_one(Survey, opened.survey_id)
    return bsl.sign(
        session, survey, definition(session, opened), signed_by=first, checked_by=second, by=BY, today=TODAY
    )


def definition(session: Session, opened: Open) -> Definition:
    revision = surveys.revision_of(session, session.get_one(Survey, opened.survey_id))
    assert revision is not None
    return surveys.definition_of(revision)


def refusal(session: Session, opened: Open, *names: str) -> Refused:
    with pytest.raises(Refused) as told:
        sign(session, opened, *names)
    assert "bfi" not in served(session, opened)
    return told.value


def test_once_everything_is_signed_people_can_choose_it_last_and_read_english(
    session: Session, opened: Open
) -> None:
    invented.sign_everything(session, opened)
    assert "bfi" not in served(session, opened)
    row = sign(session, opened, " Ana  Example ")
    assert served(session, opened)[-1] == "bfi"
    assert row.provenance == "BSL video: signed by Ana Example, checked by Ben Example"
    words, interface = translations.frozen(session, row.revision_id, "bfi", row.version)
    assert words == texts.english_texts(definition(session, opened)) and interface == {}
    signed = bsl.signed(session, session.get_one(Survey, opened.survey_id))
    assert signed == bsl.Signed("Ana Example", "Ben Example", TODAY)


def test_what_lacks_is_listed(session: Session, opened: Open) -> None:
    invented.sign_everything(session, opened, leave_out=2)
    told = refusal(session, opened).message
    assert told.startswith("2 captioned videos are missing: “Thank you.") and told.count("“") == 2
    survey = session.get_one(Survey, opened.survey_id)
    assert [slot.key for slot in bsl.lacking(session, survey, definition(session, opened))] == [
        media_slots.THANKS, media_slots.ERROR,
    ]  # fmt: skip


def test_a_long_list_is_cut(session: Session, opened: Open) -> None:
    told = refusal(session, opened).message
    assert told.count("“") == 5 and told.endswith(" more.")


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [("", "Ben", "signed_by"), ("Ana", " ", "checked_by"), ("Ana", "ANA ", "checked_by"),
     ("x" * 201, "Ben", "signed_by")],
)  # fmt: skip
def test_two_people_answer_for_it(
    session: Session, opened: Open, first: str, second: str, field: str
) -> None:
    assert refusal(session, opened, first, second).field == field


@pytest.mark.parametrize("change", ["remove", "replace"])
def test_when_a_video_changes_it_is_no_longer_on_offer(session: Session, opened: Open, change: str) -> None:
    invented.sign_everything(session, opened)
    sign(session, opened)
    survey = session.get_one(Survey, opened.survey_id)
    if change == "remove":
        uploads.remove(session, survey, "bfi", QUESTION, by=BY)
    else:
        invented.put_up(session, opened, "bfi", QUESTION)
    assert "bfi" not in served(session, opened) and bsl.signed(session, survey) is None
    assert audit.latest(session, 1)[0].action == "bsl-withdrawn"
    if change == "replace":
        assert sign(session, opened).version == 2 and "bfi" in served(session, opened)


def test_a_recording_changes_nothing_of_it(session: Session, opened: Open) -> None:
    invented.sign_everything(session, opened)
    sign(session, opened)
    invented.put_up(session, opened, "ur", QUESTION)
    assert "bfi" in served(session, opened)


def test_english_that_changes_takes_it_off_and_its_video_signs_it_no_more(
    session: Session, opened: Open
) -> None:
    invented.sign_everything(session, opened)
    sign(session, opened)
    survey = session.get_one(Survey, opened.survey_id)
    old = surveys.revision_of(session, survey)
    assert old is not None
    data = old.definition
    data["sections"][0]["items"][0]["text"] = "These are other words."
    new = Revision(
        organisation_id=old.organisation_id, survey_id=survey.id, number=2, definition=data, codebook=old.codebook,
        fingerprint="0" * 32, published_on=TODAY,
    )  # fmt: skip
    session.add(new)
    session.flush()
    survey.current_revision_id = new.id
    translations.copy_shipped(session, new.id, surveys.definition_of(new))
    assert "bfi" not in served(session, opened)
    assert refusal(session, opened).message == "1 captioned video is missing: “These are other words.”."


def test_it_can_be_taken_down_and_its_videos_stay(session: Session, opened: Open) -> None:
    invented.sign_everything(session, opened)
    sign(session, opened)
    survey = session.get_one(Survey, opened.survey_id)
    assert bsl.withdraw(session, survey, by=BY) and not bsl.withdraw(session, survey, by=BY)
    assert "bfi" not in served(session, opened)
    assert bsl.lacking(session, survey, definition(session, opened)) == []


def test_one_person_cannot_sign_it_like_a_translation(session: Session, opened: Open) -> None:
    invented.sign_everything(session, opened)
    survey = session.get_one(Survey, opened.survey_id)
    sign(session, opened)
    bsl.withdraw(session, survey, by=BY)
    with pytest.raises(Refused, match="two translators"):
        sign_offs.sign(
            session, survey, "bfi", name="A", role="B", qualification="C", by=BY, today=TODAY
        )  # fmt: skip
    assert "bfi" not in served(session, opened)


def test_it_appears_nowhere_where_it_has_nothing_to_say(session: Session, opened: Open) -> None:
    invented.sign_everything(session, opened)
    sign(session, opened)
    assert "bfi" not in i18n.shipped_languages() and "bfi" not in translations.signed_languages(session)
    assert i18n.choose("bfi, ur;q=0.5", ("en", "ur", "bfi")) == "ur"
    assert not [one for one in completeness.problems() if one["language"] == "bfi"]
    rows = session.scalars(select(SurveyTexts.language).where(SurveyTexts.language == "bfi")).all()
    assert len(rows) == 1
