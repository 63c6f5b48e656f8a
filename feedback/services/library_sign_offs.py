"""Library sign-offs: shipped words that two people somewhere answer for, taken over elsewhere by one named click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import i18n
from feedback.models.library_sign_off import LibrarySignOff
from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import audit, organisations, revisions, shipped_words, translation_lines, word_rows
from feedback.services.refusals import Refused
from surveys import texts


@dataclass(frozen=True)
class Travelling:
    """A signature from elsewhere that covers words here: who gave it, and how many lines it does not reach."""

    id: int
    organisation: str
    signed_name: str
    signed_role: str
    signed_qualification: str
    signed_on: date
    second_name: str
    second_role: str
    covered: int
    left: int


def _mark(english: str, text: str) -> str:
    return texts.fingerprint({english: text})


def _marks(language: str, words: Mapping[str, str], sources: Mapping[str, str]) -> dict[str, str]:
    """Text key to a mark of its English and words, for the lines that are exactly what we ship."""
    return {
        key: _mark(sources[key], text)
        for key, text in words.items()
        if key in sources and text in shipped_words.library(language, key, sources[key])
    }


def offer(session: Session, row: SurveyTexts, *, by: str) -> LibrarySignOff | None:
    """Lets the shipped words of a language that two people answer for travel; a survey's own questions never do.

    None where nothing of it is shipped, or where the buttons around it are not those of this program any more.
    """
    marks = _marks(row.language, row.texts, word_rows.sources_of(session, row))
    if not marks or row.interface != i18n.interface(row.language) or not (row.signed_on and row.second_on):
        return None
    here = organisations.current(session)
    found = LibrarySignOff(
        language=row.language, lines=marks, interface_fingerprint=texts.fingerprint(row.interface),
        organisation_name=here.name, signed_name=row.signed_name or "", signed_role=row.signed_role or "",
        signed_qualification=row.signed_qualification or "", signed_on=row.signed_on,
        second_name=row.second_name or "", second_role=row.second_role or "", second_on=row.second_on,
    )  # fmt: skip
    session.add(found)
    session.flush()
    audit.record(
        session, "translation-offered", f"library {row.language}", by=by, detail=f"{len(marks)} lines"
    )
    return found


def withdraw(session: Session, row: SurveyTexts, *, today: date) -> None:
    """Offers a signature to nobody any more; whoever took it over before keeps it."""
    marks = _marks(row.language, row.texts, word_rows.sources_of(session, row))
    rows = select(LibrarySignOff).where(
        LibrarySignOff.language == row.language,
        LibrarySignOff.signed_name == row.signed_name,
        LibrarySignOff.organisation_name == organisations.current(session).name,
        LibrarySignOff.withdrawn_on.is_(None),
    )
    for found in session.scalars(rows):
        if found.lines == marks:
            found.withdrawn_on = today


def available(session: Session, revision: Revision) -> dict[str, Travelling]:
    """By language, the signature from elsewhere that reaches furthest over words nobody here has signed."""
    newest = {language: rows[-1] for language, rows in word_rows.of_revision(session, revision.id).items()}
    unsigned = {language: row for language, row in newest.items() if row.signed_on is None}
    around = {texts.fingerprint(row.interface) for row in unsigned.values()}
    there = session.scalars(
        select(LibrarySignOff).where(
            LibrarySignOff.withdrawn_on.is_(None),
            LibrarySignOff.language.in_(unsigned),
            LibrarySignOff.interface_fingerprint.in_(around),
        )
    ).all()
    wanted = texts.english_texts(revisions.definition_of(revision))
    found = {}
    for language in {one.language for one in there}:
        marks = _held(session, unsigned[language], wanted)
        fits = [_held_against(one, marks, unsigned[language]) for one in there if one.language == language]
        best = max((one for one in fits if one.covered), key=lambda one: (one.covered, one.id), default=None)
        if best is not None:
            found[language] = best
    return found


def _held(session: Session, row: SurveyTexts, wanted: Mapping[str, str]) -> dict[str, str]:
    """A mark of every text that is needed; empty where its words are missing or were made from other English."""
    sources = word_rows.sources_of(session, row)
    return {
        key: _mark(english, row.texts.get(key, "")) if sources.get(key) == english else ""
        for key, english in wanted.items()
    }


def _held_against(one: LibrarySignOff, marks: Mapping[str, str], row: SurveyTexts) -> Travelling:
    same_buttons = texts.fingerprint(row.interface) == one.interface_fingerprint
    covered = sum(one.lines.get(key) == mark for key, mark in marks.items()) if same_buttons else 0
    return Travelling(
        id=one.id, organisation=one.organisation_name, signed_name=one.signed_name, signed_role=one.signed_role,
        signed_qualification=one.signed_qualification, signed_on=one.signed_on, second_name=one.second_name,
        second_role=one.second_role, covered=covered, left=len(marks) - covered,
    )  # fmt: skip


def take_over(
    session: Session,
    survey: Survey,
    revision: Revision,
    language: str,
    sign_off_id: int,
    *,
    by: str,
    today: date,
) -> SurveyTexts:
    """Puts a language on offer under the names of those who answer for it elsewhere. Raises Refused."""
    word_rows.lock(session, revision.id)
    row = word_rows.newest(session, revision.id, language)
    one = session.get(LibrarySignOff, sign_off_id)
    wanted = texts.english_texts(revisions.definition_of(revision))
    if (
        row is None
        or one is None
        or one.withdrawn_on
        or one.language != language
        or row.signed_on is not None
    ):
        raise Refused("That signature is no longer there to take over.")
    if left := _held_against(one, _held(session, row, wanted), row).left:
        raise Refused(
            f"Lines that signature does not cover: {left}. Somebody here has to read and sign them."
        )
    stopped = [line for line in translation_lines.of_revision(session, revision, language) if line.stops]
    if stopped:
        raise Refused(f"“{stopped[0].english}”: {stopped[0].findings[0].why}")
    if row.frozen_on is None:
        word_rows.write(row, {key: row.texts[key] for key in wanted}, wanted)
        row.frozen_on = today
    for part in ("signed_name", "signed_role", "signed_qualification", "signed_on", "second_name", "second_role",
                 "second_on"):  # fmt: skip
        setattr(row, part, getattr(one, part))
    row.adopted_by, row.adopted_from, row.on_offer = by[:255], one.organisation_name, True
    session.flush()
    audit.record(session, "translation-taken-over", f"{survey.slug} {language}", by=by,
                 detail=f"{one.signed_name}, {one.organisation_name}: {row.fingerprint}")  # fmt: skip
    return row
