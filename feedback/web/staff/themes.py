"""Themes: what comments are about, proposed by a program, decided by people, and counted by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request
from wtforms.validators import Length

from feedback.reports import themes as counted_themes
from feedback.services import audit, redactions, themes
from feedback.services.refusals import Refused
from feedback.services.themes import Name
from feedback.vocabulary import ENGLISH_NAMES, Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, one_comment, reach, themes_page
from feedback.web.staff.themes_page import name_of

if TYPE_CHECKING:
    from feedback.models.survey import Survey
    from feedback.models.theme import Theme


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
        return themes_page.page(survey, form)
    if form.validate():
        try:
            done = _ACTIONS.get(request.form.get("do", ""), _nothing)(survey, form)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(done, "done")
            return redirect(f"/staff/results/{slug}/themes", 303)
    return themes_page.page(survey, form), 400


@blueprint.get("/results/<slug>/themes/proposals")
@requires(Permission.READ_COMMENTS)
def theme_proposals(slug: str) -> Any:
    """What a program proposes; each is named by a person or left."""
    survey = reach.survey(slug)
    _written_down(slug)
    all_of_it = themes_page.within_reach(survey)
    problem, found = "", []
    try:
        found = counted_themes.propose(
            {name_of(one): (one.language, redactions.for_others(one)) for one in all_of_it}
        )
    except counted_themes.NotInstalled as missing:
        problem = str(missing)
    by_name = {name_of(one): one for one in all_of_it}
    return render_template(
        "staff/theme_proposals.html",
        survey=survey,
        problem=problem,
        least=counted_themes.LEAST_COMMENTS,
        proposals=[
            {
                "language": ENGLISH_NAMES[one.language],
                "words": one.words,
                "comments": [themes_page.as_shown(by_name[name]) for name in one.comments],
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


def _named(survey: Survey, sealed: Sequence[str]) -> list[Name]:
    """The comments of this survey, within reach, that a form names."""
    there = {name_of(one) for one in themes_page.within_reach(survey)}
    names = [one_comment.name_of(each) for each in sealed]
    return [name for name in names if name is not None and name in there]
