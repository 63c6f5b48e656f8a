"""Promise of the languages: the right one is chosen, its words are exact, and its numbers keep their order."""

from __future__ import annotations

from datetime import date

import pytest

from feedback import i18n
from feedback.i18n import Words, choose
from feedback.vocabulary import BSL, LANGUAGES, OWN_LANGUAGES

ALL = tuple(LANGUAGES)
TRANSLATED = tuple(tag for tag in LANGUAGES if tag not in (*OWN_LANGUAGES, BSL))


@pytest.mark.parametrize(
    ("accept", "language"),
    [("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO,en", "zh-Hant"), ("zh-Hant-TW", "zh-Hant"),
     ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("ZH-hans-SG", "zh-Hans"), ("pt-BR", "pt"), ("pa-Guru-IN", "pa"),
     ("ur_PK", "ur"), ("CY", "cy"), ("fr,de;q=0.8,pl;q=0.7", "pl"), ("en;q=0.1,pl;q=0.2", "pl"), ("pl,ur", "pl"),
     ("ckb", "ckb"), ("fr", "en"), ("", "en")],
)  # fmt: skip
def test_the_language_a_phone_asks_for_is_found(accept: str, language: str) -> None:
    assert choose(accept, ALL) == language


@pytest.mark.parametrize("accept", ["en-simple", "en-simple,ur;q=0.5", "EN-SIMPLE;q=1", "bfi"])
def test_easy_read_and_sign_language_are_never_negotiated(accept: str) -> None:
    assert choose(accept, (*ALL, "bfi")) not in ("en-simple", "bfi")


def test_only_what_is_on_offer_is_chosen() -> None:
    assert choose("ur,pl;q=0.5", ("en", "pl")) == "pl" and choose("ur", ("en", "en-simple")) == "en"


@pytest.mark.parametrize(
    "junk", [",,,", ";;;", "q=1", "ur;q=x", "ur;q=", "ur;q=0", "ur;q=0.000", "\x00", "ur;q=..", "*;q=0.5"]
)
def test_junk_chooses_english_or_what_can_be_read_of_it(junk: str) -> None:
    assert choose(junk, ALL) in ("en", "ur")


def test_a_language_wanted_with_no_weight_at_all_is_not_wanted() -> None:
    assert choose("ur;q=0,pl;q=0.1", ALL) == "pl"


def test_figures_keep_their_order_among_right_to_left_words() -> None:
    english, urdu = Words("en", {}), Words("ur", {"Until {hour}": "{hour} تک"})
    assert english("Until {hour}", hour="18:00") == "Until 18:00"
    assert urdu("Until {hour}", hour="18:00") == "\u206818:00\u2069 تک"


def test_a_figure_is_put_in_once_and_never_read_again() -> None:
    assert Words("en", {})("{place} in {town}", place="{town}", town="Leeds") == "{town} in Leeds"


def test_words_that_have_no_translation_stay_english() -> None:
    assert Words("ur", {})("Send my answers") == "Send my answers"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_shipped_catalogue_says_where_it_comes_from_and_that_nobody_checked_it(language: str) -> None:
    for name in ("interface", "surveys/my-care", "surveys/about-you", "surveys/answers"):
        found = i18n.catalogue(name, language)
        assert found.messages and "not yet checked by a qualified translator" in found.provenance, name


def test_a_translation_counts_only_for_exactly_the_english_it_was_made_from() -> None:
    [(key, english)] = [
        k for k in i18n.catalogue("surveys/my-care", "pl").messages if k[0] == "item/help-to-decide/text"
    ]
    assert set(i18n.survey_texts("pl", [(key, english, "my-care")])) == {key}
    assert i18n.survey_texts("pl", [(key, english + " ", "my-care")]) == {}
    assert i18n.survey_texts("pl", [("item/other/text", english, "my-care")]) == {}


def test_a_catalogue_that_is_not_there_is_empty() -> None:
    assert (
        i18n.catalogue("surveys/nowhere", "pl").messages == {}
        and i18n.catalogue("interface", "fr").messages == {}
    )


def test_the_interface_is_shipped_in_nine_languages_in_the_choosers_order() -> None:
    assert i18n.shipped_languages() == ("en", "en-simple", *TRANSLATED)


def test_a_day_is_written_out_in_each_language_with_the_digits_of_signs_and_clocks() -> None:
    day = date(2026, 11, 20)
    assert Words("en", {}).day(day) == Words("en-simple", {}).day(day) == "20 November 2026"
    for language in LANGUAGES:
        written = Words(language, {}).day(day)
        assert "2026" in written and "20" in written, (language, written)
