"""Gathering what a frame is made of: every response as columns, from files as far as they agree with the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from feedback.reports import frame_files, frame_rows
from feedback.reports.frame_columns import Held, joined
from feedback.reports.frame_files import Kept
from feedback.reports.frame_rows import Stretch, Watermarks

#: So many ids below the watermark are asked for again: more than other writers can be ahead by.
OVERLAP = 5_000


def every_response(
    session: Session, survey_id: int, marks: Watermarks, books: Mapping[int, dict[str, Any]]
) -> Sequence[Held]:
    """Every response as columns: from the files, from the files and the newest rows, or from all rows."""
    folder = frame_files.folder_of(session, survey_id)
    if folder is None:
        return _gathered(frame_rows.after(session, survey_id, -1), marks.count)
    checksums = {revision: frame_files.checksum(book) for revision, book in books.items()}
    kept = frame_files.read(folder, checksums)
    if kept is not None:
        if kept.marks == marks:
            return kept.held
        added = _added(session, survey_id, kept, marks)
        if added is not None:
            frame_files.append(folder, kept, added, marks, checksums)
            before = {one.revision_id: one for one in kept.held}
            for one in added:
                old = before.get(one.revision_id)
                before[one.revision_id] = joined(old, one) if old else one
            return [before[revision] for revision in sorted(before)]
    held = _gathered(frame_rows.after(session, survey_id, -1), marks.count)
    # What came while this was read is in the frame; the files wait until all that is said of them holds.
    if sum(map(len, held)) == marks.count:
        frame_files.write(folder, held, marks, checksums)
    return held


def _added(session: Session, survey_id: int, kept: Kept, marks: Watermarks) -> Sequence[Held] | None:
    """The responses that came since the files were written; None where they do not explain the difference.

    PostgreSQL commits out of order, so ids a little below the watermark are asked for again. Rows that were
    deleted, and a database that was put back, fit neither the number of rows nor the names at the two ends.
    """
    known = kept.marks
    if marks.lowest != known.lowest or marks.first != known.first or marks.count < known.count:
        return None
    if frame_rows.name_of(session, known.highest) != known.last:
        return None
    since = known.highest - OVERLAP
    ids = np.concatenate([one.columns["id"][one.columns["id"] > since] for one in kept.held])
    fresh = [_without(one, ids) for one in frame_rows.after(session, survey_id, since)]
    found = _gathered(fresh, sum(len(one.columns["id"]) for one in fresh))
    return found if known.count + sum(map(len, found)) == marks.count else None


def _without(stretch: Stretch, ids: NDArray[np.int64]) -> Stretch:
    keep = ~np.isin(stretch.columns["id"], ids)
    columns = {name: column[keep] for name, column in stretch.columns.items()}
    return Stretch(stretch.revision_id, stretch.codes[:, keep], columns)


def _gathered(stretches: Iterable[Stretch], expected: int) -> list[Held]:
    """Stretches put together, one set of columns a revision; about as many rows as are `expected`."""
    found: dict[int, Held] = {}
    filled: dict[int, int] = {}
    for one in stretches:
        revision, rows = one.revision_id, len(one.columns["id"])
        at = filled.get(revision, 0)
        if revision not in found:
            # Asked for at once and filled as it comes: memory is taken where something is written.
            found[revision] = Held.empty(revision, len(one.codes), max(expected, rows))
        elif at + rows > len(found[revision]):
            # PostgreSQL shows each statement what was committed before it: there may be more than were counted.
            more = Held.empty(revision, len(one.codes), max(rows, at // 4))
            found[revision] = joined(found[revision].first(at), more)
        held, end = found[revision], at + rows
        held.codes[:, at:end] = one.codes
        for name, column in one.columns.items():
            held.columns[name][at:end] = column
        filled[revision] = end
    return [found[revision].first(filled[revision]) for revision in sorted(found) if filled[revision]]
