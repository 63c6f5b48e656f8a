"""Signatures: what makes one, whether it still holds, and how it goes along from one revision to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from feedback.models.survey import Revision, SurveyTexts
from feedback.services import word_rows
from feedback.vocabulary import BSL, LANGUAGES, OWN_LANGUAGES
from surveys import texts
from surveys.definition import Definition

#: What makes a signature, copied where it still holds.
PARTS = (
    "signed_name", "signed_role", "signed_qualification", "signed_on", "signed_by", "may_travel", "second_name",
    "second_role", "second_on", "adopted_by", "adopted_from",
)  # fmt: skip


def carry_along(
    session: Session, before: Revision | None, revision: Revision, definition: Definition, *, today: date
) -> None:
    """Keeps each language on offer whose signed words are exactly those that the new revision needs.

    A signature on words whose English has changed since offers nothing any more.
    """
    wanted = texts.english_texts(definition)
    here = word_rows.of_revision(session, revision.id)
    there = word_rows.of_revision(session, before.id) if before is not None else {}
    for language in LANGUAGES:
        if language in OWN_LANGUAGES:
            continue
        rows = here.get(language, [])
        for row in rows:
            row.on_offer = row.on_offer and _covers(session, row, wanted)
        signed = [row for row in there.get(language, []) if row.on_offer]
        if not any(row.on_offer for row in rows) and signed and _covers(session, signed[-1], wanted):
            _sign_again(session, signed[-1], rows, revision, wanted, today)


def _covers(session: Session, row: SurveyTexts, wanted: Mapping[str, str]) -> bool:
    """Whether a row has words for every text, each made from exactly this English."""
    sources = row.texts if row.language == BSL else word_rows.sources_of(session, row)
    return all(row.texts.get(key) and sources.get(key) == english for key, english in wanted.items())


def _sign_again(
    session: Session,
    signed: SurveyTexts,
    rows: list[SurveyTexts],
    revision: Revision,
    wanted: Mapping[str, str],
    today: date,
) -> None:
    """Puts the signed words into the new revision below whatever is being worked on there, or signs that where it
    is the same."""
    words = {key: signed.texts[key] for key in wanted}
    newest = rows[-1] if rows else None
    same = newest is not None and newest.frozen_on is None and newest.interface == signed.interface
    if newest is not None and same and {key: newest.texts.get(key) for key in wanted} == words:
        row = newest
        word_rows.write(row, words, wanted)
    elif (version := rows[0].version - 1 if rows else 1) >= 1:
        sources = {} if signed.language == BSL else wanted
        row = word_rows.add(session, revision.id, signed.language, version=version, words=words, sources=sources,
                            interface=signed.interface)  # fmt: skip
    else:
        return
    for part in PARTS:
        setattr(row, part, getattr(signed, part))
    row.provenance = signed.provenance
    row.provenances = {key: said for key, said in signed.provenances.items() if key in wanted}
    row.frozen_on, row.on_offer = today, True
