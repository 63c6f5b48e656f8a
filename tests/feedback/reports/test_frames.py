"""Promises of the frames: what files give is what the rows say, whatever came late, went away or was put back."""

from __future__ import annotations

import json
import os
import random
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.models.survey import Revision
from feedback.reports import counting, dataframes, frame_files, frame_rows, frames
from feedback.reports.frames import Frame, Part
from feedback.services import responses, retention, surveys
from surveys.answers import pack
from surveys.kinds import option_keys
from tests.feedback.open_survey import BY, TODAY, Open, open_survey

RESPONSES = frame_rows.RESPONSES
GROUPS = ("age-band", "sex", "ethnic-group")


@pytest.fixture
def shared(database_url: str, opened: Open, tmp_path: Path) -> Iterator[Database]:
    """The database as a server opens it: with a folder for frames."""
    database = Database(database_url, tmp_path / "frames")
    yield database
    database.engine.dispose()


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


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From which id on rows were read; -1 is every row."""
    found: list[int] = []
    real = frame_rows.after

    def noted(session: Session, survey_id: int, above: int) -> Any:
        found.append(above)
        return real(session, survey_id, above)

    monkeypatch.setattr(frame_rows, "after", noted)
    return found


def test_a_frame_holds_what_the_rows_say(shared: Database, opened: Open) -> None:
    assert len(loaded(shared, opened)) == 0
    store(shared, opened, 40)
    store(shared, opened, 5, seed=2, link_id=None, channel="phone")
    agrees(shared, opened)


def test_the_second_report_reads_no_row_again(shared: Database, opened: Open, reads: list[int]) -> None:
    store(shared, opened, 30)
    first = rows_of(loaded(shared, opened))
    assert reads == [-1]
    assert rows_of(loaded(shared, opened)) == first
    assert reads == [-1]


def test_a_new_response_costs_its_own_bytes_only(
    shared: Database, opened: Open, reads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "OVERLAP", 3)
    store(shared, opened, 30)
    loaded(shared, opened)
    file = columns_file(shared, opened)
    store(shared, opened, 1, seed=2)
    agrees(shared, opened)
    assert reads == [-1, 27]
    # Written behind the others in the same file; and the next one reads nothing.
    assert columns_file(shared, opened) == file
    agrees(shared, opened)
    assert reads == [-1, 27]


def test_files_grow_when_their_room_is_full(shared: Database, opened: Open) -> None:
    store(shared, opened, 10)
    loaded(shared, opened)
    small = columns_file(shared, opened)
    store(shared, opened, 1_500, seed=2)
    agrees(shared, opened)
    assert columns_file(shared, opened) != small and not small.exists()
    agrees(shared, opened)


def test_a_response_that_was_committed_late_below_the_watermark_is_counted(
    shared: Database, opened: Open, reads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    store(shared, opened, 30)
    # As PostgreSQL does it: a number was taken, and its row is committed after higher ones were seen.
    with shared.transaction(EVERYWHERE) as session:
        kept = dict(session.execute(select(RESPONSES).where(RESPONSES.c.id == 20)).mappings().one())
        session.execute(delete(RESPONSES).where(RESPONSES.c.id == 20))
    assert len(loaded(shared, opened)) == 29
    with shared.transaction(EVERYWHERE) as session:
        session.execute(RESPONSES.insert(), kept)
    agrees(shared, opened)
    assert len(loaded(shared, opened)) == 30
    assert reads == [-1, 30 - frames.OVERLAP]
    # Far below, beyond what is asked again, the number of rows gives it away and everything is read anew.
    with shared.transaction(EVERYWHERE) as session:
        session.execute(delete(RESPONSES).where(RESPONSES.c.id == 20))
    assert len(loaded(shared, opened)) == 29
    monkeypatch.setattr(frames, "OVERLAP", 2)
    with shared.transaction(EVERYWHERE) as session:
        session.execute(RESPONSES.insert(), kept)
    agrees(shared, opened)
    assert reads[-2:] == [28, -1]


def test_a_withdrawn_response_leaves_at_the_next_load(
    shared: Database, opened: Open, reads: list[int]
) -> None:
    store(shared, opened, 12)
    with shared.transaction(opened.organisation_id) as session:
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        arrival = responses.Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
        responses.submit(session, served, arrival, {}, submission="mine", today=TODAY)
    assert len(loaded(shared, opened)) == 13
    with shared.transaction(opened.organisation_id) as session:
        assert responses.withdraw(session, opened.survey_id, submission="mine", today=TODAY)
    assert len(loaded(shared, opened)) == 12
    agrees(shared, opened)
    assert reads == [-1]


def test_expired_answers_are_gone_from_the_next_report(shared: Database, opened: Open) -> None:
    store(shared, opened, 30, answered_on=date(2020, 1, 1))
    store(shared, opened, 10, seed=2, answered_on=TODAY)
    assert len(loaded(shared, opened)) == 40
    with shared.transaction(EVERYWHERE) as session:
        retention.expire(session, by=BY, today=TODAY)
    assert len(loaded(shared, opened)) == 10
    agrees(shared, opened)


def test_a_database_that_was_put_back_is_never_answered_from_newer_files(
    shared: Database, opened: Open
) -> None:
    store(shared, opened, 20)
    with shared.reading(EVERYWHERE) as session:
        backup = [dict(row) for row in session.execute(select(RESPONSES)).mappings()]
    store(shared, opened, 10, seed=2)
    assert len(loaded(shared, opened)) == 30
    # Put back to the first twenty, and ten others came since, under the same numbers.
    with shared.transaction(EVERYWHERE) as session:
        session.execute(delete(RESPONSES))
        session.execute(RESPONSES.insert(), backup)
    assert len(loaded(shared, opened)) == 20
    agrees(shared, opened)
    store(shared, opened, 10, seed=2)
    loaded(shared, opened)
    with shared.transaction(EVERYWHERE) as session:
        session.execute(delete(RESPONSES))
        session.execute(RESPONSES.insert(), backup)
    store(shared, opened, 10, seed=3)
    agrees(shared, opened)


def test_another_database_at_another_address_has_files_of_its_own(
    shared: Database, opened: Open, tmp_path: Path
) -> None:
    store(shared, opened, 20)
    loaded(shared, opened)
    mine = folder(shared, opened)
    elsewhere = shared.engine.url.set(database=f"{shared.engine.url.database}-other")
    other = Database(elsewhere.render_as_string(hide_password=False), tmp_path / "frames")
    with other.open(writing=False) as session:
        session.info["organisation"] = opened.organisation_id
        assert frame_files.folder_of(session, opened.survey_id) != mine
    other.engine.dispose()


@pytest.mark.parametrize("harm", ["short", "flipped", "marks", "gone", "format", "half a mark"])
def test_files_that_are_torn_old_or_damaged_are_made_anew(shared: Database, opened: Open, harm: str) -> None:
    store(shared, opened, 60)
    loaded(shared, opened)
    marks, file = folder(shared, opened) / "marks.json", columns_file(shared, opened)
    # As another process would find them: this one has looked at every row already.
    frame_files._found_whole.clear()
    if harm == "short":
        os.truncate(file, 100)
    elif harm == "flipped":
        with file.open("r+b") as opened_file:
            opened_file.seek(3)
            opened_file.write(b"\xff")
    elif harm == "marks":
        marks.write_text("{")
    elif harm == "gone":
        file.unlink()
    elif harm == "format":
        marks.write_text(json.dumps({**json.loads(marks.read_text()), "format": 0}))
    else:
        said = json.loads(marks.read_text())
        del said["revisions"][0]["room"]
        marks.write_text(json.dumps(said))
    agrees(shared, opened)
    agrees(shared, opened)
    assert columns_file(shared, opened) != file


def test_another_codebook_makes_the_files_anew(shared: Database, opened: Open, reads: list[int]) -> None:
    store(shared, opened, 10)
    loaded(shared, opened)
    marks = folder(shared, opened) / "marks.json"
    said = json.loads(marks.read_text())
    said["revisions"][0]["codebook"] = "of another time"
    marks.write_text(json.dumps(said))
    agrees(shared, opened)
    assert reads == [-1, -1]


def test_rows_that_are_not_committed_never_reach_a_file(shared: Database, opened: Open) -> None:
    store(shared, opened, 10)
    with shared.open(writing=True) as session:
        session.info["organisation"] = opened.organisation_id
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        arrival = responses.Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
        responses.submit(session, served, arrival, {}, submission="never", today=TODAY)
        assert len(frames.load(session, opened.survey_id)) == 11
        assert frame_files.folder_of(session, opened.survey_id) is None
        session.rollback()
    agrees(shared, opened)


def test_answers_in_files_are_for_nobody_elses_eyes(shared: Database, opened: Open) -> None:
    store(shared, opened, 10)
    loaded(shared, opened)
    own = folder(shared, opened)
    assert {stat.S_IMODE(path.stat().st_mode) for path in own.iterdir()} == {0o600}
    assert stat.S_IMODE(own.stat().st_mode) == stat.S_IMODE(own.parent.stat().st_mode) == 0o700
    frame_files.forget(own.parent)
    assert not own.parent.exists()
    agrees(shared, opened)


def test_two_organisations_share_no_file(shared: Database, opened: Open) -> None:
    with shared.transaction() as session:
        other = Organisation(slug="elsewhere", name="Elsewhere", created_on=TODAY)
        session.add(other)
        session.flush()
        other_id = other.id
    theirs = open_survey(shared, other_id)
    store(shared, opened, 10)
    store(shared, theirs, 7, seed=2)
    assert (len(loaded(shared, opened)), len(loaded(shared, theirs))) == (10, 7)
    assert folder(shared, opened) != folder(shared, theirs)
    agrees(shared, theirs)


def test_without_a_folder_to_write_in_the_numbers_are_the_same(
    database: Database, database_url: str, opened: Open, tmp_path: Path
) -> None:
    store(database, opened, 20)
    agrees(database, opened)
    # A file stands where the folder should: nothing can be made there, not even by root.
    (tmp_path / "taken").write_text("")
    blocked = Database(database_url, tmp_path / "taken")
    agrees(blocked, opened)
    agrees(blocked, opened)
    blocked.engine.dispose()


def test_a_process_that_finds_another_writing_does_not_wait_and_counts_right(
    shared: Database, opened: Open
) -> None:
    store(shared, opened, 20)
    own = folder(shared, opened)
    with frame_files._alone(own) as alone:
        assert alone
        agrees(shared, opened)
        assert not (own / "marks.json").exists()
    agrees(shared, opened)
    assert (own / "marks.json").exists()


WORKER = """
import sys
from pathlib import Path
import feedback.models
from feedback.db import Database
from feedback.reports import frames
url, folder, organisation, survey, times = sys.argv[1:]
database = Database(url, Path(folder))
for _ in range(int(times)):
    with database.reading(int(organisation)) as session:
        frame = frames.load(session, int(survey))
        _, withdrawn = frames.tally(session, int(survey))
        assert len(frame) == frames.tally(session, int(survey))[0] - withdrawn, "a frame beside its own rows"
        total = sum(int(block.codes.sum()) for block in frame.blocks)
print(len(frame), total)
database.engine.dispose()
"""


def test_processes_at_once_read_the_same_while_answers_come(
    shared: Database, database_url: str, opened: Open, tmp_path: Path
) -> None:
    store(shared, opened, 300)
    command = [sys.executable, "-W", "error", "-c", WORKER, database_url, str(tmp_path / "frames"),
               str(opened.organisation_id), str(opened.survey_id)]  # fmt: skip
    workers = [
        subprocess.Popen([*command, "40"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for seed in range(2, 12):
        store(shared, opened, 3, seed=seed)
    for worker in workers:
        _, complaint = worker.communicate(timeout=120)
        assert worker.returncode == 0, complaint
    agrees(shared, opened)
    told = subprocess.run([*command, "1"], capture_output=True, text=True, check=True, timeout=60)
    frame = loaded(shared, opened)
    assert told.stdout.split() == ["330", str(sum(int(block.codes.sum()) for block in frame.blocks))]


def test_counting_in_one_pass_gives_what_counting_one_by_one_gives(
    shared: Database, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(shared, opened, 200)
    groups = [*GROUPS, "period", "channel", "age-band*sex"]
    with shared.reading(opened.organisation_id) as session:
        survey = surveys.find(session, opened.slug)
        definition = surveys.definition_of(surveys.revision_of(session, survey))
        frame = frames.load(session, opened.survey_id)
    counted = counting.count(frame, definition, groups)
    for item in counted:
        codes = counting.codes_of(frame, item.key)
        column = frame.column(item.key)
        assert item.overall == tuple(int((column == codes[option.key]).sum()) for option in item.options)
        for table, key in zip(item.breakdowns, groups, strict=True):
            rows = counting.grouping(frame, definition, key).rows
            assert [row.value for row in table.rows] == [row.value for row, _ in rows]
            for row, (_, who) in zip(table.rows, rows, strict=True):
                inside = column[who.mask()]
                assert row.counts == tuple(
                    int((inside == codes[option.key]).sum()) for option in item.options
                )
    # And in as many passes as a small memory needs.
    monkeypatch.setattr(counting, "MOST_CELLS", 1)
    assert counting.count(frame, definition, groups) == counted


def test_a_part_of_a_frame_is_the_same_from_files(shared: Database, opened: Open) -> None:
    store(shared, opened, 100)
    part = Part(since=date(2026, 5, 1), channel="web", language="ur")
    from_rows = part.of(loaded(shared, opened))
    from_files = part.of(loaded(shared, opened))
    assert rows_of(from_rows) == rows_of(from_files) and 0 < len(from_files) < 100


def test_answers_that_come_while_a_frame_is_read_break_nothing(
    shared: Database, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(shared, opened, 20)
    real, seeds = frame_rows.withdrawn, iter(range(2, 99))

    def meanwhile(session: Session, survey_id: int) -> Any:
        # After the rows were counted and before they are read; PostgreSQL then shows them to the reader.
        store(shared, opened, 3, seed=next(seeds))
        return real(session, survey_id)

    monkeypatch.setattr(frame_rows, "withdrawn", meanwhile)
    for _ in range(3):
        assert len(loaded(shared, opened)) >= 20
    monkeypatch.undo()
    agrees(shared, opened)
    agrees(shared, opened)
    assert len(loaded(shared, opened)) == 29


def test_a_transaction_that_ends_late_is_counted_once_it_ends(shared: Database, opened: Open) -> None:
    if shared.dialect == "sqlite":
        # Its writers queue: the number that is taken first is committed first.
        return
    store(shared, opened, 5)
    with shared.open(writing=True) as slow:
        slow.info["organisation"] = opened.organisation_id
        served = surveys.served(slow, opened.survey_id)
        assert served is not None
        arrival = responses.Arrival(opened.link_id, opened.place_id, "qr", "en", 1)
        responses.submit(slow, served, arrival, {}, submission="slow", today=TODAY)
        store(shared, opened, 4, seed=2)
        assert len(loaded(shared, opened)) == 9
        slow.commit()
    assert len(loaded(shared, opened)) == 10
    agrees(shared, opened)


def test_answers_to_several_revisions_keep_their_own_codebooks(
    shared: Database, opened: Open, reads: list[int]
) -> None:
    store(shared, opened, 20)
    with shared.transaction(opened.organisation_id) as session:
        survey = surveys.find(session, opened.slug)
        first = surveys.revision_of(session, survey)
        assert survey is not None and first is not None
        # The same questions, one byte further on: as if another stood before them.
        moved = {key: [place[0] + 1, *place[1:]] for key, place in first.codebook.items()}
        second = Revision(
            organisation_id=opened.organisation_id, survey_id=survey.id, number=first.number + 1,
            definition=first.definition, codebook=moved, fingerprint="0" * 32, published_on=TODAY,
        )  # fmt: skip
        session.add(second)
        session.flush()
        width = sum(place[1] for place in first.codebook.values())
        later = {"revision_id": second.id, "codes": b"\0" + bytes([1]) * width}
    agrees(shared, opened)
    store(shared, opened, 5, seed=2, **later)
    store(shared, opened, 5, seed=3)
    agrees(shared, opened)
    frame_files.forget(folder(shared, opened).parent)
    # Both within one stretch of rows, and then from files.
    agrees(shared, opened)
    agrees(shared, opened)
    frame = loaded(shared, opened)
    assert [len(block.codes) for block in frame.blocks] == [25, 5]
    assert list(frame.column("sex")[25:]) == [1] * 5
    assert reads == [-1, 20 - frames.OVERLAP, -1]


def test_an_analyst_gets_the_frame_as_words(shared: Database, opened: Open) -> None:
    store(shared, opened, 50)
    with shared.reading(opened.organisation_id) as session:
        survey = surveys.find(session, opened.slug)
        definition = surveys.definition_of(surveys.revision_of(session, survey))
        frame = frames.load(session, opened.survey_id)
    table = dataframes.to_pandas(frame, definition)
    assert len(table) == 50
    codes = counting.codes_of(frame, "sex")
    for option, code in codes.items():
        assert (table["sex"] == option).sum() == int(np.sum(frame.column("sex") == code))
    assert str(table["sex"].dtype) == "category"
    assert set(table["channel"]) == {"qr", "web"}
    assert table["answered-on"].min().year == 2026
