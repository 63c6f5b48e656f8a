"""Promises of the files of frames: never believed when damaged, never needed, and for nobody else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.reports import frame_columns, frame_files, frames
from feedback.services import responses, surveys
from tests.feedback.open_survey import TODAY, Open, open_survey
from tests.feedback.reports.kept_frames import agrees, columns_file, folder, loaded, store


def test_files_grow_when_their_room_is_full(shared: Database, opened: Open) -> None:
    store(shared, opened, 10)
    loaded(shared, opened)
    small = columns_file(shared, opened)
    store(shared, opened, 1_500, seed=2)
    agrees(shared, opened)
    assert columns_file(shared, opened) != small and not small.exists()
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
    frame_columns._found_whole.clear()
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
    told = subprocess.run([*command, "1"], capture_output=True, text=True, check=True, timeout=120)
    frame = loaded(shared, opened)
    assert told.stdout.split() == ["330", str(sum(int(block.codes.sum()) for block in frame.blocks))]
