"""Promise of the doors: a file shows which format it is, and what is none is refused with those that are."""

from __future__ import annotations

import pytest

from surveys.formats import doors
from surveys.formats.accounting import Account, BadFile

LANGUAGES = {"en": ("English",), "pl": ("Polish", "Polski")}


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("form.xlsx", b"PK", "xlsform"), ("FORM.XLSX", b"PK", "xlsform"), ("old.lss", b"<x/>", "limesurvey"),
        ("structure.txt", b"class\t", "limesurvey-tsv"), ("q.json", b'{"resourceType": "Questionnaire"}', "fhir"),
        ("q.json", b'{"format": "said-and-done survey"}', "json"), ("q", b' {"a": 1}', "json"),
        ("a.toml", b"key = 1", "toml"), ("export.xml", b"<?xml?><document><LimeSurveyDocType>", "limesurvey"),
    ],
)  # fmt: skip
def test_a_file_shows_what_it_is(name: str, content: bytes, format: str) -> None:
    assert doors.guess(name, content) == format


@pytest.mark.parametrize("name", ["picture.png", "letter.docx", "", "strange.xml"])
def test_a_file_of_no_kind_we_know_is_refused_with_those_we_do(name: str) -> None:
    with pytest.raises(BadFile, match=r"XLSForm.*LimeSurvey.*FHIR"):
        doors.guess(name, b"\x00\x01")


def test_every_door_leads_somewhere_and_refuses_rubbish_in_a_sentence() -> None:
    for door in doors.IN:
        with pytest.raises(BadFile) as caught:
            doors.read(b"\x00rubbish\xff", f"file{door.suffixes[0]}", LANGUAGES, door.name)
        assert all(problem.strip().endswith((".", ")")) for problem in caught.value.problems), door.name
    with pytest.raises(BadFile, match="no format 'word'"):
        doors.read(b"x", "x", LANGUAGES, "word")


def test_an_account_holds_every_item_once_by_what_became_of_it() -> None:
    account = Account()
    account.note("a", "row 2", "a")
    account.note("b", "row 3", "b", ["It was cut.", "It was cut."])
    account.note("c", "row 4", "", ["A picture cannot be asked."])
    account.remark("About the file.")
    account.remark("About the file.")
    assert account.as_data() == {
        "carried": [{"item": "a", "where": "row 2", "key": "a"}],
        "changed": [{"item": "b", "where": "row 3", "key": "b", "why": "It was cut."}],
        "dropped": [{"item": "c", "where": "row 4", "why": "A picture cannot be asked."}],
        "remarks": ["About the file."],
    }
