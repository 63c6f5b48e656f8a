"""Whose week it is: who reads comments this week and the next, and the days on which somebody is away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request

from feedback.services import comment_readers, rotas, surveys, working_days
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES, LANGUAGES, Permission
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, comments, reach

_WEEKS = 5


@blueprint.get("/comments/rota")
@requires(Permission.READ_COMMENTS)
def rota() -> Any:
    """This week and the four after it, who stands in, and who is away."""
    return _page()


def _page(refused: Refused | None = None) -> Any:
    session, member, today = transactions.session(), current_member(), comments.today()
    duty = rotas.on_duty(session, today)
    titles = {survey.id: survey.title for survey in surveys.everything(session)}
    names = {one.member.id: one.member.name or one.member.email for one in comment_readers.able(session)}
    mondays = [working_days.monday_of(today) + timedelta(weeks=number) for number in range(_WEEKS)]
    groups: dict[tuple[Any, ...], list[str]] = {}
    for survey_id, language in sorted(
        duty.readers, key=lambda one: (titles[one[0]], list(LANGUAGES).index(one[1]))
    ):
        turns = [(monday, duty.whose_week(survey_id, language, monday)) for monday in mondays]
        weeks = tuple((monday, names.get(turn, "")) for monday, turn in turns if turn is not None)
        now, deputy = duty.owner(survey_id, language), duty.deputy(survey_id, language)
        told = (titles[survey_id], names.get(now or 0, ""), names.get(deputy or 0, ""), weeks)
        groups.setdefault(told, []).append(ENGLISH_NAMES[language])
    lines = [
        {"title": title, "now": now, "deputy": deputy, "weeks": weeks, "languages": ", ".join(languages)}
        for (title, now, deputy, weeks), languages in groups.items()
    ]
    page = render_template(
        "staff/comments/rota.html", lines=lines, refused=refused, today=today,
        absences=[
            (row.id, names.get(row.staff_id, ""), row.first_on, row.last_on, row.staff_id == member.staff_id)
            for row in rotas.absences(session, today)
        ],
        first_on=request.form.get("first_on", ""), last_on=request.form.get("last_on", ""),
    )  # fmt: skip
    return page, 400 if refused else 200


@blueprint.post("/comments/rota")
@requires(Permission.READ_COMMENTS)
def note_absence() -> Any:
    """Days on which this reader reads nothing."""
    member = current_member()
    try:
        rotas.away(
            transactions.session(), member.staff_id, _day("first_on"), _day("last_on"), by=member.by,
            today=comments.today(),
        )  # fmt: skip
    except Refused as refused:
        return _page(reach.sentence(refused))
    flash(templating.words()("Noted. On these days your deputy reads what is yours."), "done")
    return redirect("/staff/comments/rota", 303)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused("give the day as year, month and day, such as 2026-11-23", name) from None


@blueprint.post("/comments/rota/back")
@requires(Permission.READ_COMMENTS)
def end_absence() -> Any:
    """They are back, or do not go."""
    member, typed = current_member(), request.form.get("absence", "")
    number = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    if rotas.back(transactions.session(), number, staff_id=member.staff_id, by=member.by):
        flash(templating.words()("You read what is yours again."), "done")
    return redirect("/staff/comments/rota", 303)
