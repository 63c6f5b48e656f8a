"""Lines of a translation: how each stands beside its English, and changing them without writing over anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from feedback.models.survey import Revision
from feedback.services import revisions, word_rows
from feedback.services.refusals import Refused
from feedback.vocabulary import Provenance
from surveys import texts, translating
from surveys.definition import Definition
from surveys.translating import Check, Finding

#: The longest translation of one text that is kept, in letters: four times the longest English.
LONGEST = 2_400


@dataclass(frozen=True)
class Line:
    """One text beside its English, with everything that a plain check found in it."""

    key: str
    english: str
    easy: str
    text: str
    #: The English that the translation was made from; empty where there is none.
    made_from: str
    #: Where these words came from, if another way than the whole.
    provenance: str
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> bool:
        """Whether there is no translation yet."""
        return not self.text

    @property
    def changed(self) -> bool:
        """Whether the English has changed since."""
        return bool(self.text) and self.made_from != self.english

    @property
    def stops(self) -> bool:
        """Whether nobody can sign a translation with this line."""
        return any(found.stops for found in self.findings)

    @property
    def to_look_at(self) -> bool:
        """Whether there is something to look at beyond a missing text and a changed English."""
        return any(found.check not in (Check.MISSING, Check.CHANGED) for found in self.findings)

    @property
    def seen(self) -> str:
        """A short name for the words and the English on a page, which its form sends back."""
        return f"{short(self.text)}.{short(self.english)}"


@dataclass(frozen=True)
class Change:
    """What somebody made of a line: their words, what their page showed, and whether they say the old still hold."""

    key: str
    text: str
    seen: str
    still_right: bool = False
    #: Where these words come from, where that is known better than of the rest of a form.
    provenance: Provenance | None = None


@dataclass(frozen=True)
class Conflict:
    """A line that somebody else, or the survey, changed meanwhile: nothing of it was written."""

    yours: str
    theirs: str
    english_changed: bool


@dataclass
class Saved:
    """What became of a form: the lines that were kept, and those that both have to see first."""

    kept: list[str] = field(default_factory=list)
    conflicts: dict[str, Conflict] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How far a language is: how many texts there are, and how many of them lack what."""

    texts: int
    missing: int
    changed: int
    stopping: int

    @property
    def ready(self) -> bool:
        """Whether it can be signed."""
        return not self.stopping


def short(text: str) -> str:
    """A short name for exactly this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def of(
    definition: Definition,
    language: str,
    words: Mapping[str, str],
    made_from: Mapping[str, str],
    provenances: Mapping[str, str] | None = None,
) -> list[Line]:
    """Every line of a survey in reading order."""
    return [
        _line(source, language, words, made_from, provenances or {}) for source in texts.sources(definition)
    ]


def _line(
    source: texts.Source,
    language: str,
    words: Mapping[str, str],
    made_from: Mapping[str, str],
    provenances: Mapping[str, str],
) -> Line:
    text, then = words.get(source.key, ""), made_from.get(source.key, "")
    found = translating.checks(source.english, text, language=language, stored_source=then)
    easy = "" if source.easy == source.english else source.easy
    return Line(source.key, source.english, easy, text, then if text else "", provenances.get(source.key, ""),
                tuple(found))  # fmt: skip


def of_revision(session: Session, revision: Revision, language: str) -> list[Line]:
    """The newest words of a revision in a language, line by line; all missing where nobody has begun."""
    row = word_rows.newest(session, revision.id, language)
    definition = revisions.definition_of(revision)
    if row is None:
        return of(definition, language, {}, {})
    return of(definition, language, row.texts, word_rows.sources_of(session, row), row.provenances)


def progress(lines: Iterable[Line]) -> Progress:
    """How far these lines are."""
    every = list(lines)
    return Progress(
        texts=len(every),
        missing=sum(line.missing for line in every),
        changed=sum(line.changed for line in every),
        stopping=sum(line.stops for line in every),
    )


def save(
    session: Session,
    revision: Revision,
    language: str,
    changes: Iterable[Change],
    *,
    provenance: Provenance,
    by: str,
    now: datetime,
) -> Saved:
    """Keeps what somebody changed. Words that are frozen get a new version, and what was signed stays served.

    A line that changed since their page was made is not written: it comes back with both. Raises Refused.
    """
    word_rows.lock(session, revision.id)
    today = {line.key: line for line in of_revision(session, revision, language)}
    saved, new, known = Saved(), dict[str, str](), dict[str, Provenance]()
    for change in changes:
        line, text = today.get(change.key), translating.tidy(change.text)
        if line is None or _untouched(change, line, text):
            continue
        if len(text) > LONGEST:
            raise Refused(f"Keep each text under {LONGEST:,} letters.", change.key)
        if change.seen != line.seen:
            english_changed = change.seen.partition(".")[2] != short(line.english)
            saved.conflicts[change.key] = Conflict(text, line.text, english_changed)
        else:
            new[change.key], known[change.key] = text, change.provenance or provenance
    if new:
        _write(session, revision, language, new, today, provenances=known, by=by, now=now)
        saved.kept = list(new)
    return saved


def _untouched(change: Change, line: Line, text: str) -> bool:
    """Whether somebody left a line as their page showed it, or wrote what stands there by now."""
    if change.still_right and line.changed:
        return False
    return short(text) == change.seen.partition(".")[0] or (text == line.text and not line.changed)


def _write(
    session: Session,
    revision: Revision,
    language: str,
    new: Mapping[str, str],
    lines: Mapping[str, Line],
    *,
    provenances: Mapping[str, Provenance],
    by: str,
    now: datetime,
) -> None:
    row = word_rows.working_copy(session, revision.id, language)
    words, sources = {**row.texts, **new}, word_rows.sources_of(session, row)
    sources |= {key: lines[key].english for key in new}
    # Whoever says that old words still hold has not brought them.
    brought = {key: provenances[key].value for key, text in new.items() if text != lines[key].text}
    word_rows.write(row, {key: text for key, text in words.items() if text}, sources)
    row.provenances = {key: said for key, said in {**row.provenances, **brought}.items() if key in row.texts}
    word_rows.touch(row, by=by, now=now)
    session.flush()


def put(
    session: Session,
    revision: Revision,
    language: str,
    words: Mapping[str, str],
    *,
    provenance: Provenance,
    by: str,
    now: datetime,
) -> dict[str, str]:
    """Keeps the lines of a file, and says what stood there before."""
    word_rows.lock(session, revision.id)
    lines = {line.key: line for line in of_revision(session, revision, language)}
    new = {key: text for key, text in words.items() if key in lines}
    if new:
        known = dict.fromkeys(new, provenance)
        _write(session, revision, language, new, lines, provenances=known, by=by, now=now)
    return {key: lines[key].text for key in new}
