"""Somebody at the command line of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feedback.invented_place import Demonstration, a_copy


@pytest.fixture(scope="module")
def demonstration(
    _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """The invented place with its 600 responses; tests of a module share it and only read."""
    found = a_copy(_sqlite_template, tmp_path_factory, tmp_path_factory.mktemp("copy"))
    yield found
    found.app.extensions["database"].engine.dispose()
