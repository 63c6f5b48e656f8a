"""Improvements: drafting, reviewing and publishing "You said, we did", and telling it in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.improvement import Improvement, ImprovementTexts
from feedback.models.snapshot import Snapshot
from feedback.models.survey import Survey
from feedback.services import audit, quotes
from feedback.services.refusals import Refused
from feedback.vocabulary import ImprovementState, ImprovementStatus


@dataclass(frozen=True)
class Wording:
    """What somebody typed."""

    title: str
    said: str
    did: str
    next: str
    next_on: date | None
    owner: str
    status: str
    reason: str
    #: The day it was done; where it is done and nobody says when, the day this is written.
    done_on: date | None = None


@dataclass(frozen=True)
class Figure:
    """The published number that an improvement answers: an option of an item, overall or of one group's value."""

    item: str
    option: str
    group: str | None = None
    value: str | None = None


def figure_of(snapshot: Snapshot, figure: Figure) -> dict[str, Any]:
    """The figure as it was published. Raises Refused when it was not shown."""
    for item in snapshot.items:
        if item["key"] != figure.item:
            continue
        cell = item["overall"]
        if figure.group:
            rows: list[Any] = next((b["rows"] for b in item["breakdowns"] if b["group"] == figure.group), [])
            cell = next((found for value, found in rows if value == figure.value), None)
        for key, count, percent, low, high in (cell or {"options": []})["options"]:
            if key == figure.option and percent is not None:
                return {
                    "item": figure.item, "group": figure.group, "value": figure.value, "option": key,
                    "count": count, "percent": percent, "low": low, "high": high, "base": (cell or {})["base"],
                    "snapshot": snapshot.number,
                }  # fmt: skip
    raise Refused("choose a number that was published; this one was not", "figure")


def draft(
    session: Session, survey: Survey, snapshot: Snapshot, figure: Figure, wording: Wording, *,
    place_id: int | None, staff_id: int, by: str, now: datetime, quote_id: int | None = None,
) -> Improvement:  # fmt: skip
    """A new draft that rests on a published figure, and its quote, if any. Raises Refused, naming the box."""
    _check(wording)
    improvement = Improvement(
        organisation_id=db.scope_of(session), slug=_free_slug(session, wording.title), survey_id=survey.id,
        place_id=place_id, item_key=figure.item, snapshot_id=snapshot.id, figure=figure_of(snapshot, figure),
        state=ImprovementState.DRAFT, drafted_by=staff_id, updated_at=now,
        **{**wording.__dict__, "done_on": _done_on(wording, None, now.date())},
    )  # fmt: skip
    session.add(improvement)
    session.flush()
    quotes.choose(session, improvement, quote_id)
    audit.record(session, "improvement-drafted", improvement.slug, by=by)
    return improvement


def revise(
    session: Session, improvement: Improvement, wording: Wording, *, by: str, staff_id: int, now: datetime,
    quote_id: int | None = None,
) -> None:  # fmt: skip
    """Changes the words and the quote; a published one is a draft of its last author again, to be reviewed again."""
    _check(wording)
    quotes.choose(session, improvement, quote_id)
    done_on = _done_on(wording, improvement.done_on, now.date())
    for name, value in wording.__dict__.items():
        setattr(improvement, name, value)
    improvement.done_on = done_on
    improvement.state = ImprovementState.DRAFT
    improvement.drafted_by, improvement.reviewed_by = staff_id, None
    improvement.updated_at = now
    # A translation was signed for other words: English stands in its place until somebody signs it again.
    for texts in translations_of(session, improvement).values():
        texts.signed_name = None
    session.flush()
    audit.record(session, "improvement-revised", improvement.slug, by=by)


def ask_for_review(session: Session, improvement: Improvement, *, by: str) -> None:
    """Hands a draft to a second person."""
    improvement.state = ImprovementState.REVIEW
    session.flush()
    audit.record(session, "improvement-sent-for-review", improvement.slug, by=by)


def send_back(session: Session, improvement: Improvement, *, by: str) -> None:
    """The second person wants changes; also takes a published one down."""
    improvement.state, improvement.reviewed_by = ImprovementState.DRAFT, None
    session.flush()
    audit.record(session, "improvement-sent-back", improvement.slug, by=by)


def publish(
    session: Session, improvement: Improvement, *, staff_id: int, by: str, today: date, now: datetime
) -> None:
    """The second person publishes. Raises Refused when it is not in review or they drafted it themselves."""
    if improvement.state != ImprovementState.REVIEW:
        raise Refused("send it for review first", "state")
    if improvement.drafted_by == staff_id:
        raise Refused("somebody other than its author must read it before it is published", "state")
    improvement.state, improvement.reviewed_by = ImprovementState.PUBLISHED, staff_id
    improvement.published_on = improvement.published_on or today
    improvement.updated_at = now
    session.flush()
    audit.record(session, "improvement-published", improvement.slug, by=by)


def translate(
    session: Session,
    improvement: Improvement,
    language: str,
    texts: Mapping[str, str],
    *,
    signed_name: str | None,
    by: str,
    now: datetime,
) -> None:
    """Keeps one language's words; shown to the public once somebody answers for them."""
    row = session.scalars(
        select(ImprovementTexts).where(
            ImprovementTexts.improvement_id == improvement.id, ImprovementTexts.language == language
        )
    ).first() or ImprovementTexts(
        organisation_id=improvement.organisation_id,
        improvement_id=improvement.id,
        language=language,
        title="",
        said="",
    )
    for name in ("title", "said", "did", "next", "reason", "owner"):
        setattr(row, name, texts.get(name, "").strip())
    row.signed_name = (signed_name or "").strip() or None
    # What is told reads otherwise in this language, and pages that were compiled with it have to notice.
    improvement.updated_at = now
    session.add(row)
    session.flush()
    audit.record(session, "improvement-translated", f"{improvement.slug} {language}", by=by)


def translations_of(session: Session, improvement: Improvement) -> dict[str, ImprovementTexts]:
    """Language to its words, signed or not."""
    rows = select(ImprovementTexts).where(ImprovementTexts.improvement_id == improvement.id)
    return {row.language: row for row in session.scalars(rows)}


def listed(session: Session) -> Sequence[Improvement]:
    """All of this organisation's, newest change first, for staff."""
    return session.scalars(select(Improvement).order_by(Improvement.updated_at.desc())).all()


def find(session: Session, slug: str) -> Improvement | None:
    """One of this organisation's by its slug."""
    return session.scalars(select(Improvement).where(Improvement.slug == slug)).first()


def done(session: Session, survey_id: int) -> Sequence[Improvement]:
    """What was done about the answers to a survey and told to the public, the earliest first."""
    rows = select(Improvement).where(
        Improvement.survey_id == survey_id, Improvement.status == ImprovementStatus.DONE,
        Improvement.state == ImprovementState.PUBLISHED, Improvement.done_on.is_not(None),
    )  # fmt: skip
    return session.scalars(rows.order_by(Improvement.done_on, Improvement.id)).all()


def _done_on(wording: Wording, before: date | None, today: date) -> date | None:
    if wording.status != ImprovementStatus.DONE:
        return None
    return wording.done_on or before or today


def _check(wording: Wording) -> None:
    if not wording.title.strip():
        raise Refused("give it a short title, such as “Quieter nights on the ward”", "title")
    if not wording.said.strip():
        raise Refused("write what people said", "said")
    if wording.status not in set(ImprovementStatus):
        raise Refused("choose how far it is", "status")
    if wording.status == ImprovementStatus.DONE and not wording.did.strip():
        raise Refused("“done” needs what was done", "did")
    if wording.status == ImprovementStatus.CANNOT and not wording.reason.strip():
        raise Refused("say why it cannot be done; people will read it", "reason")


def _free_slug(session: Session, title: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "change"
    taken = set(session.scalars(select(Improvement.slug).where(Improvement.slug.startswith(stem))))
    return next(
        slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken
    )
