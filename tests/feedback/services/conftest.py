"""A survey that is open, within the one transaction of a test."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.feedback.open_survey import Open, opened_in


@pytest.fixture
def opened(session: Session) -> Open:
    """The invented organisation's survey `my-care` with the short block."""
    return opened_in(session, signed=("ur",), with_postcodes=True)
