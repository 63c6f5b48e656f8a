"""Surveys: adopting one from the library, what is asked about the person with it, and what the public is served."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.organisation import Organisation
from feedback.models.survey import Revision, Survey, SurveyTexts
from feedback.services import drafts, geographies, revisions, translations
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH, LANGUAGES
from surveys import building, publishing, reading
from surveys.definition import Definition, Kind
from surveys.kinds import Place

ABOUT_YOU = reading.ABOUT_YOU


@dataclass(frozen=True)
class Served:
    """A published revision as the public meets it. `languages` maps a tag to the texts version on offer."""

    survey_id: int
    slug: str
    organisation_id: int
    revision_id: int
    number: int
    definition: Definition
    codebook: Mapping[str, Place]
    languages: Mapping[str, int]


def shipped() -> list[Definition]:
    """The surveys anybody can adopt."""
    return reading.shipped_surveys()


def choices(session: Session, source: Definition | None = None) -> list[tuple[str, str, bool]]:
    """The about-you questions that a survey may be joined with here: (key, English text, in the short block).

    A postcode is offered only where a look-up is loaded; a survey may allow only some.
    """
    lookup = geographies.newest(session) is not None
    offered = [i for i in reading.shipped(ABOUT_YOU).items() if lookup or i.kind is not Kind.POSTCODE]
    if source is not None and source.about_you is not None:
        offered = [item for item in offered if item.key in source.about_you]
    return [(item.key, item.text, item.default) for item in offered]


def adopt(
    session: Session,
    slug: str,
    *,
    by: str,
    today: date,
    chosen: Collection[str] | None = None,
    stated_uses: Mapping[str, str] | None = None,
) -> Survey:
    """A shipped survey as a draft of this organisation, with its texts in every shipped language.

    `chosen` are the about-you keys, the short block when None; each beyond it needs its stated use.
    Raises KeyError for an unknown slug or that of a block, and Refused, naming what is missing, for the rest.
    """
    source = reading.shipped(slug)
    if source.kind != "survey":
        raise KeyError(slug)
    offered = choices(session, source)
    short = {key for key, _, default in offered if default}
    wanted = short if chosen is None else set(chosen)
    if find(session, slug) is not None:
        raise Refused(f"{slug} is already in use here")
    if unknown := wanted - {key for key, _, _ in offered}:
        raise Refused(f"not on offer here: {', '.join(sorted(unknown))}")
    uses = {key: use.strip() for key, use in (stated_uses or {}).items() if key in wanted - short}
    if silent := [key for key in sorted(wanted - short) if not uses.get(key)]:
        raise Refused(f"say what you will use it for: {', '.join(silent)}")
    definition = reading.compose(source, reading.shipped(ABOUT_YOU), wanted)
    survey = drafts.add(session, definition, slug=source.key, library=source, uses=uses, by=by, today=today)
    translations.copy_shipped(session, survey.current_revision_id or 0, definition)
    return survey


def choose_about_you(
    session: Session,
    survey: Survey,
    chosen: Collection[str],
    stated_uses: Mapping[str, str],
    *,
    by: str,
    seen: str,
) -> None:
    """Asks exactly these questions about the person in the draft, and says what those beyond the short block are for.

    `seen` is the fingerprint of what was chosen before. Raises Refused, and Overtaken where somebody chose meanwhile.
    """
    offered = choices(session, definition_of(drafts.shown(session, survey)))
    short = {key for key, _, default in offered if default}
    wanted = set(chosen)
    if unknown := wanted - {key for key, _, _ in offered}:
        raise Refused(f"not on offer here: {', '.join(sorted(unknown))}")
    uses = {key: use.strip() for key, use in stated_uses.items() if key in wanted - short}
    if silent := [key for key in sorted(wanted - short) if not uses.get(key)]:
        raise Refused(f"say what you will use it for: {', '.join(silent)}")
    drafts.change(
        session,
        survey,
        lambda data: building.choose_about_you(data, wanted),
        by=by,
        part=about_you_of,
        seen=seen,
    )
    # What is still asked in public keeps the use that was told there.
    public = drafts.keys_published(session, survey)
    kept = {key: use for key, use in survey.stated_uses.items() if key in public}
    survey.stated_uses = kept | uses
    session.flush()


def about_you_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a definition that says what is asked about the person."""
    return {"chosen": building.chosen_about_you(data)}


def find(session: Session, slug: str) -> Survey | None:
    """The survey of this name in the session's organisation."""
    return session.scalars(select(Survey).where(Survey.slug == slug)).first()


def everything(session: Session) -> Sequence[Survey]:
    """This organisation's surveys, newest state first by name."""
    return session.scalars(select(Survey).order_by(Survey.title)).all()


def revision_of(session: Session, survey: Survey) -> Revision | None:
    """The revision that is current: what links open."""
    return session.get(Revision, survey.current_revision_id) if survey.current_revision_id else None


def definition_of(revision: Revision) -> Definition:
    """The frozen definition of a revision, read back."""
    return revisions.definition_of(revision)


def frozen_definition(session: Session, revision_id: int) -> Definition:
    """The definition that a snapshot or a response was made under."""
    return definition_of(session.get_one(Revision, revision_id))


def served(session: Session, survey_id: int, revision_id: int | None = None) -> Served | None:
    """What the public is given: the current revision, or an earlier published one that a page still shows."""
    head = (
        select(Survey.slug, Survey.organisation_id, Revision.id, Revision.number, Revision.fingerprint)
        .join(Revision, Revision.survey_id == Survey.id)
        .where(Survey.id == survey_id, Revision.published_on.is_not(None))
        .where(Revision.id == (revision_id or Survey.current_revision_id))
    )
    row = session.execute(head).first()
    if row is None:
        return None
    slug, organisation_id, found, number, fingerprint = row
    texts = (
        select(SurveyTexts.language, func.max(SurveyTexts.version))
        .where(SurveyTexts.revision_id == found)
        .where(SurveyTexts.on_offer)
        .group_by(SurveyTexts.language)
    )
    signed = {row.language: int(row[1]) for row in session.execute(texts)}
    definition, codebook = frozen(session, found, fingerprint)
    return Served(
        survey_id=survey_id,
        slug=slug,
        organisation_id=organisation_id,
        revision_id=found,
        number=number,
        definition=definition,
        codebook=codebook,
        languages={tag: signed[tag] for tag in LANGUAGES if tag in signed} or {ENGLISH: 1},
    )


#: What was read back of frozen revisions in this process; they never change, so nothing here goes stale.
_read_back: dict[tuple[int, str], tuple[Definition, Mapping[str, Place]]] = {}
_MOST_READ_BACK = 200


def frozen(session: Session, revision_id: int, fingerprint: str) -> tuple[Definition, Mapping[str, Place]]:
    """The definition and the codebook of a revision, read back once in a process."""
    key = (revision_id, fingerprint)
    if key not in _read_back:
        revision = session.get_one(Revision, revision_id)
        if len(_read_back) >= _MOST_READ_BACK:
            _read_back.clear()
        _read_back[key] = definition_of(revision), publishing.codebook_from_data(revision.codebook)
    return _read_back[key]


def served_revision(session: Session, survey_id: int, number: int) -> Served | None:
    """A published revision by its number, which is what a page that was opened earlier names."""
    found = select(Revision.id).where(Revision.survey_id == survey_id, Revision.number == number)
    revision = session.scalar(found)
    return served(session, survey_id, revision) if revision else None


def everywhere(session: Session) -> list[tuple[str, str]]:
    """(organisation slug, survey slug) of the whole installation, for commands that name a survey."""
    db.set_scope(session, db.EVERYWHERE)
    query = select(Organisation.slug, Survey.slug).join(Survey, Survey.organisation_id == Organisation.id)
    return [
        (organisation, slug)
        for organisation, slug in session.execute(query.order_by(Organisation.slug, Survey.slug))
    ]
