"""Promise of what comes back: a line is taken only for the English it was made from, and every other is explained."""

from __future__ import annotations

import pytest

from surveys.formats.accounting import BadFile
from surveys.formats.lines import Returned, Row, folded
from surveys.formats.lines_back import (
    LONGEST,
    MOST_LINES,
    refuse_other_language,
    refuse_other_source,
    returned,
)
from tests.surveys.formats.lines_for_tests import LINES, WORDS, filled, sheet

ENGLISH = {line.key: line.english for line in LINES}
TITLE = Row("row 2", "title", "Your care", "Twoja opieka")


def back(*rows: Row, fingerprint: str = "") -> Returned:
    return returned(sheet(), rows, fingerprint=fingerprint)


def why(result: Returned) -> str:
    (rejected,) = result.rejected
    return rejected.why


def test_every_line_with_its_english_is_taken() -> None:
    result = back(*(Row("", key, ENGLISH[key], text) for key, text in WORDS.items()))
    assert dict(result.accepted) == WORDS and not result.rejected and not result.missing


def test_words_that_we_have_are_counted_and_lines_without_words_are_missing() -> None:
    rows = [TITLE, Row("", "option/heard/yes", "Yes", " "), Row("", "option/age/16-24", "16", "szesnaście")]
    result = returned(filled({"title": "Twoja opieka", "item/heard/text": "Słuchał."}), rows)
    assert result.unchanged == 1 and result.accepted == [("option/age/16-24", "szesnaście")]
    assert result.missing == ["item/heard/text", "item/visits/text", "option/heard/yes", "answers/yes-no/yes"]
    assert not result.rejected


@pytest.mark.parametrize(
    "english", ['Staff didn’t "really" listen — to me.', " Staff didn't\n“really”\u00a0listen –  to me.\r\n"]
)
def test_what_a_program_does_to_quotes_and_spaces_of_the_english_does_not_matter(english: str) -> None:
    assert back(Row("", "item/heard/text", english, "Słuchał.")).accepted == [("item/heard/text", "Słuchał.")]


def test_another_english_is_rejected_with_the_words_kept() -> None:
    result = back(
        Row("row 2", "title", "Your health", "Twoje zdrowie"), Row("", "option/age/16-24", "16", "x")
    )
    (rejected,) = result.rejected
    assert (rejected.where, rejected.key, rejected.text) == ("row 2", "title", "Twoje zdrowie")
    assert "The English changed since this file was made" in rejected.why and "“Your care”" in rejected.why
    assert "title" not in result.missing


def test_upper_and_lower_case_are_other_english() -> None:
    assert "changed" in why(back(Row("", "title", "YOUR CARE", "Twoja opieka")))


@pytest.mark.parametrize("key", ["", "titel", "item/heard/text"])
def test_a_key_that_is_gone_or_wrong_is_made_good_by_an_english_that_stands_once(key: str) -> None:
    assert back(Row("", key, "Your care", "Twoja opieka")).accepted == [("title", "Twoja opieka")]


def test_a_line_that_used_to_say_what_another_says_is_not_taken_for_that_other() -> None:
    visits = "How many of {number} visits?"
    result = back(TITLE, Row("row 3", "item/visits/text", "Your care", "Opieka"))
    assert result.accepted == [("title", "Twoja opieka")] and visits in why(result)


def test_keys_that_were_sorted_away_from_their_lines_do_no_harm() -> None:
    once = ["title", "item/heard/text", "item/visits/text", "option/age/16-24"]
    rows = [
        Row("", wrong, ENGLISH[key], WORDS[key]) for key, wrong in zip(once, once[1:] + once[:1], strict=True)
    ]
    result = back(*rows)
    assert dict(result.accepted) == {key: WORDS[key] for key in once} and not result.rejected


def test_an_english_that_stands_in_several_places_does_not_say_which() -> None:
    result = back(TITLE, Row("row 3", "", "Yes", "Tak"))
    assert "option/heard/yes, answers/yes-no/yes" in why(result) and result.rejected[0].text == "Tak"


@pytest.mark.parametrize(
    ("key", "english"), [("", "Unknown"), ("no/key", "Unknown"), ("no/key", ""), ("", "")]
)
def test_a_line_of_another_survey_is_explained(key: str, english: str) -> None:
    assert "in this survey" in why(back(TITLE, Row("row 9", key, english, "Słowa")))


def test_a_file_of_another_survey_is_refused_whole() -> None:
    with pytest.raises(BadFile, match="belongs to the survey “Your care”"):
        back(Row("", "no/key", "Unknown", "Słowa"))
    with pytest.raises(BadFile):
        back()


def test_a_line_without_english_is_taken_only_when_the_file_says_it_was_made_from_the_english_of_today() -> (
    None
):
    row = Row("", "title", "", "Twoja opieka")
    assert back(row, fingerprint=sheet().fingerprint).accepted == [("title", "Twoja opieka")]
    assert "no English beside it" in why(back(row, fingerprint="0" * 32))
    assert "no English beside it" in why(back(row))


def test_a_line_that_stands_twice_with_other_words_is_rejected_and_both_are_named() -> None:
    result = back(
        TITLE, Row("row 7", "title", "Your care", "Twoja pomoc"), Row("row 8", "", "Your care", "Twoja pomoc")
    )
    assert [one.where for one in result.rejected] == ["row 2", "row 7", "row 8"]
    assert "row 7 and row 8" in result.rejected[0].why and "row 2" in result.rejected[1].why
    assert not result.accepted and "title" not in result.missing


def test_a_line_that_stands_twice_with_the_same_words_is_taken_once() -> None:
    assert back(TITLE, TITLE, Row("", "title", "Your care", "")).accepted == [("title", "Twoja opieka")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<script>alert(1)</script>Tak", "code"),
        ("Twoja <b>opieka</b>", "code"),
        ("Twoja&nbsp;opieka", "code"),
        ("javascript:x", "code"),
        ("????? ??????", "UTF-8"),
        ("a" * (LONGEST + 1), "2,400"),
    ],
)
def test_words_that_no_page_may_hold_are_rejected(text: str, reason: str) -> None:
    result = back(Row("row 2", "title", "Your care", text))
    assert reason in why(result) and result.rejected[0].text == text


def test_a_fault_of_the_file_is_the_reason() -> None:
    assert why(back(Row("", "title", "Your care", "", "A formula."))) == "A formula."


def test_unseen_marks_are_taken_out_and_line_breaks_stay() -> None:
    assert back(Row("", "title", "Your care", "\u202bTwoja\x0bopieka\r\n\u00a0")).accepted == [
        ("title", "Twoja\nopieka")
    ]


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(BadFile, match="5,000"):
        back(*[TITLE] * (MOST_LINES + 1))


@pytest.mark.parametrize("said", ["", "pl", "PL", "pl_PL", "pl-PL", "Polish", "Polish (pl)", "Polski", "pol"])
def test_the_language_asked_for_is_known_by_its_names(said: str) -> None:
    refuse_other_language(said, sheet())


@pytest.mark.parametrize(
    ("said", "named"),
    [("ur", "Urdu (ur)"), ("Urdu (ur)", "Urdu (ur)"), ("de-DE", "“de-DE”"), ("en-GB", "English (en)")],
)
def test_another_language_is_refused_and_both_are_named(said: str, named: str) -> None:
    with pytest.raises(BadFile) as refused:
        refuse_other_language(said, sheet())
    assert named in str(refused.value) and "Polish (pl)" in str(refused.value)


def test_the_two_ways_to_write_chinese_are_not_the_same() -> None:
    refuse_other_language("zh-TW", sheet("zh-Hant"))
    refuse_other_language("zh", sheet("zh-Hant"))
    with pytest.raises(BadFile, match=r"Chinese \(simplified\)"):
        refuse_other_language("zh-CN", sheet("zh-Hant"))


def test_a_file_translated_from_another_language_is_refused() -> None:
    refuse_other_source("en-GB")
    refuse_other_source("")
    with pytest.raises(BadFile, match="“fr”"):
        refuse_other_source("fr")


def test_a_file_in_other_letters_that_does_not_say_its_language_is_refused() -> None:
    keys = ("title", "item/heard/text", "item/visits/text")
    with pytest.raises(BadFile, match="Latin letters"):
        back(*(Row("", key, ENGLISH[key], "یہ اردو ہے") for key in keys))
    kept = back(*(Row("", key, ENGLISH[key], ENGLISH[key]) for key in keys))
    assert len(kept.accepted) == 3


def test_english_is_compared_and_not_guessed() -> None:
    assert folded("It’s  “so”…") == folded('It\'s "so"...') != folded("Its so")
