"""Promise of answers by text: every answer of every shipped survey can be given in its words, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feedback import i18n
from feedback.services import conversation_answers, conversation_words, keywords
from feedback.services.keywords import Word
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, LANGUAGES
from surveys import reading, replies, texting
from surveys.definition import Item
from surveys.replies import fold
from surveys.texting import WAYS, Choice, Way
from surveys.texts import easy_texts, english_texts, sources
from tests.feedback import texted

SPOKEN = [tag for tag in LANGUAGES if tag != BSL]


def offered(language: str) -> Iterator[tuple[Item, list[Choice]]]:
    """Every question with answers that is texted, with its answers in a language."""
    for definition in (*reading.shipped_surveys(), reading.shipped("about-you")):
        if language == ENGLISH:
            texts = english_texts(definition)
        elif language == EASY_READ:
            texts = easy_texts(definition)
        else:
            wanted = [(each.key, each.english, each.catalogue) for each in sources(definition)]
            texts = i18n.survey_texts(language, wanted)
        for item in definition.items():
            if texting.why_not(item) is None and (choices := texting.choices(item, texts, {})):
                yield item, choices


@pytest.mark.parametrize("language", SPOKEN)
def test_every_answer_is_understood_by_its_words_and_by_its_number(language: str) -> None:
    manner, wrong = conversation_words.manner(language), []
    for item, choices in offered(language):
        for place, choice in enumerate(choices, 1):
            for body in (
                choice.text,
                choice.text.upper(),
                f"{place}",
                f"{place} {choice.text}",
                f"{choice.text} {place}.",
            ):
                for read in (replies.one, replies.several):
                    if read(body, choices, manner).keys != (choice.key,):
                        wrong.append((item.key, choice.key, body, read.__name__))
    assert not wrong, wrong[:10]


@pytest.mark.parametrize("language", SPOKEN)
def test_all_the_answers_that_fit_are_understood_together(language: str) -> None:
    manner = conversation_words.manner(language)
    for item, choices in offered(language):
        if WAYS[item.kind] is Way.SEVERAL:
            keys = tuple(choice.key for choice in choices)
            numbers = " ".join(str(place) for place in range(1, len(choices) + 1))
            assert replies.several(numbers, choices, manner).keys == keys, item.key


@pytest.mark.parametrize("language", SPOKEN)
def test_no_answer_is_a_stop_and_no_two_answers_are_called_the_same(language: str) -> None:
    for item, choices in offered(language):
        assert not [choice.text for choice in choices if keywords.meaning(choice.text) is Word.STOP], item.key
        assert len({fold(choice.text) for choice in choices}) == len(choices), item.key


@pytest.mark.parametrize("body", ["0", "00", "0.", "٠", "۰", "O", "o", "0 thanks"])
def test_a_nought_leaves_a_question_out_but_is_a_number_where_one_is_wanted(body: str) -> None:
    state = texted.state()
    [rating] = [
        item for item in texted.survey("friends-and-family").items() if item.key == "overall-experience"
    ]
    [scale] = [item for item in reading.shipped("more-about-care").items() if WAYS[item.kind] is Way.STEP]
    assert conversation_answers.is_nought(rating, state, body)
    assert not conversation_answers.is_nought(scale, state, body)
