"""Promise of the count beside a text: while somebody types it says what the server will charge for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from feedback.channels import sms_parts

pytestmark = pytest.mark.browser

_SCRIPT = Path(__file__).parents[2] / "static" / "js" / "text-count.js"
#: Where a part ends, in both alphabets, with signs of one unit and of two.
_ENDS = (70, 72, 134, 136, 160, 162, 306, 308)
_EDGES = [sign * (end // size) for sign, size in (("a", 1), ("€", 2), ("ž", 1), ("😀", 2)) for end in _ENDS]


def test_the_browser_counts_a_text_as_the_server_does(chromium: Browser) -> None:
    chance = random.Random(6)
    texts = ["", *_EDGES] + [
        "".join(chance.choices(chance.choice(["abc €[]^ é", "ab ", "abcب😀ž"]), k=chance.randrange(700)))
        for _ in range(100)
    ]
    count = _SCRIPT.read_text("utf-8").partition("function tell")[0]
    count = count.replace('document.getElementById("messages").dataset', "{}")
    page = chromium.new_page()
    told = page.evaluate(
        f"(texts) => {{ {count}\n return texts.map(count).map((one) => [one.parts, one.units, one.forced]); }}",
        texts,
    )
    page.close()
    wanted = [sms_parts.count(text) for text in texts]
    assert told == [[one.parts, one.units, "".join(one.forced_by)] for one in wanted]
