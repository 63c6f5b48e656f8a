"""Promise of the asking: what is not asked is hidden without a script, and each question is told as it is shown."""

from __future__ import annotations

from feedback.web import asking
from surveys.reading import compose, shipped
from surveys.texts import easy_texts, english_texts

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
