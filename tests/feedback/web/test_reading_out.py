"""Promise of reading out: what is said is in the language chosen, and the English stands beside what is not English."""

from __future__ import annotations

import pytest

from feedback.i18n import Words
from feedback.web import reading_out
from surveys.reading import compose, shipped
from tests.surveys.surveys_for_tests import every_kind

BLOCK = shipped("about-you")
WHOLE = compose(shipped("my-care"), BLOCK, {item.key for item in BLOCK.items()})


def test_the_script_says_that_nothing_depends_on_it() -> None:
    said = [line.text for line in reading_out.script(Words("en", {}))]
    for promise in (
        "You can stop at any time.",
        "Saying no makes no difference to your care.",
        "We do not write down your name.",
    ):
        assert promise in said
    assert {line.english for line in reading_out.script(Words("en", {}))} == {""}


def test_a_translated_sentence_has_its_english_and_one_that_is_not_says_it_is_english() -> None:
    lines = reading_out.script(Words("ur", {"You can stop at any time.": "آپ کسی بھی وقت رک سکتے ہیں۔"}))
    [urdu] = [line for line in lines if line.html_language == "ur"]
    assert (urdu.text, urdu.direction, urdu.english) == (
        "آپ کسی بھی وقت رک سکتے ہیں۔", "rtl", "You can stop at any time.",
    )  # fmt: skip
    others = [line for line in lines if line is not urdu]
    assert {(line.html_language, line.direction, line.english) for line in others} == {("en", "ltr", "")}


def test_easy_read_is_english_already() -> None:
    lines = reading_out.script(Words("en-simple", {"You can stop at any time.": "You can stop."}))
    assert "You can stop." in [line.text for line in lines] and {line.english for line in lines} == {""}


@pytest.mark.parametrize("language", ["en", "en-simple"])
def test_nothing_stands_beside_english(language: str) -> None:
    assert reading_out.beside(WHOLE, language) == {}


def test_every_question_and_every_answer_has_its_english() -> None:
    for definition in (WHOLE, every_kind()):
        found = reading_out.beside(definition, "ur")
        for item in definition.items():
            assert found[item.key].startswith(item.text)
            assert all(found[f"{item.key}/{option.key}"] == option.text for option in item.options)
            assert (f"{item.key}/prefer-not-to-say" in found) == item.group
    assert found["scale"].endswith("0: , 10: .") and found["words/may-share"].startswith("You may share")
