"""A survey that is open when a test begins."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey
from feedback.services import staff_members, surveys
from feedback.vocabulary import Role
from tests.feedback.open_survey import BY, IN_URDU, NOW, Open
from tests.feedback.texting import FRIENDS_OPEN, Phone
from tests.fresh_databases import Beginning


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    """The open survey, for tests that ask for it, or the one that friends and family answer by text."""
    if "friends" in request.fixturenames:
        return FRIENDS_OPEN
    return IN_URDU if "opened" in request.fixturenames else None


@pytest.fixture
def opened(begun: Open) -> Open:
    """The invented organisation's survey `my-care` with the short block, signed off in Urdu."""
    return begun


@pytest.fixture
def friends(begun: Open) -> Open:
    """The Friends and Family Test, open to whoever texts its code."""
    return begun


@pytest.fixture
def phone(database: Database, organisation: Organisation) -> Phone:
    """The telephone of somebody who answers."""
    return Phone(database, organisation.id)


@pytest.fixture
def colleague(session: Session) -> int:
    """The id of somebody who types in answers."""
    return staff_members.add(session, "kit@oakfield.example.org", role=Role.STAFF, by=BY, now=NOW).id


@pytest.fixture
def survey(session: Session, opened: Open) -> Survey:
    """The survey that is open."""
    found = surveys.find(session, opened.slug)
    assert found is not None
    return found
