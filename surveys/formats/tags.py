"""Which of our languages a strange file means: by tag ("pt-BR", "zh_TW"), by name ("Urdu", "اردو"), or by both."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Our tags, each with the names it goes by (English and its own).
Languages = Mapping[str, tuple[str, ...]]
_BRACKETED = re.compile(r"^(.*?)\s*[(\[]\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\s*[)\]]\s*$")
#: Older or other tags for the same language, as they stand in real files.
_OTHERS = {
    "ku": "ckb", "ckb-iq": "ckb", "prs": "fa", "fas": "fa", "per": "fa", "eng": "en", "urd": "ur", "ara": "ar",
    "pol": "pl", "ron": "ro", "rum": "ro", "pan": "pa", "por": "pt", "spa": "es", "ben": "bn", "guj": "gu",
    "ita": "it", "som": "so", "tur": "tr", "pus": "ps", "tam": "ta", "ukr": "uk", "cym": "cy", "wel": "cy",
}  # fmt: skip
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def tag(said: str, languages: Languages) -> str | None:
    """Our tag for what a file calls a language; None when it is none of ours."""
    said = said.strip()
    if bracketed := _BRACKETED.match(said):
        return _by_tag(bracketed[2], languages) or _by_name(bracketed[1], languages)
    return _by_tag(said, languages) or _by_name(said, languages)


def _by_tag(said: str, languages: Languages) -> str | None:
    folded = said.casefold().replace("_", "-")
    if folded.startswith(("zh", "cmn", "yue")):
        traditional = folded.startswith("yue") or any(part in _TRADITIONAL for part in folded.split("-"))
        return "zh-Hant" if traditional else "zh-Hans"
    for candidate in (
        folded,
        _OTHERS.get(folded, ""),
        folded.split("-")[0],
        _OTHERS.get(folded.split("-")[0], ""),
    ):
        found = next((known for known in languages if known.casefold() == candidate), None)
        if found:
            return found
    return None


def _by_name(said: str, languages: Languages) -> str | None:
    folded = said.casefold()
    return next(
        (known for known, names in languages.items() if folded in (name.casefold() for name in names)), None
    )
