"""Frames of invented answers: stored by chance, loaded as a page loads them, and held against the rows."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from feedback.db import EVERYWHERE, Database
from feedback.reports import counting, frame_files, frame_rows, frames
from feedback.reports.frames import Frame
from feedback.services import responses, surveys
from surveys.answers import pack
from surveys.kinds import option_keys
from tests.feedback.open_survey import Open

RESPONSES = frame_rows.RESPONSES


def store(database: Database, opened: Open, number: int, seed: int = 1, **more: Any) -> None:
    """Stores responses with answers by chance, and commits."""
    chance = random.Random(seed)
    with database.transaction(opened.organisation_id) as session:
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        rows = []
        for _ in range(number):
            answers = {
                item.key: chance.choice(option_keys(item))
                for item in served.definition.items()
                if item.kind in counting.COUNTED and option_keys(item) and chance.random() < 0.9
            }
            rows.append({
                "submission": chance.randbytes(16), "survey_id": served.survey_id,
                "revision_id": served.revision_id, "link_id": opened.link_id, "place_id": opened.place_id,
                "channel": chance.choice(["qr", "web"]), "language": chance.choice(["en", "ur"]),
                "texts_version": 1, "answered_on": date(2026, chance.randint(1, 11), chance.randint(1, 28)),
                "geography_edition": None, "answers": responses.canonical(answers),
                "codes": pack(served.definition, served.codebook, answers), **more,
            })  # fmt: skip
        assert responses.store_many(session, rows) == number


def loaded(database: Database, opened: Open) -> Frame:
    """The frame as a page loads it."""
    with database.reading(opened.organisation_id) as session:
        return frames.load(session, opened.survey_id)


def rows_of(frame: Frame) -> Counter[tuple[Any, ...]]:
    """Every response of a frame as plain values, in no order."""
    found: Counter[tuple[Any, ...]] = Counter()
    for block in frame.blocks:
        arrivals = block.arrivals
        for at in range(len(block.codes)):
            found[
                block.codes[at].tobytes(), int(arrivals.place[at]), int(arrivals.link[at]),
                date.fromordinal(int(arrivals.day[at])), frames.CHANNELS[arrivals.channel[at]],
                frames.LANGUAGE_TAGS[arrivals.language[at]],
            ] += 1  # fmt: skip
    return found


def truth(database: Database, opened: Open) -> Counter[tuple[Any, ...]]:
    """The same from the rows, one by one."""
    gone = select(frame_rows.WITHDRAWALS.c.response_id)
    row = RESPONSES.c
    wanted = (row.codes, row.place_id, row.link_id, row.answered_on, row.channel, row.language)
    query = select(*wanted).where(row.survey_id == opened.survey_id, row.id.not_in(gone))
    with database.reading(EVERYWHERE) as session:
        return Counter((bytes(one[0]), one[1], one[2] or 0, *one[3:]) for one in session.execute(query))


def agrees(database: Database, opened: Open) -> None:
    """What a page loads is what the rows say."""
    assert rows_of(loaded(database, opened)) == truth(database, opened)


def folder(database: Database, opened: Open) -> Path:
    """Where the files of the survey are."""
    with database.reading(opened.organisation_id) as session:
        found = frame_files.folder_of(session, opened.survey_id)
    assert found is not None
    return found


def columns_file(database: Database, opened: Open) -> Path:
    """The one file of columns."""
    [found] = [path for path in folder(database, opened).iterdir() if path.name not in ("marks.json", "lock")]
    return found
