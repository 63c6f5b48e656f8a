"""Promise of the vocabulary: the contract's tags, and one table of who may do what."""

from __future__ import annotations

import pytest

from feedback.vocabulary import (
    ENGLISH_NAMES,
    LANGUAGES,
    LINK_CHANNELS,
    NEVER_NEGOTIATED,
    OWN_LANGUAGES,
    PERMISSIONS,
    RIGHT_TO_LEFT,
    Channel,
    Permission,
    Role,
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


def test_channels_of_links_are_those_of_the_contract_and_a_call_needs_none() -> None:
    assert [channel.value for channel in LINK_CHANNELS] == ["web", "qr", "sms", "kiosk", "paper"]
    assert set(Channel) - set(LINK_CHANNELS) == {Channel.PHONE, Channel.EMAIL}


def test_every_role_has_a_row_and_every_permission_somebody_who_holds_it() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert frozenset().union(*PERMISSIONS.values()) == frozenset(Permission)


def test_comments_are_read_by_those_whose_work_it_is() -> None:
    readers = {role for role, held in PERMISSIONS.items() if Permission.READ_COMMENTS in held}
    assert readers == {Role.MODERATOR, Role.SAFEGUARDING_LEAD}


def test_only_a_translator_answers_for_a_translation() -> None:
    assert {role for role, held in PERMISSIONS.items() if Permission.SIGN_OFF_TRANSLATIONS in held} == {
        Role.TRANSLATOR
    }


def test_whoever_publishes_what_was_done_also_sees_what_was_said() -> None:
    for held in PERMISSIONS.values():
        if Permission.PUBLISH_IMPROVEMENTS in held:
            assert {Permission.SEE_RESULTS, Permission.DRAFT_IMPROVEMENTS} <= held
