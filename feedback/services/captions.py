"""Captions: WebVTT read strictly and written out again, so that nothing but timed plain words is served."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from feedback.services.refusals import Refused

LARGEST = 200 * 1024
MEDIA_TYPE = "text/vtt"
_MOMENT = r"(?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}"
_TIMING = re.compile(rf"({_MOMENT})[ \t]+-->[ \t]+({_MOMENT})(?:[ \t]+(\S.*?))?[ \t]*")
#: Where on the picture a caption stands, so that it does not cover the hands.
_SETTING = re.compile(r"(?:line|position|size|align):[a-z0-9.,%-]{1,30}")
_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass
class _Cue:
    """Words between two moments, in thousandths of a second."""

    start: int
    end: int
    settings: str
    words: list[str] = field(default_factory=list)


def clean(data: bytes) -> bytes:
    """The same captions, written anew. Raises Refused with the line that is wrong and what to do."""
    if len(data) > LARGEST:
        raise Refused("These captions are over 200 kB. Send the captions of one video only.", "captions")
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except UnicodeDecodeError:
        raise Refused("These captions could not be read. Save them as text in UTF-8.", "captions") from None
    if lines[0].rstrip() != "WEBVTT":
        raise _wrong(1, "a file of captions begins with the word WEBVTT alone. Save it as WebVTT")
    if len(lines) > 1 and lines[1].strip():
        raise _wrong(2, "leave this line empty, and begin the captions below it")
    cues = _cues(lines)
    if not cues:
        raise Refused("There are no captions in this file. Send the one with the words in it.", "captions")
    return ("WEBVTT\n\n" + "\n".join(_written(cue) for cue in cues)).encode()


def _wrong(number: int, what: str) -> Refused:
    return Refused(f"Line {number} of the captions: {what}.", "captions")


def _cues(lines: list[str]) -> list[_Cue]:
    cues: list[_Cue] = []
    number = 1
    while number < len(lines):
        if not lines[number].strip():
            number += 1
            continue
        number = _skip_name(lines, number)
        cue = _timed(lines[number], number + 1, cues[-1].start if cues else 0)
        number += 1
        while number < len(lines) and lines[number].strip():
            cue.words.append(_plain(lines[number], number + 1))
            number += 1
        if not cue.words:
            raise _wrong(number, "there are no words below this time. Write them, or take the time out")
        cues.append(cue)
    return cues


def _skip_name(lines: list[str], number: int) -> int:
    """The line of a caption's times: the next one where this one is only its name."""
    if lines[number].split()[0] in _BLOCKS:
        raise _wrong(number + 1, "notes, styles and regions cannot be kept. Take this block out")
    if "-->" in lines[number]:
        return number
    if number + 1 < len(lines) and "-->" in lines[number + 1]:
        return number + 1
    raise _wrong(number + 1, "a time such as 00:01.000 --> 00:04.000 belongs here")


def _timed(line: str, number: int, earliest: int) -> _Cue:
    found = _TIMING.fullmatch(line)
    if found is None:
        raise _wrong(number, "write the times as 00:01.000 --> 00:04.000")
    start, end = _thousandths(found[1]), _thousandths(found[2])
    if end <= start:
        raise _wrong(number, "the caption ends before it begins")
    if start < earliest:
        raise _wrong(number, "it begins before the caption above it. Put the captions in order")
    settings = (found[3] or "").split()
    for setting in settings:
        if not _SETTING.fullmatch(setting):
            raise _wrong(number, f"take out “{setting[:40]}” after the times")
    return _Cue(start, end, " ".join(settings))


def _thousandths(moment: str) -> int:
    *hours, minutes, seconds = moment.split(":")
    return round(
        (int(hours[0]) * 60 if hours else 0) * 60_000 + int(minutes) * 60_000 + float(seconds) * 1000
    )


def _plain(line: str, number: int) -> str:
    if "-->" in line:
        raise _wrong(number, "leave an empty line between two captions")
    if "<" in line or ">" in line:
        raise _wrong(number, "use plain words only, without < and >")
    words = html.unescape(line).strip()
    if not all(letter.isprintable() or letter in "\t\u200c\u200d\u200e\u200f\u00a0" for letter in words):
        raise _wrong(number, "there is a letter that no screen can show. Write the line again")
    return words


def _written(cue: _Cue) -> str:
    times = f"{_moment(cue.start)} --> {_moment(cue.end)} {cue.settings}".rstrip()
    return "\n".join([times, *(html.escape(line, quote=False) for line in cue.words), ""])


def _moment(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
