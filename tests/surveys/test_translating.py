"""Promise of the checks: what is broken in a translated line stops it, what is odd is told, what is well is let be."""

from __future__ import annotations

import pytest

from feedback import i18n
from feedback.vocabulary import LANGUAGES, OWN_LANGUAGES
from surveys import reading, scripts, texts
from surveys.translating import STOPPING, Check, checks, placeholders, tidy

ENGLISH = "Staff listened to me on the ward."
POLISH = "Personel oddziału mnie słuchał."


def found(english: str, text: str, language: str = "pl", source: str | None = None) -> list[Check]:
    return [finding.check for finding in checks(english, text, language=language, stored_source=source)]


def test_a_good_line_has_no_findings() -> None:
    assert found(ENGLISH, POLISH, source=ENGLISH) == []


@pytest.mark.parametrize("text", ["", "  ", "\u200b\n", "\u00a0"])
def test_a_line_without_words_is_missing_and_nothing_else_is_said_of_it(text: str) -> None:
    assert found(ENGLISH, text, source="Other.") == [Check.MISSING]


def test_words_made_from_other_english_are_told_with_the_english_of_then() -> None:
    (finding,) = checks(ENGLISH, POLISH, language="pl", stored_source="Staff heard me.")
    assert (finding.check, finding.where) == (Check.CHANGED, "Staff heard me.")


@pytest.mark.parametrize(
    ("english", "text", "wrong"),
    [
        ("{number} answers so far", "Odpowiedzi do tej pory", ["{number}"]),
        ("{number} answers so far", "Do tej pory {numer} odpowiedzi", ["{number}", "{numer}"]),
        ("Answers so far today", "Dzisiaj {number} odpowiedzi", ["{number}"]),
    ],
)
def test_a_placeholder_is_copied_as_it_is(english: str, text: str, wrong: list[str]) -> None:
    findings = checks(english, text, language="pl")
    assert [finding.where for finding in findings if finding.check is Check.PLACEHOLDER] == wrong


def test_a_placeholder_may_move_and_stand_twice() -> None:
    assert found("{number} answers so far", "Do tej pory odpowiedzi {number}, {number}") == []
    assert placeholders("{a} and {b} and {a}") == {"{a}", "{b}"}


@pytest.mark.parametrize(
    "code",
    ["<b>tak</b>", "<br/>", "&nbsp;", "&#160;", "<!-- x -->", "[tak](http://x.example)", "javascript: x()"],
)
def test_code_in_a_text_is_told(code: str) -> None:
    assert Check.MARKUP in found("Yes, all the time", f"Tak, cały {code} czas")


@pytest.mark.parametrize("text", ["Jedzenie & picie < 5 zł", "Tak > nie", "Q&A; tak"])
def test_signs_that_are_no_code_are_let_be(text: str) -> None:
    assert Check.MARKUP not in found("Food & drink <5", text)


def test_what_the_english_holds_too_is_no_code() -> None:
    assert Check.MARKUP not in found("Write <none> if nothing", "Napisz <none>, jeśli nic")
    assert Check.MARKUP in found("<script>x</script> word here", "<script>x</script> słowo")


def test_what_stops_a_signature_is_what_is_broken() -> None:
    assert {Check.MISSING, Check.CHANGED, Check.PLACEHOLDER, Check.MARKUP} == STOPPING
    assert checks("x", "", language="pl")[0].stops
    assert not checks("Very good indeed", "Very good indeed", language="pl")[0].stops


@pytest.mark.parametrize("english", ["Very good", "Hello", "Don't know", "very Good care"])
def test_english_left_as_it_was_is_told(english: str) -> None:
    assert Check.IDENTICAL in found(english, english) and Check.IDENTICAL in found(english, english.upper())


@pytest.mark.parametrize(
    "english",
    ["BSL", "NHS 111", "16", "16-24", "No", "Urdu", "Said & Done", "www.nhs.uk", "WhatsApp", "a@b.example"],
)
def test_a_name_a_number_and_a_word_that_is_the_same_in_both_are_let_be(english: str) -> None:
    assert Check.IDENTICAL not in found(english, english)


def test_a_short_english_word_is_told_in_a_language_with_other_letters() -> None:
    assert Check.IDENTICAL in found("No", "No", "ur") and Check.IDENTICAL not in found("BSL", "BSL", "ur")


@pytest.mark.parametrize(
    ("language", "text"),
    [("pl", "کیا آپ کی بات سنی گئی"), ("ur", "Czy byłeś słuchany"), ("zh-Hans", "わたし"), ("pl", "বাংলা ভাষা")],
)
def test_the_letters_of_another_language_are_told(language: str, text: str) -> None:
    assert Check.LETTERS in found("Were you listened to?", text, language)


def test_letters_that_were_lost_on_the_way_are_told() -> None:
    assert Check.LETTERS in found("Were you heard?", "??? ?? ????", "ur")
    assert Check.LETTERS in found("Were you heard?", "Czy ci\ufffd słuchano?")
    assert Check.LETTERS not in found("Were you heard?", "Czy cię słuchano?")


def test_a_language_that_is_not_ours_has_no_letters_to_hold_it_to() -> None:
    assert scripts.of("xx") == "" and found("Were you listened to?", "Хто слухав вас там?", "xx") == []


@pytest.mark.parametrize(
    ("language", "short", "good", "long"),
    [("pl", 20, 60, 130), ("ar", 10, 40, 110), ("zh-Hant", 3, 18, 60)],
)
def test_much_longer_and_much_shorter_is_told_by_what_is_usual_for_the_writing(
    language: str, short: int, good: int, long: int
) -> None:
    letter = {"pl": "a", "ar": "ب", "zh-Hant": "好"}[language]
    english = "word " * 10
    told = {
        number: Check.LENGTH in found(english, letter * number, language) for number in (short, good, long)
    }
    assert told == {short: True, good: False, long: True}


def test_a_number_of_the_english_stays_a_number_in_western_digits() -> None:
    english = "In the last 12 months"
    assert found(english, "W ciągu ostatnich 12 miesięcy") == []
    assert found(english, "W ciągu ostatnich 21 miesięcy") == [Check.NUMBER]
    (digits,) = checks(english, "پچھلے ۱۲ مہینوں میں", language="ur")
    assert (digits.check, digits.where) == (Check.DIGITS, "۱۲") and "Write 12" in digits.why


def test_a_number_of_any_length_is_no_trouble() -> None:
    assert Check.NUMBER not in found("9" * 5_000, "9" * 5_000)


def test_a_figure_in_a_placeholder_is_no_number() -> None:
    assert found("Answers {n2} so far", "Odpowiedzi {n2} dotąd") == []


def test_a_sentence_that_grew_too_long_is_told_where_the_writing_has_ends_of_sentences() -> None:
    english = "One two three four five six seven. " * 4
    assert Check.LONG_SENTENCE in found(english, "słowo " * 26)
    assert Check.LONG_SENTENCE not in found(english, "słowo słowo słowo słowo słowo słowo. " * 4)
    assert Check.LONG_SENTENCE not in found(english, "لفظ لفظ لفظ لفظ لفظ لفظ لفظ۔ " * 4, "ur")
    assert Check.LONG_SENTENCE in found(english, "好" * 60, "zh-Hans")
    assert Check.LONG_SENTENCE not in found(english, ("好" * 15 + "。") * 4, "zh-Hans")


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Tak\u00ad, zawsze", Check.UNSEEN),
        ("Tak\u200b, zawsze", Check.UNSEEN),
        ("Tak\x07, zawsze", Check.UNSEEN),
        ("Tak\u200d, zawsze", Check.UNSEEN),
        ("Tak\u200e, zawsze", Check.DIRECTION),
        ("\u202bTak, zawsze\u202c", Check.DIRECTION),
        (" Tak, zawsze", Check.SPACES),
        ("Tak, zawsze ", Check.SPACES),
        ("Tak,  zawsze", Check.SPACES),
    ],
)
def test_what_nobody_sees_is_told(text: str, check: Check) -> None:
    assert found("Yes, always", text) == [check]


def test_joiners_belong_to_scripts_that_join() -> None:
    assert found("I can go there.", "من می\u200cتوانم بروم.", "fa") == []


def test_a_text_is_kept_without_what_no_page_can_hold() -> None:
    assert tidy(" \ufeffa\x0bb\r\nc\u2028d\x00\u202e\u00a0\n") == "a\nb\nc\nd"
    assert tidy("نعم\u200cها") == "نعم\u200cها"


def test_the_words_we_write_ourselves_are_not_held_against_another_language() -> None:
    assert found("Staff listened.", "Staff listened.", "en-simple") == []
    assert found("{number} answers", "Answers", "en-simple") == [Check.PLACEHOLDER]


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag not in (*OWN_LANGUAGES, "bfi")])
def test_the_shipped_translations_can_be_signed_and_seldom_ask_for_a_second_look(language: str) -> None:
    assert scripts.of(language)
    shared = reading.shipped("about-you")
    findings, number = [], 0
    for survey in reading.shipped_surveys():
        definition = reading.compose(survey, shared, [item.key for item in shared.items()])
        wanted = [(source.key, source.english, source.catalogue) for source in texts.sources(definition)]
        words = i18n.survey_texts(language, wanted)
        number += len(words)
        for key, english, _ in wanted:
            findings += checks(english, words[key], language=language, stored_source=english)
    assert not [finding for finding in findings if finding.stops]
    assert len(findings) <= number * 0.05
