"""Uploads: putting up, describing and removing the pictures, recordings and signed videos of a survey."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.medium import Medium, MediumName, SurveyMedium
from feedback.models.survey import Survey
from feedback.services import audit, bsl, media_slots
from feedback.services.captions import MEDIA_TYPE as CAPTIONS
from feedback.services.checked_media import Checked
from feedback.services.media_slots import PICTURES
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, ENGLISH, LANGUAGES
from surveys.definition import Definition

_MEDIUM = db.table_of(Medium)
LONGEST_DESCRIPTION = 300


def put(
    session: Session, survey: Survey, definition: Definition, language: str, key: str, checked: Checked, *,
    by: str, today: date, words: str = "", described: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Puts a checked file at its place, instead of whatever stood there. Raises Refused.

    `words` are what is read or signed, in that language; `described` says a picture in words, by language.
    """
    slot = media_slots.find(definition, language, key)
    wanted = "picture" if language == PICTURES else "video" if language == BSL else "recording"
    if checked.kind != wanted or language not in (PICTURES, *LANGUAGES):
        raise Refused(f"A {wanted} belongs here.", "file")
    told = _descriptions(described or {}) if wanted == "picture" else {}
    medium = _store(session, checked, told, today)
    captions = (
        _store(session, Checked("captions", CAPTIONS, checked.captions), {}, today)
        if checked.captions
        else None
    )
    place = _place(session, survey.id, language, key)
    replaced = _held_by(place) if place else []
    if place is None:
        place = SurveyMedium(organisation_id=medium.organisation_id, survey_id=survey.id, language=language,
                             text_key=key)  # fmt: skip
        session.add(place)
    place.medium_id, place.captions_id = medium.id, captions.id if captions else None
    place.words = media_slots.fingerprint(words or slot.english) if wanted != "picture" else ""
    session.flush()
    _delete(session, replaced)
    audit.record(session, "medium-put-up", _subject(survey, language, key), by=by, detail=medium.name)
    if language == BSL:
        bsl.withdraw(session, survey, by=by)


def _store(session: Session, checked: Checked, described: dict[str, str], today: date) -> Medium:
    medium = Medium(
        organisation_id=db.scope_of(session), name=_name(session), kind=checked.kind, media_type=checked.media_type,
        size=len(checked.content), content=checked.content, width=checked.width, height=checked.height,
        described=described, created_on=today,
    )  # fmt: skip
    session.add(medium)
    session.flush()
    return medium


def _name(session: Session) -> str:
    """A fresh name that nobody can guess, which leads to this organisation."""
    name = secrets.token_urlsafe(24)
    session.add(MediumName(name=name, organisation_id=db.scope_of(session)))
    return name


def _descriptions(described: Mapping[str, str]) -> dict[str, str]:
    told = {tag: " ".join(words.split()) for tag, words in described.items() if words.strip()}
    if unknown := set(told) - set(LANGUAGES):
        raise Refused(f"We do not know the language {min(unknown)}.")
    if ENGLISH not in told:
        raise Refused("Say in English what the picture shows, for people who do not see it.", "described-en")
    for tag, words in told.items():
        if len(words) > LONGEST_DESCRIPTION:
            raise Refused(f"Keep it under {LONGEST_DESCRIPTION} letters.", f"described-{tag}")
    return told


def describe(session: Session, survey: Survey, key: str, described: Mapping[str, str], *, by: str) -> None:
    """Says a picture in other words. It gets a new name, since pages that were made show the old words."""
    place = _place(session, survey.id, PICTURES, key)
    if place is None:
        raise Refused("Choose a picture: a PNG, a JPEG or a WebP.", "file")
    medium = session.get_one(Medium, place.medium_id)
    told, old = _descriptions(described), medium.name
    if told == medium.described:
        return
    medium.described, medium.name = told, _name(session)
    session.flush()
    session.execute(delete(MediumName).where(MediumName.name == old))
    audit.record(session, "medium-described", _subject(survey, PICTURES, key), by=by, detail=medium.name)


def descriptions(session: Session, survey_id: int, key: str) -> dict[str, str]:
    """What a picture is said to show, by language; empty where none was put up."""
    place = _place(session, survey_id, PICTURES, key)
    return dict(session.get_one(Medium, place.medium_id).described) if place else {}


def remove(session: Session, survey: Survey, language: str, key: str, *, by: str) -> None:
    """Takes away what stands at a place, its file too. Raises Refused where nothing does."""
    place = _place(session, survey.id, language, key)
    if place is None:
        raise Refused("There is nothing to remove: somebody removed it before you.")
    held = _held_by(place)
    session.delete(place)
    session.flush()
    _delete(session, held)
    audit.record(session, "medium-removed", _subject(survey, language, key), by=by)
    if language == BSL:
        bsl.withdraw(session, survey, by=by)


def _place(session: Session, survey_id: int, language: str, key: str) -> SurveyMedium | None:
    found = select(SurveyMedium).where(
        SurveyMedium.survey_id == survey_id, SurveyMedium.language == language, SurveyMedium.text_key == key
    )
    return session.scalars(found).first()


def _held_by(place: SurveyMedium) -> list[int]:
    return [one for one in (place.medium_id, place.captions_id) if one is not None]


def _delete(session: Session, held: Iterable[int]) -> None:
    ours = _MEDIUM.c.id.in_(list(held)) & db.scoped(session, _MEDIUM)
    names = session.scalars(select(_MEDIUM.c.name).where(ours)).all()
    session.execute(delete(MediumName).where(MediumName.name.in_(names)))
    session.execute(delete(_MEDIUM).where(ours))


def _subject(survey: Survey, language: str, key: str) -> str:
    return " ".join([survey.slug, *([language] if language else []), key])
