"""Promises of the worker beside a server: begun, begun again when it dies, stopped with it, and never outliving it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feedback.config import Config
from feedback.jobs import beside
from tests.conftest import KEYS, ROOT


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Where the stand-in of a worker says that it began, and that it was told to stop."""
    return tmp_path / "notes"


@pytest.fixture
def one(notes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """A worker that does so, and whatever else the test says."""
    monkeypatch.setattr(beside, "_AGAIN", 0.05)
    begun: list[Any] = []

    def begin(does: str) -> Any:
        program = (
            "import signal, sys, time\n"
            f"said = lambda word: open({str(notes)!r}, 'a').write(word + ' ')\n"
            "def stop(*_):\n    said('told')\n    sys.exit()\n"
            f"signal.signal(signal.SIGTERM, stop)\nsaid('begun')\n{does}\n"
        )
        monkeypatch.setattr(beside, "_command", lambda: [sys.executable, "-c", program])
        begun.append(beside._Beside())
        begun[-1].start()
        return begun[-1]

    yield begin
    for each in begun:
        each.stop()


def until(notes: Path, said: str) -> None:
    end = time.monotonic() + 30
    while not (notes.exists() and notes.read_text().strip() == said):
        assert time.monotonic() < end, notes.read_text() if notes.exists() else "nothing"
        time.sleep(0.02)


def test_it_is_stopped_with_its_server(one: Any, notes: Path) -> None:
    it = one("time.sleep(60)")
    until(notes, "begun")
    it.stop()
    assert notes.read_text().split() == ["begun", "told"]


def test_one_that_dies_is_started_again(one: Any, notes: Path) -> None:
    one(f"if open({str(notes)!r}).read().count('begun') > 2: time.sleep(60)")
    until(notes, "begun begun begun")


def test_one_that_will_not_stop_is_killed(one: Any, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_PATIENCE", 0.2)
    it = one("signal.signal(signal.SIGTERM, signal.SIG_IGN)\nsaid('deaf')\ntime.sleep(60)")
    until(notes, "begun deaf")
    it.stop()
    assert it._process.wait(10) == -signal.SIGKILL


def test_it_does_not_outlive_a_server_that_was_killed_before_it_had_begun(
    config: Config, database: Any
) -> None:
    (config.instance / "hash-key").write_text(KEYS.hashing.decode())
    server = (
        "import os, subprocess, sys\n"
        "it = subprocess.Popen([sys.executable, '-m', 'feedback.jobs', '--beside', str(os.getpid())],\n"
        "                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(it.pid, flush=True)\n"
    )
    settings = {"FEEDBACK_INSTANCE": str(config.instance), "FEEDBACK_DATABASE_URL": config.database_url,
                "FEEDBACK_SECRET_KEY": KEYS.secret}  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", server], cwd=ROOT, env=settings, stdout=subprocess.PIPE, check=True, timeout=60
    )
    worker = int(told.stdout)
    end = time.monotonic() + 90
    while is_running(worker):
        if time.monotonic() > end:
            os.kill(worker, signal.SIGKILL)
            pytest.fail("it works on for nobody")
        time.sleep(0.2)


def is_running(process: int) -> bool:
    """Whether it is there, and no mere name of one that ended."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
