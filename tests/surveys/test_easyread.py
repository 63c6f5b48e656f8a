"""Promise of the Easy Read check: it finds what makes a text hard, says why, and leaves plain texts alone."""

from __future__ import annotations

import pytest

from surveys import plainer
from surveys.definition import Item
from surveys.easyread import HARD, LONGEST, RULES, Rule, findings, of_definition, of_item
from surveys.reading import shipped, shipped_surveys
from surveys.texts import sources
from tests.surveys.surveys_for_tests import survey


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
    "text",
    [
        "Ring the A&E desk and the CQC.",
        "Bring food, e.g. fruit.",
        "I don't know",
        "We’ll ring you.",
        "It's late.",
        "10 mins",
    ],
)
def test_a_shortened_word_is_found(text: str) -> None:
    assert Rule.ABBREVIATION in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "I do not have it.",
        "The doctor's letter.",
        "My GP helps me.",
        "Using BSL",
        "Do NOT go.",
        "The clinic's staff",
    ],
)
def test_a_word_in_full_and_a_name_everybody_knows_pass(text: str) -> None:
    assert Rule.ABBREVIATION not in rules(text)


@pytest.mark.parametrize(
    "text", ["Choose two answers.", "Ten people came.", "What one thing would help?", "Twelve months ago"]
)
def test_a_number_in_letters_is_found(text: str) -> None:
    assert Rule.NUMBER_WORD in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Choose 2 answers.",
        "The one you use most.",
        "No one told me.",
        "Often",
        "A tent",
        "A new one",
        "Talk one-to-one",
        "Help one another",
        "one or the other",
    ],
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
        "What was good, and what could we do better?",
    ],
)
def test_two_ideas_in_one_sentence_are_found(text: str) -> None:
    assert Rule.TWO_IDEAS in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Which of these is yours?",
        "Health and care",
        "Family or a friend",
        "Yours and mine",
        "See which is yours.",
        "Say what you do and how.",
    ],
)
def test_two_words_joined_are_one_idea(text: str) -> None:
    assert Rule.TWO_IDEAS not in rules(text)


def test_a_passive_is_found_and_a_feeling_is_not() -> None:
    assert Rule.PASSIVE in rules("I was told what changed.")
    assert Rule.PASSIVE in rules("The form is used by staff.")
    assert Rule.PASSIVE in rules("Were you given a choice?")
    assert Rule.PASSIVE in rules("My needs were never met.")
    assert Rule.PASSIVE in rules("I was worried and was told nothing.")
    for plain in (
        "I am tired.",
        "Staff told me what changed.",
        "Are you married?",
        "It is a need.",
        "This is called a plan.",
    ):
        assert Rule.PASSIVE not in rules(plain), plain


def test_an_option_may_be_negative_and_a_question_is_told() -> None:
    assert Rule.NEGATIVE in rules("Do not leave your name.")
    assert Rule.NEGATIVE in rules("You cannot change it.")
    assert Rule.NEGATIVE not in rules("I do not know", option=True)
    assert Rule.NEGATIVE not in rules("A note about the north")


def test_a_finding_says_where_and_why() -> None:
    found = findings("Short and good. Choose three answers.")
    assert [(finding.rule, finding.where) for finding in found] == [(Rule.NUMBER_WORD, "three")]
    assert "figures" in found[0].why


def test_an_empty_text_has_no_findings() -> None:
    assert findings("") == [] and findings(" … ") == []


def test_what_our_library_never_does_is_length_short_forms_and_number_words() -> None:
    assert {"long-sentence", "abbreviation", "number-word"} == HARD


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Stakeholders were asked.", "Stakeholders"),
        ("We facilitated a group.", "facilitated"),
        ("They are utilizing it.", "utilizing"),
        ("He submitted the form.", "submitted"),
        ("Two referrals later", "referrals"),
        ("In order  to help", "In order  to"),
        ("Your care\npathways", "care\npathways"),
        ("She complies with it.", "complies with"),
        ("A multi-disciplinary team", "multi-disciplinary team"),
        ("Enquiries", "Enquiries"),
    ],
)
def test_a_hard_word_is_found_in_every_form_with_a_plainer_one(text: str, found: str) -> None:
    [(where, offers)] = list(plainer.hard_words(text))
    assert where == found and offers and all(offers)


@pytest.mark.parametrize(
    "text",
    [
        "An appointment at the clinic.",
        "My address and my phone number.",
        "Support for my condition, now and in the long term.",
        "The patient waits for a nurse.",
        "The Information Commissioner’s Office",
        "Write {maximum} or less.",
        "Size, prize and seizure",
        "The committee and its committed staff",
    ],
)
def test_an_everyday_word_and_a_name_are_left_alone(text: str) -> None:
    assert list(plainer.hard_words(text)) == []


def test_what_is_offered_is_short_and_is_no_hard_word_itself() -> None:
    listed = plainer.forms()
    assert len(listed) > 1000
    for word, offers in listed.items():
        assert 1 <= len(offers) <= 2, word
        for offer in offers:
            assert not list(plainer.hard_words(offer)), (word, offer)
            assert offer.lower() != word and len(offer.split()) <= 7, (word, offer)


@pytest.mark.parametrize(
    ("text", "rule", "offer"),
    [
        ("I don’t", Rule.ABBREVIATION, ("do not",)),
        ("I can't", Rule.ABBREVIATION, ("cannot",)),
        ("We’ll ring", Rule.ABBREVIATION, ("We will",)),
        ("The A&E", Rule.ABBREVIATION, ("emergency department",)),
        ("An MDT", Rule.ABBREVIATION, ("team with different staff",)),
        ("The XYZ", Rule.ABBREVIATION, ()),
        ("Choose twelve", Rule.NUMBER_WORD, ("12",)),
        ("What one thing", Rule.NUMBER_WORD, ("1",)),
        ("Prior to it", Rule.HARD_WORD, ("before",)),
        ("I was told.", Rule.PASSIVE, ()),
    ],
)
def test_a_finding_offers_what_to_write_where_a_list_can_know_it(
    text: str, rule: Rule, offer: tuple[str, ...]
) -> None:
    assert [finding.offer for finding in findings(text) if finding.rule is rule] == [offer]


def test_every_rule_is_said_in_one_plain_sentence_that_keeps_the_rules() -> None:
    assert set(RULES) == set(Rule)
    for rule, sentence in RULES.items():
        assert sentence.endswith(".") and {f.rule for f in findings(sentence)} <= {Rule.NEGATIVE}, rule


def test_no_finding_grades_a_text() -> None:
    assert {"rule", "why", "where", "offer"} == set(findings("two")[0].__dataclass_fields__)


def test_in_another_language_only_the_length_is_looked_at() -> None:
    assert findings("No one told MDT. Two", english=False) == []
    assert [f.rule for f in findings(words(LONGEST + 1), english=False)] == [Rule.LONG_SENTENCE]
    assert findings(f"{words(10)[:-1]}। {words(10)[:-1]}؟ {words(9)}", english=False) == []


def made(**more: object) -> Item:
    return Item.model_validate({"key": "asked", "kind": "one", "text": "Utilise?", **more})


def test_a_question_is_looked_at_in_its_easy_read_words_its_hint_and_its_answers() -> None:
    item = made(
        easy="Choose two.", help="Prior to it", picture="plan",
        options=[
            {"key": "a", "text": "Utilise", "picture": "plan"},
            {"key": "b", "text": "Obtain", "easy": "I do not get it", "picture": "plan"},
        ],
    )  # fmt: skip
    assert [(part, finding.rule, finding.where) for part, finding in of_item(item)] == [
        ("item/asked/text", Rule.NUMBER_WORD, "two"),
        ("item/asked/help", Rule.HARD_WORD, "Prior to"),
        ("option/asked/a", Rule.HARD_WORD, "Utilise"),
    ]


def test_a_question_without_easy_read_words_has_none_to_mend() -> None:
    assert of_item(made(picture="plan", options=[])) == []


def test_a_question_and_an_answer_without_a_picture_are_told() -> None:
    item = made(options=[{"key": "a", "text": "Yes", "picture": "tick"}, {"key": "b", "text": "No"}])
    assert [(part, finding.rule) for part, finding in of_item(item)] == [
        ("item/asked/picture", Rule.NO_PICTURE), ("option/asked/b/picture", Rule.NO_PICTURE),
    ]  # fmt: skip


def test_a_survey_is_looked_at_in_reading_order_with_shared_answers_told_once() -> None:
    shared = {"kind": "statement", "answers": "yes-sometimes-no", "picture": "plan"}
    definition = survey(
        {"key": "one", "easy": "Choose two.", **shared}, {"key": "two", "easy": "Utilise it.", **shared},
        introduction="Prior to it",
    )  # fmt: skip
    assert [(part, finding.rule) for part, finding in of_definition(definition)] == [
        ("introduction", Rule.HARD_WORD), ("item/one/text", Rule.NUMBER_WORD), ("item/two/text", Rule.HARD_WORD),
    ]  # fmt: skip


def test_our_own_easy_read_has_nothing_to_mend() -> None:
    """Every rule, not the hard ones alone; so a rule that finds much in plain texts is seen here."""
    for definition in [*shipped_surveys(), shipped("about-you")]:
        assert of_definition(definition) == [], definition.key


def test_few_of_our_standard_texts_hold_a_word_that_the_list_calls_hard() -> None:
    """They were written plainly; a list that finds many hard words in them cries wolf."""
    english = {s.key: s.english for d in [*shipped_surveys(), shipped("about-you")] for s in sources(d)}
    hard = [word for text in english.values() for word, _ in plainer.hard_words(text)]
    assert sorted(hard) == ["identify", "long-term condition"]
