"""A draft beside the published revision of a survey, as the builder makes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import surveys, translations
from surveys import publishing
from surveys.definition import Definition
from tests.feedback.open_survey import TODAY

QUESTION = "item/help-to-decide/text"


def reworded(data: dict[str, Any]) -> None:
    """Other English for one statement."""
    _item(data, "help-to-decide")["text"] = "I help to decide about my care and treatment."


def without_easy_read(data: dict[str, Any]) -> None:
    """A statement whose Easy Read nobody has written yet."""
    _item(data, "help-to-decide")["easy"] = None


def with_an_own_question(data: dict[str, Any]) -> None:
    """A question that no library has."""
    data["sections"][0]["items"].append(
        {"key": "ours", "kind": "comment", "text": "What about our new garden?", "easy": "Our new garden?"}
    )


def _item(data: dict[str, Any], key: str) -> dict[str, Any]:
    items = (item for section in data["sections"] for item in section["items"])
    found: dict[str, Any] = next(item for item in items if item["key"] == key)
    return found


def begin(
    session: Session, survey: Survey, change: Callable[[dict[str, Any]], None] = lambda data: None
) -> tuple[Revision, Definition]:
    """A draft that differs from what is published by one change, with the words carried into it."""
    before = surveys.revision_of(session, survey)
    assert before is not None
    data = surveys.definition_of(before).as_data()
    change(data)
    definition = Definition.model_validate(data)
    draft = Revision(
        organisation_id=survey.organisation_id, survey_id=survey.id, number=before.number + 1, definition=data,
        codebook=publishing.codebook_as_data(publishing.codebook(definition)),
        fingerprint=publishing.fingerprint(definition),
    )  # fmt: skip
    session.add(draft)
    session.flush()
    translations.carry(session, before, draft, definition)
    translations.fill(session, draft, definition)
    return draft, definition


def publish(session: Session, survey: Survey, draft: Revision, definition: Definition) -> None:
    """The draft takes the place of what was published."""
    before = surveys.revision_of(session, survey)
    translations.freeze(session, survey, before, draft, definition, today=TODAY)
    draft.published_on = TODAY
    survey.current_revision_id = draft.id
    session.flush()
