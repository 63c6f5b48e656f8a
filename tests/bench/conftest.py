"""What the benchmarks share: an installation with one short survey."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import installation
from tests.soak.serving import Instance


@pytest.fixture
def short_survey(tmp_path: Path) -> Instance:
    """A real organisation with `my-care` and the short block, in English, Easy Read and Urdu."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return installation.with_one_short_survey(folder)
