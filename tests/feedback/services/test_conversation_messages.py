"""Promise of our texts: nothing in them costs more than it says, and every script keeps its order."""

from __future__ import annotations

import pytest

from feedback.channels import sms_parts
from feedback.services import conversation_messages as messages
from feedback.vocabulary import BSL, LANGUAGES, RIGHT_TO_LEFT
from tests.feedback import texted

FRIENDS = "friends-and-family"


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("سوال \u2068۱\u2069 \u20682\u2069", "سوال ۱ 2"),
        ("لکھیں: \u2068واپس\u2069", "لکھیں: واپس"),
        ("\u2068Oakfield\u2069 کے", "\u2068Oakfield\u2069 کے"),
        ("فون: \u20680161 496 0000\u2069", "فون: \u20680161 496 0000\u2069"),
        ("You chose “none” – or…", 'You chose "none" - or...'),
        ("می\u200cدانم", "می\u200cدانم"),
    ],
)
def test_a_text_leaves_without_signs_that_cost_more_and_say_no_more(text: str, leaves: str) -> None:
    assert messages.as_sent(text) == leaves


def test_no_english_text_of_ours_forces_the_dear_alphabet() -> None:
    voice = texted.voice(FRIENDS, "en")
    said = [
        messages.greeting(voice, 5, 2), messages.moving(voice, 2, begun=True), messages.help_in_danger(voice),
        messages.may_share(voice), messages.over(voice), messages.still_answering(voice), messages.nothing_kept(voice),
        messages.thanks(voice, receipt="ABCD-EFGH-JKMN", base_url="https://feedback.example.org"),
        *(messages.not_understood(voice, code, {"minimum": 1, "maximum": 9, "limit": 9}) for code in messages.REFUSED),
    ]  # fmt: skip
    assert [text for text in said if sms_parts.count(messages.as_sent(text)).encoding != sms_parts.GSM] == []


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != BSL])
def test_help_in_danger_is_one_text_in_every_language(language: str) -> None:
    helping = messages.help_in_danger(texted.voice(FRIENDS, language))
    assert sms_parts.count(messages.as_sent(helping)).fits
    for number in ("999", "18000", "111", "116 123", "0800 1111", "01632 960 001"):
        assert number in helping, number


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
def test_a_name_in_other_letters_does_not_turn_the_first_line_round(language: str) -> None:
    first = messages.as_sent(messages.greeting(texted.voice(FRIENDS, language), 5, 2)).splitlines()[0]
    assert f"\u2068{texted.LOOK.name}\u2069" in first
