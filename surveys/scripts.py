"""Which letters each language is written in, and whether a text holds any of them."""

from __future__ import annotations

import unicodedata

LATIN, ARABIC, CHINESE = "LATIN", "ARABIC", "CJK"
#: Language tag to script, as Unicode names the letters of it.
SCRIPTS = {
    **dict.fromkeys(("cy", "pl", "ro", "pt", "es", "it", "so", "tr"), LATIN),
    **dict.fromkeys(("ur", "ar", "fa", "ckb", "ps"), ARABIC), **dict.fromkeys(("zh-Hans", "zh-Hant"), CHINESE),
    "pa": "GURMUKHI", "bn": "BENGALI", "gu": "GUJARATI", "ta": "TAMIL", "uk": "CYRILLIC",
}  # fmt: skip
#: Joiners change how letters look in these scripts, and stand in words that are spelt well.
JOINERS, JOINING = "\u200c\u200d", frozenset({ARABIC, "BENGALI", "GUJARATI", "GURMUKHI", "TAMIL"})
#: Chinese has no spaces: so many signs are about one word.
_SIGNS_A_WORD = 1.7


def of(language: str) -> str:
    """The script of a language; empty for a language that is none of ours."""
    return SCRIPTS.get(language, "")


def name(script: str) -> str:
    """A script as a reader calls it: "Chinese", "Arabic"."""
    return "Chinese" if script == CHINESE else script.capitalize()


def used(text: str) -> set[str]:
    """The scripts of the letters of a text; empty where it holds none."""
    return {
        unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha() and not _sign(letter)
    }


def holds(text: str, script: str) -> bool:
    """Whether a letter of a text is of this script; as soon as one is found, where `used` reads to the end."""
    return any(
        letter.isalpha() and unicodedata.name(letter, "?").split()[0] == script and not _sign(letter)
        for letter in text
    )


def _sign(letter: str) -> bool:
    """Whether a letter only stands for others in another shape, as in 1º or µg, whatever the language."""
    return unicodedata.decomposition(letter).startswith(("<super>", "<sub>", "<compat>", "<font>"))


def words(text: str, script: str) -> int:
    """How many words a text has; for Chinese, about how many."""
    if script == CHINESE:
        return round(sum(map(str.isalpha, text)) / _SIGNS_A_WORD)
    return len(text.split())
