"""Promise of the words of a conversation: every shipped language has them, and none means two things."""

from __future__ import annotations

import pytest

from feedback.services import conversation_words, keywords
from feedback.services.conversation_words import Word
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, ENGLISH_NAMES, LANGUAGES
from surveys.replies import fold

OTHERS = [tag for tag in LANGUAGES if tag not in (ENGLISH, EASY_READ, BSL)]


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_its_words_and_ten_numbers(language: str) -> None:
    own = conversation_words._words()[language]
    assert all(own[word.value] for word in Word) and len(set(map(fold, own["numbers"]))) == 10
    assert all(own[key] for key in ("joins", "polite", "yes", "no"))


@pytest.mark.parametrize("language", [*OTHERS, ENGLISH, EASY_READ])
def test_the_word_that_our_texts_name_is_heard_as_what_it_says(language: str) -> None:
    for word in Word:
        assert conversation_words.meaning(conversation_words.shown(word, language), language) is word
        assert conversation_words.meaning(word.value.upper(), language) is word


@pytest.mark.parametrize("language", OTHERS)
def test_no_word_means_two_things(language: str) -> None:
    said: dict[str, Word] = {}
    for tag in (ENGLISH, language):
        for word in Word:
            for each in conversation_words._words()[tag][word.value]:
                assert said.setdefault(fold(each), word) is word, each


@pytest.mark.parametrize("language", [*OTHERS, ENGLISH, EASY_READ])
def test_a_language_is_called_by_its_own_name_and_by_its_english_one(language: str) -> None:
    for name in (LANGUAGES[language], LANGUAGES[language].upper(), ENGLISH_NAMES[language]):
        assert conversation_words.language_named(name, LANGUAGES) == language
    assert conversation_words.language_named(LANGUAGES[language], []) is None


@pytest.mark.parametrize(
    ("body", "word"), [("?", Word.HELP), ("؟", Word.HELP), ("Back!", Word.BACK), ("pass", Word.SKIP)]
)
def test_words_are_heard_however_they_are_written(body: str, word: Word) -> None:
    assert conversation_words.meaning(body, "ur") is word


@pytest.mark.parametrize(
    "said",
    [
        "Thanks",
        "thank you!",
        "OK 👍",
        "👍🏽",
        "ok ok thanks",
        "dziękuję",
        "شکریہ",
        "谢谢",
        "Thank you, please",
    ],
)
def test_thanks_alone_wait_for_no_answer(said: str) -> None:
    assert conversation_words.only_thanks(said)


@pytest.mark.parametrize(
    "said",
    ["", "   ", "1", "thanks but no", "Thank you for my new hip", "yes", "help", "?", "hello", "x" * 900],
)
def test_anything_more_than_thanks_is_answered(said: str) -> None:
    assert not conversation_words.only_thanks(said)


@pytest.mark.parametrize("language", [*OTHERS, ENGLISH])
def test_no_word_of_a_conversation_is_a_stop_in_any_language(language: str) -> None:
    """STOP is heard before a conversation is asked, so that its words never reach one."""
    said = [word for words in conversation_words._words()[language].values() for word in words]
    assert [word for word in said if keywords.meaning(word) is keywords.Word.STOP] == []
