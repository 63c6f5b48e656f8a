"""Words of a LimeSurvey file: which languages are ours, pictures and filled-in words told, nothing left unsaid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from surveys.formats import tags, wording
from surveys.formats.limesurvey.rows import Words

_PICTURE = re.compile(r"<img\b[^<>]*?\ssrc\s{0,9}=\s{0,9}[\"']?([^\"'<>\s]{1,2000})", re.IGNORECASE)
_MEDIA = re.compile(
    r"<(?:video|audio|source)\b[^<>]*?\ssrc\s{0,9}=\s{0,9}[\"']?([^\"'<>\s]{1,2000})", re.IGNORECASE
)
_SHOWN = re.compile(r"</?(?:img|video|audio|source)\b[^<>]*>", re.IGNORECASE)
_NO_WORDS = re.compile(r"<(style|script)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
#: What LimeSurvey fills in: braces with something right inside them. Two rounds take out what stands inside another.
_FILLED = re.compile(r"\{(?![\s{])[^{}]{1,5000}(?<!\s)\}")
_ONLY_DOTS = re.compile(r"[\s….,:;?!()*/-]*")
GAP = "…"


class Tongues:
    """The languages of a file: which are ours, which is its first, and how many texts of the others are left out."""

    def __init__(self, base: str, found: Iterable[str], languages: tags.Languages) -> None:
        self.base = base
        self.known: dict[str, str] = {}
        self.twins: dict[str, str] = {}
        self.left: Counter[str] = Counter()
        self.counted: set[int] = set()
        for one in dict.fromkeys([base, *found]):
            ours = tags.tag(one, languages)
            if ours in self.known.values():
                self.twins[one] = str(ours)
            elif ours:
                self.known[one] = ours
        #: The tag whose words become the source where there is no English; "" for a language that is none of ours.
        self.default = self.known.get(base, "")
        #: The tag whose words the survey is asked in before it is translated.
        self.source = "en" if "en" in self.known.values() else self.default

    def said(self, words: Words, why: list[str] | None = None) -> dict[str, str]:
        """The words by our tags; what is not carried of them (pictures, filled-in words) goes to `why`."""
        found: dict[str, str] = {}
        again = id(words) in self.counted
        self.counted.add(id(words))
        for language, text in words.items():
            language = language or self.base
            ours = self.known.get(language, "" if language == self.base else None)
            if ours is None:
                self.left[language] += 0 if again else 1
            else:
                found.setdefault(ours, readable(text, [] if why is None else why))
        return {ours: text for ours, text in found.items() if text}

    @property
    def several(self) -> bool:
        """Whether the file speaks anything but English."""
        return bool(set(self.known.values()) - {"en"}) or not self.known

    def remarks(self, english: bool) -> Iterable[str]:
        """What is to be said of the languages of the file, once all words are read."""
        if not english and self.default != "en":
            also = "" if self.default else ", which is none of the languages here"
            yield f"There is no English in the file. Its words in {self.base!r}{also} stand where English belongs."
        elif english and not self.default:
            yield f"Its first language is {self.base!r}, which is none of the languages here; English is taken."
        for language, texts in sorted(self.left.items()):
            because = "is none of the languages here"
            if language in self.twins:
                because = f"is another form of {self.twins[language]!r}, which the file has already"
            yield f"{language!r} {because}; {texts} text{'s' if texts != 1 else ''} in it left out."


def readable(text: str, why: list[str]) -> str:
    """A text with a gap where LimeSurvey fills in words; what runs stays in it, for the assembling to refuse."""
    if not text.strip():
        return ""
    if wording.runs(text):
        return text
    for where, sort in ((_PICTURE, "picture"), (_MEDIA, "recording")):
        for name in dict.fromkeys(where.findall(text)):
            why.append(f"Its {sort} {_file(name)} is left out; put it up again and describe it.")
    shown = _SHOWN.sub(" ", _NO_WORDS.sub("", text))
    filled = [*_FILLED.findall(shown)]
    if not filled:
        return shown
    told = ", ".join(wording.shortened(one, 60) for one in list(dict.fromkeys(filled))[:5])
    why.append(f"LimeSurvey fills in words here; a gap ({GAP}) stands for them: {told}.")
    shown = _FILLED.sub(GAP, _FILLED.sub(GAP, shown))
    return "" if _ONLY_DOTS.fullmatch(wording.plain(shown)) else shown


def _file(name: str) -> str:
    if name.startswith("data:"):
        return "inside the text"
    return repr(wording.shortened(name.rstrip("/").rsplit("/", 1)[-1].split("?")[0] or name, 100))


def plain(said: dict[str, str]) -> dict[str, str]:
    """Words by tag as plain text, empty ones left out."""
    found = {tag: wording.plain(text) for tag, text in said.items()}
    return {tag: text for tag, text in found.items() if text}


def runs(*all_said: dict[str, str]) -> bool:
    """Whether any of these words hold a script."""
    return any(wording.runs(text) for said in all_said for text in said.values())


def joined(above: dict[str, str], below: dict[str, str], source: str, longest: int = 600) -> dict[str, str]:
    """A question (plain text already) and one of its rows as one text, by tag; the question is cut before the row.

    A language that has words for the question but none for the row is left to fall back.
    """
    below = plain(below)
    tags_of_both = [tag for tag in above if tag in below or tag == source or not below]
    return {tag: _under(above.get(tag, ""), below.get(tag, ""), longest) for tag in [*tags_of_both, *below]}


def stacked(above: dict[str, str], below: dict[str, str], longest: int = 600) -> dict[str, str]:
    """Two texts of which each makes sense by itself as one, by tag."""
    above, below = plain(above), plain(below)
    return {tag: _under(above.get(tag, ""), below.get(tag, ""), longest) for tag in [*above, *below]}


def _under(head: str, row: str, longest: int) -> str:
    room = longest - len(row) - 1
    head = wording.shortened(head, room) if room > 20 else ""
    return "\n".join(part for part in (head, row) if part)
