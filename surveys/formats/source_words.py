"""The words of a file: made plain, the source language told from the others, translations put away by text key."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.formats import wording
from surveys.formats.found import FoundSurvey, Said

#: The longest text that a definition takes.
LONGEST = 600
#: Translations may need more letters than the English.
_LONGEST_TRANSLATION = 4 * LONGEST
_EASY = "en-simple"


class Words:
    """The words of one file; `texts` holds every further language by text key."""

    def __init__(self, found: FoundSurvey) -> None:
        self.texts: dict[str, dict[str, str]] = {}
        self._exact, self._default = found.exact, found.default_language

    def plain(self, text: str) -> str:
        """A text without tags and links; of our own exports, which hold none, the text itself."""
        return wording.seen(text).strip() if self._exact else wording.plain(text)

    def said(self, said: Said) -> dict[str, str]:
        """The words of every language as plain text, the source language under "en"."""
        found = {tag: self.plain(text) for tag, text in said.items()}
        found = {tag: text for tag, text in found.items() if text}
        if "en" not in found and found:
            found = {"en": found.get(self._default) or next(iter(found.values())), **found}
        return found

    def put(self, key: str, said: Mapping[str, str], why: list[str]) -> str:
        """The source words of one text; its translations are put away under its key, and a cut is told in `why`."""
        if not said:
            return ""
        source = said["en"]
        if len(source) > LONGEST:
            why.append(f"Its words are longer than {LONGEST} letters; they are cut.")
        for tag, text in said.items():
            if tag not in ("en", _EASY, ""):
                self.texts.setdefault(tag, {})[key] = wording.shortened(text, _LONGEST_TRANSLATION)
        return wording.shortened(source, LONGEST)

    def lost(self, *all_said: Said) -> list[str]:
        """What words held that is no word, and is left out: addresses of links, pictures."""
        return [] if self._exact else [*wording.left_out(t for said in all_said for t in said.values())]

    def forget(self, beginnings: tuple[str, ...]) -> None:
        """Drops the translations whose keys begin so."""
        for texts in self.texts.values():
            for key in [key for key in texts if key.startswith(beginnings)]:
                del texts[key]
