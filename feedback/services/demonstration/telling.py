"""What the demonstration tells: six invented "You said, we did", two of them with somebody's invented words."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from feedback import i18n
from feedback.models.improvement import Improvement
from feedback.models.place import Place
from feedback.models.response import Response
from feedback.models.snapshot import Snapshot
from feedback.models.staff_member import StaffMember
from feedback.models.survey import Survey
from feedback.services import improvements, quotes, snapshots, surveys
from feedback.services.improvements import Figure, Wording


def tell(
    session: Session,
    sites: dict[str, Place],
    author: StaffMember,
    reviewer: StaffMember,
    moderator: StaffMember,
    *,
    today: date,
    now: datetime,
) -> None:
    """Six published "You said, we did", each resting on a figure that its survey's snapshot shows."""
    told = tomllib.loads((Path(__file__).parent / "told.toml").read_text("utf-8"))["told"]
    for age, entry in enumerate(told):
        survey = surveys.find(session, entry["survey"])
        snapshot = snapshots.newest(session, survey) if survey else None
        figure = _figure(snapshot, entry["item"]) if snapshot else None
        if survey is None or snapshot is None or figure is None:
            continue
        wording = Wording(
            title=entry["title"], said=entry["said"], did=entry["did"], next=entry["next"], owner=entry["owner"],
            next_on=today + timedelta(days=60 + 20 * age), status=entry["status"], reason=entry.get("reason", ""),
        )  # fmt: skip
        improvement = improvements.draft(
            session, survey, snapshot, figure, wording,
            place_id=sites[entry["place"]].id, staff_id=author.id, by=author.email, now=now,
            quote_id=_quote(session, survey, entry.get("quote", ""), moderator, today),
        )  # fmt: skip
        improvements.ask_for_review(session, improvement, by=author.email)
        improvements.publish(
            session,
            improvement,
            staff_id=reviewer.id,
            by=reviewer.email,
            today=today - timedelta(days=9 * age),
            now=now,
        )
        _translate(session, improvement, entry, by=author.email, now=now)


def _quote(session: Session, survey: Survey, words: str, moderator: StaffMember, today: date) -> int | None:
    """Approves these words where somebody invented wrote them in this survey and allowed them to be shared."""
    own = Response.answers.like(f"%{words}%") if words else false()
    said = select(Response.id, Response.answers).where(Response.survey_id == survey.id, own)
    for response_id, record in session.execute(said.order_by(Response.id)):
        for key, answer in json.loads(record).items():
            if isinstance(answer, dict) and answer["text"] == words and answer["share"]:
                comment = quotes.source(session, response_id, key)
                if comment is None:
                    continue
                made = quotes.approve(
                    session, comment, words, staff_id=moderator.id, by=moderator.email, today=today
                )
                return made.id
    return None


def _translate(
    session: Session, improvement: Improvement, entry: dict[str, str], *, by: str, now: datetime
) -> None:
    for language in i18n.shipped_languages():
        messages = i18n.catalogue("demonstration", language).messages
        words = {
            name: messages.get((f"{entry['key']}/{name}", entry.get(name, "")), "")
            for name in ("title", "said", "did", "next", "reason", "owner")
        }
        if words["title"] and words["said"]:
            improvements.translate(
                session, improvement, language, words, signed_name="Nobody (invented)", by=by, now=now
            )


def _figure(snapshot: Snapshot, item_key: str) -> Figure | None:
    """A number of the item that was shown: how many were content if it can be seen, else what is there."""
    item = next((item for item in snapshot.items if item["key"] == item_key), None)
    shown = {
        key: percent
        for key, _, percent, *_ in (item["overall"]["options"] if item else [])
        if percent is not None
    }
    wanted = ("yes", "very-good", "positive", *shown)
    return next((Figure(item_key, key) for key in wanted if key in shown), None)
