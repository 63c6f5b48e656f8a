"""Promise of each step: what somebody texts has the effect they meant, and the last word is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.channels import sms_parts
from feedback.services import conversation_steps as steps
from feedback.services import conversation_words, keywords
from feedback.services.conversation_ground import Ground, Said, State
from feedback.services.conversation_words import Word
from feedback.vocabulary import BSL, EASY_READ, LANGUAGES
from tests.feedback import texted

SPOKEN = [tag for tag in LANGUAGES if tag != BSL]
FRIENDS = "friends-and-family"


def said(ground: Ground, state: State, *bodies: str) -> Said:
    """What is said to the last of these."""
    found = Said()
    for body in bodies:
        found = steps.reply(ground, state, body)
    return found


def comment(state: State) -> Any:
    return state.answers.get("good-and-better")


def at_the_comment(*more: str) -> tuple[Ground, State, Said]:
    ground, state = texted.ground(FRIENDS), texted.state()
    return ground, state, said(ground, state, "1", "1", "1", "1", *more)


@pytest.mark.parametrize("language", [tag for tag in SPOKEN if tag != EASY_READ])
def test_whoever_texts_the_word_for_start_begins(language: str) -> None:
    ground = texted.ground(FRIENDS, language)
    for word in keywords.every(language, keywords.Word.START):
        state = texted.state(language)
        steps.take(ground, state, word)
        assert state.begun, word


@pytest.mark.parametrize(
    "body", ["1", "1.", "١", "one", "Yes please", "yeah", "OK", "Okay", "y", "Start", "UNSTOP"]
)
def test_a_yes_begins(body: str) -> None:
    ground, state = texted.ground(FRIENDS), texted.state()
    assert "Question 1 of 5" in said(ground, state, body).texts[0]


@pytest.mark.parametrize("body", ["0", "2", "no", "11", "What is this about?", "hello", ""])
def test_nothing_else_begins(body: str) -> None:
    ground, state = texted.ground(FRIENDS), texted.state()
    said(ground, state, body)
    assert not state.begun


@pytest.mark.parametrize("body", ["help me", "Who is this?", "pomocy", "مدد", "帮助", "ਮਦਦ"])
def test_help_is_heard_in_any_language_whatever_is_spoken(body: str) -> None:
    ground, state, _ = at_the_comment(body)
    helping, moving, again = said(ground, state, body).texts
    assert "116 123" in helping and "BACK" in moving and "Question 4 of 5" in again
    assert comment(state) is None


@pytest.mark.parametrize(
    ("body", "may"), [("1", True), ("Yes", True), ("0", False), ("no thanks", False), ("skip", False)]
)
def test_words_are_shared_with_permission_alone(body: str, may: bool) -> None:
    ground, state, asked = at_the_comment("Everybody was kind")
    assert asked.texts == ("1 You may share my words without my name\n0 Skip this question",)
    assert "How old are you" in said(ground, state, body).texts[0]
    assert comment(state) == {"text": "Everybody was kind", "share": may}


def test_what_is_neither_yes_nor_no_shares_nothing() -> None:
    ground, state, _ = at_the_comment("Everybody was kind", "2")
    assert "did not understand" in said(ground, state, "whatever").texts[0]
    assert "How old are you" in said(ground, state, "hm").texts[0]
    assert comment(state) == {"text": "Everybody was kind", "share": False}


def test_going_back_from_the_permission_asks_for_the_words_again() -> None:
    ground, state, asked = at_the_comment("Everybody was kind", "back")
    assert "What was good" in asked.texts[0] and comment(state) is None
    said(ground, state, "It was cold", "1")
    assert comment(state) == {"text": "It was cold", "share": True}


def test_no_permission_is_asked_where_nothing_was_written() -> None:
    _, _, asked = at_the_comment("skip")
    assert "How old are you" in asked.texts[0]


def test_somebody_who_may_be_in_danger_is_not_asked_whether_others_may_read_it() -> None:
    _, state, after = at_the_comment("I want to kill myself")
    assert "116 123" in after.texts[0] and "How old are you" in after.texts[1]
    assert comment(state) == {"text": "I want to kill myself", "share": False}


@pytest.mark.parametrize("body", ["", "  ", "\u200b", "\n"])
def test_a_picture_without_words_is_no_answer_to_any_question(body: str) -> None:
    ground, state = texted.ground(FRIENDS), texted.state()
    assert "did not understand" in said(ground, state, "1", body).texts[0] and not state.answers
    ground, state, again = at_the_comment(body)
    assert "did not understand" in again.texts[0] and comment(state) is None


def test_a_long_text_of_several_parts_is_taken_whole() -> None:
    long = "The nurses were kind, and they explained everything twice. " * 27
    _, state, _ = at_the_comment(long)
    assert len(long) > 1550 and comment(state)["text"] == long.strip()


@pytest.mark.parametrize("language", SPOKEN)
def test_whoever_sends_what_they_answered_so_far_has_finished(language: str) -> None:
    ground, state = texted.ground(FRIENDS, language), texted.state(language)
    word = conversation_words.shown(Word.SEND, language)
    done = said(ground, state, "1", "1", word)
    assert done.done and not done.texts and len(state.answers) == 1


def test_nothing_is_sent_before_somebody_begins() -> None:
    ground, state = texted.ground(FRIENDS), texted.state()
    assert "reply 1" in said(ground, state, "SEND").texts[0]


def test_a_word_about_care_that_went_wrong_brings_help_once_and_may_be_shared() -> None:
    ground, state, after = at_the_comment("The nurse was rude to me")
    assert "116 123" in after.texts[0] and "SEND" not in after.texts[0]
    assert "You may share my words" in after.texts[1]
    said(ground, state, "1", "back", "back")
    assert not [text for text in said(ground, state, "A nurse was rude").texts if "116 123" in text]
    assert "116 123" in said(ground, state, "I want to kill myself").texts[0]


def test_help_in_danger_says_what_becomes_of_the_words_and_how_to_finish_now() -> None:
    _, _, after = at_the_comment("I want to kill myself")
    assert (
        "If you do not finish, we delete it all." in after.texts[0]
        and "SEND: Send my answers" in after.texts[0]
    )
    ground, state = texted.ground(FRIENDS), texted.state()
    assert "SEND" not in said(ground, state, "I want to kill myself").texts[0]


def test_no_machine_is_answered_for_ever() -> None:
    ground, state = texted.ground(FRIENDS), texted.state()
    answered = sum(bool(steps.reply(ground, state, "help").texts) for _ in range(200))
    assert answered == 30 + 4 * len(list(ground.definition.items()))


@pytest.mark.parametrize("language", SPOKEN)
def test_every_text_of_a_conversation_can_be_sent(language: str) -> None:
    ground, state = texted.ground("my-care", language), texted.state(language)
    texts = [*steps.greet(ground, state).texts]
    for body in ("1", "I want to kill myself", "help", "language", "1", *["1"] * 60):
        texts += steps.reply(ground, state, body).texts
    assert [text for text in texts if not sms_parts.count(texted.sent(text)).fits] == []


BODIES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["0", "1", "2", "9", "skip", "back", "help", "language", "send", "yes", "no", "easy read"]),
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(BODIES, max_size=25))
def test_whatever_is_texted_every_answer_is_one_that_the_page_could_store(bodies: list[str]) -> None:
    from feedback.services import conversation_endings

    ground, state = texted.ground(FRIENDS, "en", EASY_READ, "pl"), texted.state()
    for body in bodies:
        after = steps.reply(ground, state, body)
        assert all(after.texts)
        if after.done:
            break
    read = conversation_endings.read(ground.definition, state)
    assert {problem.code for problem in read.problems} <= {"nothing-answered"}
    shown = {item.key for item in ground.definition.items()}
    assert set(state.answers) <= set(state.passed) <= shown and len(set(state.passed)) == len(state.passed)
    assert set(read.answers) <= set(state.answers)
