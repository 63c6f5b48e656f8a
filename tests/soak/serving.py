"""A real server from this checkout on an instance of its own, and a person's phone to answer with."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = Path(sys.executable).parent
#: As `make run` serves: gunicorn.conf.py of this checkout says how.
FLAGS: tuple[str, ...] = ()
LOST = (OSError, http.client.HTTPException)


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Instance:
    """A set-up installation with the demonstration in it."""

    folder: Path
    database_url: str
    code: str
    #: Settings beyond these, by name.
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def with_demonstration(cls, folder: Path, database_url: str, *, responses: int = 40) -> Instance:
        """Sets one up by the commands a person types; the demonstration's first link is the one tried."""
        made = cls(folder, database_url, "")
        made.flask("db", "upgrade")
        made.flask("demo", "load", "--responses", str(responses), "--seed", "1")
        surveys = json.loads(made.flask("survey", "list", "--json"))
        codes = [link["code"] for survey in surveys for link in survey["links"] if link["state"] == "open"]
        return cls(folder, database_url, codes[0])

    @property
    def environment(self) -> dict[str, str]:
        """What the program reads, and nothing of the shell's own settings of it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBACK_")}
        return {
            **kept,
            "FEEDBACK_INSTANCE": str(self.folder),
            "FEEDBACK_DATABASE_URL": self.database_url,
            **dict(self.more),
        }

    def flask(self, *command: str) -> str:
        """What a command prints; raises when it fails."""
        done = subprocess.run(
            [PROGRAMS / "flask", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"flask {' '.join(command)}: {done.stderr}"
        return done.stdout


class Server:
    """Gunicorn with its workers, on a port that it keeps over restarts."""

    def __init__(
        self,
        application: str,
        environment: Mapping[str, str],
        *,
        flags: tuple[str, ...] = FLAGS,
        before: tuple[str, ...] = (),
        ready: str = "/healthz",
    ) -> None:
        self.port = free_port()
        self.errors = Path(tempfile.mkstemp(suffix=".log")[1])
        self._ready = ready
        bind = ("--bind", f"127.0.0.1:{self.port}", "--log-level", "warning")
        self._command = [*before, str(PROGRAMS / "gunicorn"), *flags, *bind, application]
        self._environment = dict(environment)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        with self.errors.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(300):
            if self.answers():
                return
            assert self.process.poll() is None, self.errors.read_text(errors="replace")
            time.sleep(0.1)
        raise AssertionError(f"the server did not start: {self.errors.read_text(errors='replace')}")

    def answers(self) -> bool:
        """Whether it serves at this moment."""
        try:
            with Phone(self.port) as phone:
                return phone.get(self._ready).status < 500
        except LOST:
            return False

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Ends every process of it at once; SIGKILL gives none of them a last word."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                pass
            self.process.wait(timeout=20)
            self.process = None

    def stop(self) -> None:
        """Ends it politely and takes its log away."""
        self.kill(signal.SIGTERM)
        self.errors.unlink(missing_ok=True)

    def complaints(self) -> str:
        """What it wrote to its log about its own failures; empty when all went well."""
        log = self.errors.read_text(errors="replace")
        return log[log.index("Traceback") :] if "Traceback" in log else ""


class _Form(HTMLParser):
    """The fields of a page: hidden ones of each form with their value, and the values each question offers."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.choices: dict[str, list[str]] = {}
        self.texts: list[str] = []

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of a page with one form to send."""
        (only,) = (form for form in self.forms if "submission" in form)
        return only

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "textarea":
            self.texts.append(given["name"])
        elif tag == "input" and given.get("type") == "hidden":
            self.forms[-1][given["name"]] = given["value"]
        elif tag == "input" and given.get("type") == "radio":
            self.choices.setdefault(given["name"], []).append(given["value"])


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: str
    #: Bytes on the wire: the status line, the headers, and what `raw` holds.
    size: int
    raw: bytes


class Phone:
    """One connection to a server, as a browser without scripts and cookies uses it."""

    def __init__(self, port: int, *, headers: Mapping[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._headers = dict(headers or {})

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        self._connection.request(method, path, body, {**self._headers, **headers})
        got = self._connection.getresponse()
        raw = got.read()
        # The status line, each header with its colon, space and line end, and the empty line after them.
        head = len(f"HTTP/1.1 {got.status} {got.reason}") + 4
        head += sum(len(name) + len(value) + 4 for name, value in got.getheaders())
        text = "" if got.getheader("Content-Encoding") else raw.decode()
        return Answer(got.status, got.getheader("Location", ""), text, head + len(raw), raw)

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask("GET", path)

    def post(self, path: str, form: Mapping[str, Any]) -> Answer:
        """What a form without script sends."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(form, doseq=True), **kind)

    def close(self) -> None:
        """Hangs up."""
        self._connection.close()


def simple_choices(page: str) -> dict[str, list[str]]:
    """The statements of a page, which need no other answer beside them."""
    steps = {"yes", "sometimes", "no", "dont-know"}
    return {key: values for key, values in read_page(page).choices.items() if set(values) == steps}


def read_page(page: str) -> _Form:
    """The fields of a survey page."""
    form = _Form()
    form.feed(page)
    return form


def thanked(answer: Answer, path: str) -> bool:
    """Whether a submission was acknowledged."""
    return answer.status == 303 and re.sub(r"^https?://[^/]*", "", answer.location).startswith(
        f"{path}/thanks"
    )
