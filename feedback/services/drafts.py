"""Drafts: the next revision of a survey while people write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.collector_link import CollectorLink
from feedback.models.survey import Revision, Survey
from feedback.services import audit, revisions, slugs, translations
from feedback.services.refusals import Refused, one_line
from feedback.vocabulary import SurveyState
from surveys import building, publishing
from surveys.definition import Definition

Data = dict[str, Any]
Edit = Callable[[Data], Data]
#: What stands in the place of a slug in addresses of pages for no single survey.
_OTHER_PAGES = ("adopt", "bring", "new")


@dataclass(eq=False)
class Overtaken(Exception):
    """Somebody else changed the same part meanwhile: what it says now (None when it is gone), and who did."""

    theirs: Mapping[str, Any] | None
    by: str


def shown(session: Session, survey: Survey) -> Revision:
    """What somebody who builds a survey works on: its draft, or what is published until they change something."""
    return revisions.draft(session, survey) or session.get_one(Revision, survey.current_revision_id)


def create(session: Session, title: str, *, by: str, today: date) -> Survey:
    """A survey with a title and nothing asked yet. Raises Refused without a title."""
    title = one_line(title, "title", missing="Give the survey a title. People read it at the top.")
    slug = unused_slug(session, title)
    return add(session, Definition.model_validate(building.blank(title, slug)), slug=slug, by=by, today=today)


def unused_slug(session: Session, wanted: str) -> str:
    """A slug for a survey that this organisation does not use yet, from a title or a file's name."""
    taken = {*session.scalars(select(Survey.slug)), *_OTHER_PAGES}
    return slugs.made_from(" ".join(wanted.replace("_", " ").split()[:6]), taken)


def add(
    session: Session,
    definition: Definition,
    *,
    slug: str,
    by: str,
    today: date,
    library: Definition | None = None,
    uses: Mapping[str, str] | None = None,
) -> Survey:
    """A survey whose first revision is this definition, as a draft. Raises Refused for a slug in use."""
    organisation = db.scope_of(session)
    if session.scalar(select(Survey.id).where(Survey.slug == slugs.checked(slug))) is not None:
        raise Refused(f"{slug} is already in use here")
    survey = Survey(
        organisation_id=organisation, slug=slug, title=definition.title, state=SurveyState.DRAFT,
        library_slug=library.key if library else None, library_edition=library.edition if library else None,
        library_definition=definition.as_data() if library else None, stated_uses=dict(uses or {}),
        created_on=today,
    )  # fmt: skip
    session.add(survey)
    session.flush()
    revision = _revision(session, survey, definition, number=1, by=by)
    revision.library_edition = survey.library_edition
    session.add(revision)
    session.flush()
    survey.current_revision_id = revision.id
    session.flush()
    audit.record(session, "survey-adopted" if library else "survey-begun", survey.slug, by=by)
    return survey


def _revision(session: Session, survey: Survey, definition: Definition, *, number: int, by: str) -> Revision:
    return Revision(
        organisation_id=survey.organisation_id, survey_id=survey.id, number=number,
        definition=definition.as_data(), codebook=publishing.codebook_as_data(publishing.codebook(definition)),
        fingerprint=publishing.fingerprint(definition), changed_by=by[:255], changed_at=audit.now(), trends={},
    )  # fmt: skip


def begin(session: Session, survey: Survey, *, by: str) -> Revision:
    """The draft of a survey; a copy of what is published, with its translations, where there is none yet."""
    found = revisions.draft(session, survey)
    if found is not None:
        return found
    before = session.get_one(Revision, survey.current_revision_id)
    definition = revisions.definition_of(before)
    draft = _revision(session, survey, definition, number=before.number + 1, by=by)
    draft.library_edition = before.library_edition
    session.add(draft)
    session.flush()
    translations.carry(session, before, draft, definition)
    audit.record(session, "draft-begun", survey.slug, by=by, detail=f"revision {draft.number}")
    return draft


def change(
    session: Session,
    survey: Survey,
    edit: Edit,
    *,
    by: str,
    part: Callable[[Data], Mapping[str, Any]] | None = None,
    seen: str = "",
) -> Revision:
    """Applies one change to the draft, which is begun where there is none; a review given before counts no more.

    With `part` and `seen` the change is kept only where that part still is what its writer saw: Overtaken otherwise.
    Two people who change different parts keep both. Raises Refused for what has no valid shape.
    """
    draft = locked(session, begin(session, survey, by=by))
    data: Data = dict(draft.definition)
    if part is not None:
        _still(data, part, seen, draft.changed_by or "")
    try:
        definition = Definition.model_validate(edit(data))
        codebook = publishing.codebook(definition)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused(f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from None
    except ValueError as error:
        raise Refused(str(error)) from None
    except building.NotThere:
        raise Overtaken(None, draft.changed_by or "") from None
    draft.before, draft.definition = data, definition.as_data()
    draft.codebook = publishing.codebook_as_data(codebook)
    draft.fingerprint = publishing.fingerprint(definition)
    draft.stamp, draft.changed_by, draft.changed_at = draft.stamp + 1, by[:255], audit.now()
    draft.review_asked_by = draft.review_asked_on = draft.reviewed_by = draft.reviewed_on = None
    if survey.state == SurveyState.DRAFT:
        survey.title = definition.title
    translations.fill(session, draft, definition)
    session.flush()
    return draft


def locked(session: Session, draft: Revision) -> Revision:
    """The draft as it stands now, nobody else changing it until this transaction ends."""
    row = select(Revision).where(Revision.id == draft.id).with_for_update()
    return session.scalars(row.execution_options(populate_existing=True)).one()


def _still(data: Data, part: Callable[[Data], Mapping[str, Any]], seen: str, by: str) -> None:
    try:
        theirs: Mapping[str, Any] | None = part(data)
    except building.NotThere:
        theirs = None
    if theirs is None or building.fingerprint(theirs) != seen:
        raise Overtaken(theirs, by)


def undo(session: Session, survey: Survey, *, by: str, stamp: int) -> Revision:
    """Takes the last change of the draft back; done twice, it stands again. Raises Refused where another followed."""
    draft = revisions.draft(session, survey)
    before = draft.before if draft is not None and draft.stamp == stamp else None
    if before is None:
        raise Refused("It cannot be undone any more: somebody has changed the survey since.")
    return change(session, survey, lambda _: dict(before), by=by)


def keys_published(session: Session, survey: Survey) -> set[str]:
    """The item keys of every published revision: what kind of question they are stays as it is."""
    published = select(Revision.definition).where(
        Revision.survey_id == survey.id, Revision.published_on.is_not(None)
    )
    return {item["key"] for definition in session.scalars(published) for item in building.items(definition)}


def keys_ever_used(session: Session, survey: Survey) -> set[str]:
    """Every item key of every revision: a new question never takes the trend of an old one."""
    rows = session.scalars(select(Revision.definition).where(Revision.survey_id == survey.id))
    return {item["key"] for definition in rows for item in building.items(definition)}


def discard(session: Session, survey: Survey, *, by: str) -> None:
    """Throws the draft away. A survey that was never published goes with it."""
    draft = revisions.draft(session, survey)
    if draft is None:
        raise Refused("there is no draft")
    only = survey.current_revision_id == draft.id
    if only and session.scalar(select(CollectorLink.id).where(CollectorLink.survey_id == survey.id).limit(1)):
        raise Refused(
            "Links were made for this survey already. Archive it instead: printed paper leads to it."
        )
    audit.record(session, "draft-discarded", survey.slug, by=by, detail=f"revision {draft.number}")
    if only:
        survey.current_revision_id = None
        session.flush()
    session.delete(survey if only else draft)
    session.flush()
