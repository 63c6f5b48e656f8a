"""Frames in files: one small folder a survey, written by one process at a time, read by all, and never needed.

A folder holds `marks.json` and one file of columns a revision. The marks say how many rows count, to which
database and codebooks they belong, and the checksum of every column; they are replaced in one step once the
columns are on the disk. Whatever does not agree with them, or with the database, is made anew from the rows.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import mmap
import os
import secrets
import shutil
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from feedback import db
from feedback.reports.frame_rows import ARRIVALS, Columns, Watermarks

#: Grows with every change of what is written here; files of another format are made anew.
FORMAT = 1
_MARKS, _LOCK = "marks.json", "lock"
#: Room for more rows, so that most new responses cost their own bytes only.
_ROOM, _LEAST_ROOM = 1.25, 1_024


@dataclass(frozen=True)
class Held:
    """The responses of one revision as columns: `codes` has shape (width, rows), the others (rows,)."""

    revision_id: int
    codes: NDArray[np.uint8]
    columns: Columns

    @classmethod
    def empty(cls, revision_id: int, width: int, rows: int) -> Held:
        """Room for so many rows."""
        columns = {name: np.empty(rows, kind) for name, kind in ARRIVALS.items()}
        return cls(revision_id, np.empty((width, rows), np.uint8), columns)

    def __len__(self) -> int:
        return len(self.columns["id"])

    def first(self, rows: int) -> Held:
        """The first rows alone."""
        columns = {name: column[:rows] for name, column in self.columns.items()}
        return Held(self.revision_id, self.codes[:, :rows], columns)


@dataclass(frozen=True)
class Kept:
    """What the files of a survey hold, up to which watermarks, and how it was said in the marks."""

    held: tuple[Held, ...]
    marks: Watermarks
    said: Mapping[str, Any]


#: Files that this process found whole: how many rows of them, and their checksums up to there. A name is never
#: used twice and rows never change, so each row needs one look.
_found_whole: dict[str, tuple[int, list[int]]] = {}


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
        held = tuple(_mapped(folder, one, codebooks) for one in said["revisions"])
        marks = said["marks"]
        ends = {name: bytes.fromhex(marks[name]) for name in ("first", "last")}
        return Kept(held, Watermarks(marks["count"], marks["lowest"], marks["highest"], **ends), said)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _mapped(folder: Path, said: Mapping[str, Any], codebooks: Mapping[int, str]) -> Held:
    """Raises ValueError where a file is not what its marks say."""
    revision, rows, width = said["revision"], said["rows"], said["width"]
    if codebooks.get(revision) != said["codebook"]:
        raise ValueError("another codebook")
    path = folder / said["file"]
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < _size(said["room"], width):
            raise ValueError("a file that is too short")
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    columns = {
        name: np.frombuffer(whole, kind, rows, offset)
        for (name, kind), offset in zip(ARRIVALS.items(), _offsets(said["room"]), strict=False)
    }
    start = _offsets(said["room"])[-1]
    codes = np.frombuffer(whole, np.uint8, width * said["room"], start).reshape(width, said["room"])[:, :rows]
    held = Held(revision, codes, columns)
    _check(str(path), held, said["checksums"])
    return held


def _check(path: str, held: Held, told: Sequence[int]) -> None:
    """Raises ValueError where a column is not the one that was written."""
    looked_at, found = _found_whole.get(path, (0, [0] * len(told)))
    if looked_at > len(held):
        looked_at, found = 0, [0] * len(told)
    if looked_at < len(held):
        found = _checksums(held, found, looked_at)
    if found != list(told):
        raise ValueError("a damaged file")
    _found_whole[path] = len(held), found


def write(folder: Path, held: Sequence[Held], marks: Watermarks, codebooks: Mapping[int, str]) -> None:
    """Puts frames into files, unless another process is at it or there is no room; then others do it later."""
    with _alone(folder) as alone:
        if alone:
            _replace(folder, [_fresh(folder, one, codebooks[one.revision_id]) for one in held], marks)
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
                said[revision] = _fresh(folder, joined(old, one) if old else one, codebooks[revision])
            else:
                said[revision] = _grown(folder, said[revision], one)
        _replace(folder, [said[revision] for revision in sorted(said)], marks)


def joined(one: Held, other: Held) -> Held:
    """The rows of both, the first ones first."""
    columns = {name: np.concatenate([one.columns[name], other.columns[name]]) for name in ARRIVALS}
    return Held(one.revision_id, np.concatenate([one.codes, other.codes], axis=1), columns)


def _said(folder: Path) -> Any:
    try:
        return json.loads((folder / _MARKS).read_text())
    except (OSError, ValueError):
        return None


def _offsets(room: int) -> list[int]:
    """Where each column begins, and last where the codes do."""
    sizes = [np.dtype(kind).itemsize * room for kind in ARRIVALS.values()]
    return [sum(sizes[:at]) for at in range(len(sizes) + 1)]


def _size(room: int, width: int) -> int:
    return _offsets(room)[-1] + width * room


def _columns(held: Held) -> list[NDArray[Any]]:
    return [*(held.columns[name] for name in ARRIVALS), *held.codes]


def _bytes(column: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(column).data.cast("B")


def _checksums(held: Held, before: Sequence[int], since: int = 0) -> list[int]:
    """The checksum of each column, carried on from those of the rows before `since`."""
    return [
        zlib.crc32(_bytes(column[since:]), start)
        for column, start in zip(_columns(held), before, strict=True)
    ]


def _fresh(folder: Path, held: Held, codebook: str) -> dict[str, Any]:
    """A new file for a revision, and what the marks say of it."""
    width, room = len(held.codes), max(_LEAST_ROOM, int(len(held) * _ROOM))
    said = {
        "revision": held.revision_id, "file": f"{held.revision_id}-{secrets.token_hex(8)}", "room": room,
        "width": width, "rows": 0, "codebook": codebook, "checksums": [0] * (len(ARRIVALS) + width),
    }  # fmt: skip
    file = os.open(folder / str(said["file"]), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        # Asked for beforehand: a disk that is full says so here and not to whoever reads.
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file, 0, _size(room, width))
        else:
            os.truncate(file, _size(room, width))
    finally:
        os.close(file)
    return _grown(folder, said, held)


def _grown(folder: Path, said: Mapping[str, Any], held: Held) -> dict[str, Any]:
    """The rows written behind those that are there, and what the marks say then."""
    room, rows, at = said["room"], said["rows"], _offsets(said["room"])
    starts = [*at[:-1], *(at[-1] + room * column for column in range(said["width"]))]
    file = os.open(folder / said["file"], os.O_WRONLY)
    try:
        for column, start in zip(_columns(held), starts, strict=True):
            os.pwrite(file, _bytes(column), start + rows * column.itemsize)
        os.fsync(file)
    finally:
        os.close(file)
    return {**said, "rows": rows + len(held), "checksums": _checksums(held, said["checksums"])}


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
