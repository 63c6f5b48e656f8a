"""Promises of gathering: each row is read once, and whatever came late or was put back is noticed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.db import EVERYWHERE, Database
from feedback.models.survey import Revision
from feedback.reports import frame_files, frame_gathering, frame_rows
from feedback.services import responses, surveys
from tests.feedback.open_survey import TODAY, Open
from tests.feedback.reports.kept_frames import RESPONSES, agrees, columns_file, folder, loaded, rows_of, store


def test_the_second_report_reads_no_row_again(shared: Database, opened: Open, reads: list[int]) -> None:
    store(shared, opened, 30)
    first = rows_of(loaded(shared, opened))
    assert reads == [-1]
    assert rows_of(loaded(shared, opened)) == first
    assert reads == [-1]


def test_a_new_response_costs_its_own_bytes_only(
    shared: Database, opened: Open, reads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_gathering, "OVERLAP", 3)
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
    assert reads == [-1, 30 - frame_gathering.OVERLAP]
    # Far below, beyond what is asked again, the number of rows gives it away and everything is read anew.
    with shared.transaction(EVERYWHERE) as session:
        session.execute(delete(RESPONSES).where(RESPONSES.c.id == 20))
    assert len(loaded(shared, opened)) == 29
    monkeypatch.setattr(frame_gathering, "OVERLAP", 2)
    with shared.transaction(EVERYWHERE) as session:
        session.execute(RESPONSES.insert(), kept)
    agrees(shared, opened)
    assert reads[-2:] == [28, -1]


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
    assert reads == [-1, 20 - frame_gathering.OVERLAP, -1]
