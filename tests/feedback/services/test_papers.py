"""Promises of what a paper form says: the same items and options as on the phone, and its routing in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedback.channels import links
from feedback.channels.paper import Question, Sheet
from feedback.i18n import Words
from feedback.services import papers
from feedback.vocabulary import TURNING_PICTURES
from feedback.web import asking
from surveys.definition import Condition, Definition, Item
from tests.feedback.channels.invented_form import BASE, CODE, LOOK, composed, form


def sheet_of(language: str = "en", definition: Definition | None = None) -> Sheet:
    return papers.sheet(form(language, definition=definition or composed(everything=True)), BASE)


def questions(sheet: Sheet) -> list[Question]:
    return [question for part in sheet.parts for question in part.questions]


def notes(sheet: Sheet, definition: Definition, key: str) -> list[str]:
    number = [item.key for item in definition.items()].index(key)
    return [line.text for line in questions(sheet)[number].notes]


def changed(definition: Definition, key: str, **update: object) -> Definition:
    """The same survey with one item asked otherwise."""
    sections = [
        section.model_copy(
            update={
                "items": [
                    item.model_copy(update=update) if item.key == key else item for item in section.items
                ]
            }
        )
        for section in definition.sections
    ]
    return definition.model_copy(update={"sections": sections})


@pytest.mark.parametrize("language", ["en", "en-simple", "ur", "cy"])
@pytest.mark.parametrize("slug", ["my-care", "being-heard", "carers", "friends-and-family"])
def test_paper_asks_what_the_phone_asks_in_the_same_order_under_the_same_numbers(
    slug: str, language: str
) -> None:
    wanted = form(language, definition=composed(slug, everything=True))
    page = asking.build(wanted.definition, wanted.texts, language)
    asked = [item for section in page.sections for item in section.items]
    printed = questions(papers.sheet(wanted, BASE))
    assert [(q.number, q.kind, q.text) for q in printed] == [(i.number, i.kind, i.text) for i in asked]
    for question, item in zip(printed, asked, strict=True):
        offered = [option.text for option in item.options] + ([item.decline] if item.decline else [])
        assert [choice.text for choice in question.choices] == offered


def test_a_question_that_depends_on_another_says_on_which_answer_of_which_question() -> None:
    definition = composed(everything=True)
    sheet = sheet_of(definition=definition)
    either = "“Me, with help, in my own words” or “I am answering for someone else”"
    assert f"Answer this only if you ticked {either} at question 2." in notes(sheet, definition, "helper")
    numbers = {item.key: n for n, item in enumerate(definition.items(), 1)}
    assert f"Answer this only if you ticked “Yes” at question {numbers['has-care-plan']}." in notes(
        sheet, definition, "helped-make-plan"
    )


def test_a_question_for_everybody_says_nothing_of_routing() -> None:
    definition = composed(everything=True)
    sheet = sheet_of(definition=definition)
    assert notes(sheet, definition, "answered-by") == []
    assert not [note for note in notes(sheet, definition, "age-band") if "only" in note]


def test_what_only_the_person_can_know_is_asked_of_them_alone_in_few_words() -> None:
    definition = composed(everything=True)
    sheet = sheet_of(definition=definition)
    assert notes(sheet, definition, "sex") == ["Answer this only if you answer for yourself."]


def test_a_least_age_is_said_once_and_as_an_age() -> None:
    definition = composed(everything=True)
    said = notes(sheet_of(definition=definition), definition, "gender-identity")
    assert said.count("Only for people aged 16 or over.") == 1
    assert not [note for note in said if "15 or under" in note]


def test_whoever_answered_at_all_is_sent_on_in_few_words() -> None:
    definition = composed(everything=True)
    said = notes(sheet_of(definition=definition), definition, "ethnic-group-detail")
    number = [item.key for item in definition.items()].index("ethnic-group") + 1
    assert f"Answer this only if you answered question {number}." in said
    assert not [note for note in said if "“White”" in note]


def test_an_answer_that_ends_a_question_is_named_too() -> None:
    definition = composed(everything=True)
    clause = Condition.model_validate({"item": "sex", "is-not": ["male", "prefer-not-to-say"]})
    definition = changed(definition, "pregnancy", show_when=[clause], proxy=True)
    number = [item.key for item in definition.items()].index("sex") + 1
    assert notes(sheet_of(definition=definition), definition, "pregnancy") == [
        f"Leave this out if you ticked “Male” or “Prefer not to say” at question {number}."
    ]


def test_the_step_of_a_scale_is_named_by_its_number() -> None:
    definition = composed()
    scale = Item.model_validate(
        {"key": "first-scale", "kind": "scale", "text": "How?", "easy": "How?", "minimum": 0, "maximum": 5,
         "minimum-label": "Bad", "maximum-label": "Good"}
    )  # fmt: skip
    clause = Condition.model_validate({"item": "first-scale", "is": ["0", "1"]})
    last = definition.sections[-1]
    follow = last.items[0].model_copy(update={"show_when": [clause], "proxy": True, "help": None})
    definition = definition.model_copy(
        update={"sections": [last.model_copy(update={"items": [scale, follow]})]}
    )
    sheet = sheet_of(definition=definition)
    assert questions(sheet)[0].steps == ["0", "1", "2", "3", "4", "5"] and questions(sheet)[0].ends == [
        "Bad",
        "Good",
    ]
    assert notes(sheet, definition, follow.key) == [
        "Answer this only if you ticked “0” or “1” at question 1."
    ]
    assert papers.print_form(form("en", definition=definition), BASE)


def test_narrower_answers_stand_below_the_answer_they_belong_to() -> None:
    definition = composed(everything=True)
    number = [item.key for item in definition.items()].index("ethnic-group-detail")
    under = {
        choice.text: choice.under for choice in questions(sheet_of(definition=definition))[number].choices
    }
    assert (
        under["Roma"] == "White"
        and under["Arab"] == "Other ethnic group"
        and under["Prefer not to say"] == ""
    )


def test_about_you_keeps_its_pictures_for_easy_read_as_on_the_phone() -> None:
    definition = composed()
    groups = [item.group for item in definition.items()]
    plain = [bool(question.picture) for question in questions(sheet_of("en", definition))]
    easy = [bool(question.picture) for question in questions(sheet_of("en-simple", definition))]
    assert plain == [not group for group in groups] and all(easy)


def test_every_picture_is_on_the_sheet_and_those_that_turn_are_named() -> None:
    sheet = sheet_of("en-simple")
    named = {q.picture for q in questions(sheet)} | {c.picture for q in questions(sheet) for c in q.choices}
    assert set(sheet.pictures) == named - {""} and all(
        svg.startswith("<svg") for svg in sheet.pictures.values()
    )
    assert set(sheet.turning) == TURNING_PICTURES


def test_a_line_that_was_not_signed_is_in_english_and_says_so() -> None:
    wanted = form("ur")
    signed = {english: text for english, text in wanted.words.messages.items() if english != "Tick one box."}
    sheet = papers.sheet(replace(wanted, words=Words("ur", signed)), BASE)
    how = next(question.how for question in questions(sheet) if question.kind == "statement")
    assert (how.text, how.language) == ("Tick one box.", "en")
    assert sheet.about.language == "ur"


def test_a_form_promises_what_the_phone_promises_and_says_where_it_goes() -> None:
    sheet = sheet_of()
    assert "You can leave out any question. We do not ask for your name." in [
        line.text for line in sheet.how_to_answer
    ]
    assert sheet.privacy_address == "feedback.example.nhs.uk/privacy/oakfield"
    assert sheet.contact and "privacy@oakfield.example.org" in sheet.contact.text
    assert ("01632\u00a0960\u00a0001", "Oakfield NHS Trust") in [
        (number, line.text) for number, line in sheet.help_lines
    ]
    assert "01632\u00a0960\u00a0001" in sheet.phone_lines[1].text


def test_without_a_help_number_nobody_is_told_to_ring_one() -> None:
    bare = papers.sheet(replace(form("en"), look=replace(LOOK, help_number="", privacy_contact="")), BASE)
    assert bare.phone_lines[1].text == "No phone? Ask for help." and bare.contact is None
    assert len(bare.help_lines) == 7


def test_the_demonstration_says_that_it_is_invented_and_nothing_else_does() -> None:
    made_up = papers.sheet(replace(form("en"), look=replace(LOOK, demonstration=True)), BASE)
    assert [line.text for line in made_up.invented] == ["Invented.", "A demonstration. All of it is made up."]
    assert sheet_of().invented == []


def test_the_address_names_the_language_of_the_form() -> None:
    assert sheet_of("en").address == f"HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/{CODE}"
    assert sheet_of("en-simple").address == f"HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/{CODE}/EN-SIMPLE"


def test_without_an_address_nothing_is_printed_and_the_reason_says_what_to_set() -> None:
    with pytest.raises(links.NoBaseAddress, match="FEEDBACK_BASE_URL is not set"):
        papers.print_form(form("en"), None)
