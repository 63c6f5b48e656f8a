"""Promises of census files: each layout of Nomis and of the census is read, and what is wrong is named by its line.

The layouts are those of www.nomisweb.co.uk (a query's CSV, a bulk table, the API) and of "Create a custom dataset" of
the census; the numbers are invented.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.services.census_files import Area, choose, read
from feedback.services.refusals import Refused

QUERY = """"TS008 - Sex"
"ONS Crown Copyright Reserved [from Nomis on 3 November 2026]"

"Population :","All usual residents"
"Units      :","Persons"
"Date       :","2021"

"local authority: district / unitary (as of April 2021)","mnemonic","All persons","%","Female","%","Male","%"
"Oakfield","E06000999","107,800",100.0,55000,51.0,52800,49.0
"Elmfield","E06000998",20000,100.0,9900,49.5,10100,50.5

In order to protect against disclosure of personal information, records have been swapped.
"""
BULK = """\
date,geography,geography code,Sex: All persons; measures: Value,Sex: Female; measures: Value,Sex: Male; measures: Value
2021,Oakfield,E06000999,107800,55000,52800
2021,Elmfield,E06000998,20000,9900,10100
"""
API = """DATE_NAME,GEOGRAPHY_NAME,GEOGRAPHY_CODE,C_SEX_NAME,MEASURES_NAME,OBS_VALUE,OBS_STATUS_NAME
2021,Oakfield,E06000999,All persons,Value,107800,Normal Value
2021,Oakfield,E06000999,Female,Value,55000,Normal Value
2021,Oakfield,E06000999,Female,Percent,51.0,Normal Value
2021,Oakfield,E06000999,Male,Value,52800,Normal Value
2021,Elmfield,E06000998,All persons,Value,20000,Normal Value
2021,Elmfield,E06000998,Female,Value,9900,Normal Value
2021,Elmfield,E06000998,Male,Value,10100,Normal Value
"""
CUSTOM = """\
Lower tier local authorities Code,Lower tier local authorities,Sex (2 categories) Code,Sex (2 categories),Observation
E06000999,Oakfield,1,Female,55000
E06000999,Oakfield,2,Male,52800
E06000998,Elmfield,1,Female,9900
E06000998,Elmfield,2,Male,10100
"""
ONE_AREA = """"TS008 - Sex"
"ONS Crown Copyright Reserved [from Nomis on 3 November 2026]"

"Population :","All usual residents"
"Date       :","2021"
"Area       :","Oakfield"

"Sex","2021"
"All persons","107,800"
"Female",55000
"Male",52800
"""
LIST = "category,people\r\nFemale,55000\r\nMale,52800\r\n"


@pytest.mark.parametrize("text", [QUERY, BULK, API, CUSTOM])
def test_every_layout_of_several_areas_gives_the_same_people(text: str) -> None:
    areas = read(text)
    assert [(area.name, area.code) for area in areas] == [
        ("Oakfield", "E06000999"),
        ("Elmfield", "E06000998"),
    ]
    names = {name.rpartition(": ")[2]: people for name, people in areas[0].people.items()}
    assert {key: names[key] for key in ("Female", "Male")} == {"Female": 55000, "Male": 52800}
    assert "%" not in names and len(names) <= 3


@pytest.mark.parametrize("text", [ONE_AREA, LIST, "Female,55000\nMale,52800\n"])
def test_a_table_of_one_area_and_a_practice_list_are_two_columns(text: str) -> None:
    (area,) = read(text)
    assert {key: area.people[key] for key in ("Female", "Male")} == {"Female": 55000, "Male": 52800}


def test_a_number_that_is_none_is_named_by_its_line_and_nothing_is_kept() -> None:
    with pytest.raises(Refused, match=r"line 3: 'n/a' is not a number of people \(Male\)"):
        read("category,people\nFemale,55000\nMale,n/a\n")
    with pytest.raises(Refused, match="line 3: '-' is not a number"):
        read(BULK.replace("20000", "-"))
    with pytest.raises(Refused, match="line 3: 'Female' is there twice"):
        read("category,people\nFemale,55000\nFemale,1\n")
    with pytest.raises(Refused, match="line 5: it has 2 cells, not 6"):
        read(API.replace("2021,Oakfield,E06000999,Male,Value,52800,Normal Value", "2021,Oakfield"))


def test_only_the_first_few_of_many_problems_are_told() -> None:
    lines = "\n".join(f"row {n},x" for n in range(10))
    with pytest.raises(Refused, match="and 5 more$"):
        read(f"category,people\nFemale,55000\n{lines}\n")


@pytest.mark.parametrize("text", ["", "nothing here", "a,b\nc,d\n", "just one\ncolumn\n", "\n\n\n"])
def test_what_is_no_such_table_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="layouts"):
        read(text)


def test_a_list_without_headings_that_begins_with_what_could_be_a_year_is_not_guessed_at() -> None:
    with pytest.raises(Refused, match="line 1: begin with a row of headings"):
        read("Female,2021\nMale,52800\n")


def test_the_area_is_chosen_by_name_or_code_and_has_to_be_where_there_are_several() -> None:
    areas = read(BULK)
    assert choose(areas, "e06000998").name == "Elmfield"
    assert choose(areas, " oakfield ").code == "E06000999"
    with pytest.raises(Refused, match=r"2 areas, such as Oakfield \(E06000999\), Elmfield"):
        choose(areas, "")
    with pytest.raises(Refused, match="no area 'Ashfield'"):
        choose(areas, "Ashfield")
    assert choose(areas[:1], "").name == "Oakfield"
    with pytest.raises(Refused, match="no people"):
        choose([Area("Nowhere")], "")


def test_a_huge_file_is_refused_by_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.services.census_files.MOST_ROWS", 3)
    with pytest.raises(Refused, match="more than 3 rows"):
        read(API)


CELLS = st.sampled_from(
    ["", "Female", "Male", "5", "1,234", "9" * 400, "-", "x", "%", "Date :", "mnemonic", "geography", "geography code",
     "Observation", "value", "category", "measures_name", "Sex Code", "2021", '"', "All persons", "Note", "Sex: Female"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6).map(",".join), max_size=8).map("\n".join) | st.text(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused(text: str) -> None:
    try:
        areas = read(text)
    except Refused as refused:
        assert refused.field == "file"
    else:
        assert all(0 <= people < 10**12 for area in areas for people in area.people.values())
