"""Promises of the risk words: every language has every sign, finds what people might write, and hides nothing."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from feedback.services import risk_lists, risk_words
from feedback.services.risk_lists import BadPhrase, Category
from feedback.vocabulary import LANGUAGES

EXAMPLES = tomllib.loads((Path(__file__).parent / "risk_examples.toml").read_text("utf-8"))
#: So many phrases at least for each sign in each language.
LEAST = 8
#: What nobody needs to read first; invented, and written apart from the lists.
PLAIN = {
    "en": ["The staff were lovely and the tea was hot.", "I waited two hours and nobody told me why.",
           "Parking is far too expensive.", "My daughter liked the play corner and the stickers.",
           "Please put more chairs in the waiting room.", "The nurse explained my tablets slowly and clearly.",
           "It would help to have letters in large print.", "Killing time in that room is hard, bring a book."],
    "pl": ["Personel był bardzo miły, dziękuję.", "Czekałam dwie godziny na wizytę.", "Proszę o więcej krzeseł.",
           "Córka bawiła się w kąciku dla dzieci.", "Lekarz wszystko dobrze wytłumaczył."],
    "ur": ["عملہ بہت اچھا تھا، شکریہ۔", "دو گھنٹے انتظار کرنا پڑا۔", "پارکنگ بہت مہنگی ہے۔",
           "بیٹی کو کھیلنے کی جگہ پسند آئی۔"],
    "ar": ["الموظفون لطفاء جدا، شكرا.", "انتظرت ساعتين قبل الموعد.", "نحتاج إلى مترجم في العيادة.",
           "ابنتي أحبت غرفة الألعاب."],
    "bn": ["কর্মীরা খুব ভালো ছিলেন, ধন্যবাদ।", "দুই ঘণ্টা অপেক্ষা করতে হয়েছে।", "পার্কিং খুব দামি।", "মেয়ে খেলার জায়গাটা পছন্দ করেছে।"],
    "zh-Hans": ["工作人员很友好，谢谢。", "等了两个小时。", "护士打针一点都不痛。", "请打电话通知我。"],
    "es": ["El personal fue muy amable.", "Esperé dos horas en la sala.", "Mi hija jugó en el rincón infantil."],
    "tr": ["Personel çok nazikti, teşekkürler.", "İki saat bekledim.", "Doktor her şeyi güzel anlattı."],
}  # fmt: skip


def signs(text: str, language: str) -> set[str]:
    return {hit.category for hit in risk_words.find(text, language)}


@pytest.mark.parametrize("language", risk_lists.languages())
def test_every_shipped_language_has_every_sign_and_says_that_nobody_reviewed_it(language: str) -> None:
    its = risk_lists.of(language)
    assert its.language == language
    assert {category: len(its.phrases[category]) >= LEAST for category in Category} == dict.fromkeys(
        Category, True
    )
    assert (its.status, its.reviewed_by) == ("draft", ())
    assert "machine draft" in its.written_by
    # Every phrase can be read.
    assert len(risk_lists.compiled(language)) == sum(map(len, its.phrases.values()))


def test_only_easy_read_and_signing_have_no_list_of_their_own() -> None:
    assert set(LANGUAGES) - set(risk_lists.languages()) == {"en-simple", "bfi"}
    with pytest.raises(KeyError):
        risk_lists.of("bfi")
    assert signs("I want to die", "en-simple") == signs("I want to die", "bfi") == {"suicide-or-self-harm"}


@pytest.mark.parametrize("language", risk_lists.languages())
@pytest.mark.parametrize("number", range(len(Category)), ids=[one.value for one in Category])
def test_each_list_finds_what_people_might_write(language: str, number: int) -> None:
    sentence, category = EXAMPLES[language][number], list(Category)[number]
    assert category.value in signs(sentence, language), sentence


def test_the_examples_are_no_lines_of_the_lists() -> None:
    for language, sentences in EXAMPLES.items():
        lines = {phrase for its in risk_lists.of(language).phrases.values() for phrase in its}
        assert not lines.intersection(sentences)
        assert len(sentences) == len(Category)


@pytest.mark.parametrize("language", PLAIN)
def test_plain_comments_are_left_alone(language: str) -> None:
    assert {text: signs(text, language) for text in PLAIN[language]} == dict.fromkeys(PLAIN[language], set())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I WANT TO DIE", "en"), ("i wanna   dieeee", "en"), ("I don’t want to live", "en"),
        ("I don't want to live", "en"), ("ｋｉｌｌ ｍｙｓｅｌｆ", "en"), ("I want\nto die.", "en"),
        ("chce umrzec", "pl"), ("CHCĘ UMRZEĆ", "pl"), ("İNTİHAR EDECEĞİM", "tr"), ("intıhar", "tr"),
        ("میں خودكشي کروں گا", "ur"), ("خود\u200cکشی", "ur"), ("أُريدُ أن أموت", "ar"), ("اريد ان امـــوت", "ar"),
        ("والانتحار", "ar"), ("আত্মহত্যা করব", "bn"), ("main marna chahta hun", "ur"), ("我想死。", "zh-Hant"),
        ("tengo ganas de morirme", "es"), ("voglio farla finita, l'ho deciso", "it"),
    ],
)  # fmt: skip
def test_spelling_case_joiners_and_shapes_of_letters_do_not_matter(text: str, language: str) -> None:
    assert "suicide-or-self-harm" in signs(text, language)


def test_a_comment_is_searched_in_english_and_in_whatever_letters_it_holds() -> None:
    assert signs("I want to die", "pl") == {"suicide-or-self-harm"}
    assert signs("میں مرنا چاہتا ہوں", "en") == {"suicide-or-self-harm"}
    assert signs("chcę umrzeć", "en") == set()
    assert risk_words.searched("শুভ", "pl") == ["pl", "en", "bn"]
    # One language's letters on its own page call for no other language.
    assert risk_words.searched("شكرا", "ar") == ["ar", "en"]


def test_a_hit_says_where_it_stands() -> None:
    text = "Thank you. Sometimes I want to die, really."
    [hit] = risk_words.find(text, "en")
    assert text[hit.start : hit.end] == "want to die"
    urdu = "شکریہ۔ میں مَرنا چاہتا ہوں"
    [hit] = risk_words.find(urdu, "ur")
    assert urdu[hit.start : hit.end] == "مَرنا چاہتا"


def test_a_phrase_is_whole_words() -> None:
    assert signs("The diet was good, I did not go hungry and I studied", "en") == set()


def test_an_organisations_own_phrases_are_found_too() -> None:
    own = (("violence-or-threat", "blue door"),)
    assert {hit.category for hit in risk_words.find("They took her behind the blue door.", "en", own)} == {
        "violence-or-threat"
    }


@pytest.mark.parametrize(
    "phrase", ["", "...", "(a|b", "a)", "<nobody>", "a + b + c + d", "(a||b)", "*", "( )"]
)
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(BadPhrase):
        risk_lists.pattern(phrase)


def test_long_comments_take_no_time_to_speak_of() -> None:
    for language in ("en", "ar", "zh-Hans"):
        risk_lists.compiled(language)
        for text in ("a" * 5000, "kill " * 1000, "nobody " * 700, "他不" * 2500, "the child was " * 350):
            begun = time.process_time()
            risk_words.find(text, language)
            assert time.process_time() - begun < 2
