"""Promise of replies: what people really text is understood, and what could be two things never is."""

from __future__ import annotations

import pytest

from surveys import replies
from surveys.replies import Manner
from surveys.texting import Choice

MANNER = Manner(
    {"one": 1, "two": 2, "three": 3},
    {"and"},
    ("thanks", "thank you", "please"),
    {"yes": {"yeah"}, "no": {"nope"}},
)
RATING = [
    Choice("very-good", "Very good"), Choice("good", "Good"), Choice("neither", "Neither good nor poor"),
    Choice("poor", "Poor"), Choice("very-poor", "Very poor"), Choice("dont-know", "Don't know"),
]  # fmt: skip
YES_NO = [Choice("yes", "Yes"), Choice("sometimes", "Sometimes"), Choice("no", "No")]
AGES = [Choice("0-15", "15 or under"), Choice("16-24", "16 to 24"), Choice("25-34", "25 to 34")]


@pytest.mark.parametrize(
    "body", ["2", " 2 ", "2.", "2)", "(2)", "٢", "۲", "২", "੨", "૨", "௨", "２", "②", "2️⃣", "\u200f۲", "two", "Two!"]
    + ["Good", "GOOD", "good thanks", "2 good", "2 - Good", "2, thank you"],
)  # fmt: skip
def test_a_number_in_any_script_or_the_words_of_the_answer_are_understood(body: str) -> None:
    assert replies.one(body, RATING, MANNER).keys == ("good",)


@pytest.mark.parametrize(
    "body", ["", "7", "0", "12", "1 2", "2 poor", "not good", "very", "so so", "2 weeks ago"]
)
def test_what_is_no_answer_or_might_be_two_is_not_guessed(body: str) -> None:
    assert replies.one(body, RATING, MANNER).keys == ()


def test_what_might_be_two_answers_says_which() -> None:
    assert [one.key for one in replies.one("very", RATING, MANNER).between] == ["very-good", "very-poor"]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("y", "yes"),
        ("yeah", "yes"),
        ("Nope.", "no"),
        ("n", "no"),
        ("some", "sometimes"),
        ("yes thanks", "yes"),
    ],
)
def test_short_words_are_taken_for_the_answers_that_begin_so(body: str, key: str) -> None:
    assert replies.one(body, YES_NO, MANNER).keys == (key,)


def test_an_answer_made_of_numbers_is_understood_as_words_first() -> None:
    assert replies.one("16 to 24", AGES, MANNER).keys == ("16-24",)
    assert replies.one("16", AGES, MANNER).keys == ()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("جي هاں", "جی ہاں"),
        ("كبهی کبهی", "کبھی کبھی"),
        ("zolc", "Żółć"),
        ("NIE", "nie"),
        ("dont know", "Don’t know"),
    ],
)
def test_accents_case_and_the_letters_of_other_keyboards_make_no_difference(said: str, text: str) -> None:
    assert replies.fold(said) == replies.fold(text)


def test_vowels_that_make_another_word_are_no_accents() -> None:
    assert replies.fold("ਨਾ") != replies.fold("ਨੀ")


@pytest.mark.parametrize(
    "body", ["1 4", "1,4", "1 and 4", "4 & 1", "۱، ۴", "1\n4", "very good, poor", "Very good and poor"]
)
def test_several_answers_are_understood_together(body: str) -> None:
    assert set(replies.several(body, RATING, MANNER).keys) == {"very-good", "poor"}


@pytest.mark.parametrize("body", ["14", "1 9", "1 and maybe", "very good and whatever"])
def test_several_answers_are_taken_only_when_all_are_understood(body: str) -> None:
    assert replies.several(body, RATING, MANNER).keys == ()
