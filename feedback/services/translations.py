"""Translations of surveys: which words each language has, what the public is served, and what goes from one revision
to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import i18n
from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import revisions, shipped_words, signatures, word_rows
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, LANGUAGES, OWN_LANGUAGES, Provenance
from surveys import texts
from surveys.definition import Definition

#: The languages that somebody translates into.
TRANSLATED = tuple(tag for tag in LANGUAGES if tag not in (*OWN_LANGUAGES, BSL))


@dataclass(frozen=True)
class Standing:
    """Where one language of a revision stands, for staff: the words on offer, or the newest where none are."""

    language: str
    version: int
    provenance: str
    signed_name: str | None
    signed_role: str | None
    signed_qualification: str | None
    signed_on: date | None
    second_name: str | None
    second_role: str | None
    second_on: date | None
    #: The organisation whose signature was taken over.
    adopted_from: str | None
    on_offer: bool
    #: The newest version, a name for exactly its words, and whether it waits while an older one is served.
    newest: int
    mark: str
    newer_waits: bool
    #: Who signed the newest words, with which account, and whether somebody else has read them since.
    newest_signed: str | None
    newest_signed_by: str | None
    newest_read_again: bool

    @property
    def waits_for_second(self) -> bool:
        """Whether the newest words are signed, and the organisation wants a second reader before they are on offer."""
        return bool(self.newest_signed) and (self.newer_waits or not self.on_offer)

    @property
    def served(self) -> bool:
        """Whether the public can choose it."""
        return self.on_offer or self.language in OWN_LANGUAGES


def workplace(session: Session, survey: Survey) -> Revision:
    """The revision whose words are worked on: the draft where there is one, else the current one. Raises Refused."""
    found = revisions.draft(session, survey) or session.get(Revision, survey.current_revision_id or 0)
    if found is None:
        raise Refused("there is nothing to translate yet")
    return found


def standing(session: Session, survey: Survey, revision: Revision | None = None) -> list[Standing]:
    """Every language of a revision, the current one unless another is given, as the chooser orders them."""
    revision_id = revision.id if revision is not None else survey.current_revision_id or 0
    rows = word_rows.of_revision(session, revision_id)
    return [_standing_of(rows[language]) for language in LANGUAGES if language in rows]


def _standing_of(versions: Sequence[SurveyTexts]) -> Standing:
    newest, offered = versions[-1], [row for row in versions if row.on_offer]
    row = offered[-1] if offered else newest
    return Standing(
        language=row.language, version=row.version, provenance=row.provenance, signed_name=row.signed_name,
        signed_role=row.signed_role, signed_qualification=row.signed_qualification, signed_on=row.signed_on,
        second_name=row.second_name, second_role=row.second_role, second_on=row.second_on,
        adopted_from=row.adopted_from, on_offer=row.on_offer, newest=newest.version,
        mark=f"{newest.version}.{newest.stamp}", newer_waits=bool(offered) and newest.version > row.version,
        newest_signed=newest.signed_name, newest_signed_by=newest.signed_by,
        newest_read_again=newest.second_on is not None,
    )  # fmt: skip


def frozen(
    session: Session, revision_id: int, language: str, version: int
) -> tuple[dict[str, str], Mapping[str, str]]:
    """The words of one version: survey texts by key, and the interface by its English."""
    row = session.scalars(
        select(SurveyTexts).where(
            SurveyTexts.revision_id == revision_id,
            SurveyTexts.language == language,
            SurveyTexts.version == version,
        )
    ).first()
    return ({}, {}) if row is None else (row.texts, row.interface)


def fingerprints(session: Session, revision_id: int) -> dict[tuple[str, int], str]:
    """What the words of each version of each language are known by: another fingerprint, other words."""
    rows = session.execute(
        select(SurveyTexts.language, SurveyTexts.version, SurveyTexts.fingerprint).where(
            SurveyTexts.revision_id == revision_id
        )
    )
    return {(row.language, row.version): row.fingerprint for row in rows}


def signed_languages(session: Session) -> list[str]:
    """Languages the public pages around the surveys may be read in: our own, and those somebody here has signed."""
    signed = set(session.scalars(select(SurveyTexts.language).where(SurveyTexts.on_offer).distinct()))
    return [tag for tag in LANGUAGES if (tag in signed and i18n.interface(tag)) or tag in OWN_LANGUAGES]


def copy_shipped(session: Session, revision_id: int, definition: Definition) -> list[str]:
    """Writes a new version of every complete shipped language whose words differ from the newest row.

    What was signed stays served until somebody signs the new version, and nothing is put above what a translator
    is working on. Returns the languages written.
    """
    written, sources = [], texts.english_texts(definition)
    rows = word_rows.of_revision(session, revision_id)
    for language in LANGUAGES:
        words = shipped_words.texts_of(definition, language)
        if texts.missing(definition, words):
            continue
        newest = rows[language][-1] if language in rows else None
        fingerprint = texts.fingerprint(words, dict(i18n.interface(language)))
        if newest is not None and (newest.fingerprint == fingerprint or newest.changed_by):
            continue
        row = word_rows.add(
            session, revision_id, language, version=newest.version + 1 if newest else 1, words=words,
            sources=sources, provenance=shipped_words.provenance_of(definition, language),
        )  # fmt: skip
        row.on_offer = language in OWN_LANGUAGES
        written.append(language)
    session.flush()
    return written


def fill(session: Session, revision: Revision, definition: Definition) -> None:
    """Puts the library's words where a draft has none: exactly that key and English. Nobody's own line is touched.

    A line that came with the library and that nobody changed follows the library when its English does.
    """
    sources = texts.english_texts(definition)
    word_rows.lock(session, revision.id)
    for language in TRANSLATED:
        shipped = {
            source.key: shipped_words.library(language, source.key, source.english, source.catalogue)
            for source in texts.sources(definition)
        }
        found = {key: there[0] for key, there in shipped.items() if there}
        row = word_rows.newest(session, revision.id, language)
        said = shipped_words.library_provenance(language)
        if row is None:
            if found:
                word_rows.add(session, revision.id, language, version=1, words=found,
                              sources={key: sources[key] for key in found}, provenance=said)  # fmt: skip
            continue
        wanted = _to_fill(row, word_rows.sources_of(session, row), found, sources)
        if wanted:
            row = word_rows.working_copy(session, revision.id, language)
            made_from = word_rows.sources_of(session, row) | {key: sources[key] for key in wanted}
            word_rows.write(row, {**row.texts, **wanted}, made_from)
            if row.provenance != said:
                marks = dict.fromkeys(wanted, Provenance.MACHINE_DRAFT.value)
                row.provenances = {**row.provenances, **marks}
            row.stamp += 1
    session.flush()


def _to_fill(
    row: SurveyTexts, made_from: Mapping[str, str], found: Mapping[str, str], sources: Mapping[str, str]
) -> dict[str, str]:
    """The library's words for lines that are empty, or that came with the library and stayed behind its English."""
    untouched = row.signed_on is None and row.provenance == shipped_words.library_provenance(row.language)
    return {
        key: text
        for key, text in found.items()
        if not row.texts.get(key)
        or (untouched and key not in row.provenances and made_from.get(key) != sources[key])
    }


def carry(session: Session, before: Revision, after: Revision, definition: Definition) -> None:
    """Copies the newest words of each language into a fresh draft, as working copies that nobody has signed.

    They begin at version 2: the first is kept for words that were signed before and still hold when the draft is
    published, so that what a translator works on stays the newest.
    """
    here, wanted = word_rows.of_revision(session, after.id), texts.english_texts(definition)
    for language, rows in word_rows.of_revision(session, before.id).items():
        if language not in TRANSLATED or language in here:
            continue
        newest = rows[-1]
        sources = word_rows.sources_of(session, newest)
        words = {key: text for key, text in newest.texts.items() if key in wanted}
        word_rows.add(
            session, after.id, language, version=2, words=words, provenance=newest.provenance,
            sources={key: sources[key] for key in words if key in sources},
            provenances={key: said for key, said in newest.provenances.items() if key in words},
        )  # fmt: skip
    session.flush()


def freeze(
    session: Session,
    survey: Survey,
    before: Revision | None,
    revision: Revision,
    definition: Definition,
    *,
    today: date,
) -> None:
    """At publication: our own words are on offer and never change again; signatures that still hold go along."""
    word_rows.lock(session, revision.id)
    _freeze_own(session, revision, definition, ENGLISH, texts.english_texts(definition), today)
    _freeze_own(session, revision, definition, EASY_READ, texts.easy_texts(definition), today)
    signatures.carry_along(session, before, revision, definition, today=today)
    session.flush()


def _freeze_own(
    session: Session,
    revision: Revision,
    definition: Definition,
    language: str,
    words: dict[str, str],
    today: date,
) -> None:
    row = word_rows.newest(session, revision.id, language)
    if texts.missing(definition, words):
        if row is not None:
            row.on_offer = False
        return
    if row is not None and row.frozen_on is None:
        word_rows.write(row, words, texts.english_texts(definition))
    elif row is None or row.texts != words:
        row = word_rows.add(
            session, revision.id, language, version=row.version + 1 if row else 1, words=words,
            sources=texts.english_texts(definition), provenance=shipped_words.OWN_WORDS,
        )  # fmt: skip
    row.frozen_on, row.on_offer = row.frozen_on or today, True
