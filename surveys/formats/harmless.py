"""The one rule for what stands in a file we hand out: no cell runs, and no character breaks the reader of the file."""

from __future__ import annotations

import re

#: What a spreadsheet cell can hold, in units of UTF-16; a longer one would be cut without a word, or left out.
MOST_IN_A_CELL = 32_767
CUT = " [cut: the rest is too long for a spreadsheet]"
#: How a cell begins that a spreadsheet takes for a formula, also behind what nobody sees and in full width.
_RUNS = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+")
#: What XML 1.0, and so a spreadsheet, cannot hold: controls, halves of pairs, and the two that are no characters.
_POISON = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")


def text(words: str) -> str:
    """Words that every reader takes: controls are left out, half a surrogate pair becomes the replacement character.

    Line ends are made equal, since XML reads a carriage return as a line feed. Nothing else changes.
    """
    if words.isascii() and words.isprintable():
        return words
    words = _POISON.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return _HALVES.sub("\ufffd", words)


def runs(words: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula; a plain whole number is none."""
    return _RUNS.match(words) is not None and _NUMBER.fullmatch(words) is None


def cell(words: str) -> str:
    """A cell of a file of text, such as CSV: an apostrophe stands before what would run."""
    words = text(words)
    return f"'{words}" if runs(words) else words


def fitting(words: str) -> str:
    """A cell of a spreadsheet file, whose cells say themselves that they are text: cut to what one can hold."""
    words = text(words)
    if 2 * len(words) <= MOST_IN_A_CELL:
        return words
    units = words.encode("utf-16-le")
    if len(units) <= 2 * MOST_IN_A_CELL:
        return words
    # Half a pair that the cut leaves is dropped.
    kept = units[: 2 * (MOST_IN_A_CELL - len(CUT))].decode("utf-16-le", "ignore")
    return kept + CUT
