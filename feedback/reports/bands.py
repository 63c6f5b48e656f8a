"""The words for a share, and what each of them means in numbers."""

from __future__ import annotations

Between = tuple[int, int]  # the fewest and the most people a band can mean
#: Each band from how many in a hundred gave a positive answer; it ends where the one before begins.
BANDS = {"nearly-all": 90, "most": 60, "about-half": 40, "some": 20, "few": 10, "hardly-any": 0}


def band(positive: int, base: int) -> str:
    """The word for `positive` of `base` people."""
    return next(word for word, least in BANDS.items() if 100 * positive >= least * base)


def edges(word: str) -> Between:
    """What a band means: from so many per cent, to under so many; 101 where all of them belong to it."""
    at = list(BANDS).index(word)
    return BANDS[word], 101 if at == 0 else list(BANDS.values())[at - 1]


def between(word: str, base: int) -> Between:
    """What a band means of so many people."""
    least, under = edges(word)
    return -(-least * base // 100), min(base, (under * base - 1) // 100)
