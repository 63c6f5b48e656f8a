"""What the page of themes shows: each theme with its counts and comments, and the comments that have none yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import abort, render_template, request

from feedback.reports import results as reported
from feedback.reports import themes as counted_themes
from feedback.services import comments, redactions, reviews, surveys, themes
from feedback.services.comments import Comment
from feedback.services.themes import Name
from feedback.vocabulary import ENGLISH_NAMES, direction, html_language
from feedback.web import templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member
from feedback.web.staff import one_comment, reach

if TYPE_CHECKING:
    from feedback.models.survey import Survey
    from feedback.models.theme import Theme

_A_PAGE = 20
#: So many comments of a theme are shown at once.
_EXAMPLES = 5


def within_reach(survey: Survey) -> list[Comment]:
    """The comments of a survey that this member may know of, from the places they reach."""
    session, member = transactions.session(), current_member()
    hidden = reviews.hidden(session, reach.viewer(member))
    found = comments.of_survey(session, survey.id, places=reach.place_ids(member))
    return [comment for comment in found if name_of(comment) not in hidden]


def name_of(comment: Comment) -> Name:
    """By which a comment is known to themes."""
    return comment.response_id, comment.item_key


def as_shown(comment: Comment) -> dict[str, Any]:
    """A comment as this page shows it: without what could tell who somebody is."""
    return {
        "sealed": one_comment.sealed(comment),
        "text": redactions.for_others(comment),
        "translation": comment.translation,
        "tag": html_language(comment.language),
        "direction": direction(comment.language),
        "language": ENGLISH_NAMES[comment.language],
        "day": comment.day,
    }


def page(survey: Survey, form: StaffForm) -> str:
    """The page, by the group that its address names, with what was typed still in its form."""
    session = transactions.session()
    revision = surveys.revision_of(session, survey) or abort(404)
    definition = surveys.definition_of(revision)
    names = {name_of(one): one for one in within_reach(survey)}
    decided = {
        theme: [name for name in held if name in names]
        for theme, held in themes.decided(session, survey.id).items()
    }
    groups = {item.key: item.text for item in definition.groups()}
    group = request.args.get("by", "")
    if group and group not in groups:
        abort(404)
    counted = counted_themes.counted(session, definition, list(names), decided, group)
    known = themes.of_survey(session, survey.id)
    themed = {name for held in decided.values() for name in held}
    waiting = [one for name, one in names.items() if name not in themed]
    return render_template(
        "staff/themes.html",
        survey=survey,
        form=form,
        themes=[
            {
                "id": theme.id,
                "name": theme.name,
                "description": theme.description,
                "overall": item.overall,
                "rows": _rows(item, definition, group),
                "comments": [as_shown(names[name]) for name in decided[theme.id][:_EXAMPLES]],
                "number": len(decided[theme.id]),
            }
            for theme, item in _beside(known, {item.key: item for item in counted})
        ],
        groups=list(groups.items()),
        group=group,
        group_text=groups.get(group, ""),
        waiting=[as_shown(one) for one in waiting[:_A_PAGE]],
        number_waiting=len(waiting),
        people=len({response for response, _ in names}),
    )


def _beside(known: Sequence[Theme], items: Mapping[str, Any]) -> list[tuple[Theme, Any]]:
    """Each theme with its counts; those that most people wrote about first."""
    pairs = [(theme, items[f"theme-{theme.id}"]) for theme in known]
    return sorted(pairs, key=lambda pair: -(pair[1].overall.options[0].count or 0))


def _rows(item: Any, definition: Any, group: str) -> list[dict[str, Any]]:
    """The lines of the table of a theme by a group."""
    said = templating.words()
    everyone = {"label": said("Everybody who wrote"), "overall": True, **_cell(item.overall)}
    lines = [
        {"label": reported.value_label(definition, group, value, {}), "overall": False, **_cell(shown)}
        for breakdown in item.breakdowns
        for value, shown in breakdown.rows
    ]
    return [everyone, *lines]


def _cell(shown: Any) -> dict[str, Any]:
    options = [
        {"key": one.key, "count": one.count, "percent": one.percent, "low": one.low, "high": one.high}
        for one in shown.options
    ]
    return {"base": shown.base, "suppressed": shown.suppressed, "options": options}
