"""Promises of every format: invented answers say so, in the name of the file and in it."""

from __future__ import annotations

import pytest

from feedback.reports.exports.formats import Format
from feedback.reports.exports.source import NothingToExport, source
from feedback.services import organisations, surveys
from tests.feedback.open_survey import BY, TODAY
from tests.feedback.reports.exports.conftest import FULL, Asked
from tests.feedback.reports.exports.test_as_xlsx import read as workbook


@pytest.mark.parametrize("format", Format)
def test_invented_answers_say_so_in_the_name_and_in_the_file(asked: Asked, format: Format) -> None:
    asked.answer("a", FULL)
    content, written = asked.export(format)
    assert "invented-answers." in written.name and "-invented." not in written.name
    organisations.current(asked.session).demonstration = True
    asked.session.flush()
    content, written = asked.export(format)
    assert "-answers-invented." in written.name
    if format is Format.XLSX:
        content = str([[cell.value for cell in row] for page in workbook(content) for row in page]).encode()
    told = {Format.JSONL: b'"invented":true', Format.FHIR: b"HTEST"}.get(format, b"Invented answers")
    assert told in content


@pytest.mark.parametrize("format", Format)
def test_a_survey_that_nobody_answered_gives_a_file_without_rows(asked: Asked, format: Format) -> None:
    content, written = asked.export(format)
    assert written.rows == 0 and (content or format in (Format.JSONL, Format.FHIR))


def test_a_survey_that_was_never_published_has_nothing_to_export(asked: Asked) -> None:
    draft = surveys.adopt(asked.session, "my-care", by=BY, today=TODAY)
    with pytest.raises(NothingToExport):
        source(asked.session, draft.id)
