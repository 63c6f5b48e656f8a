"""The register: every placement within reach, with its last scan, who saw it last, and whether it needs a walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.collector_link import CollectorLink
from feedback.models.placement import Placement
from feedback.models.survey import Survey
from feedback.services import collector_links, funnels, opening_times, placements, silences
from feedback.services.placements import Happened, What
from feedback.services.silences import Known, Standing, Verdict
from feedback.vocabulary import Channel, SurveyState


@dataclass(frozen=True)
class Entry:
    """One line of the register."""

    link: CollectorLink
    survey: Survey
    kind: str
    hung_on: date
    last_scan: date | None
    last_seen: date | None
    #: The name of whoever saw it last; empty where the account is gone.
    seen_by: str
    verdict: Verdict
    #: What somebody said of it last and that still counts, such as that it works.
    last_said: Happened | None = None
    #: The links that took its place, and whose place it took.
    replaced_by: CollectorLink | None = None
    replaces: CollectorLink | None = None


def everything(session: Session, *, places: Sequence[int] | None, now: datetime) -> list[Entry]:
    """Every placement within some places (None: all of them), those that need a walk first."""
    found = [one for one in collector_links.listed(session, places=places) if placements.hangs(one)]
    entries = _entries(session, found, now)
    order = list(Standing)
    return sorted(entries, key=lambda one: (order.index(one.verdict.standing), not one.verdict.unseen))


def entry(session: Session, link: CollectorLink, *, now: datetime) -> Entry:
    """The register's line of one link."""
    return _entries(session, [link], now)[0]


@dataclass(frozen=True)
class Silent:
    """How many are silent, and how many were never scanned at all though they had time."""

    for_weeks: int
    never: int


def silent(session: Session, *, places: Sequence[int] | None, now: datetime) -> Silent:
    """What within some places nobody scanned for too long."""
    standings = [one.verdict.standing for one in everything(session, places=places, now=now)]
    return Silent(standings.count(Standing.SILENT), standings.count(Standing.NEVER_SCANNED))


def _entries(session: Session, links: Sequence[CollectorLink], now: datetime) -> list[Entry]:
    ids = [link.id for link in links]
    kept = {row.link_id: row for row in session.scalars(select(Placement).where(Placement.link_id.in_(ids)))}
    earlier = {
        row.replaced_by_id: row.link_id
        for row in session.scalars(select(Placement).where(Placement.replaced_by_id.in_(ids)))
    }
    others = {row.replaced_by_id for row in kept.values()} | set(earlier.values())
    by_id = {
        row.id: row for row in session.scalars(select(CollectorLink).where(CollectorLink.id.in_(others)))
    }
    surveys = {row.id: row for row in session.scalars(select(Survey))}
    scans, said = funnels.last_days(session, ids), placements.said(session, ids)
    found = []
    for link in links:
        row, events = kept.get(link.id), said.get(link.id, [])
        hung_on = (row.hung_on if row else None) or link.created_on
        known = _known(link, surveys[link.survey_id], hung_on, scans.get(link.id), events, now)
        found.append(
            Entry(
                link, surveys[link.survey_id], row.kind if row else "", hung_on, known.last_scan, known.last_seen,
                next((one.by for one in reversed(events) if one.what is What.SEEN), ""),
                silences.judge(known, now.date()),
                last_said=next((one for one in reversed(events) if one.what in placements.SAYABLE), None),
                replaced_by=by_id.get(row.replaced_by_id or 0) if row else None,
                replaces=by_id.get(earlier.get(link.id, 0)),
            )
        )  # fmt: skip
    return found


def _known(
    link: CollectorLink, survey: Survey, hung_on: date, last_scan: date | None, events: Sequence[Happened],
    now: datetime,
) -> Known:  # fmt: skip
    looked = [one for one in events if one.what in (What.SEEN, What.DAMAGED)]
    return Known(
        channel=Channel(link.channel),
        survey_open=_is_open(survey, now),
        since=_since(survey, hung_on, now),
        last_scan=last_scan,
        last_seen=max((one.day for one in looked if one.what is What.SEEN), default=None),
        damaged=bool(looked) and looked[-1].what is What.DAMAGED,
        revoked=link.revoked_at is not None,
        down=any(one.what is What.TAKEN_DOWN for one in events),
    )


def _is_open(survey: Survey, now: datetime) -> bool:
    state, _ = opening_times.standing(survey.state, survey.opens_at, survey.closes_at, survey.closed_at, now)
    return state == SurveyState.PUBLISHED


def _since(survey: Survey, hung_on: date, now: datetime) -> date:
    """From when on scans could be expected."""
    opened = survey.opens_at.date() if survey.opens_at and survey.opens_at <= now else hung_on
    return max(hung_on, opened)
