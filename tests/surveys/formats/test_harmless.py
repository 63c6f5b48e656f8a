"""Promises of the one rule for cells: nothing runs, nothing breaks a reader, and everything else stays as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from surveys.formats import harmless

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\x0b=", "\xa0+", "\ufeff=")


@pytest.mark.parametrize("start", STARTS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    written = harmless.cell(f"{start}HYPERLINK(1)")
    assert written.startswith("'") and not harmless.runs(written)


@pytest.mark.parametrize("words", ["Ward 7", "-3", "12", "شكراً", "a=b", "no-fixed-address", "", "🙂", "a\nb"])
def test_everything_else_stays_as_it_was(words: str) -> None:
    assert harmless.cell(words) == harmless.text(words) == harmless.fitting(words) == words


def test_controls_go_and_halves_of_pairs_are_replaced() -> None:
    assert harmless.text("a\x0bb\x00c\ud800d\uffffe") == "abc\ufffdde"
    assert harmless.text("a\r\nb\rc") == "a\nb\nc"


@given(st.text())
def test_any_text_can_stand_in_csv_and_in_xml(words: str) -> None:
    cell, text = harmless.cell(words), harmless.text(words)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell, "end"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [cell, "end"]
    cell.encode()
    element = etree.Element("said")
    element.text = text
    assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == text
    assert not harmless.runs(cell)


@pytest.mark.parametrize("letter", ["a", "م", "🙂"])
def test_a_cell_of_a_spreadsheet_is_cut_and_says_so(letter: str) -> None:
    long = letter * 40_000
    cut = harmless.fitting(long)
    assert cut.endswith(harmless.CUT) and cut.removesuffix(harmless.CUT).strip(letter) == ""
    assert harmless.MOST_IN_A_CELL - 2 < len(cut.encode("utf-16-le")) // 2 <= harmless.MOST_IN_A_CELL
    exact = letter * (harmless.MOST_IN_A_CELL // len(letter.encode("utf-16-le")) * 2)
    assert harmless.fitting(exact) == exact
