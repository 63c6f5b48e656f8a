"""Promise of the words for languages: the contract's tags, each written its own way round."""

from __future__ import annotations

import pytest

from feedback.vocabulary import (
    ENGLISH_NAMES,
    LANGUAGES,
    NEVER_NEGOTIATED,
    OWN_LANGUAGES,
    RIGHT_TO_LEFT,
    canonical_language,
    direction,
    html_language,
)

TAGS = [
    "en", "en-simple", "cy", "pl", "ro", "pa", "ur", "pt", "es", "ar", "bn", "gu", "it", "so", "zh-Hans", "zh-Hant",
    "tr", "fa", "ckb", "ps", "ta", "uk", "bfi",
]  # fmt: skip


def test_the_languages_are_those_of_the_contract_each_with_its_own_name_and_an_english_one() -> None:
    assert sorted(LANGUAGES) == sorted(TAGS) and ENGLISH_NAMES.keys() == LANGUAGES.keys()
    assert len(set(LANGUAGES.values())) == len(LANGUAGES) and list(LANGUAGES)[-1] == "bfi"


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_is_known_in_any_case(tag: str) -> None:
    assert canonical_language(tag.upper()) == canonical_language(tag.lower()) == tag


@pytest.mark.parametrize("tag", ["", "xx", "en-GB", "en_simple", "zh", " ur"])
def test_what_is_no_tag_of_ours_is_none(tag: str) -> None:
    assert canonical_language(tag) is None


def test_five_languages_are_written_from_right_to_left() -> None:
    assert {"ur", "ar", "fa", "ckb", "ps"} == RIGHT_TO_LEFT
    assert [direction(tag) for tag in ("ur", "en", "pa")] == ["rtl", "ltr", "ltr"]


def test_easy_read_and_the_words_beside_signing_are_english_to_a_screen_reader_and_nobody_is_put_into_them() -> (
    None
):
    assert html_language("en-simple") == "en" and html_language("zh-Hant") == "zh-Hant"
    assert html_language("bfi") == "en" and direction("bfi") == "ltr"
    assert NEVER_NEGOTIATED == ("en-simple", "bfi") and OWN_LANGUAGES == ("en", "en-simple")
