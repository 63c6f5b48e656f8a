"""Publications: opening a survey to the public, on time, closing it, putting it away, and leading old paper onwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.organisation import Organisation
from feedback.models.survey import Revision, Survey
from feedback.services import audit, collector_links, revisions, translations
from feedback.services.refusals import Refused
from feedback.vocabulary import SurveyState
from surveys import building, publishing, trends
from surveys.kinds import Place


def lacks_contacts(session: Session) -> bool:
    """Whether the organisation has not yet said how people can reach it, which every survey page shows."""
    organisation = session.get_one(Organisation, db.scope_of(session))
    return not organisation.privacy_contact or not organisation.help_number


def to_come(session: Session, survey: Survey) -> list[trends.Change]:
    """What publishing the draft would do to each trend; empty where nothing was published before."""
    draft, before = revisions.draft(session, survey), revisions.published(session, survey)
    if draft is None or before is None:
        return []
    return trends.compare(revisions.definition_of(before), revisions.definition_of(draft))


def in_the_way(session: Session, survey: Survey) -> list[str]:
    """Every reason why the draft cannot be published as it stands, in words for staff."""
    draft, before = revisions.draft(session, survey), revisions.published(session, survey)
    if draft is None:
        return []
    reasons = [problem.message for problem in building.problems(draft.definition)]
    if before is not None:
        rows = select(Revision).where(Revision.survey_id == survey.id, Revision.number < before.number)
        earlier = [
            revisions.definition_of(row) for row in session.scalars(rows.order_by(Revision.number.desc()))
        ]
        now, then = revisions.definition_of(draft), revisions.definition_of(before)
        reasons += [problem.message for problem in trends.problems(then, now, earlier)]
    return [reason[:1].upper() + reason[1:] for reason in reasons]


def publish(
    session: Session, survey: Survey, *, by: str, today: date, contacts_later: bool = False
) -> Revision:
    """Opens the survey to the public: its draft where it has one, frozen from now on, else what was open before.

    Raises Refused with what is missing. `contacts_later` is for the command line, where nobody can give them.
    """
    draft = revisions.draft(session, survey)
    revision = draft or session.get(Revision, survey.current_revision_id)
    if revision is None:
        raise Refused("there is nothing to publish yet")
    if lacks_contacts(session) and not contacts_later:
        raise Refused(
            "give a help number and a privacy contact in Settings first: every survey page shows them"
        )
    if reasons := in_the_way(session, survey):
        raise Refused("; ".join(reasons))
    if draft is not None:
        _freeze(session, survey, draft, today)
    survey.state, survey.closed_at, survey.archived_on = SurveyState.PUBLISHED, None, None
    if survey.closes_at is not None and survey.closes_at <= audit.now():
        survey.closes_at = None
    collector_links.stay(session, survey)
    session.flush()
    read = f", read by {revision.reviewed_by}" if revision.reviewed_by else ", read by nobody else"
    audit.record(session, "survey-published", survey.slug, by=by, detail=f"revision {revision.number}{read}")
    return revision


def _freeze(session: Session, survey: Survey, draft: Revision, today: date) -> None:
    before, definition = revisions.published(session, survey), revisions.definition_of(draft)
    if before is not None:
        changes = trends.compare(revisions.definition_of(before), definition)
        draft.trends = {one.item: one.trend.value for one in changes}
    draft.codebook = publishing.codebook_as_data(publishing.codebook(definition, _places(session, survey)))
    draft.before = None
    translations.freeze(session, survey, before, draft, definition, today=today)
    session.flush()
    draft.published_on = today
    survey.current_revision_id, survey.title = draft.id, definition.title
    session.flush()


def _places(session: Session, survey: Survey) -> Mapping[str, Place]:
    """Where every item ever published stood last: an option keeps its code for good, also one that was left out."""
    rows = select(Revision.codebook).where(
        Revision.survey_id == survey.id, Revision.published_on.is_not(None)
    )
    places: dict[str, Place] = {}
    for book in session.scalars(rows.order_by(Revision.number)):
        places |= publishing.codebook_from_data(book)
    return places


def holds_the_test(session: Session, survey: Survey) -> bool:
    """Whether the survey asks the Friends and Family Test, whose printed paper must never lead nowhere.

    NHS England's guidance: every user can give feedback at any time while the service runs.
    """
    revision = revisions.published(session, survey)
    return revision is not None and any(
        building.official(item) for item in building.items(revision.definition)
    )


def close(
    session: Session,
    survey: Survey,
    *,
    by: str,
    now: datetime,
    leads_to: Survey | None = None,
    service_ended: bool = False,
) -> None:
    """Closes the survey; pages opened before may still be sent for a day.

    With `leads_to` its printed links open that survey from now on. One that holds the Friends and Family Test is closed
    only so, or when its service has ended. Raises Refused.
    """
    if holds_the_test(session, survey) and leads_to is None and not service_ended:
        raise Refused(
            "This is the Friends and Family Test. People can answer it as long as the service runs. "
            "Choose the survey that its links lead to from now on, or say that the service has ended.",
            "leads_to",
        )
    if leads_to is not None:
        if leads_to.id == survey.id or leads_to.state != SurveyState.PUBLISHED:
            raise Refused("Choose another survey that is open.", "leads_to")
        if holds_the_test(session, survey) and not holds_the_test(session, leads_to):
            raise Refused("The other survey has to ask the Friends and Family Test too.", "leads_to")
        collector_links.lead(session, survey, leads_to, by=by, today=now.date())
    survey.state, survey.closed_at = SurveyState.CLOSED, now
    session.flush()
    reason = (
        f"its links lead to {leads_to.slug}" if leads_to else "its service has ended" if service_ended else ""
    )
    audit.record(session, "survey-closed", survey.slug, by=by, detail=reason)


def schedule(
    session: Session,
    survey: Survey,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    by: str,
    now: datetime,
) -> None:
    """When the survey opens and closes by itself, in UTC; None for "when somebody says so". Raises Refused."""
    if closes_at is not None and closes_at <= max(now, opens_at or now):
        raise Refused("The closing time has to be later than now, and later than the opening time.", "closes")
    if closes_at is not None and holds_the_test(session, survey):
        raise Refused(
            "The Friends and Family Test is never closed by the clock: people can answer while the service runs.",
            "closes",
        )
    survey.opens_at, survey.closes_at = opens_at, closes_at
    session.flush()
    told = f"opens {opens_at or 'when published'}, closes {closes_at or 'when somebody closes it'}"
    audit.record(session, "survey-scheduled", survey.slug, by=by, detail=told)


def archive(session: Session, survey: Survey, *, by: str, today: date) -> None:
    """Puts a closed survey, or a draft that nobody wants, off the lists; everything is kept. Raises Refused."""
    if survey.state == SurveyState.PUBLISHED:
        raise Refused("Close the survey first. Then it can be archived.")
    survey.archived_on = today
    session.flush()
    audit.record(session, "survey-archived", survey.slug, by=by)


def bring_back(session: Session, survey: Survey, *, by: str) -> None:
    """Puts an archived survey on the lists again; it stays closed."""
    survey.archived_on = None
    session.flush()
    audit.record(session, "survey-brought-back", survey.slug, by=by)
