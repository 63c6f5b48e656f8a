"""Promises of the rows of an export: who counts, within which places, and in no order of answering."""

from __future__ import annotations

from datetime import timedelta

from feedback.models.response import Response
from feedback.reports.exports import rows
from feedback.reports.exports.formats import Format
from feedback.reports.exports.source import source
from feedback.services import responses
from tests.feedback.open_survey import TODAY
from tests.feedback.reports.exports.conftest import FULL, Asked


def test_what_was_taken_back_is_left_out(asked: Asked) -> None:
    for name in ("a", "b", "c"):
        asked.answer(name, FULL)
    responses.withdraw(asked.session, asked.survey.id, submission="b", today=TODAY)
    found = source(asked.session, asked.survey.id)
    assert asked.export(Format.CSV)[1].rows == rows.number(asked.session, found) == 2


def test_only_the_places_within_reach_are_there(asked: Asked) -> None:
    asked.answer("a", FULL, place=asked.ward)
    asked.answer("b", FULL, place=asked.clinic)
    bounded = source(asked.session, asked.survey.id, places=[asked.clinic.id])
    assert [row.place_id for row in rows.stream(asked.session, bounded)] == [asked.clinic.id]
    assert list(rows.stream(asked.session, source(asked.session, asked.survey.id, places=[]))) == []


def test_the_order_of_answering_does_not_show(asked: Asked) -> None:
    names = [f"page {number}" for number in range(40)]
    for number, name in enumerate(names):
        asked.answer(name, {"visits": number}, day=TODAY - timedelta(days=number % 2))
    found = list(rows.stream(asked.session, source(asked.session, asked.survey.id)))
    visits = [row.recorded()["visits"] for row in found]
    hashes = [(TODAY - timedelta(days=n % 2), responses.name_of(names[n])) for n in visits]
    assert hashes == sorted(hashes)
    assert visits != sorted(visits, key=lambda number: (-(number % 2), number))


def test_nothing_in_a_file_leads_back_to_a_response(asked: Asked) -> None:
    asked.answer("a page", FULL)
    stored = asked.session.query(Response).one()
    for format in (Format.CSV, Format.JSONL, Format.XLSX):
        content, _ = asked.export(format, words=True)
        for secret in (responses.name_of("a page").hex(), "submission", "receipt", "response_id"):
            assert secret.encode() not in content
    assert stored.submission == responses.name_of("a page")


def test_the_record_is_fetched_only_where_something_stands_in_it_alone(asked: Asked) -> None:
    asked.answer("a", {"heard": "yes"})
    kept = [item for item in source(asked.session, asked.survey.id).items() if item.key == "heard"]
    assert kept
    [row] = rows.stream(asked.session, source(asked.session, asked.survey.id))
    assert row.record is not None  # it has a number, which the codes do not hold
