"""Frames in files: one small folder a survey, written by one process at a time, read by all, and never needed.

A folder holds `marks.json` and one file of columns a revision. The marks say how many rows count, to which
database and codebooks they belong, and the checksum of every column; they are replaced in one step once the
columns are on the disk. Whatever does not agree with them, or with the database, is made anew from the rows.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from feedback import db
from feedback.reports import frame_columns
from feedback.reports.frame_columns import Held, joined
from feedback.reports.frame_rows import Watermarks

#: Grows with every change of what is written here; files of another format are made anew.
FORMAT = 1
_MARKS, _LOCK = "marks.json", "lock"


@dataclass(frozen=True)
class Kept:
    """What the files of a survey hold, up to which watermarks, and how it was said in the marks."""

    held: tuple[Held, ...]
    marks: Watermarks
    said: Mapping[str, Any]


def folder_of(session: Session, survey_id: int) -> Path | None:
    """Where a survey's frames are kept for this session; None where they are worked out in memory alone.

    A session that writes sees rows that may never be committed: those must not reach what others read.
    """
    instance = db.frames_of(session)
    if instance is None:
        return None
    url = session.get_bind().engine.url.set(password=None).render_as_string()
    name = hashlib.blake2b(f"{url} {db.scope_of(session)} {survey_id}".encode(), digest_size=12).hexdigest()
    return instance / f"{db.scope_of(session)}-{survey_id}-{name}"


def checksum(codebook: Mapping[str, Any]) -> str:
    """A short name for exactly this codebook, by which columns know their answers."""
    return hashlib.blake2b(json.dumps(codebook, sort_keys=True).encode(), digest_size=16).hexdigest()


def forget(frames: Path) -> None:
    """Removes every file of frames; they come back from the rows when somebody asks."""
    shutil.rmtree(frames, ignore_errors=True)


def read(folder: Path, codebooks: Mapping[int, str]) -> Kept | None:
    """What the files hold, as read-only maps of the files; None where they are missing, older, torn or damaged.

    `codebooks` are the checksums of each revision's codebook now.
    """
    try:
        said = json.loads((folder / _MARKS).read_text())
        if said["format"] != FORMAT or said["bytes"] != sys.byteorder:
            return None
        held = tuple(frame_columns.mapped(folder, one, codebooks) for one in said["revisions"])
        marks = said["marks"]
        ends = {name: bytes.fromhex(marks[name]) for name in ("first", "last")}
        return Kept(held, Watermarks(marks["count"], marks["lowest"], marks["highest"], **ends), said)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(folder: Path, held: Sequence[Held], marks: Watermarks, codebooks: Mapping[int, str]) -> None:
    """Puts frames into files, unless another process is at it or there is no room; then others do it later."""
    with _alone(folder) as alone:
        if alone:
            _replace(
                folder, [frame_columns.fresh(folder, one, codebooks[one.revision_id]) for one in held], marks
            )
            for other in folder.parent.glob(f"{folder.name.rpartition('-')[0]}-*"):
                # Made for a database that stood at another address: nobody asks for it any more.
                if other != folder:
                    shutil.rmtree(other, ignore_errors=True)


def append(
    folder: Path, kept: Kept, fresh: Sequence[Held], marks: Watermarks, codebooks: Mapping[int, str]
) -> None:
    """Adds responses behind those that the files hold; only their own bytes are written where there is room."""
    with _alone(folder) as alone:
        # Another process may have added them meanwhile.
        if not alone or _said(folder) != kept.said:
            return
        said = {one["revision"]: one for one in kept.said["revisions"]}
        before = {one.revision_id: one for one in kept.held}
        for one in fresh:
            old, revision = before.get(one.revision_id), one.revision_id
            if old is None or len(old) + len(one) > said[revision]["room"]:
                said[revision] = frame_columns.fresh(
                    folder, joined(old, one) if old else one, codebooks[revision]
                )
            else:
                said[revision] = frame_columns.grown(folder, said[revision], one)
        _replace(folder, [said[revision] for revision in sorted(said)], marks)


def _said(folder: Path) -> Any:
    try:
        return json.loads((folder / _MARKS).read_text())
    except (OSError, ValueError):
        return None


def _replace(folder: Path, revisions: Sequence[Mapping[str, Any]], marks: Watermarks) -> None:
    """From here on the new marks count; files that they do not name go."""
    names = {name: mark.hex() if isinstance(mark, bytes) else mark for name, mark in asdict(marks).items()}
    said = {"format": FORMAT, "bytes": sys.byteorder, "marks": names, "revisions": list(revisions)}
    fresh = folder / f"{_MARKS}.{secrets.token_hex(4)}"
    file = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(file, "w") as written:
        json.dump(said, written)
        written.flush()
        os.fsync(written.fileno())
    fresh.rename(folder / _MARKS)
    for path in folder.iterdir():
        if path.name not in {_MARKS, _LOCK, *(one["file"] for one in revisions)}:
            path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether this process may write; False at once where another does, or nothing can be written at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.parent.chmod(0o700)
        lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        yield False
        return
    try:
        yield True
    except OSError:
        # A full disk, or a folder taken away: the frames in memory are as right as ever.
        pass
    finally:
        os.close(lock)
