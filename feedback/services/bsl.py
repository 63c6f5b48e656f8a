"""British Sign Language: on offer once everything is signed and captioned and two translators give their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.medium import SurveyMedium
from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import audit, media_slots
from feedback.services.media_slots import Slot
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL
from surveys import texts
from surveys.definition import Definition

_NAMED_IN_A_REFUSAL = 5


@dataclass(frozen=True)
class Signed:
    """Who answers for the videos that are on offer."""

    signed_by: str
    checked_by: str
    on: date


def lacking(session: Session, survey: Survey, definition: Definition) -> list[Slot]:
    """What has no captioned video that signs exactly these words."""
    rows = select(SurveyMedium.text_key, SurveyMedium.words).where(
        SurveyMedium.survey_id == survey.id,
        SurveyMedium.language == BSL,
        SurveyMedium.captions_id.is_not(None),
    )
    there = {row.text_key: row.words for row in session.execute(rows)}
    slots = media_slots.of(definition, BSL)
    return [slot for slot in slots if there.get(slot.key) != media_slots.fingerprint(slot.english)]


def sign(
    session: Session,
    survey: Survey,
    definition: Definition,
    *,
    signed_by: str,
    checked_by: str,
    by: str,
    today: date,
) -> SurveyTexts:
    """Puts BSL online: people can choose it from now on. Raises Refused with what is missing."""
    names = _two_names(signed_by, checked_by)
    missing = lacking(session, survey, definition)
    if missing:
        raise Refused(_missing([slot.english for slot in missing]))
    revision_id = survey.current_revision_id or 0
    words = texts.english_texts(definition)
    row = SurveyTexts(
        organisation_id=db.scope_of(session), revision_id=revision_id, language=BSL,
        version=_newest_version(session, revision_id) + 1, texts=words, interface={},
        fingerprint=texts.fingerprint(words, {}),
        provenance=f"BSL video: signed by {names[0]}, checked by {names[1]}",
        signed_name=names[0], second_name=names[1], signed_on=today,
        second_on=today, frozen_on=today, on_offer=True,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(session, "bsl-signed", survey.slug, by=by, detail=row.provenance)
    return row


def _missing(texts_without: list[str]) -> str:
    number, named = len(texts_without), texts_without[:_NAMED_IN_A_REFUSAL]
    told = "; ".join(f"“{text}”" for text in named)
    more = f" and {number - len(named)} more" if number > len(named) else ""
    return f"{number} captioned {'video is' if number == 1 else 'videos are'} missing: {told}{more}."


def _two_names(signed_by: str, checked_by: str) -> tuple[str, str]:
    first, second = (" ".join(name.split()) for name in (signed_by, checked_by))
    if not first:
        raise Refused("Give the name of whoever signs in the videos.", "signed_by")
    if not second:
        raise Refused("Give the name of whoever checked the videos.", "checked_by")
    if first.casefold() == second.casefold():
        raise Refused("Somebody else has to check the videos: give a second name.", "checked_by")
    for name, field in ((first, "signed_by"), (second, "checked_by")):
        if len(name) > 200:
            raise Refused("Keep the name under 200 letters.", field)
    return first, second


def _newest_version(session: Session, revision_id: int) -> int:
    newest = select(func.max(SurveyTexts.version)).where(
        SurveyTexts.revision_id == revision_id, SurveyTexts.language == BSL
    )
    return session.scalar(newest) or 0


def signed(session: Session, survey: Survey) -> Signed | None:
    """Who signed what is on offer now; None while BSL is not on offer."""
    found = (
        select(SurveyTexts.signed_name, SurveyTexts.second_name, SurveyTexts.signed_on)
        .where(SurveyTexts.revision_id == (survey.current_revision_id or 0), SurveyTexts.language == BSL)
        .where(SurveyTexts.on_offer)
        .order_by(SurveyTexts.version.desc())
    )
    row = session.execute(found).first()
    return Signed(row[0] or "", row[1] or "", row[2]) if row and row[2] else None


def withdraw(session: Session, survey: Survey, *, by: str) -> bool:
    """Takes BSL off, in every revision that has it; the videos stay. True where it was on offer.

    Every change of a video does this: nobody has checked what stands there now.
    """
    rows = session.scalars(
        select(SurveyTexts)
        .join(Revision, Revision.id == SurveyTexts.revision_id)
        .where(Revision.survey_id == survey.id, SurveyTexts.language == BSL, SurveyTexts.on_offer)
    ).all()
    for row in rows:
        row.signed_name = row.second_name = row.signed_on = None
        row.on_offer = False
    session.flush()
    if rows:
        audit.record(session, "bsl-withdrawn", survey.slug, by=by)
    return bool(rows)
