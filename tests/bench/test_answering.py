"""One person answering: our server CPU beside a bare Flask application that runs in the same minute."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from tests.bench.measuring import cpu_seconds, memory_megabytes
from tests.soak.serving import FLAGS, ROOT, Instance, Phone, Server, read_page

ROUNDS, ANSWERINGS = 7, 200
PHONE = {"Accept-Encoding": "gzip", "Accept-Language": "en-GB,en;q=0.9", "User-Agent": "Mozilla/5.0 (phone)"}
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- bench: answering -->", "<!-- end of bench: answering -->"
#: What gunicorn does when nobody asks for threads.
SYNC = ("--workers", "2", "--no-control-socket")
#: The limit of what we promise, as a ratio to the control.
MOST = 2.0


@dataclass(frozen=True)
class Figures:
    """What one application cost."""

    requests: int
    milliseconds: float
    first_bytes: int
    whole_bytes: int
    a_second: float
    megabytes: float


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    folder = tmp_path / "instance"
    folder.mkdir()
    instance = Instance.with_demonstration(folder, f"sqlite:///{folder / 'feedback.sqlite'}")
    server = Server("wsgi:app", instance.environment)
    server.start()
    yield server, f"/s/{instance.code}/en"
    server.stop()


@contextmanager
def control(folder: Path, flags: tuple[str, ...]) -> Iterator[Server]:
    """The bare application under a kind of worker."""
    environment = {**os.environ, "CONTROL_DATABASE": str(folder / f"control-{len(flags)}.sqlite")}
    server = Server("tests.bench.control:app", environment, flags=flags)
    server.start()
    yield server
    server.stop()


def fields_of(page: str) -> dict[str, str]:
    """A whole answering: the first answer of each question that offers a list, and a comment."""
    form = read_page(page)
    answers = {key: values[0] for key, values in form.choices.items()}
    return {**form.hidden, **answers, **dict.fromkeys(form.texts[:1], "The nurse explained it well.")}


def answer_once(port: int, path: str, fields: dict[str, str], number: str) -> tuple[int, int]:
    """The page, the answers, the thank-you on one connection; bytes of the first page and of everything."""
    phone = Phone(port, headers=PHONE)
    first = phone.get(path)
    sent = phone.post(path, {**fields, "submission": number})
    assert sent.status == 303, (sent.status, sent.body[:500])
    last = phone.get(sent.location)
    phone.close()
    assert first.status == last.status == 200
    return first.size, first.size + sent.size + last.size


def measure(server: Server, path: str) -> Callable[[int], Figures]:
    """A function that answers many times and tells what one answering cost."""
    assert server.process is not None
    process = server.process.pid
    plain = Phone(server.port)
    fields = fields_of(plain.get(path).body)
    plain.close()

    def one_round(turn: int) -> Figures:
        before, began = cpu_seconds(process), time.perf_counter()
        sizes = [
            answer_once(server.port, path, fields, f"bench-{turn}-{number}-{process}")
            for number in range(ANSWERINGS)
        ]
        took = time.perf_counter() - began
        spent = cpu_seconds(process) - before
        first, whole = sizes[-1]
        return Figures(
            3, 1000 * spent / ANSWERINGS, first, whole, ANSWERINGS / took, memory_megabytes(process)
        )

    return one_round


def table(found: dict[str, Figures], cheapest: float) -> str:
    """The figures as a table in Markdown."""
    lines = [
        "| | requests | server CPU, whole answering | ratio to the cheapest control "
        "| first page on the wire | whole answering | one after another | memory |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {got.requests} | {got.milliseconds:.2f} ms | {got.milliseconds / cheapest:.2f} "
        f"| {got.first_bytes:,} B | {got.whole_bytes:,} B | {got.a_second:.0f} a second "
        f"| {got.megabytes:.0f} MB |"
        for name, got in found.items()
    ]
    return "\n".join(lines)


def typical(rounds: list[Figures]) -> Figures:
    """The round whose CPU stands in the middle."""
    middle = median(got.milliseconds for got in rounds)
    return min(rounds, key=lambda got: abs(got.milliseconds - middle))


def write(text: str) -> None:
    """Puts the table into the document, between its marks."""
    about = (
        f"{BEGIN}\nMeasured by `make bench` on {date.today():%-d %B %Y}: {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, gunicorn with two workers, the median of {ROUNDS} rounds of "
        f"{ANSWERINGS} answerings in which each application takes its turn.\n\n{text}\n{END}"
    )
    old = DOCUMENT.read_text("utf-8") if DOCUMENT.is_file() else "# Performance\n"
    before, mark, rest = old.partition(BEGIN)
    after = rest.partition(END)[2] if mark else ""
    DOCUMENT.write_text(f"{before.rstrip()}\n\n{about}\n{after}", "utf-8")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="CPU is read from /proc")
def test_a_whole_answering_costs_at_most_twice_a_bare_flask_application(
    ours: tuple[Server, str], tmp_path: Path
) -> None:
    with control(tmp_path, SYNC) as plain, control(tmp_path, FLAGS) as threads:
        turns = {
            "This program, threads": measure(*ours),
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
    text = table(found, cheapest)
    print(f"\n{text}")
    write(text)
    assert ours_found.milliseconds <= MOST * cheapest
