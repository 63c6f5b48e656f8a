"""People who answered in many months, for pages that show change over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from feedback.services import places, responses, surveys
from surveys.answers import pack


def answered_by_month(
    office: Any, first: date, months: int, each: int, given: Callable[[int, int], Mapping[str, Any]], *,
    place: str = "ward-7", edition: str | None = None,
) -> None:  # fmt: skip
    """`each` people a month answer at a place; `given` says what, by the number of the month and of the person."""
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        where = places.by_slug(session, place)
        assert survey and where
        served = surveys.served(session, survey.id)
        assert served
        rows = []
        for month in range(months):
            years, at = divmod(first.month - 1 + month, 12)
            for person in range(each):
                office.sent += 1
                answers = dict(given(month, person))
                rows.append({
                    "submission": responses.name_of(f"page {office.sent}"), "survey_id": survey.id,
                    "revision_id": served.revision_id, "link_id": None, "place_id": where.id, "channel": "qr",
                    "language": "en", "texts_version": 1, "answered_on": date(first.year + years, at + 1, 12),
                    "geography_edition": edition, "answers": responses.canonical(answers),
                    "codes": pack(served.definition, served.codebook, answers),
                })  # fmt: skip
        assert responses.store_many(session, rows) == months * each
