"""Exporting answers: each format beside a plain loop that reads the JSON and writes CSV, and the memory it takes."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from feedback.db import Database
from feedback.reports.exports import formats
from feedback.reports.exports.formats import Format
from feedback.reports.exports.source import source
from tests.bench import document, installation
from tests.soak.serving import Instance

#: Responses, which formats are measured with so many, and how often.
SIZES = {
    100_000: ((Format.CSV, Format.JSONL, Format.FHIR, Format.XLSX, Format.SAV), 3),
    1_000_000: ((Format.CSV,), 1),
}
MOST_CSV = 2.0


def peak() -> float:
    """The most memory this process has held since it was last asked to forget, in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the system tells no peak")


def cost(deed: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """CPU seconds, the median of some rounds, and megabytes by which the process grew at most."""
    taken, grown = [], []
    for _ in range(rounds):
        Path("/proc/self/clear_refs").write_text("5")
        before, began = peak(), time.process_time()
        deed()
        taken.append(time.process_time() - began)
        grown.append(peak() - before)
    return median(taken), max(grown)


def plain_loop(path: str, keys: list[str], file: Path) -> None:
    """The control: every row as it comes, its JSON read, a cell a question, nothing sorted, labelled or made safe."""
    connection = sqlite3.connect(path)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for language, channel, day, answers in connection.execute(
            "SELECT language, channel, answered_on, answers FROM response"
        ):
            given = json.loads(answers)
            writer.writerow([language, channel, day, *[given.get(key, "") for key in keys]])
    connection.close()


def measured(
    instance: Instance, size: int, wanted: tuple[Format, ...], rounds: int
) -> tuple[dict[str, tuple[float, float]], int]:
    """What each way costs, and how many questions there are."""
    database = Database(instance.database_url)
    survey_id = installation.fill(database, instance.code, size)
    organisation_id = installation.survey_row(database).organisation_id
    file = instance.folder / "export"

    def write(format: Format, words: bool) -> None:
        with database.reading(organisation_id) as session, file.open("wb") as out:
            assert formats.write(session, survey_id, format, out, words=words).rows == size

    with database.reading(organisation_id) as session:
        keys = [item.key for item in source(session, survey_id, words=True).items()]
    path = instance.database_url.removeprefix("sqlite:///")
    found = {"plain loop": cost(lambda: plain_loop(path, keys, file), rounds)}
    for format in wanted:
        found[format.value] = cost(lambda format=format: write(format, words=False), rounds)  # type: ignore[misc]
    found["csv, with what people wrote"] = cost(lambda: write(Format.CSV, words=True), rounds)
    database.engine.dispose()
    return found, len(keys)


def test_an_export_costs_at_most_twice_a_plain_loop_and_memory_does_not_grow(short_survey: Instance) -> None:
    tell({size: measured(short_survey, size, *how) for size, how in SIZES.items()})


def tell(found: dict[int, tuple[dict[str, tuple[float, float]], int]]) -> None:
    """Writes the table, and fails where a CSV costs more than it may."""
    rows = []
    for size, (costs, _) in found.items():
        control = costs["plain loop"][0]
        for name, (seconds, grown) in costs.items():
            rows.append(
                [f"{size:,}", name, f"{seconds:.2f} s", f"{seconds / control:.2f}", f"{grown:.0f} MB"]
            )
    small, large = (costs[Format.CSV.value][0] for costs, _ in found.values())
    document.write(
        "exports",
        f"`my-care` with {found[100_000][1]} questions on SQLite, CPU. The plain loop reads every row's JSON and "
        "writes a cell a question with `csv.writer`; ours sort, leave out what was withdrawn, tell why an answer is "
        f"missing and make cells harmless. Ten times the responses take the CSV {large / small:.1f} times as long. "
        "SPSS is written from a whole table, every other format row by row.\n\n"
        + document.table(["Responses", "", "CPU", "ratio", "memory grows by"], rows),
    )
    for costs, _ in found.values():
        assert costs[Format.CSV.value][0] <= MOST_CSV * costs["plain loop"][0]
