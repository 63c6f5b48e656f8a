"""Media: what an organisation has put up for a survey, by its place in it, and the files that names lead to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Integer, LargeBinary, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from feedback import db
from feedback.models.medium import Medium, MediumName, SurveyMedium
from feedback.services import media_slots
from feedback.services.media_slots import PICTURES
from feedback.vocabulary import ENGLISH, html_language

_MEDIUM = db.table_of(Medium)


@dataclass(frozen=True)
class Spoken:
    """What stands at one place of a page: a recording, a video with its captions, or a picture with its words."""

    kind: str
    url: str
    captions: str = ""
    description: str = ""
    #: The language of the description where it fell back to English; empty where it is the reader's.
    described_in: str = ""
    width: int = 0
    height: int = 0
    #: The fingerprint of the words that are read or signed; empty for a picture.
    words: str = ""

    def fits(self, words: str) -> bool:
        """Whether it still says what stands beside it: words that changed are never read out as they were."""
        return not self.words or self.words == media_slots.fingerprint(words)


@dataclass(frozen=True)
class Stored:
    """A file that a name leads to."""

    id: int
    organisation_id: int
    media_type: str
    size: int


def of_survey(session: Session, survey_id: int, language: str) -> dict[str, Spoken]:
    """Text key to what is put up for a reader of this language: recordings or videos, and pictures."""
    captions = aliased(Medium)
    rows = session.execute(
        select(
            SurveyMedium.text_key, SurveyMedium.words, Medium.kind, Medium.name, Medium.described, Medium.width,
            Medium.height, captions.name,
        )
        .join(Medium, Medium.id == SurveyMedium.medium_id)
        .outerjoin(captions, captions.id == SurveyMedium.captions_id)
        .where(SurveyMedium.survey_id == survey_id, SurveyMedium.language.in_((PICTURES, language)))
    )  # fmt: skip
    found = {}
    for key, words, kind, name, described, width, height, captions_name in rows:
        tag = language if language in described else ENGLISH
        fell_back = bool(described) and tag != language and html_language(language) != ENGLISH
        found[key] = Spoken(
            kind, address(name), captions=address(captions_name) if captions_name else "", words=words,
            description=described.get(tag, ""), described_in=tag if fell_back else "", width=width, height=height,
        )  # fmt: skip
    return found


def address(name: str) -> str:
    """Where a file is served."""
    return f"/media/{name}"


def version(session: Session, survey_id: int) -> str:
    """A short name for exactly what is put up for a survey, in any language; empty where nothing is.

    One statement. Names are never used twice, so that a page made under this version shows what is there.
    """
    names = session.scalar(
        select(func.aggregate_strings(Medium.name, " "))
        .join(SurveyMedium, SurveyMedium.medium_id == Medium.id)
        .where(SurveyMedium.survey_id == survey_id)
    )
    return hashlib.sha256(" ".join(sorted(names.split())).encode()).hexdigest()[:16] if names else ""


def counts(session: Session, survey_id: int) -> dict[str, set[str]]:
    """The text keys that have something, by language; pictures under their own word."""
    found: dict[str, set[str]] = {}
    rows = select(SurveyMedium.language, SurveyMedium.text_key).where(SurveyMedium.survey_id == survey_id)
    for language, key in session.execute(rows):
        found.setdefault(language, set()).add(key)
    return found


def find(session: Session, name: str) -> Stored | None:
    """What a name leads to; sets the session's scope to its organisation. None for an unknown name."""
    if len(name) > 40:
        return None
    owner = session.scalar(select(MediumName.organisation_id).where(MediumName.name == name))
    if owner is None:
        return None
    db.set_scope(session, owner)
    columns = select(Medium.id, Medium.organisation_id, Medium.media_type, Medium.size)
    row = session.execute(columns.where(Medium.name == name)).first()
    return Stored(*row) if row else None


_SLICE = func.substr(
    _MEDIUM.c.content,
    bindparam("start", type_=Integer),
    bindparam("length", type_=Integer),
    type_=LargeBinary,
)


def piece(session: Session, medium_id: int, start: int, length: int) -> bytes:
    """Some bytes of a file, counted from 0; no others are fetched. Empty once it was removed."""
    wanted = select(_SLICE).where(_MEDIUM.c.id == medium_id, db.scoped(session, _MEDIUM))
    return session.scalar(wanted, {"start": start + 1, "length": length}) or b""
