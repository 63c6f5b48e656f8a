"""Promise of the XLSForm that means harm or is broken: a clear refusal or an account, soon, and never a crash."""

from __future__ import annotations

import io
import re
import time
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.formats import opening
from surveys.formats.accounting import BadFile
from surveys.formats.xlsform.reading import read as read_form
from surveys.reading import read as read_definition
from tests.surveys.formats.definitions_for_tests import KNOWN
from tests.surveys.formats.forms_for_tests import form, items, packed, read, repacked, told

GOOD = packed(survey="type | name | label \n text | q | Q?")
SHEET = "xl/worksheets/sheet1.xml"


def refused(content: bytes) -> str:
    """What a file is refused with."""
    with pytest.raises(BadFile) as refusal:
        read(content)
    return str(refusal.value)


@pytest.mark.parametrize(("content", "why"), [
    (b"", "empty"), (b"hello", "not a spreadsheet"), (b"PK\x03\x04broken", "not a spreadsheet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Save it again as .xlsx"),
    (b"PK\x05\x06" + bytes(18), "broken"),
    (GOOD[: len(GOOD) // 2], "not a spreadsheet"), (b"type,name,label\ntext,q,Q?", "not a spreadsheet"),
    (packed(questions="a \n b", more="a \n b"), 'no sheet named "survey"'),
    (packed(survey="a | b \n c | d"), 'no column "type"'),
    (packed(survey=[]), 'no column "type"'), (packed(survey="type | name | label"), "Nothing in this file"),
])  # fmt: skip
def test_what_is_no_form_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    assert why in refused(content)


def test_a_file_that_would_burst_is_not_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as inside:
        inside.writestr(SHEET, bytes(opening.MOST_UNPACKED + 1))
    assert "unpacks to more" in refused(bomb.getvalue())


def test_a_file_that_is_locked_is_refused() -> None:
    locked = bytearray(GOOD)
    for at in (found.start() for found in re.finditer(b"PK\x01\x02", GOOD)):
        locked[at + 8] |= 1
    assert "password" in refused(bytes(locked))


@pytest.mark.parametrize("declared", [
    b'<!DOCTYPE x [<!ENTITY a "b">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
])  # fmt: skip
def test_a_file_that_declares_entities_is_not_opened(declared: bytes) -> None:
    assert "entities" in refused(repacked(GOOD, SHEET, b"<worksheet", declared + b"<worksheet"))


@pytest.mark.parametrize(("row", "column", "cell"), [(2, 3, "C2"), (2, 2, "B2"), (1, 3, "C1"), (2, 4, "D2")])
def test_a_formula_is_refused_by_its_cell(row: int, column: int, cell: str) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(packed(survey="type | name | label | relevant \n text | q | Q? | x"))
    )
    book["survey"].cell(row, column).value = '=HYPERLINK("http://example.org", "Q?")'
    content = io.BytesIO()
    book.save(content)
    assert f'Cell {cell} of the sheet "survey" holds a formula' in refused(content.getvalue())


def test_a_yes_that_a_program_wrote_as_a_formula_is_a_yes() -> None:
    found = form(
        [
            ["type", "name", "label", "required"],
            ["text", "q", "Q?", "=TRUE()"],
            ["text", "r", "R?", "=FALSE()"],
        ]
    )
    assert [told(found.account)[name][0] for name in ("q", "r")] == ["changed", "carried"]


def test_words_that_only_look_like_a_formula_are_words() -> None:
    content = repacked(packed(survey="type | name | label \n text | q | Q?"), SHEET, b"Q?", b"=1+1")
    assert items(read(content))[0]["text"] == "=1+1"


@pytest.mark.parametrize("script", [
    "<script>alert(1)</script>", "<SCRIPT src=x>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))", "< iframe src=x>", "<a onclick = 'x'>",
])  # fmt: skip
@pytest.mark.parametrize(("sheet", "row", "column", "cell"), [
    ("survey", 2, 3, "C2"), ("survey", 2, 4, "D2"), ("choices", 2, 3, "C2"), ("settings", 2, 1, "A2"),
    ("survey", 1, 5, "E1"),
])  # fmt: skip
def test_a_script_in_any_words_is_refused_by_its_cell(
    script: str, sheet: str, row: int, column: int, cell: str
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(packed(
        survey="type | name | label | hint::Klingon \n select_one l | q | Q? | x",
        choices="list_name | name | label \n l | a | A \n l | b | B", settings="form_title \n T",
    )))  # fmt: skip
    book[sheet].cell(row, column).value = script
    content = io.BytesIO()
    book.save(content)
    assert f'Cell {cell} of the sheet "{sheet}" holds a script' in refused(content.getvalue())


def soon(content: bytes, seconds: float = 20) -> str:
    """What a file is refused with, within a time that even a busy machine keeps; empty when it is read."""
    begun = time.perf_counter()
    try:
        read(content)
        return ""
    except BadFile as refusal:
        return str(refusal)
    finally:
        assert time.perf_counter() - begun < seconds


def test_ten_thousand_rows_are_refused_with_their_number() -> None:
    content = packed(
        survey=[["type", "name", "label"], *(["text", f"q{n}", f"Q {n}?"] for n in range(10_000))]
    )
    assert 'The sheet "survey" has 10,000 rows; the most that is read is 5,000' in soon(content)


def test_more_questions_than_anybody_answers_are_dropped_one_by_one() -> None:
    rows = [["type", "name", "label"], *(["text", f"q{n}", f"Q {n}?"] for n in range(5_000))]
    found = read(packed(survey=rows))
    assert (len(found.account.carried), len(found.account.dropped)) == (500, 4_500)


def test_a_long_list_under_every_question_is_over_soon() -> None:
    choices = [["list_name", "name", "label"], *(["l", f"c{n}", f"C {n}"] for n in range(20_000))]
    survey = [
        ["type", "name", "label"],
        *(["select_one l", f"q{n}", "Q?"] for n in range(2_000)),
        ["text", "t", "T?"],
    ]
    begun = time.perf_counter()
    found = read(packed(survey=survey, choices=choices))
    assert "20,000 answers" in told(found.account)["q0"][1] and time.perf_counter() - begun < 20


def test_a_list_that_fits_under_every_question_is_over_soon() -> None:
    heads = ["list_name", "name", *(f"label::{tag}" for tag in list(KNOWN)[:20])]
    choices = [heads, *(["l", f"c{n}", *([f"C {n}"] * 20)] for n in range(250))]
    survey = [["type", "name", "label"], *(["select_one l", f"q{n}", "Q?"] for n in range(200))]
    assert soon(packed(survey=survey, choices=choices), 40) == ""


def test_a_sheet_that_claims_a_million_empty_rows_is_over_soon() -> None:
    claims = repacked(GOOD, SHEET, b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    assert soon(claims) == ""
    empty = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_000_000))
    assert soon(repacked(GOOD, SHEET, b"</sheetData>", empty + b"</sheetData>")) == ""
    far = b'<row r="99999999999"><c r="A3" t="inlineStr"><is><t>text</t></is></c></row></sheetData>'
    assert soon(repacked(GOOD, SHEET, b"</sheetData>", far)) == ""


def test_a_row_far_below_is_told_when_it_is_not_reached() -> None:
    far = b'<row r="900000"><c r="A900000" t="inlineStr"><is><t>text</t></is></c></row></sheetData>'
    found = read(repacked(GOOD, SHEET, b"</sheetData>", far))
    assert any("empty rows follow" in remark for remark in found.account.remarks)


def test_a_sheet_with_more_columns_than_a_form_has_is_refused() -> None:
    heads = ["type", "name", *(f"label::Language {n}" for n in range(700))]
    assert "more than 500 columns" in soon(packed(survey=[heads, ["text", "q", *["Q?"] * 700]]))


def test_a_cell_longer_than_a_spreadsheet_holds_is_refused() -> None:
    content = repacked(GOOD, SHEET, b"Q?", b"&lt;" * 40_000)
    assert "more than 32,767 letters" in soon(content)


@pytest.mark.parametrize("text", [
    "<" * 32_000, "[" * 32_000, "<br" * 10_000, "< " * 16_000, "<" + " " * 32_000, "[](" * 10_000, "&" * 32_000,
    "on" * 16_000,
    "<!--" * 8_000, "<style " * 4_000, " on" * 10_000, "${" * 16_000, "javascript " * 2_900, "\n" * 32_000,
])  # fmt: skip
def test_words_that_are_meant_to_take_for_ever_do_not(text: str) -> None:
    survey = [
        ["type", "name", "label", "hint", "relevant"],
        *(["text", f"q{n}", text, text, text] for n in range(20)),
    ]
    assert isinstance(soon(packed(survey=survey)), str)


def test_groups_nested_deeper_than_any_survey_are_refused() -> None:
    rows = [
        ["type", "name", "label"],
        *(["begin group", f"g{n}", "G"] for n in range(60)),
        ["text", "q", "Q?"],
    ]
    assert "nested more than 50 deep" in soon(packed(survey=rows))


def test_groups_and_conditions_without_number_are_over_soon() -> None:
    clause = " and ".join(["selected(${q}, 'a')"] * 100)
    rows = [["type", "name", "label", "relevant"], ["select_one l", "q", "Q?", ""]]
    rows += [["begin group", f"g{n}", "G", clause] for n in range(49)]
    rows += [["text", f"t{n}", "T?", clause] for n in range(2_000)]
    assert soon(packed(survey=rows, choices="list_name | name | label \n l | a | A \n l | b | B")) == ""


OWN = ["about", "name", "answer", "field", "language", "value"]


@pytest.mark.parametrize("fact", [
    ["item", "q", "", "registry", "", "9.Z99"], ["item", "q", "", "kind", "", "riddle"],
    ["item", "q", "", "minimum-age", "", "999"],
    ["survey", "", "", "principle", "", "7"], ["survey", "", "", "edition", "", "x" * 30],
    ["survey", "", "", "about-you", "", "A B"],
    ["item", "q", "", "picture", "", "../../etc"], ["answer", "l", "a", "shared", "", "title"],
    ["answer", "l", "a", "parent", "", "?"],
    ["section", "g", "", "position", "", "nowhere"], ["nothing", "", "", "", "", "x"],
    ["item", "q", "", "text", "", "Mine"],
])  # fmt: skip
def test_what_is_not_understood_of_our_own_sheet_is_told_and_left_out(fact: list[str]) -> None:
    found = read(packed(survey="type | name | label \n text | q | Q?", said_and_done=[OWN, fact]))
    assert found.definition["sections"][0]["items"] == [{"key": "q", "kind": "short-text", "text": "Q?"}]
    assert any("row 2" in remark and "not understood" in remark for remark in found.account.remarks)


@pytest.mark.parametrize("fact", [
    ["item", "q", "", "parent-item", "", "q"], ["item", "q", "", "group", "", "yes"],
    ["answer", "l", "a", "parent", "", "zzz"],
    ["answer", "l", "a", "shared", "", "answers/yes-no/yes"], ["item", "q", "", "kind", "", "statement"],
    ["item", "q", "", "list", "", "nowhere"], ["survey", "", "", "title", "xx", "T"],
    ["item", "q", "", "kind", "", "postcode"],
])  # fmt: skip
def test_facts_that_fit_nothing_still_leave_a_survey(fact: list[str]) -> None:
    found = read(packed(
        survey="type | name | label \n select_one l | q | Q? \n text | r | R?",
        choices="list_name | name | label \n l | a | A \n l | b | B", said_and_done=[OWN, fact],
    ))  # fmt: skip
    assert "r" in told(found.account) and "q" in told(found.account)
    assert read_definition(found.definition)


# Any table at all

_TYPES = st.sampled_from([
    "text", "integer", "select_one l", "select_multiple l", "select_one l or_other", "select_one",
    "select_one nowhere", "note",
    "begin group", "begin_group", "begin repeat", "end group", "end_group", "end repeat", "calculate",
    "range", "acknowledge",
    "date", "geopoint", "start", "rank l", "", "riddle", "hidden", "image", "select_one ${q}", "end",
    "begin", "TEXT",
    "select_one_from_file x.csv", "decimal", "audit", "begin kobomatrix", "end score",
])  # fmt: skip
_NAMES = st.one_of(
    st.sampled_from(["", "q", "r", "Q", "1", "prefer-not-to-say", "texts", "ö", "a b"]), st.text(max_size=6)
)
_CELLS = st.one_of(
    st.sampled_from([
        "", "Words?", "${q} = 'a'", "selected(${r}, 'b') and ${q} != ''", "not(${q} = 1)", "yes", "no",
        ". > 3 and . < 9",
        "start=0 end=5", "tick_labelset=l start=1", "x.png", "multiline", "${q}", "<b>x</b>", "-", "0",
        "string-length(.) < 0",
        ". >= 5 and . <= 5", "not(selected(., 'a') and count-selected(.) > 1)",
    ]),
    st.text(max_size=20), st.integers(-5, 10**12), st.floats(), st.booleans(), st.datetimes(), st.none(),
)  # fmt: skip
_HEADS = st.sampled_from([
    "label", "label::English (en)", "label::Polski (pl)", "label::Klingon", "hint", "hint::pl",
    "relevant", "constraint", "required",
    "appearance", "default", "readonly", "parameters", "image", "media::audio::pl", "calculation",
    "disabled", "choice_filter",
    "whatever", "::", ":", "label::", "guidance_hint", "label::Easy Read (en-simple)", "repeat_count",
    "bind::relevant",
])  # fmt: skip


@st.composite
def _tables(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    heads = draw(st.lists(_HEADS, max_size=6))
    rows = draw(st.lists(st.tuples(_TYPES, _NAMES, st.lists(_CELLS, min_size=6, max_size=6)), max_size=12))
    survey = [["type", "name", *heads], *([type_, name, *cells[: len(heads)]] for type_, name, cells in rows)]
    choices = draw(st.lists(st.tuples(st.sampled_from(["l", "m", ""]), _NAMES, _CELLS, _CELLS), max_size=6))
    sheets: dict[str, list[list[Any]]] = {"survey": survey}
    if draw(st.booleans()):
        sheets["choices"] = [["list_name", "name", "label", draw(_HEADS)], *map(list, choices)]
    if draw(st.booleans()):
        values = ["default_language", "form_title", "allow_choice_duplicates"]
        sheets["settings"] = [values, [draw(_CELLS), draw(_CELLS), draw(st.sampled_from(["yes", "no", ""]))]]
    return sheets


def _cell(value: Any) -> Any:
    """What a spreadsheet can hold of a value."""
    if not isinstance(value, str):
        return value if value == value and value not in (float("inf"), float("-inf")) else None
    return re.sub("[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "", value).lstrip("=")


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(_tables())
def test_every_row_of_any_table_is_accounted_for_exactly_once(sheets: dict[str, list[list[Any]]]) -> None:
    sheets = {name: [[_cell(cell) for cell in row] for row in rows] for name, rows in sheets.items()}
    try:
        found = read(packed(**sheets))
    except BadFile as refusal:
        account = getattr(refusal, "account", None)
        if account is None:
            return
    else:
        account = found.account
        read_definition(found.definition)
        keys = {item["key"] for item in items(found)} | {s["key"] for s in found.definition["sections"]}
        assert {e.key for e in (*account.carried, *account.changed)} <= keys | {"introduction"}
    heads = [bool(str(head or "").strip()) for head in sheets["survey"][0]]
    rows = [
        f"row {number}" for number, row in enumerate(sheets["survey"][1:], start=2)
        if any(str("" if cell is None else cell).strip() and head for cell, head in zip(row, heads, strict=False))
        and not re.match(r"end[ _](group|repeat|score)", str(row[0]).strip())
    ]  # fmt: skip
    entries = (*account.carried, *account.changed, *account.dropped)
    assert sorted(entry.where for entry in entries) == sorted(rows)
    assert all(entry.why for entry in (*account.changed, *account.dropped))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    content = packed(
        survey="type | name | label::pl | relevant \n select_one l | q | Q? | \n text | r | R? | ${q} = 'a'",
        choices="list_name | name | label \n l | a | A \n l | b | B", settings="form_title \n T",
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(content)) as inside:
        part = data.draw(st.sampled_from(sorted(inside.namelist())))
        old = inside.read(part)
    at = data.draw(st.integers(0, max(0, len(old) - 1)))
    new = data.draw(
        st.one_of(st.binary(max_size=6), st.sampled_from([b"<", b'"', b"99999999999", b"-1", b"</row>"]))
    )
    end = at + data.draw(st.integers(0, 8))
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(broken, "w") as after:
        for name in before.namelist():
            after.writestr(name, old[:at] + new + old[end:] if name == part else before.read(name))
    for each in (broken.getvalue(), content[:at] + new + content[end:]):
        try:
            read_form(each, "x.xlsx", KNOWN)
        except BadFile as refusal:
            assert refusal.problems
