"""What the journeys share: Chromium, and a served installation with the demonstration in it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import missing
from tests.soak.serving import Instance, Server

#: What `flask demo load --json` said, beside what it loaded.
_LOADED = "loaded.json"
#: One process is enough for one reader, and two would fight over the cores with Chromium.
FLAGS = ("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the system, with no window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("Chromium")
    # Publishing takes seconds, and the cores are shared with other tests.
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Served(Server):
    """The same server, asked whether it is there by a connection that is closed at once."""

    scheme, host = "http", "127.0.0.1"

    @property
    def address(self) -> str:
        """What addresses of it begin with."""
        return f"{self.scheme}://{self.host}:{self.port}"

    def answers(self) -> bool:
        """Whether it serves at this moment; its certificate is its own."""
        try:
            own = ssl._create_unverified_context()
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=20, context=own) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@dataclass(frozen=True)
class Site:
    """A served installation; `loaded` is what `flask demo load --json` said."""

    address: str
    port: int
    instance: Instance
    loaded: dict[str, Any]

    def code(self, survey: str) -> str:
        """The code of the demonstration's first link to a survey."""
        return str(self.loaded["surveys"][survey]).rpartition("/")[2]

    def codes(self, survey: str) -> list[str]:
        """Every code that leads to a survey."""
        listed = json.loads(self.instance.flask("survey", "list", "--json"))
        return [link["code"] for one in listed if one["slug"] == survey for link in one["links"]]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with the demonstration in it, made once for every process of this run."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / _LOADED).exists():
            folder.mkdir()
            instance = _instance(folder)
            instance.flask("db", "upgrade")
            (folder / _LOADED).write_text(instance.flask("demo", "load", "--json"))
    return folder


@contextmanager
def served(demonstration: Path, folder: Path, **more: str) -> Iterator[Site]:
    """A copy of the demonstration, served as `make run` serves it, on a port of its own; `more` are settings."""
    shutil.copytree(demonstration, folder, dirs_exist_ok=True)
    instance = _instance(folder)
    server = Served("wsgi:app", {**instance.environment, **more}, flags=FLAGS)
    server.start()
    try:
        yield Site(server.address, server.port, instance, json.loads((folder / _LOADED).read_text()))
    finally:
        server.stop()


@pytest.fixture(scope="session")
def site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, for those who leave it as others can use it."""
    with served(demonstration, tmp_path_factory.mktemp("instance")) as there:
        yield there


def _instance(folder: Path) -> Instance:
    return Instance(folder, f"sqlite:///{folder / 'feedback.sqlite'}", "")
