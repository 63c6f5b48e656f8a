"""One person answering: our server CPU beside a bare Flask application that runs in the same minute."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from tests.bench import document
from tests.bench.measuring import cpu_seconds, memory_megabytes
from tests.soak.serving import FLAGS, Instance, Phone, Server, read_page

ROUNDS, ANSWERINGS = 7, 200
PHONE = {"Accept-Encoding": "gzip", "Accept-Language": "en-GB,en;q=0.9", "User-Agent": "Mozilla/5.0 (phone)"}
#: What gunicorn does when nobody asks for threads, with no settings of ours.
SYNC = ("--config", os.devnull, "--workers", "2", "--no-control-socket")


@dataclass(frozen=True)
class Figures:
    """What one application cost."""

    milliseconds: float
    whole_bytes: int
    a_second: float
    megabytes: float


@contextmanager
def serving(application: str, environment: dict[str, str], flags: tuple[str, ...]) -> Iterator[Server]:
    """A server, started, and stopped at the end."""
    server = Server(application, environment, flags=flags)
    server.start()
    yield server
    server.stop()


@contextmanager
def control(folder: Path, flags: tuple[str, ...]) -> Iterator[Server]:
    """The bare application under a kind of worker."""
    environment = {**os.environ, "CONTROL_DATABASE": str(folder / f"control-{len(flags)}.sqlite")}
    with serving("tests.bench.control:app", environment, flags) as server:
        yield server


def fields_of(page: str) -> dict[str, str]:
    """A whole answering: the first answer of each question that offers a list, and a comment."""
    form = read_page(page)
    answers = {key: values[0] for key, values in form.choices.items()}
    return {**form.hidden, **answers, **dict.fromkeys(form.texts[:1], "The nurse explained it well.")}


def answer_once(port: int, path: str, fields: dict[str, str], number: str) -> int:
    """The page, the answers, the thank-you on one connection; returns the bytes of everything that came."""
    with Phone(port, headers=PHONE) as phone:
        first = phone.get(path)
        sent = phone.post(path, {**fields, "submission": number})
        assert sent.status == 303, (sent.status, sent.body[:500])
        last = phone.get(sent.location)
    assert first.status == last.status == 200
    return first.size + sent.size + last.size


def measure(server: Server, path: str) -> Callable[[int], Figures]:
    """A function that answers many times and tells what one answering cost."""
    assert server.process is not None
    process = server.process.pid
    with Phone(server.port) as phone:
        fields = fields_of(phone.get(path).body)

    def one_round(turn: int) -> Figures:
        before, began = cpu_seconds(process), time.perf_counter()
        for number in range(ANSWERINGS):
            size = answer_once(server.port, path, fields, f"bench-{turn}-{number}-{process}")
        took = time.perf_counter() - began
        spent = cpu_seconds(process) - before
        return Figures(1000 * spent / ANSWERINGS, size, ANSWERINGS / took, memory_megabytes(process))

    return one_round


def typical(rounds: list[Figures]) -> Figures:
    """The round whose CPU stands in the middle."""
    middle = median(got.milliseconds for got in rounds)
    return min(rounds, key=lambda got: abs(got.milliseconds - middle))


def told(found: dict[str, Figures], cheapest: float) -> str:
    """The figures with the method, in Markdown."""
    head = [
        "One person answering", "server CPU", "ratio to the cheapest control", "bytes that come",
        "one after another", "memory, two workers",
    ]  # fmt: skip
    rows = [
        [
            name, f"{got.milliseconds:.2f} ms", f"{got.milliseconds / cheapest:.2f}",
            f"{got.whole_bytes:,}", f"{got.a_second:.0f} a second", f"{got.megabytes:.0f} MB",
        ]
        for name, got in found.items()
    ]  # fmt: skip
    return (
        f"An answering is three requests on one connection: the page (gzip), the answers, the thank-you. The median "
        f"of {ROUNDS} rounds of {ANSWERINGS}, the applications taking turns; CPU is user and system time of the "
        f"server's processes under gunicorn.\n\n{document.table(head, rows)}"
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="CPU is read from /proc")
def test_a_whole_answering_costs_at_most_twice_a_bare_flask_application(
    short_survey: Instance, tmp_path: Path
) -> None:
    with (
        serving("wsgi:app", short_survey.environment, FLAGS) as ours,
        control(tmp_path, SYNC) as plain,
        control(tmp_path, FLAGS) as threads,
    ):
        turns = {
            "This program, threads": measure(ours, f"/s/{short_survey.code}/en"),
            "Bare Flask control, threads": measure(threads, "/"),
            "Bare Flask control, sync": measure(plain, "/"),
        }
        rounds: dict[str, list[Figures]] = {name: [] for name in turns}
        for turn in range(-1, ROUNDS):
            for name, one_round in turns.items():
                rounds[name].append(one_round(turn))
    found = {name: typical(kept[1:]) for name, kept in rounds.items()}  # the first round warms them
    ours_found, *controls = found.values()
    cheapest = min(got.milliseconds for got in controls)
    document.write("answering", told(found, cheapest))
