"""Themes: what comments are about, proposed by a program, decided by people, and counted by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request
from wtforms.validators import Length

from feedback.reports import results as reported
from feedback.reports import themes as counted_themes
from feedback.services import audit, comments, redactions, reviews, surveys, themes
from feedback.services.comments import Comment
from feedback.services.refusals import Refused
from feedback.services.themes import Name
from feedback.vocabulary import ENGLISH_NAMES, Permission, direction, html_language
from feedback.web import templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, one_comment, reach

if TYPE_CHECKING:
    from feedback.models.survey import Survey
    from feedback.models.theme import Theme

_A_PAGE = 20
#: So many comments of a theme are shown at once.
_EXAMPLES = 5


class ThemeForm(StaffForm):
    """A theme's name and what belongs to it."""

    name = Line("Name of the theme", [Length(max=120, message="That name is too long.")])
    description = Lines("What belongs to it", [Length(max=1000, message="That is too long.")])


@blueprint.route("/results/<slug>/themes", methods=["GET", "POST"])
@requires(Permission.READ_COMMENTS)
def themes_of(slug: str) -> Any:
    """The themes of a survey with their counts, and the comments that have none yet."""
    survey, form = reach.survey(slug), ThemeForm()
    if not form.is_submitted():
        _written_down(slug)
        return _page(survey, form)
    if form.validate():
        try:
            done = _ACTIONS.get(request.form.get("do", ""), _nothing)(survey, form)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(done, "done")
            return redirect(f"/staff/results/{slug}/themes", 303)
    return _page(survey, form), 400


@blueprint.get("/results/<slug>/themes/proposals")
@requires(Permission.READ_COMMENTS)
def theme_proposals(slug: str) -> Any:
    """What a program proposes; each is named by a person or left."""
    survey = reach.survey(slug)
    _written_down(slug)
    all_of_it = _comments(survey)
    problem, found = "", []
    try:
        found = counted_themes.propose(
            {_name(one): (one.language, redactions.for_others(one)) for one in all_of_it}
        )
    except counted_themes.NotInstalled as missing:
        problem = str(missing)
    by_name = {_name(one): one for one in all_of_it}
    return render_template(
        "staff/theme_proposals.html",
        survey=survey,
        problem=problem,
        least=counted_themes.LEAST_COMMENTS,
        proposals=[
            {
                "language": ENGLISH_NAMES[one.language],
                "words": one.words,
                "comments": [_shown(by_name[name]) for name in one.comments],
            }
            for one in found
        ],
    )


def _written_down(slug: str) -> None:
    """Whoever reads comments leaves their name, in a transaction of its own: the page itself only reads."""
    member = current_member()
    with transactions.database().transaction(member.organisation_id) as session:
        audit.record(session, "comments-read", f"themes of {slug}", by=member.by)


def _create(survey: Survey, form: ThemeForm) -> str:
    """A theme, with the comments that were ticked in a proposal."""
    session, member, today = transactions.session(), current_member(), reach.today()
    made = themes.create(
        session,
        survey,
        form.name.data,
        form.description.data,
        staff_id=member.staff_id,
        by=member.by,
        today=today,
    )
    themes.assign(
        session, made, _named(survey, request.form.getlist("comment")), staff_id=member.staff_id, today=today
    )
    return templating.words()("The theme is kept.")


def _rename(survey: Survey, form: ThemeForm) -> str:
    session = transactions.session()
    themes.rename(session, _theme(survey), form.name.data, form.description.data, by=current_member().by)
    return templating.words()("The theme is kept.")


def _merge(survey: Survey, form: ThemeForm) -> str:
    member = current_member()
    themes.merge(
        transactions.session(), _theme(survey), _theme(survey, "into"), staff_id=member.staff_id, by=member.by,
        today=reach.today(),
    )  # fmt: skip
    return templating.words()("The two themes are one now.")


def _remove(survey: Survey, form: ThemeForm) -> str:
    themes.remove(transactions.session(), _theme(survey), by=current_member().by)
    return templating.words()("The theme is gone. Its comments are still there.")


def _give(survey: Survey, form: ThemeForm) -> str:
    """The themes that were ticked for each comment of the page."""
    member = current_member()
    for number, sealed in enumerate(request.form.getlist("comment")):
        ticked = [int(each) for each in request.form.getlist(f"themes-{number}") if each.isdigit()]
        for name in _named(survey, [sealed]):
            themes.settle(
                transactions.session(), survey.id, name, ticked, staff_id=member.staff_id, today=reach.today()
            )
    return templating.words()("The themes of these comments are kept.")


def _nothing(survey: Survey, form: ThemeForm) -> str:
    raise Refused("Press one of the buttons of the page.")


_ACTIONS = {"create": _create, "rename": _rename, "merge": _merge, "remove": _remove, "give": _give}


def _theme(survey: Survey, field: str = "theme") -> Theme:
    found = themes.find(transactions.session(), survey.id, request.form.get(field, 0, type=int))
    if found is None:
        raise Refused("Choose a theme from the list.", field)
    return found


def _comments(survey: Survey) -> list[Comment]:
    session, member = transactions.session(), current_member()
    hidden = reviews.hidden(session, reach.viewer(member))
    found = comments.of_survey(session, survey.id, places=reach.place_ids(member))
    return [comment for comment in found if _name(comment) not in hidden]


def _name(comment: Comment) -> Name:
    return comment.response_id, comment.item_key


def _named(survey: Survey, sealed: Sequence[str]) -> list[Name]:
    """The comments of this survey, within reach, that a form names."""
    there = {_name(one) for one in _comments(survey)}
    names = [one_comment.name_of(each) for each in sealed]
    return [name for name in names if name is not None and name in there]


def _shown(comment: Comment) -> dict[str, Any]:
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


def _page(survey: Survey, form: ThemeForm) -> str:
    session = transactions.session()
    revision = surveys.revision_of(session, survey) or abort(404)
    definition, written = surveys.definition_of(revision), _comments(survey)
    names = {_name(one): one for one in written}
    decided = {
        theme: [name for name in held if name in names]
        for theme, held in themes.decided(session, survey.id).items()
    }
    groups = definition.groups()
    group = request.args.get("by", "")
    if group and group not in [item.key for item in groups]:
        abort(404)
    shown = counted_themes.counted(session, definition, list(names), decided, group)
    known = themes.of_survey(session, survey.id)
    themed = {name for held in decided.values() for name in held}
    waiting = [one for one in written if _name(one) not in themed]
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
                "comments": [_shown(names[name]) for name in decided[theme.id][:_EXAMPLES]],
                "number": len(decided[theme.id]),
            }
            for theme, item in _beside(known, {item.key: item for item in shown})
        ],
        groups=[(item.key, item.text) for item in groups],
        group=group,
        group_text=next((item.text for item in groups if item.key == group), ""),
        waiting=[_shown(one) for one in waiting[:_A_PAGE]],
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
