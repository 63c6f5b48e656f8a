"""Exchanges: surveys brought in from files of other systems, and taken out to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import audit, drafts, surveys, translation_lines, translations
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, ENGLISH_NAMES, LANGUAGES, OWN_LANGUAGES, Provenance
from surveys import publishing, reading
from surveys.formats import codebook, doors
from surveys.formats.accounting import Account, BadFile

#: Our tags with the names they go by, as the readers of files want them.
KNOWN = {tag: (ENGLISH_NAMES[tag], native) for tag, native in LANGUAGES.items() if tag != BSL}


class Format(StrEnum):
    """What a survey can be taken out as; a printable form is made by `papers`."""

    XLSFORM = "xlsform"
    FHIR = "fhir"
    JSON = "json"
    CODEBOOK = "codebook"


class NotBrought(Refused):
    """A file that is refused; `account`, where its items could be read, has every one of them as dropped."""

    def __init__(self, bad: BadFile) -> None:
        super().__init__(" ".join(bad.problems), "file")
        self.account = bad.account


@dataclass(frozen=True)
class Taken:
    """A file to hand out."""

    content: bytes
    media_type: str
    name: str


def bring(
    session: Session,
    content: bytes,
    filename: str,
    *,
    format: str | None = None,
    by: str,
    now: datetime,
) -> tuple[Survey, Account]:
    """A file as a draft of this organisation, with the account of every item in it.

    Translations come along as machine drafts or whatever they were: nobody here has signed them. Raises NotBrought,
    in words for staff, for a file that is broken, hostile or holds nothing that can be asked.
    """
    try:
        brought = doors.read(content, filename, KNOWN, format)
    except BadFile as bad:
        raise NotBrought(bad) from None
    slug = drafts.unused_slug(session, str(brought.definition["title"]))
    definition = reading.read({**brought.definition, "key": slug})
    survey = drafts.add(session, definition, slug=slug, by=by, today=now.date())
    revision = session.get_one(Revision, survey.current_revision_id)
    translations.fill(session, revision, definition)
    for language, words in brought.texts.items():
        if language in LANGUAGES and language not in OWN_LANGUAGES:
            translation_lines.put(
                session, revision, language, words, provenance=Provenance.BROUGHT_IN, by=by, now=now
            )
    counts = ", ".join(f"{name} {len(found)}" for name, found in brought.account.lists.items())
    audit.record(session, "survey-brought", slug, by=by, detail=f"{filename}: {counts}"[:1000])
    return survey, brought.account


def take(session: Session, survey: Survey, format: Format) -> Taken:
    """A survey's draft, or what is published where there is none, as a file. Raises Refused for an empty draft."""
    revision = translations.workplace(session, survey)
    definition = surveys.definition_of(revision)
    if not any(True for _ in definition.items()):
        raise Refused("Nothing is asked yet: there is nothing to take out.")
    words = _words(session, survey, revision)
    name = f"{survey.slug}-{revision.number}"
    if format is Format.CODEBOOK:
        codes = publishing.codebook_from_data(revision.codebook)
        return Taken(codebook.write_csv(definition, codes), "text/csv; charset=utf-8", f"{name}-codebook.csv")
    if format is Format.XLSFORM:
        from surveys.formats.xlsform import writing as xlsform_writing

        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return Taken(xlsform_writing.write(definition, words, ENGLISH_NAMES), kind, f"{name}.xlsx")
    if format is Format.FHIR:
        from surveys.formats.fhir import writing as fhir_writing

        content = fhir_writing.write(definition, words)
        return Taken(content, "application/fhir+json", f"{name}.fhir.json")
    from surveys.formats import own

    return Taken(own.write(definition, words), "application/json", f"{name}.json")


def _words(session: Session, survey: Survey, revision: Revision) -> dict[str, dict[str, str]]:
    """Every language's words of a revision, those that are on offer before newer ones that wait."""
    found = {}
    for one in translations.standing(session, survey, revision):
        if one.language in OWN_LANGUAGES or one.language == BSL:
            continue
        found[one.language] = translations.frozen(session, revision.id, one.language, one.version)[0]
    return found
