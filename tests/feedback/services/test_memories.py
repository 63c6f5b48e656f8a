"""Promises of the memory: what was signed before is offered again, and what differs in its English is said."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models.remembered_text import RememberedText
from feedback.models.survey import Survey
from feedback.services import memories, organisations, sign_offs, surveys
from feedback.services.memories import Difference
from tests.feedback.open_survey import BY, TODAY, Open, sign

ENGLISH, TEXT = "Staff listen to me.", "Personel mnie słucha."


def remember(session: Session, survey_id: int, *pairs: tuple[str, str]) -> None:
    memories.remember(session, survey_id, "pl", pairs, name="T. Example", today=TODAY)


def offers(session: Session, english: str, text: str = "", language: str = "pl") -> list[memories.Offer]:
    return memories.offers(session, language, [("item/x/text", english, text)])["item/x/text"]


def test_signing_remembers_every_line_once(session: Session, opened: Open) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    number = select(func.count()).select_from(RememberedText).where(RememberedText.language == "ur")
    before = session.scalar(number)
    assert before and before > 30
    sign_offs.take_back(session, survey, "ur", by=BY, today=TODAY)
    sign(session, survey, "ur")
    assert session.scalar(number) == before


def test_what_was_signed_for_the_same_english_is_offered_first_with_who_signed_it(
    session: Session, opened: Open
) -> None:
    remember(session, opened.survey_id, (ENGLISH, TEXT), ("Staff listen to us.", "Personel nas słucha."))
    exact, close = offers(session, ENGLISH)
    assert (exact.text, exact.signed_name, exact.signed_on, exact.close) == (TEXT, "T. Example", TODAY, False)
    assert close.close and close.english == "Staff listen to us."


def test_close_english_says_what_differs(session: Session, opened: Open) -> None:
    remember(session, opened.survey_id, (ENGLISH, TEXT))
    [close] = offers(session, "Staff listen to us.")
    assert close.differences == (
        Difference("Staff listen to", "Staff listen to"), Difference("me.", "us."),
    )  # fmt: skip
    assert [piece.same for piece in close.differences] == [True, False]


def test_at_most_three_close_ones_are_offered_the_closest_first(session: Session, opened: Open) -> None:
    remember(
        session, opened.survey_id,
        *((f"Staff on ward {number} listen to me.", f"Personel {number}") for number in range(1, 6)),
    )  # fmt: skip
    found = offers(session, "Staff on ward 1 listen to me!")
    assert len(found) == 3 and found[0].english == "Staff on ward 1 listen to me."


def test_english_that_says_something_else_is_not_offered(session: Session, opened: Open) -> None:
    remember(session, opened.survey_id, (ENGLISH, TEXT))
    assert offers(session, "I can see a doctor.") == []


def test_words_that_stand_there_already_are_not_offered(session: Session, opened: Open) -> None:
    remember(session, opened.survey_id, (ENGLISH, TEXT))
    assert offers(session, ENGLISH, TEXT) == []


def test_the_words_of_the_library_are_offered_for_exactly_their_key_and_english(
    session: Session, opened: Open
) -> None:
    key, english = "item/help-to-decide/text", "I help to decide about my care."
    [offer] = memories.offers(session, "pl", [(key, english, "")])[key]
    assert offer.text and offer.signed_name == ""
    assert memories.offers(session, "pl", [("item/other/text", english, "")])["item/other/text"] == []


def test_another_language_and_another_organisation_remember_for_themselves(
    session: Session, opened: Open
) -> None:
    remember(session, opened.survey_id, (ENGLISH, TEXT))
    assert offers(session, ENGLISH, language="uk") == []
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    assert offers(session, ENGLISH) == [] and surveys.find(session, opened.slug) is None
