"""Promise of the asking: what is not asked is hidden without a script, and what was sent comes back in its place."""

from __future__ import annotations

from feedback.i18n import Words
from feedback.web import asking
from surveys.answers import read_form
from surveys.reading import compose, shipped
from surveys.texts import easy_texts, english_texts
from tests.surveys.surveys_for_tests import options, survey

ENGLISH = Words("en", {})
BLOCK = shipped("about-you")
WHOLE = compose(shipped("my-care"), BLOCK, {item.key for item in BLOCK.items()})


def rules(of: str) -> list[str]:
    return [
        rule for rule in asking.routing_css(WHOLE).splitlines() if f"#q-{of}{{" in rule or f"#q-{of} " in rule
    ]


def test_a_question_is_hidden_until_the_answer_that_leads_to_it_is_ticked() -> None:
    assert rules("helped-make-plan") == [
        'form:not(:has([name="has-care-plan"][value="yes"]:checked)) #q-helped-make-plan{display:none}'
    ]


def test_a_question_is_hidden_once_an_answer_rules_it_out() -> None:
    assert rules("sex") == [
        'form:has([name="answered-by"][value="someone-else"]:checked) #q-sex{display:none}'
    ]
    assert any('[name="age-band"][value="0-15"]:checked' in rule for rule in rules("gender-identity"))


def test_a_question_that_everybody_is_asked_has_no_rule() -> None:
    assert rules("help-to-decide") == [] and rules("age-band") == []


def test_finer_options_are_shown_within_the_wider_one_that_was_ticked() -> None:
    hiding = [rule for rule in rules("ethnic-group-detail") if "data-parent" in rule]
    assert len(hiding) == 5
    assert (
        'form:has([name="ethnic-group"]:checked):not(:has([name="ethnic-group"][value="asian"]:checked))'
        ' #q-ethnic-group-detail [data-parent="asian"]{display:none}'
    ) in hiding


def test_no_rule_can_break_out_of_the_style_it_stands_in() -> None:
    assert "<" not in asking.routing_css(WHOLE) and WHOLE.key


def test_questions_are_numbered_through_all_sections() -> None:
    page = asking.build(WHOLE, english_texts(WHOLE), "en")
    items = [item for section in page.sections for item in section.items]
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    assert {item.total for item in items} == {len(items)}


def test_groups_alone_can_be_declined() -> None:
    page = asking.build(WHOLE, english_texts(WHOLE), "en")
    declined = {item.key for section in page.sections for item in section.items if item.decline}
    assert declined == {item.key for item in WHOLE.groups()}


def test_easy_read_has_its_own_words_and_says_so_to_the_template() -> None:
    page = asking.build(WHOLE, easy_texts(WHOLE), "en-simple")
    items = {item.key: item for section in page.sections for item in section.items}
    assert items["help-to-decide"].text == "I help to choose my care." and items["help-to-decide"].easy
    assert items["sex"].decline == "I do not want to say"


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
    page = asking.with_answers(asking.build(SMALL, {}, "en"), SMALL, form, [], ENGLISH)
    assert page.values == {"heard": ["yes"], "words": ["abcxxxxxxx", "may-share"]}


def test_a_mark_of_a_paper_sheet_comes_back_whole_however_short_the_answers_are() -> None:
    form = [("words", "cannot_be_read"), ("heard", "two_or_more")]
    page = asking.with_answers(asking.build(SMALL, {}, "en"), SMALL, form, [], ENGLISH)
    assert page.values == {"words": ["cannot_be_read"], "heard": ["two_or_more"]}


def test_every_problem_is_a_sentence_beside_its_question_or_above_all() -> None:
    form = [("heard", "maybe"), ("words", "x" * 11), ("shoe-size", "9")]
    page = asking.with_answers(
        asking.build(SMALL, {}, "en"), SMALL, form, read_form(SMALL, form).problems, ENGLISH
    )
    assert set(page.problems) == {"heard", "words"} and "“maybe”" in page.problems["heard"]
    assert "shorter than 10 characters" in page.problems["words"]
    assert len(page.general) == 1 and "shoe-size" in page.general[0]


def test_a_page_shown_again_still_says_which_answers_it_replaces() -> None:
    form = [("heard", "yes"), ("replaces-receipt", "ABCD-EFGH-JKMN"), ("replaces", ""), ("submission", "x")]
    page = asking.with_answers(asking.build(SMALL, {}, "en"), SMALL, form, [], ENGLISH)
    assert page.carried == [("replaces-receipt", "ABCD-EFGH-JKMN")]
    assert asking.with_answers(page, SMALL, [("heard", "no")], [], ENGLISH).carried == []


def test_answers_are_told_in_words_in_the_order_they_were_asked() -> None:
    page = asking.build(WHOLE, english_texts(WHOLE), "en")
    answers = {
        "one-thing-better": {"text": "A lift", "share": False}, "sex": "prefer-not-to-say",
        "help-to-decide": "yes", "deprivation-quintile": "5", "impairment": ["vision", "hearing"],
        "no-such-question": "x",
    }  # fmt: skip
    told = asking.in_words(page, answers, ENGLISH)
    asked_in_order = [item.text for section in page.sections for item in section.items]
    assert [question for question, _ in told] == [text for text in asked_in_order if text in dict(told)]
    assert {"A lift", "Yes", "Prefer not to say", "5, the least deprived fifth"} <= {
        words for _, words in told
    }
    assert any(", " in words and "vision" not in words.split(", ") for _, words in told) and len(told) == 5
