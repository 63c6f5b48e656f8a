"""The return of the Friends and Family Test: a month's exact counts to take, what is to mend, and how links collect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, redirect, render_template, request

from feedback.reports import fft_files, fft_return
from feedback.reports.fft_files import Format
from feedback.reports.fft_return import Return
from feedback.services import collector_links, fft_returns, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import FFT_MODES, FFT_SETTINGS, Channel, Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from feedback.web.staff.links import NAMES

if TYPE_CHECKING:
    from feedback.models.collector_link import CollectorLink

#: How many months the list offers, the last one that is over first.
_MONTHS = 24


class TakeForm(StaffForm):
    """Which month, as which file."""

    month = Line("Month")
    format = Line("File")


class ModeForm(StaffForm):
    """How the answers of one link are collected."""

    mode = Line("How are its answers collected?")


@blueprint.get("/fft/")
@requires(Permission.SUBMIT_FFT)
def fft() -> Any:
    """A month of the return: what would be sent, and what has to be mended first."""
    member, months = current_member(), _months(reach.today())
    month = _wanted(request.args.get("month", months[0].isoformat()[:7]))
    prepared = _prepared(month)
    titles = {survey.id: survey.title for survey in surveys.everything(transactions.session())}
    places = reach.place_names()
    links = fft_returns.links(transactions.session(), places=reach.place_ids(member))
    return render_template(
        "staff/fft.html",
        months=[(f"{each:%Y-%m}", f"{each:%B %Y}") for each in months],
        month=f"{month:%Y-%m}",
        title=f"{month:%B %Y}",
        over=month < reach.today().replace(day=1),
        prepared=prepared,
        settings=FFT_SETTINGS,
        lacking=fft_files.LACKING,
        links=[_shown(link, titles, places) for link in links],
        may_mend=member.may(Permission.MANAGE_ORGANISATION),
    )


@blueprint.post("/fft/")
@requires(Permission.SUBMIT_FFT)
def take_fft() -> Any:
    """The return of a month as a file, and a line in the audit."""
    form = TakeForm()
    wanted = next((each for each in Format if each.value == form.format.data), None)
    if not form.validate_on_submit() or wanted is None:
        abort(400)
    prepared = _prepared(_wanted(form.month.data or ""))
    fft_returns.record(
        transactions.session(), prepared.month, format=wanted.value, lines=len(prepared.lines),
        answers=prepared.total, by=current_member().by,
    )  # fmt: skip
    answer = Response(fft_files.write(prepared, wanted), content_type=fft_files.MEDIA_TYPES[wanted])
    name = fft_files.name(prepared, wanted)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/fft/links/<code>", methods=["GET", "POST"])
@requires(Permission.SUBMIT_FFT)
def fft_link(code: str) -> Any:
    """Says how one link collects, where its channel does not say it right."""
    link, form = _link(code), ModeForm()
    if form.validate_on_submit():
        try:
            fft_returns.choose_mode(
                transactions.session(), link, form.mode.data or "", by=current_member().by
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(templating.words()("Saved."), "done")
            return redirect("/staff/fft/", 303)
    titles = {survey.id: survey.title for survey in surveys.everything(transactions.session())}
    words = templating.words()
    page = render_template(
        "staff/fft_link.html",
        link=_shown(link, titles, reach.place_names()),
        form=form,
        chosen=form.mode.data or fft_returns.mode_of(link).value,
        modes=[{"key": mode.value, "text": words(name)} for mode, name in FFT_MODES.items()],
    )
    return page, form.answer_code()


def _months(today: date) -> list[date]:
    """First days of months, newest first: the last one that is over, those before it, and the one that runs."""
    running = today.replace(day=1)
    found: list[date] = []
    for _ in range(_MONTHS):
        found.append(((found[-1] if found else running) - timedelta(days=1)).replace(day=1))
    return [*found, running]


def _wanted(typed: str) -> date:
    try:
        return fft_returns.month(typed)
    except Refused:
        abort(404)


def _prepared(month: date) -> Return:
    return fft_return.prepare(transactions.session(), month, places=reach.place_ids(current_member()))


def _link(code: str) -> CollectorLink:
    """A link within reach; 404 otherwise."""
    link = collector_links.find(transactions.session(), code)
    if link is None or not reach.reaches(current_member(), link.place_id):
        abort(404)
    return link


def _shown(link: CollectorLink, titles: dict[int, str], places: dict[int, str]) -> dict[str, Any]:
    words = templating.words()
    return {
        "code": link.code,
        "survey": titles[link.survey_id],
        "place": places[link.place_id],
        "label": link.label,
        "channel": words(NAMES[Channel(link.channel)]),
        "mode": words(FFT_MODES[fft_returns.mode_of(link)]),
        "chosen": link.fft_mode is not None,
        "revoked": link.revoked_at is not None,
    }
