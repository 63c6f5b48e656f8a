"""Counting results by group: our frames beside counting over arrays that are in memory already."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from feedback.db import Database
from feedback.models.survey import Revision
from feedback.reports import counting, frames
from feedback.services import surveys
from surveys.definition import Definition
from tests.bench import document, installation
from tests.soak.serving import Instance

SIZES = (10_000, 100_000)
ROUNDS = 5
GROUPS = ("age-band", "sex", "ethnic-group", "disability", "role")


def seconds(deed: Callable[[], Any]) -> float:
    """CPU seconds that something takes, the median of a few times; the clock on the wall knows of other work too."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        deed()
        taken.append(time.process_time() - began)
    return median(taken)


def in_memory(frame: frames.Frame, definition: Definition) -> list[Any]:
    """The control: every table as one count over two arrays that need no reading and no looking up."""
    items = [frame.column(item.key).astype(np.int64) for item in counting.counted_items(definition)]
    groups = [frame.column(key).astype(np.int64) * 256 for key in GROUPS]
    return [(group + item, 65_536) for group in groups for item in items]


def measured(database: Database, instance: Instance, size: int) -> tuple[float, float, float, int]:
    """Seconds to read, to count, and of the control; and how many tables were counted."""
    survey_id = installation.fill(database, instance.code, size)
    survey = installation.survey_row(database)
    with database.reading(survey.organisation_id) as session:
        revision = session.get_one(Revision, survey.current_revision_id)
        definition = surveys.definition_of(revision)
        frame = frames.load(session, survey_id)
        assert len(frame) == size
        read = seconds(lambda: frames.load(session, survey_id))
        counted = seconds(lambda: counting.count(frame, definition, GROUPS))
    tables = in_memory(frame, definition)
    control = seconds(lambda: [np.bincount(codes, minlength=width) for codes, width in tables])
    return read, counted, control, len(tables)


def test_counting_grows_with_the_answers_and_not_faster(short_survey: Instance) -> None:
    database = Database(short_survey.database_url)
    found = {size: measured(database, short_survey, size) for size in SIZES}
    database.engine.dispose()
    head = ["Responses", "reading", "counting", "numpy over arrays in memory", "counting to numpy"]
    rows = [
        [f"{size:,}", f"{read:.3f} s", f"{counted:.3f} s", f"{control:.3f} s", f"{counted / control:.1f}"]
        for size, (read, counted, control, _) in found.items()
    ]
    small, large = (read + counted for read, counted, _, _ in found.values())
    document.write(
        "counting",
        f"{found[SIZES[0]][3]} tables: each statement by each of {len(GROUPS)} groups, on SQLite, CPU, the median of "
        f"{ROUNDS}. Reading fetches the packed codes of every response from the database. Ten times the responses "
        f"take {large / small:.1f} times as long.\n\n{document.table(head, rows)}",
    )
