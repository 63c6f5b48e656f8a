"""Translations of surveys: copied from the shipped catalogues, signed off by a named person, served only then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db, i18n
from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import audit
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, EASY_READ, ENGLISH, LANGUAGES, OWN_LANGUAGES
from surveys import texts
from surveys.definition import Definition

OWN_WORDS = "written by the makers of this program"


@dataclass(frozen=True)
class Standing:
    """Where one language of a survey stands, for staff."""

    language: str
    version: int
    provenance: str
    signed_name: str | None
    signed_role: str | None
    signed_qualification: str | None
    signed_on: date | None
    #: A newer version waits for a signature while an older one is served.
    newer_waits: bool

    @property
    def served(self) -> bool:
        """Whether the public can choose it."""
        return self.signed_on is not None or self.language in OWN_LANGUAGES


def shipped_texts(definition: Definition, language: str) -> dict[str, str]:
    """The words we ship for a definition in a language: text key to text; may be incomplete."""
    if language == ENGLISH:
        return texts.english_texts(definition)
    if language == EASY_READ:
        return texts.easy_texts(definition)
    wanted = [(source.key, source.english, source.catalogue) for source in texts.sources(definition)]
    return i18n.survey_texts(language, wanted)


def copy_shipped(session: Session, revision_id: int, definition: Definition) -> list[str]:
    """Writes a new version of every complete shipped language whose words differ from the newest row.

    What was signed stays served until somebody signs the new version. Returns the languages written.
    """
    written = []
    versions = (
        select(SurveyTexts.language, SurveyTexts.version, SurveyTexts.fingerprint)
        .where(SurveyTexts.revision_id == revision_id)
        .order_by(SurveyTexts.version)
    )
    # The newest of a language comes last and so is the one that stays.
    newest = {row.language: (row.version, row.fingerprint) for row in session.execute(versions)}
    for language in LANGUAGES:
        words = shipped_texts(definition, language)
        if texts.missing(definition, words):
            continue
        interface = dict(i18n.interface(language))
        fingerprint = texts.fingerprint(words, interface)
        version, signs = newest.get(language, (0, ""))
        if signs == fingerprint:
            continue
        session.add(
            SurveyTexts(
                organisation_id=db.scope_of(session),
                revision_id=revision_id,
                language=language,
                version=version + 1,
                texts=words,
                interface=interface,
                fingerprint=fingerprint,
                provenance=_provenance(definition, language),
                sources=texts.english_texts(definition),
                on_offer=language in OWN_LANGUAGES,
            )  # fmt: skip
        )
        written.append(language)
    session.flush()
    return written


def fill(session: Session, revision: Revision, definition: Definition) -> None:
    """(to come)"""


def carry(session: Session, before: Revision, after: Revision, definition: Definition) -> None:
    """(to come)"""


def freeze(
    session: Session,
    survey: Survey,
    before: Revision | None,
    revision: Revision,
    definition: Definition,
    *,
    today: date,
) -> None:
    """(to come)"""
    for row in session.scalars(
        select(SurveyTexts).where(
            SurveyTexts.revision_id == revision.id, SurveyTexts.language.in_(OWN_LANGUAGES)
        )
    ):
        row.frozen_on = today


def _provenance(definition: Definition, language: str) -> str:
    if language in OWN_LANGUAGES:
        return OWN_WORDS
    return i18n.catalogue(f"surveys/{definition.key}", language).provenance


def _newest(session: Session, revision_id: int, language: str) -> SurveyTexts | None:
    return session.scalars(
        select(SurveyTexts)
        .where(SurveyTexts.revision_id == revision_id, SurveyTexts.language == language)
        .order_by(SurveyTexts.version.desc())
        .limit(1)
    ).first()


def sign_off(
    session: Session,
    survey: Survey,
    language: str,
    *,
    name: str,
    role: str,
    qualification: str,
    by: str,
    today: date,
) -> SurveyTexts:
    """Signs the newest words of a language: from now on the public can choose it.

    Raises Refused, in words for staff, when something is missing or the language has no texts.
    """
    if language == BSL:
        raise Refused(
            "British Sign Language is put online beside its videos, with the names of two translators"
        )
    if not name.strip() or not role.strip() or not qualification.strip():
        raise Refused("give the name, the role and the qualification of whoever checked this translation")
    row = _newest(session, survey.current_revision_id or 0, language)
    if row is None:
        raise Refused(f"there is no complete translation in {LANGUAGES.get(language, language)} to sign")
    row.signed_name, row.signed_role = name.strip(), role.strip()
    row.signed_qualification, row.signed_on = qualification.strip(), today
    row.frozen_on, row.on_offer = today, True
    session.flush()
    audit.record(session, "translation-signed", f"{survey.slug} {language}", by=by, detail=row.fingerprint)
    return row


def take_back(session: Session, survey: Survey, language: str, *, by: str) -> None:
    """Stops serving a language; its words stay, unsigned."""
    rows = select(SurveyTexts).where(
        SurveyTexts.revision_id == (survey.current_revision_id or 0), SurveyTexts.language == language
    )
    for row in session.scalars(rows):
        row.signed_name = row.signed_role = row.signed_qualification = row.signed_on = None
        row.on_offer = False
    session.flush()
    audit.record(session, "translation-withdrawn", f"{survey.slug} {language}", by=by)


def standing(session: Session, survey: Survey) -> list[Standing]:
    """Every language of the current revision, as the chooser orders them."""
    rows: dict[str, list[SurveyTexts]] = {}
    found = select(SurveyTexts).where(SurveyTexts.revision_id == (survey.current_revision_id or 0))
    for row in session.scalars(found.order_by(SurveyTexts.version)):
        rows.setdefault(row.language, []).append(row)
    return [_standing_of(rows[language]) for language in LANGUAGES if language in rows]


def _standing_of(versions: Sequence[SurveyTexts]) -> Standing:
    signed = [row for row in versions if row.signed_on]
    row = signed[-1] if signed else versions[-1]
    return Standing(
        language=row.language, version=row.version, provenance=row.provenance, signed_name=row.signed_name,
        signed_role=row.signed_role, signed_qualification=row.signed_qualification, signed_on=row.signed_on,
        newer_waits=bool(signed) and versions[-1].version > row.version,
    )  # fmt: skip


def frozen(
    session: Session, revision_id: int, language: str, version: int
) -> tuple[dict[str, str], Mapping[str, str]]:
    """The frozen words of one version: survey texts by key, and the interface by its English."""
    row = session.scalars(
        select(SurveyTexts).where(
            SurveyTexts.revision_id == revision_id,
            SurveyTexts.language == language,
            SurveyTexts.version == version,
        )
    ).first()
    return ({}, {}) if row is None else (row.texts, row.interface)


def signed_languages(session: Session) -> list[str]:
    """Languages the public pages around the surveys may be read in: our own, and those somebody here has signed."""
    signed = set(session.scalars(select(SurveyTexts.language).where(SurveyTexts.on_offer).distinct()))
    return [tag for tag in LANGUAGES if (tag in signed and i18n.interface(tag)) or tag in OWN_LANGUAGES]
