"""Promise of library editions: a later one is offered and never forced; what somebody changed stays theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.services import drafts, library_editions, publications, surveys
from feedback.services.refusals import Refused
from surveys import building, reading
from surveys.definition import Definition
from tests.feedback.open_survey import BY, TODAY, Open, opened_in

BETTER = "I get help with what matters most."


@pytest.fixture
def ship_a_later_one(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes the library what it will be: one text better, another too, one question more."""
    shipped = reading.shipped
    new = {"key": "new-one", "kind": "comment", "text": "What else?", "easy": "What else?"}

    def tomorrow(slug: str) -> Definition:
        found = shipped(slug)
        if slug != "my-care":
            return found
        data = building.change_item(found.as_data(), "what-matters", {"text": BETTER})
        data = building.change_item(data, "help-i-need", {"text": "I get all the help I need."})
        return reading.read(building.add_item(data, new) | {"edition": "2027.1"})

    return lambda: monkeypatch.setattr(reading, "shipped", tomorrow)


def test_the_newest_edition_offers_nothing(session: Session, opened: Open) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    assert library_editions.offered(session, survey) is None
    with pytest.raises(Refused, match="newest"):
        library_editions.take_over(session, survey, by=BY)
    own = drafts.create(session, "Mine", by=BY, today=TODAY)
    assert library_editions.offered(session, own) is None


def test_a_later_edition_is_offered_beside_what_was_changed_here(
    session: Session, opened: Open, ship_a_later_one: Callable[[], None]
) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    before = surveys.served(session, survey.id)
    ship_a_later_one()
    drafts.change(session, survey, lambda d: building.change_item(d, "help-i-need", {"text": "Ours."}), by=BY)
    offer = library_editions.offered(session, survey)
    assert offer is not None and (offer.since, offer.edition) == ("2026.1", "2027.1")
    assert "what-matters" in offer.merged.taken and offer.merged.added == ["new-one"]
    assert "help-i-need" in offer.merged.kept and offer.texts["new-one"] == "What else?"
    draft = library_editions.take_over(session, survey, by=BY)
    texts = {item["key"]: item["text"] for item in building.items(draft.definition)}
    assert texts["what-matters"] == BETTER and texts["help-i-need"] == "Ours."
    assert library_editions.offered(session, survey) is None
    assert surveys.served(session, survey.id) == before


def test_what_was_signed_stays_served_until_the_new_edition_is_published(
    session: Session, ship_a_later_one: Callable[[], None]
) -> None:
    survey = session.get_one(Survey, opened_in(session, "my-care", signed=("ur",)).survey_id)
    served = surveys.served(session, survey.id)
    ship_a_later_one()
    library_editions.take_over(session, survey, by=BY)
    assert served is not None and "ur" in served.languages
    assert surveys.served(session, survey.id) == served
    publications.publish(session, survey, by=BY, today=TODAY)
    assert "ur" not in surveys.served(session, survey.id).languages  # type: ignore[union-attr]  # it is published
