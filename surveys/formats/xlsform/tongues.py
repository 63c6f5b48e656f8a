"""The languages of an XLSForm: which column is which of ours, which is the source, and what is left out of others."""

from __future__ import annotations

import re
from collections import Counter

from surveys.formats import tags
from surveys.formats.xlsform.sheets import Row, Sheet

EASY = "en-simple"
_EASY_READ = re.compile(r"\(en-simple\)\s*$|^\s*easy[ -]?read\s*$", re.IGNORECASE)
#: The answer to another question within a text, as it stands in the file and as it is read here.
_PIPED, ELSEWHERE = re.compile(r"\$\{[^{}]*\}"), "…"
#: What tools write where nobody said a language.
_NO_LANGUAGE = ("", "default", "none", "null")


class Tongues:
    """The words of rows by our tags; counts what no language here can take."""

    def __init__(self, survey: Sheet, default: str, known: tags.Languages) -> None:
        self.default = "" if default.strip().casefold() in _NO_LANGUAGE else default.strip()
        self.known = known
        self.left_out: Counter[str] = Counter()
        self._tags: dict[str, str | None] = {}
        self.source = self._source(survey.languages("label"))
        if self.tag(self.source) is None:
            self._tags[self.source] = ""
        #: Our tag of the source, "" when it is no language here.
        self.source_tag = self.tag(self.source) or ""

    def tag(self, language: str) -> str | None:
        """Our tag for a language as the file writes it; "" for a source that is none of ours, None for any other."""
        if language not in self._tags:
            said = language or self.default
            easy = bool(_EASY_READ.search(said))
            self._tags[language] = EASY if easy else tags.tag(said, self.known) if said else "en"
        return self._tags[language]

    def _source(self, languages: list[str]) -> str:
        """The language as written whose words stand for English: English, else the file's own first."""
        english = [language for language in languages if self.tag(language) == "en"]
        named = [language for language in languages if self.default and language == self.default]
        unnamed = [language for language in languages if not language]
        ours = [language for language in languages if self.tag(language) not in (None, EASY)]
        return next(iter([*english, *named, *unnamed, *ours, *languages]), "")

    def words(self, row: Row, meaning: str, why: list[str], *, needed: bool = False) -> dict[str, str]:
        """The words of a row by tag. Says in `why` what changed; `needed` words are taken from any language."""
        found: dict[str, str] = {}
        foreign: dict[str, str] = {}
        # A column that names its language goes before one that does not.
        for language in sorted(row.said.get(meaning, {}), key=lambda each: not each):
            text = row.said[meaning][language]
            tag = self.tag(language)
            if _PIPED.search(text):
                text = _PIPED.sub(ELSEWHERE, text)
                why.append(
                    f"Its words held the answer to another question; “{ELSEWHERE}” stands in that place."
                )
            if tag is None:
                foreign[language] = text
            else:
                found.setdefault(tag, text)
        written = set(found) - {EASY}
        if needed and not written and foreign:
            language = next(iter(foreign))
            found[""] = foreign.pop(language)
            why.append(f"It has words in {language} alone; they stand for the English ones.")
        elif written and self.source_tag not in written:
            why.append("It lacks words in the language of the form; those of another stand for them.")
        self.left_out.update(language or self.default for language in foreign)
        return found

    def remarks(self) -> list[str]:
        """What is to be said of the languages of the file."""
        found = []
        said = self.source or self.default
        if self.source_tag != "en" and said:
            found.append(
                f"The file has no English. Its words in {said} stand as the source; put English ones in their place."
            )
        for language, number in self.left_out.items():
            texts = "1 text is" if number == 1 else f"{number} texts are"
            found.append(
                f"{language or 'A language without a name'} is not a language here: {texts} left out."
            )
        return found
