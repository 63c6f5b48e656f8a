"""Promises of the words of records: languages and needs by any usual word, and nothing unknown is dropped."""

from __future__ import annotations

import pytest

from feedback.services import contact_words
from feedback.vocabulary import BSL, EASY_READ, ENGLISH_NAMES, LANGUAGES, ContactNeed


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag not in (EASY_READ, BSL)])
def test_every_language_is_known_by_tag_and_by_both_names(tag: str) -> None:
    assert {
        contact_words.language(said) for said in (tag, tag.upper(), LANGUAGES[tag], ENGLISH_NAMES[tag])
    } == {tag}


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("polski", "pl"), ("POLISH", "pl"), ("pl-PL", "pl"), ("Urdu (Pakistan)", "ur"), ("Mandarin", "zh-Hans"),
        ("Cantonese", "zh-Hant"), ("Panjabi", "pa"), ("Persian", "fa"), ("Dari", "fa"), ("Sorani", "ckb"),
        ("en_GB", "en"), ("", "en"), ("Not known", "en"), ("Romanian (ro)", "ro"), ("Bangla", "bn"),
        ("Chinese (Cantonese)", "zh-Hant"), ("Farsi (Iran)", "fa"),
    ],
)  # fmt: skip
def test_a_language_is_known_by_what_records_call_it(said: str, tag: str) -> None:
    assert contact_words.language(said) == tag


@pytest.mark.parametrize(
    "said", ["Lithuanian", "Chinese", "Kurdish", "Kurdish (Kurmanji)", "Punjabi (Pakistan)", "Klingon", "qqq"]
)
def test_a_language_that_we_do_not_have_is_never_guessed(said: str) -> None:
    assert contact_words.language(said) is None


@pytest.mark.parametrize(
    ("said", "needs", "unknown"),
    [
        ("", [], ""), ("None", [], ""), ("SMS", [], ""), ("Large print", [ContactNeed.LARGE_PRINT], ""),
        ("easy-read", [ContactNeed.EASY_READ], ""), ("BSL", [ContactNeed.BSL], ""),
        ("By post", [ContactNeed.PAPER], ""),
        ("Telephone", [ContactNeed.PHONE], ""), ("BSL; Large print", [ContactNeed.BSL, ContactNeed.LARGE_PRINT], ""),
        ("Makaton", [], "Makaton"), ("large print, Makaton", [ContactNeed.LARGE_PRINT], "Makaton"),
        ("Requires information in Easy Read", [ContactNeed.EASY_READ], ""), ("e-mail", [], "e-mail"),
        ("Requires contact by telephone (finding)", [], "Requires contact by telephone (finding)"),
        ("736051000000105 Braille", [], "736051000000105 Braille"),
        ("123456789 | Large print", [ContactNeed.LARGE_PRINT], ""),
    ],
)  # fmt: skip
def test_a_need_is_known_by_its_usual_words_and_others_are_kept(
    said: str, needs: list[ContactNeed], unknown: str
) -> None:
    assert contact_words.needs(said) == (needs, unknown)


def test_who_wants_e_mail_is_met_by_e_mail_and_who_wants_texts_is_not() -> None:
    assert contact_words.needs("e-mail", "email") == ([], "")
    assert contact_words.needs("text message", "email") == ([], "text message")
