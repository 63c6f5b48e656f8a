"""Promise of the library: plain, pictured, tied to the registry, official where it must be, and short by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys import official
from surveys.definition import Definition, Item, Kind
from surveys.easyread import HARD, findings
from surveys.reading import (
    answer_sets,
    compose,
    decline_option,
    default_choice,
    shipped,
    shipped_blocks,
    shipped_surveys,
)
from surveys.routing import asked
from surveys.texts import sources

SYMBOLS = Path(__file__).parents[2] / "static" / "images" / "symbols"
BLOCK = shipped("about-you")
SURVEYS = shipped_surveys()
EVERYTHING = [*SURVEYS, *shipped_blocks()]
ITEMS = [(definition, item) for definition in EVERYTHING for item in definition.items()]


def _row(principle: int, letter: str, *numbers: str) -> set[str]:
    return {f"{principle}.{letter}{number}" for number in numbers}


def _numbers(last: int) -> list[str]:
    return [str(number) for number in range(1, last + 1)]


#: Every id of the registry of measures (M) and indicators (I), parts of a measure with their letter.
REGISTRY = {
    *_row(1, "M", "1", "2", "3", "4a", "4b", "4c", "4d", "5", "6", "7", "8"), *_row(1, "I", *_numbers(13)),
    *_row(2, "M", "1", "2a", "2b", "2c", "2d", "3", "4a", "4b", "4c", "4d", "5", "6", "7", "8"),
    *_row(2, "I", *_numbers(9)),
    *_row(3, "M", *_numbers(3)), *_row(3, "I", *_numbers(6)),
    *_row(4, "M", "1a", "1b", "1c", "1d", "1e", "2"), *_row(4, "I", *_numbers(8)),
    *_row(5, "M", "1", "2"), *_row(5, "I", *_numbers(7)),
    *_row(6, "M", "1", "2", "3", "4", "5", "6", "7", "8a", "8b", "9", "10", "11", "12"), *_row(6, "I", *_numbers(7)),
}  # fmt: skip
#: The registry's parts that a person's own answer can give evidence for, by the survey that must ask for them.
MUST_ASK = {
    "my-care": {"1.M3", "1.M4a", "1.M4b", "1.M4c", "1.M4d", "1.M5", "1.M6"},
    "being-heard": {"2.M4a", "2.M4b", "2.M4c", "2.M4d"},
    "carers": {"4.M1a", "4.M1b", "4.M1c", "4.M1d", "4.M1e", "4.M2"},
    "lived-experience": {"2.M8", "2.I6"},
    "community-organisations": {"5.M1", "2.M5", "6.M4", "6.I7"},
    "volunteers": {"6.M2", "6.M3", "6.M10", "6.I5", "6.I6"},
    "neighbourhood": {"6.M5", "6.M6", "6.M7", "6.M8a", "6.M8b", "6.M9"},
    "staff": {"1.M8", "6.M11", "6.M12"},
}
#: NHS England, the Friends and Family Test since April 2020: the question and its six answers, in their order.
FFT_QUESTION = "Overall, how was your experience of our service?"
FFT_ANSWERS = [
    ("Very good", "positive"), ("Good", "positive"), ("Neither good nor poor", "neither"), ("Poor", "negative"),
    ("Very poor", "negative"), ("Don't know", "neither"),
]  # fmt: skip
ABOUT_YOU = [
    "role", "answered-by", "helper", "age-band", "sex", "gender-identity", "ethnic-group", "ethnic-group-detail",
    "disability", "impairment", "religion", "sexual-orientation", "pregnancy", "carer", "main-language",
    "english-proficiency", "health-literacy", "inclusion", "deprivation-quintile",
]  # fmt: skip
SHORT = {
    "role",
    "answered-by",
    "helper",
    "age-band",
    "sex",
    "ethnic-group",
    "disability",
    "deprivation-quintile",
}


def the(definition: Definition, key: str) -> Item:
    item = definition.item(key)
    assert item is not None
    return item


@pytest.mark.parametrize("definition", EVERYTHING, ids=lambda definition: definition.key)
def test_no_easy_read_text_is_long_shortened_or_has_a_number_in_letters(definition: Definition) -> None:
    breaches = [
        f"{source.key}: {finding.rule} {finding.where!r}"
        for source in sources(definition)
        for finding in findings(source.easy, option=source.key.startswith(("option/", "answers/")))
        if finding.rule in HARD
    ]
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("definition", EVERYTHING, ids=lambda definition: definition.key)
def test_a_hint_is_there_in_both_or_in_easy_read_alone(definition: Definition) -> None:
    assert [item.key for item in definition.items() if item.help and not item.help_easy] == []


@pytest.mark.parametrize(("definition", "item"), ITEMS, ids=[f"{d.key}-{item.key}" for d, item in ITEMS])
def test_an_item_and_its_options_have_pictures_that_are_drawn(definition: Definition, item: Item) -> None:
    for holder in (item, *item.options):
        assert holder.picture and (SYMBOLS / f"{holder.picture}.svg").is_file(), holder.key


def test_the_words_every_survey_shares_have_pictures_too() -> None:
    assert (SYMBOLS / f"{decline_option().picture}.svg").is_file()
    for options in answer_sets().values():
        assert all((SYMBOLS / f"{option['picture']}.svg").is_file() for option in options)


@pytest.mark.parametrize("definition", EVERYTHING, ids=lambda definition: definition.key)
def test_evidence_is_claimed_only_for_what_the_registry_has(definition: Definition) -> None:
    claimed = {number for item in definition.items() for number in item.registry}
    assert claimed <= REGISTRY
    assert MUST_ASK.get(definition.key, set()) <= claimed


@pytest.mark.parametrize(
    "definition", [d for d in EVERYTHING if d.principle], ids=lambda definition: definition.key
)
def test_every_statement_of_a_principle_is_tagged_with_that_principle_first(definition: Definition) -> None:
    for item in definition.items():
        if item.kind is Kind.STATEMENT:
            assert item.registry and item.registry[0].startswith(f"{definition.principle}."), item.key


def test_the_registry_has_the_ids_it_is_known_to_have() -> None:
    # 96 rows, of which one stands for the four parts of 2.M2.
    assert len(REGISTRY) == 96 + 3


def test_no_two_questions_share_a_key_but_those_of_children_and_of_everybody() -> None:
    """Questions of the whole library can stand in one survey; a child is asked the same things in their own words."""
    found = [item.key for definition, item in ITEMS if definition.key != "under-16"]
    assert sorted(found) == sorted(set(found))


def test_only_the_about_you_block_is_joined_to_a_survey_and_the_others_ask_nothing_about_the_person() -> None:
    assert [block.key for block in shipped_blocks()][-1] == BLOCK.key
    for block in shipped_blocks()[:-1]:
        assert block.principle and not block.groups() and not default_choice(block), block.key
        assert all(item.registry for item in block.items()), block.key


def test_a_survey_for_an_organisation_asks_nothing_about_whoever_answers() -> None:
    organisations = shipped("community-organisations")
    assert organisations.about_you == [] and [item.key for item in organisations.groups()] == [
        "people-reached"
    ]
    assert compose(organisations, BLOCK, ABOUT_YOU).groups() == organisations.groups()


def test_staff_are_not_asked_what_could_single_them_out() -> None:
    keys = {item.key for item in compose(shipped("staff"), BLOCK, ABOUT_YOU).items()}
    assert not keys & {"inclusion", "pregnancy", "health-literacy", "deprivation-quintile"}


def test_the_list_of_kinds_of_support_has_all_nine_and_two_ways_out() -> None:
    support = the(shipped("fair-access"), "kinds-of-support")
    alone = [option.key for option in support.options if option.exclusive]
    assert len(support.options) == 9 + 2 and alone == ["none-of-these", "dont-know"]
    assert {"3.M3", "3.I6", "4.I5"} <= set(support.registry)


def test_every_statement_has_the_one_answer_set_so_that_answers_can_be_pooled() -> None:
    for definition, item in ITEMS:
        if item.kind is Kind.STATEMENT:
            assert item.answers == "yes-sometimes-no", (definition.key, item.key)
            assert [option.key for option in item.options] == ["yes", "sometimes", "no", "dont-know"]


def test_the_friends_and_family_test_is_the_official_one() -> None:
    rating = the(shipped("friends-and-family"), "overall-experience")
    assert rating.kind is Kind.RATING and rating.text == FFT_QUESTION
    assert [(option.text, option.polarity) for option in rating.options] == FFT_ANSWERS


def test_the_friends_and_family_test_keeps_six_different_answers_in_easy_read() -> None:
    rating = the(shipped("friends-and-family"), "overall-experience")
    assert len({option.easy for option in rating.options}) == 6 and None not in {
        option.easy for option in rating.options
    }


def test_the_friends_and_family_test_has_its_free_text_and_nothing_else() -> None:
    assert [item.kind for item in shipped("friends-and-family").items()] == [Kind.RATING, Kind.COMMENT]


def test_the_maternity_test_asks_the_official_question_once_a_touch_point_that_somebody_chose() -> None:
    definition = shipped("friends-and-family-maternity")
    ratings = [item for item in definition.items() if item.kind is Kind.RATING]
    assert [item.key for item in ratings] == list(official.TOUCH_POINTS)
    chosen = the(definition, "maternity-care")
    for rating, option in zip(ratings, chosen.options, strict=True):
        assert official.is_official(rating) and rating.text.endswith(f". {FFT_QUESTION}")
        assert [(each.text, each.polarity) for each in rating.options] == FFT_ANSWERS
        assert [(one.item, one.is_) for one in rating.show_when] == [("maternity-care", [option.key])]


def test_only_the_official_question_with_its_six_answers_is_taken_for_it() -> None:
    rating = the(shipped("friends-and-family"), "overall-experience")
    assert official.is_official(rating) and official.QUESTION == FFT_QUESTION
    assert not official.is_official(rating.model_copy(update={"text": "How was it?"}))
    assert not official.is_official(rating.model_copy(update={"options": rating.options[:5]}))
    assert not official.is_official(rating.model_copy(update={"kind": Kind.ONE}))


def test_every_survey_lets_people_use_their_own_words() -> None:
    for definition in SURVEYS:
        assert any(item.kind is Kind.COMMENT for item in definition.items()), definition.key


def test_the_about_you_block_has_the_agreed_keys_and_each_is_a_group() -> None:
    assert sorted(item.key for item in BLOCK.items()) == sorted(ABOUT_YOU)
    assert all(item.group for item in BLOCK.items())


def test_who_is_answering_comes_first_and_the_rest_last_after_saying_why() -> None:
    composed = compose(shipped("my-care"), BLOCK, ABOUT_YOU)
    keys = [item.key for item in composed.items()]
    assert keys[:3] == ["role", "answered-by", "helper"]
    assert composed.sections[-1].introduction and composed.sections[-1].introduction_easy
    assert keys.index("age-band") > keys.index("one-thing-better")


def test_the_short_block_is_the_default() -> None:
    assert set(default_choice(BLOCK)) == SHORT


def test_nobody_states_identity_or_feelings_for_another_person() -> None:
    asked_of_proxies = {item.key for item in BLOCK.items() if item.proxy}
    assert asked_of_proxies == {
        "role", "answered-by", "helper", "age-band", "main-language", "english-proficiency", "deprivation-quintile",
    }  # fmt: skip


def test_gender_identity_is_another_question_than_sex_and_not_for_children() -> None:
    assert the(BLOCK, "gender-identity").minimum_age == 16 and the(BLOCK, "sex").minimum_age is None
    bands = the(BLOCK, "age-band").options
    assert all(band.age_from is not None for band in bands) and any(band.age_from == 16 for band in bands)


def test_carers_are_told_not_to_count_paid_work() -> None:
    carer = the(BLOCK, "carer")
    assert "paid work" in (carer.help or "") and "free" in (carer.help_easy or "")


def test_having_no_address_is_an_answer_to_the_question_for_a_postcode() -> None:
    assert [option.key for option in the(BLOCK, "deprivation-quintile").options] == ["no-fixed-address"]


def test_nineteen_ethnic_groups_lie_within_five() -> None:
    wide, fine = the(BLOCK, "ethnic-group"), the(BLOCK, "ethnic-group-detail")
    assert [option.key for option in wide.options] == ["white", "mixed", "asian", "black", "other"]
    assert len(fine.options) == 19 and fine.parent_item == "ethnic-group"
    assert {option.parent for option in fine.options} == {option.key for option in wide.options}


@pytest.mark.parametrize("definition", SURVEYS, ids=lambda definition: definition.key)
def test_a_survey_can_be_joined_with_every_question_it_allows(definition: Definition) -> None:
    composed = compose(definition, BLOCK, ABOUT_YOU)
    allowed = ABOUT_YOU if definition.about_you is None else definition.about_you
    assert set(allowed) <= set(ABOUT_YOU)
    assert len(list(composed.items())) == len(list(definition.items())) + len(allowed)


def test_children_are_never_asked_about_gender_identity_or_orientation() -> None:
    composed = compose(shipped("under-16"), BLOCK, ABOUT_YOU)
    keys = {item.key for item in composed.items()}
    assert not keys & {"gender-identity", "sexual-orientation", "inclusion", "pregnancy", "religion"}
    assert len(keys) <= 12 and all(item.minimum_age is None for item in composed.items())
    assert not any(
        option.age_from and option.age_from >= 16 for i in composed.items() for option in i.options
    )


def test_a_parent_can_choose_that_it_is_about_their_child() -> None:
    answered_by = the(shipped("under-16"), "answered-by")
    assert [option.key for option in answered_by.options] == ["myself", "helped", "someone-else"]
    assert "my child" in answered_by.options[2].text


def test_the_easy_read_page_asks_four_questions_about_the_person_and_whether_somebody_helps() -> None:
    composed = compose(shipped("my-care"), BLOCK, ABOUT_YOU)
    answers = {"answered-by": "helped"}
    shown = [item.key for item in asked(composed, answers, easy=True) if item.group]
    assert shown == ["answered-by", "helper", "age-band", "sex", "ethnic-group", "disability"]
    assert len(asked(composed, answers)) > len(asked(composed, answers, easy=True))


def test_what_was_answered_before_turning_to_easy_read_still_counts() -> None:
    composed = compose(shipped("my-care"), BLOCK, ABOUT_YOU)
    assert "role" in {item.key for item in asked(composed, {"role": "carer"}, easy=True)}
