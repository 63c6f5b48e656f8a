"""Where the words of a comment speak of a possible risk. It moves a comment up the queue, and never away."""

from __future__ import annotations

import importlib
from typing import Any


def find(text: str, language: str) -> tuple[Any, ...]:
    """What the word list of the language, and that of English, find."""
    try:
        words = importlib.import_module("feedback.services.risk_words")
    except ModuleNotFoundError:
        return ()
    return tuple(words.find(text, language))
