"""The reader's language: reads the catalogues once, hands out plain mappings, and chooses what to speak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po

from feedback.vocabulary import (
    ENGLISH,
    LANGUAGES,
    NEVER_NEGOTIATED,
    RIGHT_TO_LEFT,
    canonical_language,
    direction,
    html_language,
)

FOLDER = Path(__file__).parent.parent / "translations"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
#: Marks around a value set into right-to-left text, so that "18:00" or "3/9" keeps its own order.
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True)
class Catalogue:
    """One .po file: (context, English) to translation, and the provenance its header states."""

    messages: Mapping[tuple[str, str], str]
    provenance: str


@cache
def catalogue(name: str, language: str) -> Catalogue:
    """The catalogue `interface`, or `surveys/<slug>`, in a language; empty where there is none."""
    path = FOLDER / name / f"{language}.po"
    if not path.is_file():
        return Catalogue({}, "")
    with path.open("rb") as file:
        parsed = read_po(file)
    messages = {
        (message.context or "", str(message.id)): str(message.string)
        for message in parsed
        if message.id and message.string and not message.fuzzy
    }
    headers = {key.lower(): value for key, value in parsed.mime_headers}
    found = re.search(r"^X-Provenance:\s*(.+?)\s*$", _header_of(path), re.MULTILINE)
    return Catalogue(messages, headers.get("x-provenance", "") or (found.group(1) if found else ""))


def _header_of(path: Path) -> str:
    """The header entry as plain lines; Babel drops headers it does not know."""
    head = path.read_text("utf-8").split("\n\n", 1)[0]
    return "\n".join(re.findall(r'"(.*?)\\n"', head))


@cache
def interface(language: str) -> Mapping[str, str]:
    """English to translation, for buttons, errors and public pages."""
    return {english: text for (_, english), text in catalogue("interface", language).messages.items()}


def survey_texts(language: str, wanted: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Text key to translation, for (key, English, catalogue) triples; only where the English is exactly the same."""
    found = {}
    for key, english, source in wanted:
        text = catalogue(f"surveys/{source}", language).messages.get((key, english))
        if text:
            found[key] = text
    return found


#: Around English that stands in for a missing translation, until a page is put together and says so in its markup.
FELL_BACK, FELL_BACK_END = "\ue000", "\ue001"


@dataclass(frozen=True)
class Words:
    """A language with its words: calls give the translation, English where there is none.

    With `marks_fallback` that English stands between FELL_BACK and FELL_BACK_END.
    """

    language: str
    messages: Mapping[str, str]
    marks_fallback: bool = False

    def __call__(self, english: str, **figures: Any) -> str:
        text = self.messages.get(english, english)
        if self.marks_fallback and english not in self.messages and html_language(self.language) != ENGLISH:
            text = f"{FELL_BACK}{text}{FELL_BACK_END}"
        if not figures:
            return text
        rtl = self.language in RIGHT_TO_LEFT

        def value(match: re.Match[str]) -> str:
            figure = str(figures[match.group(1)])
            return f"{_ISOLATE}{figure}{_END}" if rtl else figure

        return _PLACEHOLDER.sub(value, text)

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return direction(self.language)

    @property
    def html_language(self) -> str:
        """The tag for `lang`."""
        return html_language(self.language)

    def day(self, value: date) -> str:
        """A date written out in this language, with the digits people in England use."""
        text: str = format_date(value, "long", locale=_locale(self.language))
        return text

    def month(self, number: int) -> str:
        """A month of a year written out in this language, the year as "{year}"."""
        text: str = format_skeleton("yMMMM", date(2001, number, 1), locale=_locale(self.language))
        return text.replace("2001", "{year}") if "2001" in text else f"{text} {{year}}"

    def native(self, language: str) -> str:
        """A language's own name."""
        return LANGUAGES[language]


@cache
def _locale(language: str) -> Locale:
    base = html_language(language)
    # Western digits: the numbers on signs, letters and clocks here.
    tag = "en-GB" if base == ENGLISH else f"{base}-u-nu-latn"
    try:
        return Locale.parse(tag.split("-u-")[0].replace("-", "_"))
    except ValueError:
        return Locale.parse("en_GB")


def marked(english: str) -> str:
    """The same text: marks a sentence for the catalogues where it is written, to be translated where it is shown."""
    return english


def words(language: str) -> Words:
    """The public interface in a language."""
    return Words(language, interface(language))


def english() -> Words:
    """Staff pages: English as it stands in the templates."""
    return Words(ENGLISH, {})


@cache
def shipped_languages() -> tuple[str, ...]:
    """The languages the interface can be read in, in the chooser's order."""
    return tuple(tag for tag in LANGUAGES if tag == ENGLISH or interface(tag))


def choose(accept_language: str, offered: Sequence[str]) -> str:
    """The best language on offer for an `Accept-Language` header; English when nothing fits.

    Easy Read and BSL are never chosen for anybody. `zh-TW`, `zh-HK` and `zh-MO` mean traditional characters.
    """
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language[:500].split(",")):
        tag, _, parameters = part.strip().partition(";")
        found = re.match(r"\s*q\s*=\s*([0-9.]+)", parameters)
        try:
            quality = float(found.group(1)) if found else 1.0
        except ValueError:
            quality = 0.0
        if tag and quality > 0:
            wanted.append((-quality, position, tag.replace("_", "-")))
    for _, _, tag in sorted(wanted):
        language = _on_offer(tag, offered)
        if language:
            return language
    return ENGLISH


def _on_offer(tag: str, offered: Sequence[str]) -> str | None:
    folded = tag.casefold()
    if folded.startswith("zh"):
        traditional = any(part in folded for part in ("hant", "tw", "hk", "mo"))
        tag = "zh-Hant" if traditional else "zh-Hans"
    for candidate in (tag, tag.split("-")[0]):
        language = canonical_language(candidate)
        if language in offered and language not in NEVER_NEGOTIATED:
            return language
    return None
