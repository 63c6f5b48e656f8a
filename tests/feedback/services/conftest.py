"""A survey that is open, within the one transaction of a test."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.services import staff_members
from feedback.vocabulary import Role
from tests.feedback.open_survey import BY, NOW, Open, opened_in


@pytest.fixture
def opened(session: Session) -> Open:
    """The invented organisation's survey `my-care` with the short block."""
    return opened_in(session, signed=("ur",), with_postcodes=True)


@pytest.fixture
def colleague(session: Session) -> int:
    """The id of somebody who types in answers."""
    return staff_members.add(session, "kit@oakfield.example.org", role=Role.STAFF, by=BY, now=NOW).id
