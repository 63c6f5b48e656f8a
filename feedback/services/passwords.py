"""Passwords: which ones are refused, and how one is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 128
#: OWASP password storage cheat sheet: Argon2id, 19 MiB, two passes, one lane. Sign-in uses the same figures.
TIME_COST, MEMORY_COST, PARALLELISM = 2, 19 * 1024, 1

#: Words that people reach for first. Each counts for nothing: what is left must be hard to guess by itself.
_COMMON = frozenset(
    re.findall(
        r"[a-z]+",
        "password passwort passphrase passcode pass word letmein welcome admin administrator login signin "
        "secret changeme default guest master system user test testing temp temporary qwertyuiop qwerty "
        "asdfghjkl asdfgh zxcvbnm zxcvbn azerty abc abcd abcdef iloveyou loveyou sunshine princess dragon "
        "monkey football liverpool arsenal chelsea everton manchester united rangers celtic england "
        "london britain summer winter spring autumn january february march april june july august "
        "september october november december monday tuesday wednesday thursday friday saturday sunday "
        "hospital surgery ward clinic nurse doctor health healthcare patient nhs trust council survey "
        "feedback said done saidanddone yousaidwedid you we did and the my our",
    )
)
_LOOKALIKES = str.maketrans("013457@$!8", "oieastasib")
_ROWS = ("0123456789012345", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")
#: How much must be left when every word that anybody could guess has been taken away.
_LEAST_LEFT = 5


def normalised(password: str) -> str:
    """One spelling for what different keyboards send, as sign-in reads it."""
    return unicodedata.normalize("NFKD", password)


def problem(password: str, *, about: Iterable[str] = ()) -> str | None:
    """Why a password is refused, in words; None when it may be used. `about`: names an attacker would try."""
    password = normalised(password)
    if len(password) < SHORTEST:
        return (
            f"Use at least {SHORTEST} characters. Three or four words that do not belong together are good."
        )
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if len(set(password.casefold())) < _LEAST_LEFT or (password.isdecimal() and len(password) < 16):
        return "This is too easy to guess: use more different letters."
    words = _COMMON | {
        word for text in about for word in re.split(r"[\W\d_]+", text.casefold()) if len(word) > 2
    }
    for reading in (password.casefold(), password.casefold().translate(_LOOKALIKES)):
        if _left_of(reading, words) < _LEAST_LEFT:
            return "This is too easy to guess: it is made of common words, or of names to do with you."
    return None


def _left_of(reading: str, words: Iterable[str]) -> int:
    """What is left when known words and runs along a keyboard are gone; two digits are worth one letter."""
    for word in sorted(words, key=len, reverse=True):
        reading = reading.replace(word, " ")
    for row in _ROWS:
        for along in (row, row[::-1]):
            for start in range(len(along) - 3):
                reading = reading.replace(along[start : start + 4], " ")
    letters = sum(character.isalpha() for character in reading)
    return letters + sum(character.isdecimal() for character in reading) // 2


def hash_of(password: str) -> str:
    """What is stored: Argon2id with its own salt."""
    hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_COST, parallelism=PARALLELISM)
    return hasher.hash(normalised(password))
