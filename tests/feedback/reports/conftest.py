"""A survey that is open when a test of a report begins, and what tests of frames watch it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.db import Database
from feedback.reports import frame_rows
from tests.feedback.open_survey import IN_URDU, Open
from tests.fresh_databases import Beginning


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    """The open survey, for tests that ask for it."""
    return IN_URDU if "opened" in request.fixturenames else None


@pytest.fixture
def opened(begun: Open) -> Open:
    """The invented organisation's survey `my-care` with the short block, signed off in Urdu."""
    return begun


@pytest.fixture
def shared(database_url: str, opened: Open, tmp_path: Path) -> Iterator[Database]:
    """The database as a server opens it: with a folder for frames."""
    database = Database(database_url, tmp_path / "frames")
    yield database
    database.engine.dispose()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From which id on rows were read; -1 is every row."""
    found: list[int] = []
    real = frame_rows.after

    def noted(session: Session, survey_id: int, above: int) -> Any:
        found.append(above)
        return real(session, survey_id, above)

    monkeypatch.setattr(frame_rows, "after", noted)
    return found
