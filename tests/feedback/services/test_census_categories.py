"""Promises of the table of categories: each census table fits its question, and nothing is lost in silence.

The names are those of the Census 2021 topic summaries; the numbers are invented.
"""

from __future__ import annotations

import pytest

from feedback.services import census_categories
from feedback.services.census_categories import fitted
from surveys import reading
from surveys.definition import Item
from surveys.kinds import option_keys

TS021 = [
    "Ethnic group: Total: All usual residents",
    "Ethnic group: Asian, Asian British or Asian Welsh",
    "Ethnic group: Asian, Asian British or Asian Welsh: Bangladeshi",
    "Ethnic group: Asian, Asian British or Asian Welsh: Chinese",
    "Ethnic group: Asian, Asian British or Asian Welsh: Indian",
    "Ethnic group: Asian, Asian British or Asian Welsh: Pakistani",
    "Ethnic group: Asian, Asian British or Asian Welsh: Other Asian",
    "Ethnic group: Black, Black British, Black Welsh, Caribbean or African",
    "Ethnic group: Black, Black British, Black Welsh, Caribbean or African: African",
    "Ethnic group: Black, Black British, Black Welsh, Caribbean or African: Caribbean",
    "Ethnic group: Black, Black British, Black Welsh, Caribbean or African: Other Black",
    "Ethnic group: Mixed or Multiple ethnic groups",
    "Ethnic group: Mixed or Multiple ethnic groups: White and Asian",
    "Ethnic group: Mixed or Multiple ethnic groups: White and Black African",
    "Ethnic group: Mixed or Multiple ethnic groups: White and Black Caribbean",
    "Ethnic group: Mixed or Multiple ethnic groups: Other Mixed or Multiple ethnic groups",
    "Ethnic group: White",
    "Ethnic group: White: English, Welsh, Scottish, Northern Irish or British",
    "Ethnic group: White: Irish",
    "Ethnic group: White: Gypsy or Irish Traveller",
    "Ethnic group: White: Roma",
    "Ethnic group: White: Other White",
    "Ethnic group: Other ethnic group",
    "Ethnic group: Other ethnic group: Arab",
    "Ethnic group: Other ethnic group: Any other ethnic group",
]
#: The number of leaves below each wider group of TS021.
LEAVES = {"white": 5, "mixed": 4, "asian": 5, "black": 3, "other": 2}
AGES = [
    "Age: Total", "Age: Aged 4 years and under", "Age: Aged 5 to 9 years", "Age: Aged 10 to 14 years",
    "Age: Aged 15 to 19 years", *(f"Age: Aged {n} to {n + 4} years" for n in range(20, 85, 5)),
    "Age: Aged 85 years and over",
]  # fmt: skip


def question(key: str) -> Item:
    found = reading.shipped("about-you").item(key)
    assert found is not None
    return found


def leaves_and_sums(names: list[str]) -> dict[str, int]:
    """Ten people in each leaf; sums hold a number that would show."""
    last = [name for name in names if not any(other.startswith(f"{name}:") for other in names)]
    return {name: 10 if name in last and ": Total" not in name else 99_999 for name in names}


def test_both_questions_of_the_ethnic_group_are_read_from_one_table_without_its_sums() -> None:
    people = leaves_and_sums(TS021)
    wide = fitted(people, question("ethnic-group"))
    assert wide.counts == {key: 10 * number for key, number in LEAVES.items()}
    assert not wide.left_out
    detail = fitted(people, question("ethnic-group-detail"))
    assert detail.counts == dict.fromkeys(option_keys(question("ethnic-group-detail")), 10)
    assert not detail.left_out


def test_a_table_of_the_five_wider_groups_alone_is_read_too() -> None:
    names = [name for name in TS021 if name.count(":") == 1]
    wide = fitted(dict.fromkeys(names, 10), question("ethnic-group"))
    assert wide.counts == dict.fromkeys(LEAVES, 10)


def test_bands_of_five_years_are_shared_out_and_that_is_told() -> None:
    found = fitted({name: 99_999 if name == "Age: Total" else 500 for name in AGES}, question("age-band"))
    # Those aged 15 to 19: a fifth are 15, four fifths 16 to 19.
    assert found.counts == {
        "0-15": 1600, "16-24": 900, "25-34": 1000, "35-44": 1000, "45-54": 1000, "55-64": 1000, "65-74": 1000,
        "75-84": 1000, "85-plus": 500,
    }  # fmt: skip
    assert found.shared_out == ("Age: Aged 15 to 19 years",)
    assert "Aged 15 to 19 years" in " ".join(found.remarks())


def test_single_years_of_age_fit_exactly() -> None:
    names = [
        "Aged under 1 year",
        "Aged 1 year",
        *(f"Aged {n} years" for n in range(2, 100)),
        "Aged 100 years and over",
    ]
    found = fitted({"Total: All usual residents": 5000, **dict.fromkeys(names, 10)}, question("age-band"))
    assert sum(found.counts.values()) == 10 * len(names)
    assert (found.counts["0-15"], found.counts["16-24"], found.counts["85-plus"]) == (160, 90, 160)
    assert not found.shared_out and not found.left_out


def test_an_open_end_that_spans_two_bands_is_left_out_and_told() -> None:
    found = fitted({"Aged 65 to 74 years": 10, "Aged 75 years and over": 7}, question("age-band"))
    assert found.counts == {"65-74": 10}
    assert found.left_out == {"Aged 75 years and over": 7}
    assert "Aged 75 years and over (7)" in found.remarks()[0]


@pytest.mark.parametrize(
    ("key", "people", "counts"),
    [
        ("sex", {"Sex: All persons": 9, "Sex: Female": 5, "Sex: Male": 4}, {"female": 5, "male": 4}),
        (
            "disability",
            {
                "Disability: Total: All usual residents": 99,
                "Disability: Disabled under the Equality Act": 99,
                "Disability: Disabled under the Equality Act: Day-to-day activities limited a lot": 1,
                "Disability: Disabled under the Equality Act: Day-to-day activities limited a little": 2,
                "Disability: Not disabled under the Equality Act": 99,
                "Disability: Not disabled under the Equality Act: Has long term physical or mental health condition "
                "but day-to-day activities are not limited": 3,
                "Disability: Not disabled under the Equality Act: No long term physical or mental health conditions": 4,
            },
            {"limited-a-lot": 1, "limited-a-little": 2, "not-limited": 3, "no-condition": 4},
        ),
        (
            "carer",
            {
                "Total: All usual residents aged 5 and over": 99,
                "Provides no unpaid care": 1,
                "Provides 19 hours or less unpaid care a week": 99,
                "Provides 9 hours or less unpaid care a week": 2,
                "Provides 10 to 19 hours unpaid care a week": 3,
                "Provides 20 to 49 hours unpaid care a week": 99,
                "Provides 20 to 34 hours unpaid care a week": 4,
                "Provides 35 to 49 hours unpaid care a week": 5,
                "Provides 50 or more hours unpaid care a week": 6,
            },
            {"no": 1, "9-hours-or-less": 2, "10-to-19-hours": 3, "20-to-34-hours": 4, "35-to-49-hours": 5,
             "50-hours-or-more": 6},
        ),
        (
            "main-language",
            {
                "Main language: All usual residents aged 3 years and over": 99,
                "Main language: English (English or Welsh in Wales)": 1,
                "Main language: Welsh or Cymraeg (in England only)": 2,
                "Main language: Other European language (EU)": 99,
                "Main language: Other European language (EU): Polish": 3,
                "Main language: Other European language (EU): Latvian": 4,
                "Main language: South Asian language": 99,
                "Main language: South Asian language: Panjabi": 5,
                "Main language: South Asian language: Bengali (with Sylheti and Chatgaya)": 6,
                "Main language: East Asian language: Mandarin Chinese": 7,
                "Main language: East Asian language: All other Chinese": 8,
                "Main language: West or Central Asian language: Persian or Farsi": 9,
                "Main language: Sign language: British Sign Language": 10,
            },
            {"english": 1, "welsh": 2, "bsl": 10, "polish": 3, "punjabi": 5, "bengali": 6, "mandarin": 15,
             "persian": 9, "other": 4},
        ),
        (
            "english-proficiency",
            {
                "Main language is not English (English or Welsh in Wales)": 99,
                "Main language is not English (English or Welsh in Wales): Can speak English very well": 1,
                "Main language is not English (English or Welsh in Wales): Can speak English well": 2,
                "Main language is not English (English or Welsh in Wales): Cannot speak English well": 3,
                "Main language is not English (English or Welsh in Wales): Cannot speak English": 4,
            },
            {"very-well": 1, "well": 2, "not-well": 3, "not-at-all": 4},
        ),
        ("religion", {"Religion: No religion": 1, "Religion: Other religion": 2}, {"no-religion": 1, "other": 2}),
    ],
)  # fmt: skip
def test_each_table_fits_its_question(key: str, people: dict[str, int], counts: dict[str, int]) -> None:
    found = fitted(people, question(key))
    assert found.counts == counts
    assert not found.left_out


@pytest.mark.parametrize("name", ["Does not apply", "Not answered", "Not stated", "Religion: Not answered"])
def test_who_did_not_say_is_in_no_category_not_even_in_the_rest(name: str) -> None:
    for key in ("religion", "main-language"):
        found = fitted({name: 7}, question(key))
        assert found.counts == {} and found.left_out == {name: 7}


def test_a_practice_list_may_use_our_own_keys_or_words() -> None:
    found = fitted({"limited-a-lot": 5, "Yes, a little": 6, "Something else": 7}, question("disability"))
    assert found.counts == {"limited-a-lot": 5, "limited-a-little": 6}
    assert found.left_out == {"Something else": 7}


def test_every_name_of_the_table_leads_to_an_answer_that_there_is() -> None:
    for key, table in census_categories.known().items():
        options = option_keys(question(key))
        assert set(table.get("categories", {}).values()) <= set(options)
        assert table.get("rest", options[0]) in options
        assert all(name == name.casefold() for name in table.get("categories", {}))
