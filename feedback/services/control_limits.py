"""Control limits: locking the usual range of a line over time, and beginning anew from a month, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.control_limit import ControlLimit
from feedback.models.survey import Survey
from feedback.services import audit
from feedback.services.refusals import Refused

#: Longer than a reason needs to be.
LONGEST_REASON = 500


@dataclass(frozen=True)
class Line:
    """Whose line it is: an item, at a place or everywhere, of everybody or of the gap of one group."""

    item: str
    place_id: int | None = None
    group: str = ""
    value: str = ""


@dataclass(frozen=True)
class Usual:
    """The range that is locked: its mean, the distance to either limit, and how many points it rests on."""

    mean: float
    spread: float
    points: int


def of(session: Session, survey_id: int, line: Line) -> Mapping[date, ControlLimit]:
    """The limits in force on a line, by the month they count from, the earliest first."""
    rows = select(ControlLimit).where(
        ControlLimit.survey_id == survey_id, ControlLimit.item_key == line.item,
        ControlLimit.group_key == line.group, ControlLimit.group_value == line.value,
        ControlLimit.place_id == line.place_id,
    )  # fmt: skip
    found = session.scalars(rows.order_by(ControlLimit.from_month, ControlLimit.id)).all()
    return {row.from_month: row for row in found}


def keep(
    session: Session, survey: Survey, line: Line, from_month: date, usual: Usual | None, reason: str, *,
    by: str, today: date,
) -> ControlLimit:  # fmt: skip
    """Locks a usual range from a month on, or begins a new one there that is not settled yet (None).

    Raises Refused without a reason: limits that move for no reason make any line look well.
    """
    if not reason.strip():
        raise Refused("say why; whoever reads the chart will see it", "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"keep the reason under {LONGEST_REASON} letters", "reason")
    limit = ControlLimit(
        organisation_id=db.scope_of(session), survey_id=survey.id, item_key=line.item, group_key=line.group,
        group_value=line.value, place_id=line.place_id, from_month=from_month.replace(day=1),
        mean=usual.mean if usual else None, spread=usual.spread if usual else None,
        points=usual.points if usual else None, reason=reason.strip(), made_by=by, made_on=today,
    )  # fmt: skip
    session.add(limit)
    session.flush()
    audit.record(
        session, "limits-locked" if usual else "limits-begun-anew",
        f"{survey.slug} {line.item} from {from_month:%Y-%m}", by=by,
    )  # fmt: skip
    return limit
