"""Promise of the question bank: every question of the library is in it, found by its words, and no measure is bare."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from surveys import bank
from surveys.definition import RegistryId
from surveys.reading import OFFICIAL_TESTS, shipped, shipped_blocks, shipped_surveys

#: Every row of the registry whose home is a survey of experience or of a role, parts of a measure with their letter.
ANSWERABLE = [
    "1.M1", "1.M2", "1.M3", "1.M4a", "1.M4b", "1.M4c", "1.M4d", "1.M5", "1.M6", "1.M7", "1.M8",
    "1.I9", "1.I10", "1.I12", "1.I13",
    "2.M1", "2.M2a", "2.M2b", "2.M2c", "2.M2d", "2.M3", "2.M4a", "2.M4b", "2.M4c", "2.M4d", "2.M5", "2.M8",
    "2.I1", "2.I6",
    "3.M1", "3.M2", "3.M3", "3.I3", "3.I4", "3.I6",
    "4.M1a", "4.M1b", "4.M1c", "4.M1d", "4.M1e", "4.M2", "4.I5", "4.I6",
    "5.M1",
    "6.M2", "6.M3", "6.M4", "6.M5", "6.M6", "6.M7", "6.M8a", "6.M8b", "6.M9", "6.M10", "6.M11", "6.M12",
    "6.I1", "6.I5", "6.I6", "6.I7",
]  # fmt: skip
#: Rows for outside figures that a question of ours stands beside all the same.
BESIDE = {"1.I7", "6.M1"}


def names(found: list[bank.Entry]) -> list[str]:
    return [one.name for one in found]


@pytest.mark.parametrize("number", ANSWERABLE)
def test_every_measure_that_an_answer_can_speak_for_has_a_question(number: str) -> None:
    measure = next(one for one in bank.measures() if one.id == number)
    assert measure.items >= 1 and measure.principle == int(number[0])


def test_the_measures_are_those_of_the_registry_once_each_with_a_title_of_their_own() -> None:
    found = bank.measures()
    assert {one.id for one in found} == {*ANSWERABLE, *BESIDE} and len(found) == len(ANSWERABLE) + len(BESIDE)
    assert all(TypeAdapter(RegistryId).validate_python(one.id) for one in found)
    assert len({one.title for one in found}) == len(found) and all(one.title.strip() for one in found)


def test_whatever_a_question_gives_evidence_for_has_a_title() -> None:
    titled = {one.id for one in bank.measures()}
    assert {number for one in bank.entries() for number in one.registry} <= titled


def test_a_measure_counts_the_questions_that_name_it() -> None:
    counted = next(one for one in bank.measures() if one.id == "4.M2").items
    assert counted == len(bank.search(measure="4.M2")) == 2


def test_every_question_of_the_library_is_there_but_a_survey_s_own_form_of_an_about_you_question() -> None:
    library = {
        f"{home.key}/{item.key}" for home in [*shipped_surveys(), *shipped_blocks()] for item in home.items()
    }
    assert library - {one.name for one in bank.entries()} == {"under-16/answered-by"}
    assert len({one.name for one in bank.entries()}) == len(bank.entries())


def test_an_entry_knows_where_it_comes_from_and_what_it_is_for() -> None:
    one = bank.entry("carers/known-as-carer")
    assert (one.home, one.home_title, one.section) == ("carers", "Your life as a carer", "You and caring")
    assert (one.principle, one.registry, one.role) == (4, ("4.M1a",), "carer")
    assert not one.official and not one.about_you and one.needs == ()


def test_an_entry_is_of_the_principle_of_its_first_measure_or_of_its_home() -> None:
    assert bank.entry("staff/volunteers-are-equals").principle == 6
    assert bank.entry("my-care/left-or-moved").principle == 1
    assert bank.entry("friends-and-family/overall-experience").principle is None


def test_an_entry_says_which_questions_its_routing_needs() -> None:
    assert bank.entry("my-care/helped-make-plan").needs == ("has-care-plan",)
    assert bank.entry("about-you/ethnic-group-detail").needs == ("ethnic-group",)


def test_the_official_test_and_the_about_you_block_are_told_apart() -> None:
    official = {one.home for one in bank.entries() if one.official}
    about_you = {one.home for one in bank.entries() if one.about_you}
    assert (official, about_you) == (set(OFFICIAL_TESTS), {"about-you"})


def test_no_entry_by_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        bank.entry("my-care/nowhere")


def test_a_search_finds_the_beginnings_of_words_wherever_an_entry_has_them() -> None:
    assert names(bank.search("volunt equal")) == ["staff/volunteers-are-equals"]
    assert "fair-access/kinds-of-support" in names(bank.search("been through"))
    assert "my-care/see-my-record" in names(bank.search("STAFF WRITE"))
    assert bank.search("xyzzy") == []


def test_a_question_that_asks_with_the_words_comes_before_one_that_is_only_near_them() -> None:
    found = names(bank.search("budget"))
    assert found[0] == "more-about-care/personal-budget" and "my-care/see-my-record" in found[1:]


@pytest.mark.parametrize("text", ["i don't know", "i don’t know", "I DONT KNOW"])
def test_an_apostrophe_is_found_however_it_is_typed(text: str) -> None:
    assert names(bank.search(text)) == names(bank.search("i dont know"))
    assert "fair-access/kinds-of-support" in names(bank.search(text))


@pytest.mark.parametrize("text", ["how's", "how’s"])
def test_a_word_with_an_apostrophe_is_one_word(text: str) -> None:
    assert bank.search("how") and bank.search(text) == []


def test_nothing_typed_finds_everything() -> None:
    assert sorted(names(bank.search())) == sorted(one.name for one in bank.entries())


def test_a_search_keeps_to_a_principle_a_measure_and_a_role() -> None:
    assert {one.role for one in bank.search(role="volunteer")} == {"volunteer"}
    assert "more-about-care/life-now" in names(bank.search(principle=3))
    assert all({"3"} & {number[0] for number in one.registry} for one in bank.search(principle=3))
    assert names(bank.search("time", measure="6.M10", role="volunteer")) == ["volunteers/my-time-is-valued"]


def test_a_measure_finds_its_parts_and_no_other_that_begins_alike() -> None:
    parts = {number for one in bank.search(measure="1.M4") for number in one.registry}
    assert {"1.M4a", "1.M4b", "1.M4c", "1.M4d"} <= parts
    found = bank.search(measure="6.M1")
    assert found and all("6.M1" in one.registry for one in found)


def test_roles_are_answers_to_the_question_for_a_role() -> None:
    role = shipped("about-you").item("role")
    assert role is not None
    known = {option.key: option.text for option in role.options}
    assert bank.roles().items() <= known.items()
    assert {one.role for one in bank.entries() if one.role} == set(bank.roles())


def test_every_entry_stands_on_a_shelf() -> None:
    shelved = {one.name for shelf in bank.shelves() for part in shelf.parts for one in part.entries}
    assert shelved == {one.name for one in bank.entries()}


def test_the_shelves_are_six_principles_the_test_children_about_you_and_each_role() -> None:
    assert [shelf.key for shelf in bank.shelves()] == [
        *[f"principle-{number}" for number in range(1, 7)], "friends-and-family", "under-16", "about-you",
        *[f"role-{role}" for role in bank.roles()],
    ]  # fmt: skip
    assert all(part.title and part.entries for shelf in bank.shelves() for part in shelf.parts)


def test_a_principle_is_set_out_by_measure_and_ends_with_what_has_none() -> None:
    first = bank.shelves()[0]
    assert [part.measure for part in first.parts][:3] == ["1.M1", "1.M2", "1.M3"]
    assert first.parts[-1].measure is None and names(list(first.parts[-1].entries)) == [
        "my-care/left-or-moved"
    ]
    for part in first.parts[:-1]:
        assert all(part.measure in one.registry for one in part.entries)
