"""Themes: what comments are about, as people decide it; a program may propose, and never decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.survey import Survey
from feedback.models.theme import CommentTheme, Theme
from feedback.services import audit
from feedback.services.refusals import Refused

#: A comment by its response and its question.
Name = tuple[int, str]


def of_survey(session: Session, survey_id: int) -> Sequence[Theme]:
    """The themes of a survey by name."""
    return session.scalars(select(Theme).where(Theme.survey_id == survey_id).order_by(Theme.name)).all()


def find(session: Session, survey_id: int, theme_id: int) -> Theme | None:
    """A theme of this survey."""
    return session.scalars(select(Theme).where(Theme.survey_id == survey_id, Theme.id == theme_id)).first()


def decided(session: Session, survey_id: int) -> dict[int, set[Name]]:
    """The comments that people put under each theme, by its id."""
    rows = (
        select(CommentTheme.theme_id, CommentTheme.response_id, CommentTheme.item_key)
        .join(Theme, Theme.id == CommentTheme.theme_id)
        .where(Theme.survey_id == survey_id)
    )
    found: dict[int, set[Name]] = {theme.id: set() for theme in of_survey(session, survey_id)}
    for theme_id, response_id, key in session.execute(rows):
        found[theme_id].add((response_id, key))
    return found


def create(
    session: Session, survey: Survey, name: str, description: str = "", *, staff_id: int, by: str, today: date
) -> Theme:
    """A new theme. Raises Refused for no name, or one that the survey has."""
    theme = Theme(
        organisation_id=db.scope_of(session), survey_id=survey.id, name=_free_name(session, survey.id, name),
        description=description.strip(), created_by=staff_id, created_on=today,
    )  # fmt: skip
    session.add(theme)
    session.flush()
    audit.record(session, "theme-added", f"{survey.slug}: {theme.name}", by=by)
    return theme


def rename(session: Session, theme: Theme, name: str, description: str, *, by: str) -> None:
    """Gives a theme another name and description. Raises Refused."""
    theme.name = _free_name(session, theme.survey_id, name, but=theme.id)
    theme.description = description.strip()
    session.flush()
    audit.record(session, "theme-renamed", theme.name, by=by)


def _free_name(session: Session, survey_id: int, name: str, but: int | None = None) -> str:
    words = " ".join(name.split())
    if not words:
        raise Refused("give the theme a name", "name")
    if len(words) > 120:
        raise Refused("that name is too long", "name")
    if any(
        one.name.casefold() == words.casefold() and one.id != but for one in of_survey(session, survey_id)
    ):
        raise Refused("there is a theme of that name", "name")
    return words


def assign(session: Session, theme: Theme, comments: Iterable[Name], *, staff_id: int, today: date) -> int:
    """Puts comments under a theme; returns how many were not there yet."""
    there = decided(session, theme.survey_id).get(theme.id, set())
    new = [name for name in dict.fromkeys(comments) if name not in there]
    for response_id, key in new:
        session.add(
            CommentTheme(
                organisation_id=db.scope_of(session), theme_id=theme.id, response_id=response_id, item_key=key,
                decided_by=staff_id, decided_on=today,
            )
        )  # fmt: skip
    session.flush()
    return len(new)


def settle(
    session: Session, survey_id: int, comment: Name, theme_ids: Iterable[int], *, staff_id: int, today: date
) -> None:
    """Makes these, and no others, the themes of a comment."""
    wanted = set(theme_ids)
    for theme in of_survey(session, survey_id):
        if theme.id in wanted:
            assign(session, theme, [comment], staff_id=staff_id, today=today)
        else:
            _take_away(session, theme, comment)


def _take_away(session: Session, theme: Theme, comment: Name) -> None:
    rows = select(CommentTheme).where(
        CommentTheme.theme_id == theme.id,
        CommentTheme.response_id == comment[0],
        CommentTheme.item_key == comment[1],
    )
    for row in session.scalars(rows).all():
        session.delete(row)
    session.flush()


def merge(session: Session, theme: Theme, into: Theme, *, staff_id: int, by: str, today: date) -> None:
    """Puts everything of one theme under another of the same survey, and takes the first away. Raises Refused."""
    if theme.id == into.id or theme.survey_id != into.survey_id:
        raise Refused("choose another theme to merge it into", "into")
    moved = decided(session, theme.survey_id)[theme.id]
    assign(session, into, sorted(moved), staff_id=staff_id, today=today)
    audit.record(session, "themes-merged", f"{theme.name} into {into.name}", by=by)
    _delete(session, theme)


def remove(session: Session, theme: Theme, *, by: str) -> None:
    """Takes a theme away; its comments stay."""
    audit.record(session, "theme-removed", theme.name, by=by)
    _delete(session, theme)


def _delete(session: Session, theme: Theme) -> None:
    for row in session.scalars(select(CommentTheme).where(CommentTheme.theme_id == theme.id)).all():
        session.delete(row)
    session.flush()
    session.delete(theme)
    session.flush()
