"""Promise of the Easy Read check: it finds what makes a text hard, says why, and leaves plain texts alone."""

from __future__ import annotations

import pytest

from surveys.easyread import HARD, LONGEST, Rule, findings


def rules(text: str, *, option: bool = False) -> set[Rule]:
    return {finding.rule for finding in findings(text, option=option)}


def words(number: int) -> str:
    return " ".join(["word"] * number) + "."


def test_a_sentence_of_fifteen_words_passes_and_one_more_does_not() -> None:
    assert rules(words(LONGEST)) == set()
    assert rules(words(LONGEST + 1)) == {Rule.LONG_SENTENCE}


def test_two_short_sentences_are_not_one_long_one() -> None:
    assert rules(f"{words(10)} {words(10)}") == set()
    assert rules(f"{words(10)[:-1]} {words(10)}") == {Rule.LONG_SENTENCE}


@pytest.mark.parametrize(
    "text", ["Ring the A&E desk and the CQC.", "Bring food, e.g. fruit.", "I don't know", "We’ll ring you."]
)
def test_a_shortened_word_is_found(text: str) -> None:
    assert Rule.ABBREVIATION in rules(text)


@pytest.mark.parametrize(
    "text", ["I do not have it.", "The doctor's letter.", "My GP helps me.", "Using BSL"]
)
def test_a_word_in_full_and_a_name_everybody_knows_pass(text: str) -> None:
    assert Rule.ABBREVIATION not in rules(text)


@pytest.mark.parametrize(
    "text", ["Choose two answers.", "Ten people came.", "What one thing would help?", "Twelve months ago"]
)
def test_a_number_in_letters_is_found(text: str) -> None:
    assert Rule.NUMBER_WORD in rules(text)


@pytest.mark.parametrize(
    "text", ["Choose 2 answers.", "The one you use most.", "No one told me.", "Often", "A tent"]
)
def test_a_number_in_figures_and_a_one_that_counts_nothing_pass(text: str) -> None:
    assert Rule.NUMBER_WORD not in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "I was ill and I went home.",
        "I left because of pain.",
        "The ward, which is new, is big.",
        "Sit down; we will come.",
    ],
)
def test_two_ideas_in_one_sentence_are_found(text: str) -> None:
    assert Rule.TWO_IDEAS in rules(text)


@pytest.mark.parametrize(
    "text", ["Which of these is yours?", "Health and care", "Family or a friend", "Yours and mine"]
)
def test_two_words_joined_are_one_idea(text: str) -> None:
    assert Rule.TWO_IDEAS not in rules(text)


def test_a_passive_is_found_and_a_feeling_is_not() -> None:
    assert Rule.PASSIVE in rules("I was told what changed.")
    assert Rule.PASSIVE in rules("The form is used by staff.")
    assert Rule.PASSIVE not in rules("I am tired.")
    assert Rule.PASSIVE not in rules("Staff told me what changed.")


def test_an_option_may_be_negative_and_a_question_is_told() -> None:
    assert Rule.NEGATIVE in rules("Do not leave your name.")
    assert Rule.NEGATIVE not in rules("I do not know", option=True)


def test_a_finding_says_where_and_why() -> None:
    found = findings("Short and good. Choose three answers.")
    assert [(finding.rule, finding.where) for finding in found] == [(Rule.NUMBER_WORD, "three")]
    assert "figures" in found[0].why


def test_an_empty_text_has_no_findings() -> None:
    assert findings("") == [] and findings(" … ") == []


def test_what_our_library_never_does_is_length_short_forms_and_number_words() -> None:
    assert {"long-sentence", "abbreviation", "number-word"} == HARD
