"""What the long trials share: an installation with the demonstration on each engine, and a server for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.serving import Instance, Server


@pytest.fixture
def instance(bare_url: str, tmp_path: Path) -> Instance:
    """An installation of its own, once on SQLite and once on PostgreSQL."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return Instance.with_demonstration(folder, bare_url)


@pytest.fixture
def server(instance: Instance) -> Iterator[Server]:
    """A server of that installation, started."""
    made = Server("wsgi:app", instance.environment)
    made.start()
    yield made
    made.stop()
