"""Snapshots: freezing and publishing results. The one service that asks the door for numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.snapshot import Snapshot
from feedback.models.survey import Survey
from feedback.reports import suppression
from feedback.reports.suppression import Profile
from feedback.services import audit, surveys
from feedback.services.refusals import Refused

#: New answers or withdrawals that must lie between two snapshots, so that their difference tells of nobody.
LEAST_CHANGE = 10


def publish(
    session: Session, survey: Survey, groups: Sequence[str] | None = None, *, by: str, today: date
) -> Snapshot:
    """Freezes and publishes what may be shown, by every group of the survey or by those named.

    Raises Refused when fewer than ten answers came or went since the last time, or for an unknown group.
    """
    revision = surveys.revision_of(session, survey)
    if revision is None or revision.published_on is None:
        raise Refused("publish the survey first")
    definition = surveys.definition_of(revision)
    known = [item.key for item in definition.groups()]
    wanted = list(dict.fromkeys(groups)) if groups else known
    if unknown := [key for key in wanted if key not in known]:
        raise Refused(f"not a group of this survey: {', '.join(unknown)}; it has {', '.join(known)}")
    if "ethnic-group-detail" in wanted and "ethnic-group" not in wanted:
        raise Refused(
            "publish ethnic-group together with ethnic-group-detail: the one is checked against the other"
        )
    before = all_of(session, survey)
    responses, withdrawals = suppression.tally(session, survey.id)
    if before:
        change = abs(responses - before[-1].responses) + abs(withdrawals - before[-1].withdrawals)
        if change < LEAST_CHANGE:
            raise Refused(
                f"{change} answers came or went since the last time; wait until there are {LEAST_CHANGE}, "
                "so that nobody can work out who they were from"
            )
    profile = Profile(survey.profile)
    earlier = [[suppression.from_data(item) for item in old.items] for old in before]
    total, items = suppression.measured(session, survey, definition, wanted, profile, earlier=earlier)
    snapshot = Snapshot(
        organisation_id=db.scope_of(session), survey_id=survey.id, number=len(before) + 1, profile=profile.value,
        published_on=today, published_by=by, responses=responses, withdrawals=withdrawals, groups=wanted,
        items=[suppression.as_data(item) for item in items], shown_total=total, revision_id=revision.id,
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    audit.record(session, "results-published", survey.slug, by=by, detail=f"snapshot {snapshot.number}")
    return snapshot


def all_of(session: Session, survey: Survey) -> Sequence[Snapshot]:
    """A survey's snapshots, oldest first."""
    return session.scalars(
        select(Snapshot).where(Snapshot.survey_id == survey.id).order_by(Snapshot.number)
    ).all()


def newest(session: Session, survey: Survey) -> Snapshot | None:
    """The snapshot that the public page and the command line show."""
    return session.scalars(
        select(Snapshot).where(Snapshot.survey_id == survey.id).order_by(Snapshot.number.desc()).limit(1)
    ).first()
