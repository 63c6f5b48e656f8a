"""Snapshots: freezing and publishing results. The one service that asks the door for numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.snapshot import Snapshot
from feedback.models.survey import Revision, Survey
from feedback.reports import suppression
from feedback.reports.suppression import Profile, ShownItem, Tell, silent
from feedback.services import audit, surveys
from feedback.services.refusals import Refused
from surveys.definition import Definition

#: New answers or withdrawals that must lie between two snapshots, so that their difference tells of nobody.
LEAST_CHANGE = 10


@dataclass(frozen=True)
class Prepared:
    """What would be published: worked out from a reading session, so that nobody who answers has to wait for it."""

    survey_id: int
    number: int
    profile: Profile
    revision_id: int
    groups: tuple[str, ...]
    responses: int
    withdrawals: int
    shown_total: int | None
    items: tuple[ShownItem, ...]


def publish(
    session: Session, survey: Survey, groups: Sequence[str] | None = None, *, by: str, today: date
) -> Snapshot:
    """Prepares and keeps in one session, where nobody else is waiting for it."""
    return keep(session, prepare(session, survey, groups), by=by, today=today)


def check(session: Session, survey: Survey, groups: Sequence[str] | None = None) -> list[str]:
    """The groups that would be published, by every group of the survey or by those named.

    Raises Refused when fewer than ten answers came or went since the last time, for an unknown group, or for a
    survey that was never opened.
    """
    return _checked(session, survey, groups)[1]


def _checked(
    session: Session, survey: Survey, groups: Sequence[str] | None
) -> tuple[Revision, list[str], Sequence[Snapshot], tuple[int, int]]:
    revision = surveys.revision_of(session, survey)
    if revision is None or revision.published_on is None:
        raise Refused("publish the survey first")
    definition = surveys.definition_of(revision)
    before = all_of(session, survey)
    wanted = _groups(definition, groups, {key for old in before for key in old.groups})
    responses, withdrawals = suppression.tally(session, survey.id)
    if before:
        _check_change(abs(responses - before[-1].responses) + abs(withdrawals - before[-1].withdrawals))
    return revision, wanted, before, (responses, withdrawals)


def prepare(
    session: Session, survey: Survey, groups: Sequence[str] | None = None, *, tell: Tell = silent
) -> Prepared:
    """Works out what may be shown, by every group of the survey or by those named; writes nothing.

    Beside earlier snapshots this can take a minute and more for many groups; `tell` hears how many of how many
    tables are proven. Raises Refused as `check` does.
    """
    revision, wanted, before, (responses, withdrawals) = _checked(session, survey, groups)
    definition = surveys.definition_of(revision)
    profile = Profile(survey.profile)
    earlier = [[suppression.from_data(item) for item in old.items] for old in before]
    total, items = suppression.measured(
        session, survey, definition, wanted, profile, earlier=earlier, tell=tell
    )
    told = {breakdown.group for item in items for breakdown in item.breakdowns}
    return Prepared(
        survey_id=survey.id,
        number=len(before) + 1,
        profile=profile,
        revision_id=revision.id,
        # A group that could not be shown beside the earlier ones was left out.
        groups=tuple(key for key in wanted if key in told),
        responses=responses,
        withdrawals=withdrawals,
        shown_total=total,
        items=tuple(items),
    )


def _groups(definition: Definition, groups: Sequence[str] | None, before: Collection[str]) -> list[str]:
    known = [item.key for item in definition.groups()]
    wanted = list(dict.fromkeys(groups)) if groups else known
    if problem := suppression.problem(definition, wanted):
        raise Refused(problem)
    for key in wanted:
        if others := suppression.in_the_way(key, wanted, before):
            raise Refused(
                f"{key} cannot be published with or after {', '.join(others)}: read together they would tell "
                "who is in the small rows"
            )
    for item in definition.groups():
        if item.key in wanted and item.parent_item and item.parent_item not in wanted:
            raise Refused(
                f"publish {item.parent_item} together with {item.key}: the one is checked against the other"
            )
    return wanted


def _check_change(change: int) -> None:
    if change < LEAST_CHANGE:
        raise Refused(
            f"{change} answers came or went since the last time; wait until there are {LEAST_CHANGE}, "
            "so that nobody can work out who they were from"
        )


def keep(session: Session, prepared: Prepared, *, by: str, today: date) -> Snapshot:
    """Freezes what was prepared. Raises Refused when somebody published in between: it was checked against less."""
    survey = session.get_one(Survey, prepared.survey_id)
    if len(all_of(session, survey)) + 1 != prepared.number:
        raise Refused("somebody else published results of this survey just now; look at them, then try again")
    snapshot = Snapshot(
        organisation_id=db.scope_of(session), survey_id=survey.id, number=prepared.number,
        profile=prepared.profile.value, published_on=today, published_by=by, responses=prepared.responses,
        withdrawals=prepared.withdrawals, groups=list(prepared.groups), revision_id=prepared.revision_id,
        items=[suppression.as_data(item) for item in prepared.items], shown_total=prepared.shown_total,
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


def any_of(session: Session, survey_id: int) -> bool:
    """Whether results of a survey were published."""
    rows = select(Snapshot.id).where(Snapshot.survey_id == survey_id).limit(1)
    return session.scalars(rows).first() is not None


def newest(session: Session, survey: Survey) -> Snapshot | None:
    """The snapshot that the public page and the command line show."""
    return session.scalars(
        select(Snapshot).where(Snapshot.survey_id == survey.id).order_by(Snapshot.number.desc()).limit(1)
    ).first()
