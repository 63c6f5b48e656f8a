"""Keys for names of a strange file: ours are small letters, digits and hyphens, and no two are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from surveys.definition import RESERVED_KEYS

_LONGEST = 60


def slug(name: str) -> str:
    """The nearest key to a name: "Q1_Age" is "q1-age"; empty when nothing of it can stand in a key."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")


def unused(
    name: str, taken: Container[str], otherwise: str = "question", *, kept: Container[str] = RESERVED_KEYS
) -> str:
    """The key for a name that is neither taken nor kept for something else: of a question, for the form itself."""
    wanted = slug(name) or otherwise
    key, number = wanted, 1
    while key in taken or key in kept:
        number += 1
        key = f"{wanted[: _LONGEST - 1 - len(str(number))].rstrip('-')}-{number}"
    return key
