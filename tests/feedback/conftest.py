"""The application as a test meets it: on a fresh database of either engine, asked without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from feedback.config import Config

SECRET_KEY = "for tests only, and as long as a real one has to be"


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings of a machine at home: no address of its own, no https."""
    return Config(
        instance=tmp_path,
        database_url=database_url,
        secret_key=SECRET_KEY,
        base_url=None,
        trusted_proxies=0,
        production=False,
        hash_key=b"for tests only: what numbers are hashed with",
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The whole application; its database is the one of the fixtures `database` and `session`."""
    from feedback.app import create_app

    made = create_app(config)
    # A test acts faster than any person: what it changed must show at once.
    made.config["BOARD_SECONDS"] = 0
    made.config["BOARD_IS_WATCHED"] = False
    # What is worked beside the pages is done when the page comes.
    made.config["WORKS_BESIDE"] = False
    yield made
    made.extensions["database"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with a browser and no cookies yet."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Somebody at the command line."""
    return app.test_cli_runner()
