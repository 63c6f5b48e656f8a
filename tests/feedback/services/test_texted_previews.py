"""Promise of the preview: it shows every text that somebody gets who answers all, and counts what is paid for."""

from __future__ import annotations

import pytest

from feedback.services import conversation_messages, conversation_steps, texted_previews
from tests.feedback import texted
from tests.feedback.texting import BASE

FRIENDS = "friends-and-family"


@pytest.mark.parametrize("language", ["en", "pl", "ur"])
def test_the_preview_ends_with_the_receipt_where_there_is_an_address(language: str) -> None:
    ground, voice = texted.ground(FRIENDS, language), texted.voice(FRIENDS, language)
    without = texted_previews.conversation(ground, voice)[-1]
    last = texted_previews.conversation(ground, voice, BASE)[-1]
    real = conversation_messages.thanks(voice, receipt="ABCD-EFGH-JKMN", base_url=BASE)
    assert f"{BASE}/receipt" in last.text and "/receipt" not in without.text
    assert len(last.text) == len(texted.sent(real)) and last.parts > without.parts


@pytest.mark.parametrize("language", ["en", "pl", "ur"])
def test_the_preview_is_what_is_said_to_somebody_who_answers_so(language: str) -> None:
    ground, voice, state = (
        texted.ground(FRIENDS, language),
        texted.voice(FRIENDS, language),
        texted.state(language),
    )
    bubbles = texted_previews.conversation(ground, voice)
    said = list(conversation_steps.greet(ground, state).texts)
    for bubble in bubbles:
        if not bubble.ours:
            said += conversation_steps.reply(ground, state, bubble.text).texts
    assert [bubble.text for bubble in bubbles if bubble.ours][:-1] == [texted.sent(text) for text in said]


#: In parts, with nobody's receipt: what docs/texting.md says. More is a decision, not an accident.
PARTS = {"en": 16, "en-simple": 13, "it": 20, "zh-Hans": 16, "ur": 34, "pl": 37}


@pytest.mark.parametrize("language", PARTS)
def test_a_conversation_takes_no_more_parts_than_we_say(language: str) -> None:
    bubbles = texted_previews.conversation(texted.ground(FRIENDS, language), texted.voice(FRIENDS, language))
    assert sum(bubble.parts for bubble in bubbles if bubble.ours) <= PARTS[language]
