"""Promise of answers met again: what was sent comes back in its place, and is told in words as it was asked."""

from __future__ import annotations

from feedback.i18n import Words
from feedback.web import answered, asking
from surveys.answers import read_form
from surveys.reading import compose, shipped
from surveys.texts import english_texts
from tests.surveys.surveys_for_tests import options, survey

ENGLISH = Words("en", {})
BLOCK = shipped("about-you")
WHOLE = compose(shipped("my-care"), BLOCK, {item.key for item in BLOCK.items()})
SMALL = survey(
    {"key": "heard", "kind": "one", "options": options("yes", "no")},
    {"key": "words", "kind": "comment", "maximum-length": 10},
)


def test_what_was_sent_comes_back_cut_to_what_fits_and_without_what_no_page_can_hold() -> None:
    form = [
        ("heard", "yes"),
        ("words", "a\x00b\ud800c" + "x" * 50),
        ("words", "may-share"),
        ("shoe-size", "9"),
    ]
    page = answered.with_answers(asking.build(SMALL, {}, "en"), SMALL, form, [], ENGLISH)
    assert page.values == {"heard": ["yes"], "words": ["abcxxxxxxx", "may-share"]}


def test_a_mark_of_a_paper_sheet_comes_back_whole_however_short_the_answers_are() -> None:
    form = [("words", "cannot_be_read"), ("heard", "two_or_more")]
    page = answered.with_answers(asking.build(SMALL, {}, "en"), SMALL, form, [], ENGLISH)
    assert page.values == {"words": ["cannot_be_read"], "heard": ["two_or_more"]}


def test_every_problem_is_a_sentence_beside_its_question_or_above_all() -> None:
    form = [("heard", "maybe"), ("words", "x" * 11), ("shoe-size", "9")]
    page = answered.with_answers(
        asking.build(SMALL, {}, "en"), SMALL, form, read_form(SMALL, form).problems, ENGLISH
    )
    assert set(page.problems) == {"heard", "words"} and "“maybe”" in page.problems["heard"]
    assert "shorter than 10 characters" in page.problems["words"]
    assert len(page.general) == 1 and "shoe-size" in page.general[0]


def test_a_page_shown_again_still_says_which_answers_it_replaces() -> None:
    form = [("heard", "yes"), ("replaces-receipt", "ABCD-EFGH-JKMN"), ("replaces", ""), ("submission", "x")]
    page = answered.with_answers(asking.build(SMALL, {}, "en"), SMALL, form, [], ENGLISH)
    assert page.carried == [("replaces-receipt", "ABCD-EFGH-JKMN")]
    assert answered.with_answers(page, SMALL, [("heard", "no")], [], ENGLISH).carried == []


def test_answers_are_told_in_words_in_the_order_they_were_asked() -> None:
    page = asking.build(WHOLE, english_texts(WHOLE), "en")
    answers = {
        "one-thing-better": {"text": "A lift", "share": False}, "sex": "prefer-not-to-say",
        "help-to-decide": "yes", "deprivation-quintile": "5", "impairment": ["vision", "hearing"],
        "no-such-question": "x",
    }  # fmt: skip
    told = answered.in_words(page, answers, ENGLISH)
    asked_in_order = [item.text for section in page.sections for item in section.items]
    assert [question for question, _ in told] == [text for text in asked_in_order if text in dict(told)]
    assert {"A lift", "Yes", "Prefer not to say", "5, the least deprived fifth"} <= {
        words for _, words in told
    }
    assert any(", " in words and "vision" not in words.split(", ") for _, words in told) and len(told) == 5
