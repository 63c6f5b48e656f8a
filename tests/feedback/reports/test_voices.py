"""Promises of the voices: everybody is in exactly one, and what staff had a hand in is never told as somebody's own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import frames, voices
from feedback.reports.sights import Sight
from feedback.services import surveys
from surveys.definition import Definition
from tests.feedback.open_survey import Open, answer

CASES: list[tuple[dict[str, Any], str]] = [
    ({"answered_by": "myself"}, voices.OWN_WORDS),
    ({"answered_by": "helped"}, voices.OWN_WORDS),
    ({"answered_by": "helped", "helper": "family-or-friend"}, voices.OWN_WORDS),
    ({"answered_by": "helped", "helper": "staff"}, voices.STAFF_HELPED),
    ({"answered_by": "someone-else", "helper": "staff"}, voices.STAFF_HELPED),
    ({"answered_by": "someone-else", "helper": "carer"}, voices.SOMEONE_ELSE),
    ({"answered_by": "someone-else"}, voices.SOMEONE_ELSE),
    ({"answered_by": "prefer-not-to-say"}, voices.NOT_SAID),
    ({}, voices.NOT_SAID),
]


@pytest.mark.parametrize(("given", "voice"), CASES)
def test_everybody_is_in_exactly_one_voice(
    session: Session, opened: Open, given: dict[str, Any], voice: str
) -> None:
    answer(session, opened, "one", help_to_decide="yes", **given)
    frame = frames.load(session, opened.survey_id)
    found = {name: int(voices.members(frame, name).sum()) for name in voices.VOICES}
    assert found == {name: int(name == voice) for name in voices.VOICES}


def seen_by_voice(
    session: Session, opened: Open, numbers: dict[str, tuple[int, str]]
) -> dict[str, int | None]:
    """The base of each voice of one item, as staff see it; each voice with so many answers alike."""
    given = {voice: answers for answers, voice in reversed(CASES)}
    for voice, (number, said) in numbers.items():
        for at in range(number):
            answer(session, opened, f"{voice} {at}", help_to_decide=said, **given[voice])
    survey = session.get_one(Survey, opened.survey_id)
    seen = Sight(session, survey, definition_of(session, survey), None).of([])
    item = seen.item("help-to-decide")
    assert item is not None
    [table] = [table for table in item.breakdowns if table.group == voices.WHO]
    return {value: row.base for value, row in table.rows}


def definition_of(session: Session, survey: Survey) -> Definition:
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    return surveys.definition_of(revision)


def test_the_voices_are_told_apart_each_with_its_answers(session: Session, opened: Open) -> None:
    found = seen_by_voice(session, opened, {
        voices.OWN_WORDS: (30, "no"), voices.STAFF_HELPED: (12, "yes"), voices.SOMEONE_ELSE: (15, "yes"),
        voices.NOT_SAID: (11, "no"),
    })  # fmt: skip
    assert found == dict(zip(voices.VOICES, (30, 12, 15, 11), strict=True))


def test_few_who_were_helped_are_hidden_in_company(session: Session, opened: Open) -> None:
    found = seen_by_voice(session, opened, {
        voices.OWN_WORDS: (40, "no"), voices.STAFF_HELPED: (3, "yes"), voices.SOMEONE_ELSE: (15, "yes"),
        voices.NOT_SAID: (20, "yes"),
    })  # fmt: skip
    assert found[voices.STAFF_HELPED] is None
    assert sum(base is None for base in found.values()) >= 2
