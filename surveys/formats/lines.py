"""The lines of a translation, out to a translator and back: one list for every format, and what came back of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from surveys import texts, translating
from surveys.definition import Definition, Item, Kind
from surveys.formats import tags

_CHOOSE = {Kind.MANY: "Several answers can be chosen.", Kind.COMMENT: "People answer in their own words.",
           Kind.SHORT_TEXT: "People answer in their own words.", Kind.NUMBER: "The answer is a number."}  # fmt: skip

#: What programs make of quotes, dashes, dots and spaces on their way through a file.
_TYPED = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"',
     "»": '"', "–": "-", "—": "-", "‑": "-", "…": "..."}
)  # fmt: skip


def folded(english: str) -> str:
    """English as it is compared: whatever a program did to its quotes, dashes and spaces, and no further."""
    return " ".join(translating.tidy(english).translate(_TYPED).split())


@dataclass(frozen=True)
class Line:
    """One text: its key, its exact English, its Easy Read, the translation so far, and a note for the translator."""

    key: str
    english: str
    easy: str = ""
    text: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """Every line of a survey in one language, as it goes out today; what comes back is held against it."""

    title: str
    #: Our tag, and the English name of the language.
    language: str
    name: str
    lines: tuple[Line, ...]
    right_to_left: bool = False
    #: Every language of ours by its names, so that a file in another one can be told; may be empty.
    languages: tags.Languages = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A short name for exactly this English, so that a file says which English it was made from."""
        return texts.fingerprint({line.key: line.english for line in self.lines})

    @cached_property
    def by_key(self) -> dict[str, Line]:
        """Each line under its key."""
        return {line.key: line for line in self.lines}

    @cached_property
    def by_english(self) -> dict[str, list[Line]]:
        """The lines under their English as it is compared; several answers may have the same."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(folded(line.english), []).append(line)
        return found

    @property
    def label(self) -> str:
        """The language as files and messages name it: "Polish (pl)"."""
        return f"{self.name} ({self.language})"


@dataclass(frozen=True)
class Row:
    """One line as it stands in a file; `fault` says why its text cannot be read, where it cannot."""

    where: str
    key: str
    english: str
    text: str
    fault: str = ""


@dataclass(frozen=True)
class Rejected:
    """A line that was not taken: where it stands, its words so that nothing is lost, and why."""

    where: str
    key: str
    english: str
    text: str
    why: str


@dataclass
class Returned:
    """What came back: new or other words by key, lines that were not taken, and what the file has no words for."""

    accepted: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    #: Lines whose words are those we have.
    unchanged: int = 0
    #: Keys for which the file brings no words and none were rejected; what is stored for them stays.
    missing: list[str] = field(default_factory=list)
    #: Who translated it and where the words come from, if the file says so.
    translator: str = ""
    provenance: str = ""


def sheet(
    definition: Definition, words: Mapping[str, str], *, language: str, name: str,
    made_from: Mapping[str, str] | None = None, right_to_left: bool = False, languages: tags.Languages | None = None,
) -> Sheet:  # fmt: skip
    """The lines of a survey in reading order, with the translations there are.

    `made_from` holds, by key, the English that a translation was made from. Where that is not the English of today
    the line goes out empty, with the old words in its note: somebody has to say what holds now.
    """
    notes, then = _notes(definition), made_from or {}
    lines = []
    for source in texts.sources(definition):
        text, note = translating.tidy(words.get(source.key, "")), notes.get(source.key, "")
        if text and then.get(source.key, source.english) != source.english:
            note += f" The English has changed. It was: “{then[source.key]}”. The translation of that was: “{text}”."
            text = ""
        lines.append(Line(source.key, source.english, source.easy, text, note.strip()))
    return Sheet(definition.title, language, name, tuple(lines), right_to_left, languages or {})


def _notes(definition: Definition) -> dict[str, str]:
    """What each text is, by key: a translator sees one line at a time."""
    found = {"title": "The title of the survey.", "introduction": "The words at the beginning of the survey."}
    for section in definition.sections:
        found[f"section/{section.key}/title"] = "A heading."
        found[f"section/{section.key}/introduction"] = f"The words under the heading “{section.title}”."
        for item in section.items:
            found |= _notes_of(item, found)
    kept = {source.key: translating.placeholders(source.english) for source in texts.sources(definition)}
    for key, names in kept.items():
        if names:
            found[key] = f"{found.get(key, '')} Copy {' and '.join(sorted(names))} as it is.".strip()
    return found


def _notes_of(item: Item, so_far: Mapping[str, str]) -> dict[str, str]:
    asked = f"“{item.text}”"
    what = "A statement to agree with or not." if item.kind is Kind.STATEMENT else "A question."
    found = {
        f"item/{item.key}/text": " ".join(
            filter(None, [what, _CHOOSE.get(item.kind, ""), _picture(item.picture)])
        ),
        f"item/{item.key}/help": f"Help under {asked}.",
        f"item/{item.key}/minimum-label": f"The words at the low end of the scale of {asked}.",
        f"item/{item.key}/maximum-label": f"The words at the high end of the scale of {asked}.",
    }
    for option in texts.options(item):
        key = texts.option_key(item, option)
        note = so_far.get(key, f"An answer to {asked}.")
        if key in so_far and not note.startswith("An answer to several"):
            note = f"An answer to several questions, one of them {note.removeprefix('An answer to ')}"
        picture = _picture(option.picture)
        found[key] = note if not picture or picture in note else f"{note} {picture}"
    return found


def _picture(name: str | None) -> str:
    return f"It stands beside a picture: {name.replace('-', ' ')}." if name else ""
