"""Somebody at their phone with a poster in front of them."""

from __future__ import annotations

import pytest

from tests.feedback.open_survey import IN_URDU, Open
from tests.fresh_databases import Beginning


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    """The open survey, for tests that ask for it."""
    return IN_URDU if "opened" in request.fixturenames else None


@pytest.fixture
def opened(begun: Open) -> Open:
    """A real organisation's survey, signed off in Urdu; every about-you question of the short block."""
    return begun
