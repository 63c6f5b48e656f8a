"""Files of a translation: what goes out to a translator, and what came back, with what became of every line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import (
    audit,
    line_files,
    revisions,
    surveys,
    translation_lines,
    translations,
    word_rows,
)
from feedback.services.line_files import Format
from feedback.services.refusals import Refused
from feedback.vocabulary import Provenance
from surveys.formats.accounting import BadFile
from surveys.formats.lines import Rejected, Returned, Sheet

#: The largest file that is taken, in bytes.
LARGEST = 5_000_000


@dataclass(frozen=True)
class Accepted:
    """A line that was taken: its English, its words, and what stood there before."""

    key: str
    english: str
    text: str
    before: str


@dataclass(frozen=True)
class Report:
    """What became of every line of a file; `missing` are the English texts for which nothing is there yet."""

    accepted: Sequence[Accepted]
    unchanged: int
    rejected: Sequence[Rejected]
    missing: Sequence[tuple[str, str]]
    translator: str

    def as_data(self) -> dict[str, Any]:
        """Plain data for a command's JSON."""
        return {
            "accepted": [
                {"key": one.key, "english": one.english, "text": one.text, "before": one.before}
                for one in self.accepted
            ],
            "unchanged": self.unchanged,
            "rejected": [
                {"where": one.where, "key": one.key, "english": one.english, "text": one.text, "why": one.why}
                for one in self.rejected
            ],
            "missing": [{"key": key, "english": english} for key, english in self.missing],
            "translator": self.translator,
        }


def sheet(session: Session, revision: Revision, language: str) -> Sheet:
    """Every line of a revision in a language, as it goes out today."""
    row = word_rows.newest(session, revision.id, language)
    words = dict(row.texts) if row is not None else {}
    made_from = word_rows.sources_of(session, row) if row is not None else {}
    return line_files.sheet(revisions.definition_of(revision), words, language, made_from=made_from)


def write(session: Session, revision: Revision, language: str, format: Format) -> bytes:
    """The file to send to a translator."""
    row = word_rows.newest(session, revision.id, language)
    said = row.provenance if row is not None else ""
    return line_files.write(sheet(session, revision, language), format, provenance=said)


def bring(
    session: Session,
    survey: Survey,
    revision: Revision,
    language: str,
    content: bytes,
    *,
    provenance: Provenance,
    by: str,
    now: datetime,
) -> Report:
    """Takes the lines of a file that can be taken, and accounts for each. Raises Refused for a file as a whole."""
    if len(content) > LARGEST:
        raise Refused(f"The file is larger than {LARGEST // 1_000_000} MB. Split it into parts.", "file")
    word_rows.lock(session, revision.id)
    asked = sheet(session, revision, language)
    try:
        found = line_files.read(content, asked)
    except BadFile as bad:
        raise Refused(" ".join(bad.problems), "file") from None
    english = {line.key: line.english for line in asked.lines}
    before = translation_lines.put(
        session, revision, language, dict(found.accepted), provenance=provenance, by=by, now=now
    )
    audit.record(session, "translation-brought", f"{survey.slug} {language}", by=by,
                 detail=f"{len(found.accepted)} lines taken, {len(found.rejected)} not")  # fmt: skip
    lacking = {
        line.key for line in translation_lines.of_revision(session, revision, language) if line.missing
    }
    return Report(
        accepted=[Accepted(key, english[key], text, before[key]) for key, text in found.accepted],
        unchanged=found.unchanged,
        rejected=found.rejected,
        missing=[(key, text) for key, text in english.items() if key in lacking],
        translator=found.translator,
    )


def fits(
    session: Session, content: bytes, languages: Sequence[str]
) -> dict[tuple[str, str], tuple[int, int]]:
    """How well a file fits each (survey, language) of this organisation that it can be of; the highest fits best.

    Surveys share lines: the one is meant in which the fewest are strange and then the most are known.
    """
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for survey in surveys.everything(session):
        definition = revisions.definition_of(translations.workplace(session, survey))
        for language in languages:
            back = _read(content, line_files.sheet(definition, {}, language))
            if back is not None:
                found[survey.slug, language] = (-len(back.rejected), len(back.accepted))
    return found


def _read(content: bytes, asked: Sheet) -> Returned | None:
    try:
        return line_files.read(content, asked)
    except BadFile:
        return None
