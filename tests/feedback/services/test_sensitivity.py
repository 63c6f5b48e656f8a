"""Promises of sensitive places: inherited, invitations off until somebody says why, and never named."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.models.place import Place
from feedback.services import audit, places, sensitivity
from feedback.services.refusals import Refused
from tests.feedback.invented_campaigns import campaign
from tests.feedback.open_survey import BY, IN_URDU, Open
from tests.fresh_databases import Beginning

WHY = "Nobody may find out who was here."


@pytest.fixture
def beginning() -> Beginning:
    return IN_URDU


@pytest.fixture
def opened(begun: Open) -> Open:
    return begun


def tree(session: Session) -> tuple[Place, Place, Place]:
    """A hospital, its clinic, and a room of that."""
    hospital = places.add(session, "Oakfield Hospital", by=BY)
    clinic = places.add(session, "Riverside Sexual Health Clinic", parent=hospital, by=BY)
    return hospital, clinic, places.add(session, "Room 4", parent=clinic, by=BY)


def test_a_sensitive_place_makes_those_below_it_sensitive_and_none_above(session: Session) -> None:
    hospital, clinic, room = tree(session)
    sensitivity.mark(session, clinic, WHY, by=BY)
    assert [places.is_sensitive(session, one) for one in (hospital, clinic, room)] == [False, True, True]
    assert [places.texts_allowed(session, one) for one in (hospital, clinic, room)] == [True, False, False]
    assert audit.latest(session, 1)[0].detail == WHY


def test_texts_are_switched_on_for_one_place_with_a_reason_and_for_none_beside_it(session: Session) -> None:
    _, clinic, room = tree(session)
    sensitivity.mark(session, clinic, WHY, by=BY)
    with pytest.raises(Refused, match="Say why"):
        sensitivity.switch_texts(session, room, on=True, because="yes", by=BY)
    sensitivity.switch_texts(session, room, on=True, because="Everybody was asked and agreed.", by=BY)
    assert [places.texts_allowed(session, one) for one in (clinic, room)] == [False, True]
    assert audit.latest(session, 1)[0].action == "texts-switched-on"
    sensitivity.switch_texts(session, room, on=False, because="", by=BY)
    assert not places.texts_allowed(session, room)


def test_marking_again_switches_texts_off(session: Session) -> None:
    _, clinic, _ = tree(session)
    sensitivity.mark(session, clinic, WHY, by=BY)
    sensitivity.switch_texts(session, clinic, on=True, because="Everybody was asked and agreed.", by=BY)
    sensitivity.mark(session, clinic, WHY, by=BY)
    assert not places.texts_allowed(session, clinic)


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("Sexual Health Clinic", "sexual health"), ("GUM", "sexual health"), ("Early Pregnancy Unit", "perinatal loss"),
        ("St Anne's Hospice", "end of life"), ("CAMHS Oakfield", "mental health"), ("HIV Team", "HIV"),
        ("Ward 7", ""), ("Gumley Ward", ""), ("Departmental Office", ""), ("Eye Clinic", ""),
    ],
)  # fmt: skip
def test_a_name_hints_and_decides_nothing(name: str, about: str) -> None:
    assert sensitivity.hint(name) == about


@pytest.mark.parametrize(
    "message",
    [
        "How was Riverside Sexual Health Clinic?", "Your visit to RIVERSIDE on Monday", "Tell us about sexual health",
        "Answer: riversidesexualhealth.example.org/s/ABC", "About Room 4", "Your HIV test", "My care: tell us",
    ],
)  # fmt: skip
def test_no_word_of_the_place_or_the_survey_stands_in_a_message(
    session: Session, opened: Open, message: str
) -> None:
    _, clinic, room = tree(session)
    sensitivity.mark(session, clinic, WHY, by=BY)
    to = campaign(session, opened, place_id=room.id)
    titled = message.replace("My care", sensitivity._titles(session, opened.survey_id)[0])
    assert sensitivity.names_it(session, to, titled)


def test_a_message_that_tells_nothing_passes_and_so_does_the_name_of_the_hospital(
    session: Session, opened: Open
) -> None:
    _, clinic, room = tree(session)
    sensitivity.mark(session, clinic, WHY, by=BY)
    to = campaign(session, opened, place_id=room.id)
    for message in (
        "Oakfield Hospital: how was your visit? https://fb.example.org/i/x Reply STOP to stop.",
        "Please tell us how we did at your health visit, and tap the link at the top.",
    ):
        assert sensitivity.names_it(session, to, message) == []


@pytest.mark.parametrize(
    "message",
    [
        "Jak było w poradni zdrowia seksualnego?", "Su cita de psiquiatría", "Daryeelka dhimirka",
        "ذہنی صحت کے بارے میں بتائیں", "আপনার মানসিক স্বাস্থ্য", "您的心理健康服務", "Sut oedd y gwasanaeth iechyd meddwl?",
        "Розкажіть про психіатричну допомогу", "ਮਾਨਸਿਕ ਸਿਹਤ", "உங்கள் மனநல சேவை",
    ],
)  # fmt: skip
def test_what_a_service_is_about_is_found_in_other_languages(
    session: Session, opened: Open, message: str
) -> None:
    _, clinic, _ = tree(session)
    sensitivity.mark(session, clinic, WHY, by=BY)
    to = campaign(session, opened, place_id=clinic.id)
    assert sensitivity.names_it(session, to, message)


def test_the_title_in_another_language_is_found_too(session: Session, opened: Open) -> None:
    _, clinic, _ = tree(session)
    sensitivity.mark(session, clinic, WHY, by=BY)
    to = campaign(session, opened, place_id=clinic.id)
    urdu = [title for title in sensitivity._titles(session, opened.survey_id) if not title.isascii()]
    assert urdu
    assert sensitivity.names_it(session, to, f"براہ کرم {urdu[0]} شکریہ")


def test_a_campaign_of_any_other_place_may_say_what_it_wants(session: Session, opened: Open) -> None:
    assert (
        sensitivity.names_it(session, campaign(session, opened), "How was Ward 7, and your HIV test?") == []
    )
