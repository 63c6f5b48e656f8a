"""The demonstration, loaded once for all tests of a run that only read it; each of them gets a copy of the file."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from feedback.app import create_app
from feedback.config import Config
from feedback.db import Database
from feedback.services.demonstration import loading
from feedback.services.demonstration.loading import Loaded

TODAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 12, 0)
RESPONSES = 600
_once: dict[str, tuple[Path, Loaded]] = {}


@dataclass(frozen=True)
class Demonstration:
    """An application with the demonstration in it."""

    app: Flask
    loaded: Loaded

    def json(self, *arguments: str) -> Any:
        """What a command prints as JSON."""
        result = self.app.test_cli_runner().invoke(args=[*arguments, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def page(self, address: str, **headers: str) -> str:
        """A page that anybody may read."""
        answer = self.app.test_client().get(address, headers=headers)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text


def a_copy(template: Path, factory: pytest.TempPathFactory, folder: Path) -> Demonstration:
    """An application of its own for one test."""
    if "loaded" not in _once:
        path = factory.mktemp("demonstration") / "feedback.sqlite"
        shutil.copyfile(template, path)
        database = Database(f"sqlite:///{path}")
        with database.transaction() as session:
            loaded = loading.load(session, number=RESPONSES, seed=2026, today=TODAY, now=NOW)
        database.engine.dispose()
        _once["loaded"] = path, loaded
    path, loaded = _once["loaded"]
    folder.mkdir(exist_ok=True)
    shutil.copyfile(path, folder / "feedback.sqlite")
    config = Config(
        instance=folder, database_url=f"sqlite:///{folder / 'feedback.sqlite'}", secret_key="x" * 40, base_url=None,
        trusted_proxies=0, production=False,
    )  # fmt: skip
    app = create_app(config)
    app.config["BOARD_SECONDS"] = 0
    app.config["BOARD_IS_WATCHED"] = False
    app.config["WORKS_BESIDE"] = False
    return Demonstration(app, loaded)
