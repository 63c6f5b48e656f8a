"""The columns of one revision: in memory, and as one file that is believed only after a look at its checksums."""

from __future__ import annotations

import mmap
import os
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.reports.frame_rows import ARRIVALS, Columns

#: Room for more rows, so that most new responses cost their own bytes only.
_ROOM, _LEAST_ROOM = 1.25, 1_024
#: Files that this process found whole: how many rows of them, and their checksums up to there. A name is never
#: used twice and rows never change, so each row needs one look.
_found_whole: dict[str, tuple[int, list[int]]] = {}


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


def joined(one: Held, other: Held) -> Held:
    """The rows of both, the first ones first."""
    columns = {name: np.concatenate([one.columns[name], other.columns[name]]) for name in ARRIVALS}
    return Held(one.revision_id, np.concatenate([one.codes, other.codes], axis=1), columns)


def mapped(folder: Path, said: Mapping[str, Any], codebooks: Mapping[int, str]) -> Held:
    """The file of a revision as a read-only map. Raises OSError or ValueError where it is not what its marks say."""
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


def fresh(folder: Path, held: Held, codebook: str) -> dict[str, Any]:
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
    return grown(folder, said, held)


def grown(folder: Path, said: Mapping[str, Any], held: Held) -> dict[str, Any]:
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
