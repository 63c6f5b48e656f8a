"""What the benchmarks share: an installation with one short survey, and what a phone sends to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.serving import Instance


@pytest.fixture(scope="session")
def short_survey(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """A real organisation with `my-care` and the short block, in English, Easy Read and Urdu."""
    folder: Path = tmp_path_factory.mktemp("bench")
    return Instance.with_one_short_survey(folder, languages=("ur",))
