"""Promises of the frames: they hold what the rows say, whatever went away, and count as one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from feedback.db import EVERYWHERE, Database
from feedback.reports import counting, dataframes, frames
from feedback.reports.frames import Part
from feedback.services import responses, retention, surveys
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.reports.kept_frames import agrees, loaded, rows_of, store

GROUPS = ("age-band", "sex", "ethnic-group")


def test_a_frame_holds_what_the_rows_say(shared: Database, opened: Open) -> None:
    assert len(loaded(shared, opened)) == 0
    store(shared, opened, 40)
    store(shared, opened, 5, seed=2, link_id=None, channel="phone")
    agrees(shared, opened)


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
