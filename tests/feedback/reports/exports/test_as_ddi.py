"""Promises of the DDI codebook: it keeps the schema and explains every column and cell of the CSV."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas
import pytest
from lxml import etree

from feedback.reports.exports import as_ddi
from feedback.reports.exports.formats import Format
from feedback.services import places
from tests.feedback.open_survey import BY
from tests.feedback.reports.exports.conftest import FEW, FULL, Asked, second_revision
from tests.surveys.surveys_for_tests import every_kind

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "ddi_codebook_2_5_subset.xsd"))
IN = {"d": as_ddi.NAMESPACE}


def read(content: bytes) -> Any:
    """The document, once the schema has taken it."""
    document = etree.fromstring(content)
    SCHEMA.assertValid(document)
    return document


def said(node: Any, path: str) -> list[str]:
    """The words of every element at a path."""
    return [found.text for found in node.xpath(path, namespaces=IN)]


def test_it_keeps_the_schema_and_says_what_the_study_was(asked: Asked) -> None:
    asked.answer("a", FULL)
    document = read(asked.export(Format.DDI)[0])
    assert said(document, "//d:titl") == ["Ask & <tell>"]
    assert said(document, "//d:caseQnty") == ["1"] and said(document, "//d:fileName") == [
        "invented-answers.csv"
    ]
    assert said(document, "//d:collDate") == ["2026-11-20", "2026-11-20"]


def test_every_column_and_every_cell_of_the_csv_is_explained(asked: Asked) -> None:
    asked.answer("a", FULL, place=asked.clinic)
    asked.answer("b", FEW)
    asked.publish(second_revision())
    asked.answer("c", {"again": "yes"})
    table = pandas.read_csv(
        io.BytesIO(asked.export(Format.CSV)[0]), dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )
    document = read(asked.export(Format.DDI)[0])
    assert document.xpath("//d:var/@name", namespaces=IN) == list(table.columns)
    assert said(document, "//d:varQnty") == [str(len(table.columns))]
    for name in (each for each in table.columns[5:] if each != "visits"):
        assert set(table[name]) <= set(said(document, f'//d:var[@name="{name}"]/d:catgry/d:catValu')), name
    missing = said(document, '//d:var[@name="age"]/d:catgry[@missing="Y"]/d:catValu')
    assert set(missing) == {"(not asked)", "(skipped)", "(withheld)", "prefer-not-to-say"}


def test_words_from_the_right_and_what_xml_cannot_hold_do_not_break_it(asked: Asked) -> None:
    items = every_kind().as_data()["sections"][0]["items"]
    items[0]["text"] = "هل استمع إليك الموظفون؟ <b>&"
    asked.survey.title = "ٹائٹل\x0b 🙂"
    places.add(asked.session, "قسم ٧ & co", slug="qism", by=BY)
    asked.publish(every_kind().model_validate({**every_kind().as_data(), "sections": [
        {"key": "only", "title": "Only", "items": items}]}))  # fmt: skip
    document = read(asked.export(Format.DDI)[0])
    assert said(document, "//d:titl") == ["ٹائٹل 🙂"]
    assert said(document, '//d:var[@name="heard"]/d:qstn/d:qstnLit') == ["هل استمع إليك الموظفون؟ <b>&"]
    assert "قسم ٧ & co" in said(document, '//d:var[@name="place"]/d:catgry/d:labl')


def test_no_count_of_an_answer_is_in_it(asked: Asked) -> None:
    for number in range(7):
        asked.answer(f"page {number}", {"heard": "yes"})
    content = asked.export(Format.DDI)[0]
    assert b"catStat" not in content and b"sumStat" not in content
    assert said(read(content), "//d:caseQnty") == ["7"]


def test_the_schema_of_these_tests_can_refuse(asked: Asked) -> None:
    content = asked.export(Format.DDI)[0].replace(b"<titl>", b"<title>").replace(b"</titl>", b"</title>")
    with pytest.raises(etree.DocumentInvalid):
        read(content)
