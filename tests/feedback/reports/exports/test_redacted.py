"""Promises of comments in an export: as a colleague redacted them, and not at all where nobody did."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.comment_redaction import CommentRedaction
from feedback.models.response import Response
from feedback.reports.exports import redacted
from feedback.reports.exports.formats import Format
from feedback.services import staff_members
from feedback.vocabulary import Role
from tests.feedback.open_survey import BY, NOW, TODAY
from tests.feedback.reports.exports.conftest import FULL, Asked


@pytest.fixture
def kept() -> Table:
    """Where redactions are kept."""
    return db.table_of(CommentRedaction)


def test_the_redactions_that_colleagues_made_are_the_ones_that_leave(asked: Asked, kept: Table) -> None:
    session = asked.session
    asked.answer("a", {**FULL, "words": {"text": "Nurse Adams saw me", "share": False}})
    author = staff_members.add(session, "m@example.org", role=Role.MODERATOR, by=BY, now=NOW).id
    [response] = session.scalars(select(Response))
    row = {
        "organisation_id": response.organisation_id, "response_id": response.id, "item_key": "words",
        "text": "Nurse [...] saw me", "reasons": [], "made_by": author, "made_on": TODAY,
    }  # fmt: skip
    session.execute(insert(kept), row)
    content = asked.export(Format.CSV)[0]
    assert b"Nurse [...] saw me" in content and b"Adams" not in content
    other = redacted.any_of(session, asked.survey.id + 1, db.table_of(Response))
    assert not other and redacted.of(session, [response.id + 1]) == {}


@pytest.fixture
def redacting(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Two comments, one of them redacted; one person wrote nothing."""
    for name, words in (("a", "Nurse Adams saw me"), ("b", "Call 01632 960001")):
        asked.answer(name, {**FULL, "words": {"text": words, "share": False}, "visits": ord(name)})
    asked.answer("c", {"heard": "yes", "visits": 99})
    known = {
        row.id: {"words": "Nurse [...] saw me"}
        for row in asked.session.scalars(select(Response))
        if "Adams" in row.answers
    }

    def of(session: Session, ids: Any) -> dict[int, dict[str, str]]:
        return {each: known[each] for each in ids if each in known}

    monkeypatch.setattr(redacted, "any_of", lambda *_: True)
    monkeypatch.setattr(redacted, "of", of)
    return asked


def test_a_comment_leaves_as_it_was_redacted_and_is_withheld_where_nobody_did(redacting: Asked) -> None:
    content, _ = redacting.export(Format.CSV)
    found = {row["visits"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    assert [found[str(visits)]["words"] for visits in (97, 98, 99)] == [
        "Nurse [...] saw me", "(withheld)", "(skipped)",
    ]  # fmt: skip
    assert "job" not in found["97"]


@pytest.mark.parametrize("format", [Format.CSV, Format.JSONL, Format.FHIR, Format.SAV])
def test_no_format_lets_out_what_was_redacted(redacting: Asked, format: Format) -> None:
    content, _ = redacting.export(format)
    assert b"Adams" not in content and b"01632" not in content and b"Nurse [...] saw me" in content


def test_the_reason_is_told_in_nested_answers(redacting: Asked) -> None:
    lines = [json.loads(line) for line in redacting.export(Format.JSONL)[0].splitlines()]
    told = {line["answers"]["visits"]: line for line in lines}
    assert told[97]["answers"]["words"] == {"text": "Nurse [...] saw me", "share": False}
    assert (told[98]["missing"]["words"], told[99]["missing"]["words"]) == ("withheld", "skipped")


def test_whoever_may_read_comments_has_the_original(asked: Asked) -> None:
    asked.answer("a", {**FULL, "words": {"text": "Nurse Adams saw me", "share": False}})
    assert b"Nurse Adams saw me" in asked.export(Format.CSV, words=True)[0]
    assert b"Adams" not in asked.export(Format.CSV)[0]


def test_without_redactions_there_is_no_column_of_comments(asked: Asked) -> None:
    asked.answer("a", FULL)
    assert b"words" not in asked.export(Format.CSV)[0]
