"""Promise of replies: what people really text is understood, and what could be two things never is."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import replies
from surveys.replies import Manner, fold
from surveys.texting import Choice

MANNER = Manner(
    {"one": 1, "two": 2, "three": 3},
    {"and"},
    ("thanks", "thank you", "please"),
    {"yes": {"yeah"}, "no": {"nope"}},
    {"option", "opt", "number", "years", "old", "i", "am", "号"},
    {"out", "of"},
)
RATING = [
    Choice("very-good", "Very good"), Choice("good", "Good"), Choice("neither", "Neither good nor poor"),
    Choice("poor", "Poor"), Choice("very-poor", "Very poor"), Choice("dont-know", "Don't know"),
]  # fmt: skip
YES_NO = [Choice("yes", "Yes"), Choice("sometimes", "Sometimes"), Choice("no", "No")]
AGES = [
    Choice("0-15", "15 or under", 0), Choice("16-24", "16 to 24", 16), Choice("25-34", "25 to 34", 25),
    Choice("prefer-not-to-say", "Prefer not to say"),
]  # fmt: skip
FEELINGS = [Choice("comfortable", "Comodo"), Choice("happy", "Usually happy"), Choice("sad", "Rarely happy")]


@pytest.mark.parametrize(
    "body", ["2", " 2 ", "2.", "2)", "(2)", "٢", "۲", "২", "੨", "૨", "௨", "２", "②", "2️⃣", "\u200f۲", "two", "Two!"]
    + ["Good", "GOOD", "good thanks", "2 good", "2 - Good", "2, thank you", "2 2", "Good (2)", "good: two", "👍 2"]
    + ["opt 2", "Option 2", "opt2", "number two please", "2号", "2good", "goooood"],
)  # fmt: skip
def test_a_number_in_any_script_or_the_words_of_the_answer_are_understood(body: str) -> None:
    assert replies.one(body, RATING, MANNER).keys == ("good",)


@pytest.mark.parametrize(
    "body",
    ["", "   ", "7", "0", "12", "1 2", "1-2", "1 or 2", "2 poor", "poor 2", "not good", "very", "so so", "2 weeks ago"]
    + ["god", "2nd", "-", "👍", "2/5", "2.5", "½", "one two", "x" * 1600, "opt", "very gooooood or very poor"],
)  # fmt: skip
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
    assert replies.one("2 16 to 24", AGES, MANNER).keys == ("16-24",)


def test_two_numbers_are_never_taken_for_one_answer_that_begins_with_the_other() -> None:
    assert replies.one("2 1", AGES, MANNER).keys == replies.one("3 2", AGES, MANNER).keys == ()


@pytest.mark.parametrize(
    ("said", "key"),
    [("5", "0-15"), ("15", "0-15"), ("16", "16-24"), ("24 years", "16-24"), ("I am 25", "25-34"), ("۹۹", "25-34")],
)  # fmt: skip
def test_an_age_is_taken_for_the_band_that_holds_it(said: str, key: str) -> None:
    assert replies.one(said, AGES, MANNER).keys == (key,)


def test_no_age_is_seen_in_the_number_of_an_answer_or_where_no_ages_are_asked() -> None:
    assert replies.one("3", AGES, MANNER).keys == ("25-34",)
    for said, offered in (("47", RATING), ("121", AGES), ("0", AGES)):
        assert replies.one(said, offered, MANNER).keys == ()


@pytest.mark.parametrize(
    ("said", "key"),
    [("vry good", "very-good"), ("very godo", "very-good"), ("Niether good nor poor", "neither")]
    + [("veryy poor", "very-poor")],
)  # fmt: skip
def test_one_slip_of_the_thumb_is_forgiven_where_no_other_answer_is_near(said: str, key: str) -> None:
    assert replies.one(said, RATING, MANNER).keys == (key,)


@pytest.mark.parametrize("said", ["scomodo", "omodo", "Carely happy", "Usualy hapy", "god", "بود"])
def test_a_slip_that_could_be_the_opposite_or_two_slips_are_not_forgiven(said: str) -> None:
    assert replies.one(said, [*FEELINGS, Choice("was", "نبود")], MANNER).keys == ()


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


@pytest.mark.parametrize(
    "body", ["1 3", "1,3", "1 and 3", "1+3", "1/3", "1 3 1", "opt 1 and opt 3", "1and3", "①③", "1️⃣3️⃣", "۱۔ ۳"]
)
def test_the_numbers_of_two_answers_are_understood_however_they_are_parted(body: str) -> None:
    assert replies.several(body, RATING, MANNER).keys == ("very-good", "neither")


@pytest.mark.parametrize(
    "body", ["14", "13", "1-3", "1 – 3", "1 9", "1 and maybe", "very good and whatever", "", "and"]
)
def test_several_answers_are_taken_only_when_all_are_understood(body: str) -> None:
    assert replies.several(body, RATING, MANNER).keys == ()


@pytest.mark.parametrize(
    ("said", "number"),
    [("3", "3"), ("٣", "3"), ("three", "3"), (" 3. ", "3"), ("number 3", "3"), ("3 years", "3"), ("-3", "-3")]
    + [("−3", "-3"), ("3.5", "3 5"), ("1,000", "1 000"), ("many", "many"), ("", "")],
)  # fmt: skip
def test_a_whole_number_is_read_and_nothing_is_made_of_what_is_none(said: str, number: str) -> None:
    assert replies.whole_number(said, MANNER) == number


@pytest.mark.parametrize("said", ["8", "8/10", "８／１０", "8 out of 10", "8 of 10", "۸"])
def test_a_step_of_a_scale_may_name_the_highest(said: str) -> None:
    assert replies.step(said, 10, MANNER) == "8"


@pytest.mark.parametrize("said", ["8/5", "8 10", "8 out of ten", "", "out of 10", "8 out of"])
def test_no_step_is_made_of_what_names_another_highest(said: str) -> None:
    assert not replies.step(said, 10, MANNER).isdecimal()


DIGITS = [
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "০১২৩৪৫৬৭৮৯",
    "੦੧੨੩੪੫੬੭੮੯",
    "૦૧૨૩૪૫૬૭૮૯",
    "௦௧௨௩௪௫௬௭௮௯",
    "０１２３４５６７８９",
]
AROUND = ["", " ", "\u200f", "\u2066", "\n", ".", ")", "!", "؟", "\ufe0f\u20e3", " 👍", "…"]
#: Answers in words, as any survey may have them.
OFFERED = st.lists(
    st.text(string.ascii_lowercase + " ", min_size=1, max_size=25).filter(
        lambda text: fold(text) not in ("", *MANNER.numbers)
    ),
    min_size=2, max_size=12, unique_by=fold,
).map(lambda texts: [Choice(f"k{place}", text) for place, text in enumerate(texts)])  # fmt: skip


@given(st.text(max_size=200), OFFERED)
def test_any_text_at_all_is_an_answer_that_was_offered_or_none(body: str, offered: list[Choice]) -> None:
    keys = {choice.key for choice in offered}
    for understood in (replies.one(body, offered, MANNER), replies.several(body, offered, MANNER)):
        assert set(understood.keys) <= keys and {choice.key for choice in understood.between} <= keys
    assert len(replies.one(body, offered, MANNER).keys) <= 1
    assert isinstance(replies.whole_number(body, MANNER), str) and isinstance(
        replies.step(body, 10, MANNER), str
    )


@given(OFFERED, st.data())
def test_a_number_in_any_script_with_any_sign_around_it_is_the_answer_of_that_number(
    offered: list[Choice], data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(offered)))
    digits = data.draw(st.sampled_from(DIGITS))
    written = "".join(digits[int(digit)] for digit in str(place))
    before, after = data.draw(st.sampled_from(AROUND)), data.draw(st.sampled_from(AROUND))
    assert replies.one(f"{before}{written}{after}", offered, MANNER).keys == (offered[place - 1].key,)


@given(OFFERED, st.data())
def test_two_different_numbers_are_never_one_answer(offered: list[Choice], data: st.DataObject) -> None:
    first, second = data.draw(
        st.lists(st.integers(1, len(offered)), min_size=2, max_size=2, unique=True), label="numbers"
    )
    between = data.draw(st.sampled_from([" ", ",", " and ", "-", "/", "\n", " or "]))
    assert replies.one(f"{first}{between}{second}", offered, MANNER).keys == ()


@given(OFFERED, st.data())
def test_any_of_the_answers_in_any_order_are_exactly_those(
    offered: list[Choice], data: st.DataObject
) -> None:
    places = data.draw(st.lists(st.integers(1, len(offered)), min_size=2, unique=True))
    between = data.draw(st.sampled_from([" ", ", ", " and ", " & ", "+", "\n", "؛"]))
    understood = replies.several(between.join(map(str, places)), offered, MANNER)
    assert understood.keys == tuple(offered[place - 1].key for place in places)


@given(OFFERED, st.data())
def test_the_words_of_an_answer_are_that_answer_and_no_slip_makes_them_another(
    offered: list[Choice], data: st.DataObject
) -> None:
    meant = data.draw(st.sampled_from(offered))
    assert replies.one(meant.text.upper(), offered, MANNER).keys in ((meant.key,), ())
    at = data.draw(st.integers(0, len(meant.text) - 1))
    letter = data.draw(st.sampled_from("eoxz"))
    slipped = data.draw(
        st.sampled_from([meant.text[:at] + meant.text[at + 1 :], meant.text[:at] + letter + meant.text[at:]])
    )
    others = {fold(choice.text) for choice in offered if choice is not meant}
    found = replies.one(slipped, offered, MANNER).keys
    if found and found != (meant.key,):
        other = fold(next(choice.text for choice in offered if choice.key == found[0]))
        # Only by being the other, or the beginning of it: never by being somewhere near.
        assert other in others and (other.startswith(fold(slipped)) or fold(slipped) in MANNER.numbers)


@given(st.text(max_size=300))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
