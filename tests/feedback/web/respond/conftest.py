"""Somebody at their phone with a poster in front of them."""

from __future__ import annotations

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.open_survey import Open, open_survey


@pytest.fixture
def opened(database: Database, organisation: Organisation) -> Open:
    """A real organisation's survey, signed off in Urdu; every about-you question of the short block."""
    return open_survey(database, organisation.id, signed=("ur",), with_postcodes=True)
