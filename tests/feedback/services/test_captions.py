"""Promise of the captions: timed plain words and nothing else leave the house, and a wrong line is named."""

from __future__ import annotations

import pytest

from feedback.services import captions
from feedback.services.refusals import Refused

WELL = (
    "\ufeffWEBVTT\r\n\r\nfirst\r\n00:00.500 --> 00:02.000 line:10% align:start\r\nI help & choose\r\n"
    "my care.\r\n\r\n\r\n"
    "01:00:02.000 --> 01:00:04.250\r\n&lt;b&gt; is no tag here.\r\n"
)
WRITTEN = (
    "WEBVTT\n\n00:00:00.500 --> 00:00:02.000 line:10% align:start\nI help &amp; choose\nmy care.\n\n"
    "01:00:02.000 --> 01:00:04.250\n&lt;b&gt; is no tag here.\n"
)


def refusal(text: str | bytes) -> str:
    with pytest.raises(Refused) as told:
        captions.clean(text if isinstance(text, bytes) else text.encode())
    assert told.value.field == "captions"
    return told.value.message


def test_captions_are_written_anew_and_once_written_stay_as_they_are() -> None:
    assert captions.clean(WELL.encode()).decode() == WRITTEN
    assert captions.clean(WRITTEN.encode()).decode() == WRITTEN


CUE = "00:01.000 --> 00:04.000\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("1\n00:00:01,000 --> 00:00:04,000\nWords\n", 1, "begins with the word WEBVTT"),
        ("WEBVTT\nKind: captions\n\n" + CUE + "Words", 2, "leave this line empty"),
        ("WEBVTT\n\nNOTE by me\nmore\n\n" + CUE + "Words", 3, "notes, styles and regions"),
        ("WEBVTT\n\nSTYLE\n::cue{background:url(//x)}\n\n" + CUE + "Words", 3, "notes, styles and regions"),
        ("WEBVTT\n\n" + CUE + "Words\n\nREGION\nid:x\n", 6, "notes, styles and regions"),
        ("WEBVTT\n\nWords\nmore words", 3, "a time such as"),
        ("WEBVTT\n\n1:00 --> 2:00\nWords", 3, "write the times as"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nWords", 3, "ends before it begins"),
        ("WEBVTT\n\n00:75.000 --> 00:80.000\nWords", 3, "write the times as"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA", 6, "before the caption above"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000 region:x\nWords", 3, "take out “region:x”"),
        ("WEBVTT\n\n" + CUE, 3, "no words below this time"),
        ("WEBVTT\n\n" + CUE + "<v Ana>Words", 4, "without < and >"),
        ("WEBVTT\n\n" + CUE + "Words\nmore <b>words</b>", 5, "without < and >"),
        ("WEBVTT\n\n" + CUE + "Words\n" + CUE + "more", 5, "leave an empty line"),
        ("WEBVTT\n\n" + CUE + "Wo\x07rds", 4, "no screen can show"),
        ("WEBVTT\n\n" + CUE + "A&#10;00:05.000 --&gt; 00:06.000&#10;B", 4, "no screen can show"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_do(text: str, line: int, what: str) -> None:
    told = refusal(text)
    assert told.startswith(f"Line {line} of the captions: ") and what in told


def test_what_are_no_captions_is_told_apart() -> None:
    assert "no captions in this file" in refusal("WEBVTT\n\n\n")
    assert "UTF-8" in refusal("WEBVTT\n\n".encode("utf-16"))
    assert "over 200 kB" in refusal(b"WEBVTT\n\n" + b"x" * captions.LARGEST)


def test_an_arrow_that_is_written_as_signs_cannot_become_a_time() -> None:
    kept = captions.clean(("WEBVTT\n\n" + CUE + "a --&gt; b").encode()).decode()
    assert kept.splitlines()[3] == "a --&gt; b"
