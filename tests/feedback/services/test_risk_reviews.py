"""Promises of the reviews: a named person answers for the words as they stand, and for no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feedback.services import risk_lists, risk_reviews, risk_words
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, TODAY


def sign(session: Session, colleague: int, name: str = "A. Reader", role: str = "Safeguarding nurse") -> None:
    risk_reviews.sign(session, "ur", name=name, role=role, staff_id=colleague, by=BY, today=TODAY)


def test_nobody_has_reviewed_a_list_until_somebody_signs_it(session: Session, colleague: int) -> None:
    assert [one.review for one in risk_reviews.every(session)] == [None] * len(risk_lists.languages())
    sign(session, colleague)
    review = risk_reviews.standing(session, "ur").review
    assert review is not None and (review.name, review.role, review.signed_on) == (
        "A. Reader", "Safeguarding nurse", TODAY,
    )  # fmt: skip
    with pytest.raises(Refused, match="already"):
        sign(session, colleague)


@pytest.mark.parametrize(("name", "role"), [("", "Nurse"), ("A. Reader", " ")])
def test_a_signature_has_a_name_and_a_role(session: Session, colleague: int, name: str, role: str) -> None:
    with pytest.raises(Refused):
        sign(session, colleague, name, role)


def test_a_changed_list_has_to_be_signed_again(
    session: Session, colleague: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(session, colleague)
    assert not risk_reviews.standing(session, "ur").changed
    changed = (risk_lists.FOLDER / "ur.toml").read_text("utf-8") + "# another word\n"
    (tmp_path / "ur.toml").write_text(changed, "utf-8")
    monkeypatch.setattr(risk_lists, "FOLDER", tmp_path)
    now = risk_reviews.standing(session, "ur")
    assert now.review is None and now.changed


def test_an_organisations_own_phrases_are_searched_for_until_they_are_removed(
    session: Session, colleague: int
) -> None:
    row = risk_reviews.add_phrase(
        session, "violence-or-threat", "blue  door*", staff_id=colleague, by=BY, today=TODAY
    )
    own = risk_reviews.own(session)
    assert own == (("violence-or-threat", "blue door*"),)
    assert [hit.category for hit in risk_words.find("Behind the blue doors", "pl", own)] == [
        "violence-or-threat"
    ]
    risk_reviews.remove_phrase(session, row.id, by=BY)
    assert risk_reviews.own(session) == ()


@pytest.mark.parametrize(
    ("category", "phrase"),
    [("nothing", "blue door"), ("child-at-risk", "a"), ("child-at-risk", "*"), ("child-at-risk", "(a|b"),
     ("child-at-risk", "x" * 201), ("child-at-risk", "<child> near"), ("child-at-risk", "known")],
)  # fmt: skip
def test_a_phrase_that_says_nothing_or_cannot_be_read_is_refused(
    session: Session, colleague: int, category: str, phrase: str
) -> None:
    risk_reviews.add_phrase(session, "child-at-risk", "known", staff_id=colleague, by=BY, today=TODAY)
    with pytest.raises(Refused):
        risk_reviews.add_phrase(session, category, phrase, staff_id=colleague, by=BY, today=TODAY)
