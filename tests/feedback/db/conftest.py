"""A second organisation, whose rows nobody of the first may meet."""

from __future__ import annotations

from datetime import date

import pytest

from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.models.place import Place


@pytest.fixture
def other(database: Database) -> Organisation:
    """A second organisation with a place of its own."""
    row = Organisation(slug="elsewhere", name="Elsewhere (invented)", created_on=date(2026, 11, 1))
    with database.transaction(EVERYWHERE) as session:
        session.add(row)
        session.flush()
        session.add(Place(organisation_id=row.id, slug="their-ward", name="Their ward"))
    return row
