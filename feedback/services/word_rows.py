"""Rows of words: the newest of a language, the English each line was made from, and a copy that can be written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db, i18n
from feedback.models.survey import Revision, SurveyTexts
from feedback.services import revisions
from surveys import texts


def lock(session: Session, revision_id: int) -> None:
    """Lets one writer at a time change the words of a revision; the others wait, then see what was written."""
    session.execute(select(Revision.id).where(Revision.id == revision_id).with_for_update())


def newest(session: Session, revision_id: int, language: str) -> SurveyTexts | None:
    """The newest version of a language, as the database has it now."""
    return session.scalars(
        select(SurveyTexts)
        .where(SurveyTexts.revision_id == revision_id, SurveyTexts.language == language)
        .order_by(SurveyTexts.version.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def of_revision(session: Session, revision_id: int) -> dict[str, list[SurveyTexts]]:
    """Every version of every language, oldest first."""
    rows: dict[str, list[SurveyTexts]] = {}
    found = select(SurveyTexts).where(SurveyTexts.revision_id == revision_id)
    for row in session.scalars(found.order_by(SurveyTexts.version)):
        rows.setdefault(row.language, []).append(row)
    return rows


def sources_of(session: Session, row: SurveyTexts) -> dict[str, str]:
    """The English that each line was made from; rows of an older program were made from their revision's."""
    if row.sources or not row.texts:
        return dict(row.sources)
    revision = session.get_one(Revision, row.revision_id)
    return texts.english_texts(revisions.definition_of(revision))


def add(
    session: Session,
    revision_id: int,
    language: str,
    *,
    version: int,
    words: Mapping[str, str],
    sources: Mapping[str, str],
    provenance: str = "",
    provenances: Mapping[str, str] | None = None,
    interface: Mapping[str, str] | None = None,
) -> SurveyTexts:
    """A new version, unsigned, with the interface of today unless another is given."""
    around = dict(i18n.interface(language) if interface is None else interface)
    row = SurveyTexts(
        organisation_id=db.scope_of(session), revision_id=revision_id, language=language, version=version,
        texts=dict(words), interface=around, fingerprint=texts.fingerprint(dict(words), around),
        sources=dict(sources), provenance=provenance, provenances=dict(provenances or {}),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def write(row: SurveyTexts, words: Mapping[str, str], sources: Mapping[str, str]) -> None:
    """Puts other words into a version that is not frozen; what no longer has words has no source either."""
    row.texts = dict(words)
    row.sources = {key: english for key, english in sources.items() if key in words}
    row.provenances = {key: said for key, said in row.provenances.items() if key in words}
    row.fingerprint = texts.fingerprint(row.texts, row.interface)


def touch(row: SurveyTexts, *, by: str, now: datetime) -> None:
    """Notes who changed a working copy last."""
    row.stamp += 1
    row.changed_by, row.changed_at = by[:255], now


def working_copy(session: Session, revision_id: int, language: str) -> SurveyTexts:
    """A version to write in: the newest, a copy of it where that is frozen, or an empty one."""
    row = newest(session, revision_id, language)
    if row is None:
        return add(session, revision_id, language, version=1, words={}, sources={})
    if row.frozen_on is None and row.signed_on is None:
        return row
    return add(
        session, revision_id, language, version=row.version + 1, words=row.texts,
        sources=sources_of(session, row), provenance=row.provenance, provenances=row.provenances,
    )  # fmt: skip
