"""What the journeys share: Chromium, and a served installation with the demonstration in it."""

from __future__ import annotations

import json
import shutil
import ssl
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import missing
from tests.soak.serving import Instance, Server

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """This checkout as `make run` serves it, on an instance and a port of its own."""
    folder = tmp_path_factory.mktemp("instance")
    instance = Instance(folder, f"sqlite:///{folder / 'feedback.sqlite'}", "")
    instance.flask("db", "upgrade")
    loaded = json.loads(instance.flask("demo", "load", "--json"))
    server = Served("wsgi:app", instance.environment, flags=FLAGS)
    server.start()
    yield Site(server.address, server.port, instance, loaded)
    server.stop()
