"""What the return of the Friends and Family Test stands on: how a link collects, and who took which return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.collector_link import CollectorLink
from feedback.models.survey import Revision
from feedback.services import audit, collector_links, revisions
from feedback.services.refusals import Refused
from feedback.vocabulary import FFT_MODE_OF, Channel, FftMode
from surveys import official


def month(typed: str) -> date:
    """The first day of a month written as 2026-10. Raises Refused for anything else."""
    try:
        return date.fromisoformat(f"{typed.strip()}-01")
    except ValueError:
        raise Refused("Write the month as a year and a month, such as 2026-10.", "month") from None


def surveys_that_ask(session: Session) -> set[int]:
    """The ids of this organisation's surveys of which a published revision asks the official question."""
    published = session.scalars(select(Revision).where(Revision.published_on.is_not(None)))
    return {
        revision.survey_id
        for revision in published
        if any(official.is_official(item) for item in revisions.definition_of(revision).items())
    }


def links(session: Session, *, places: Sequence[int] | None = None) -> list[CollectorLink]:
    """Every link whose answers go into the return, newest first; of some places only where `places` is given."""
    asking = surveys_that_ask(session)
    return [link for link in collector_links.listed(session, places=places) if link.survey_id in asking]


def mode_of(link: CollectorLink) -> FftMode:
    """How a link's answers count: as somebody said, else as its channel says."""
    return FftMode(link.fft_mode) if link.fft_mode else FFT_MODE_OF[Channel(link.channel)]


def choose_mode(session: Session, link: CollectorLink, mode: str, *, by: str) -> None:
    """Says how a link collects, for answers that came and that come. Raises Refused for an unknown mode.

    What the channel says by itself is not kept, so that it is never taken for something that somebody decided.
    """
    if mode not in list(FftMode):
        raise Refused("Choose how the answers are collected.", "mode")
    usual = FFT_MODE_OF[Channel(link.channel)]
    link.fft_mode = None if mode == usual else mode
    session.flush()
    audit.record(session, "fft-mode-chosen", link.code, by=by, detail=mode)


def record(session: Session, month: date, *, format: str, lines: int, answers: int, by: str) -> None:
    """Writes into the audit that somebody took the return of a month."""
    detail = f"{format}, {lines} lines, {answers} answers"
    audit.record(session, "fft-return-taken", f"{month:%Y-%m}", by=by, detail=detail)
