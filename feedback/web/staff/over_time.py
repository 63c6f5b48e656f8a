"""Results over time for staff: every item as a line, one item with its gap, and the usual range set with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request

from feedback.reports import control_charts, results, series
from feedback.reports.series import Series
from feedback.reports.suppression import Part
from feedback.services import control_limits, improvements, places, surveys
from feedback.services.control_limits import Line, Usual
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import labels, templating, transactions
from feedback.web.forms import Line as TypedLine
from feedback.web.forms import Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, told_lines
from surveys.definition import Definition, Kind

if TYPE_CHECKING:
    from feedback.models.improvement import Improvement
    from feedback.models.place import Place
    from feedback.models.survey import Survey

_ONE = "/results/<slug>/time/<item>"


class LimitsForm(StaffForm):
    """From when the usual range is set anew, and why."""

    start = TypedLine("From when?")
    reason = Lines("Why?")


@dataclass(frozen=True)
class Asked:
    """Which survey, at which place or everywhere within reach."""

    survey: Survey
    definition: Definition
    place: Place | None
    part: Part

    @property
    def place_id(self) -> int | None:
        """The place whose own line it is."""
        return self.place.id if self.place else None

    def text(self, item: str) -> str:
        """What is asked."""
        found = self.definition.item(item)
        return found.text if found else item


def asked_of(slug: str) -> Asked:
    """What the address asks for; 404 for another organisation's survey or a place out of reach."""
    session, member, survey = transactions.session(), current_member(), reach.survey(slug)
    revision = surveys.revision_of(session, survey)
    if revision is None or revision.published_on is None:
        abort(404)
    name = request.args.get("place", "")
    place = reach.place(member, name)
    if name and place is None:
        abort(404)
    if place is None and member.place_id is not None:
        # Whoever is bounded to a place looks at its own line, and may set its limits alone.
        place = places.find(session, member.place_id)
    within = places.within(session, place.id) if place else None
    return Asked(survey, surveys.definition_of(revision), place, Part(places=within))


def _lines(asked: Asked) -> dict[str, Series]:
    return series.measured(
        transactions.session(), asked.survey, asked.definition, part=asked.part, today=reach.today()
    )


def _gaps(asked: Asked, group: str) -> dict[str, dict[str, Series]]:
    """The gaps of a group's values; 404 for what is no group, or one where people may be in several values."""
    if group not in groups_of(asked.definition):
        abort(404)
    return series.gaps(
        transactions.session(), asked.survey, asked.definition, group, part=asked.part, today=reach.today()
    )


def _done(asked: Asked, item: str) -> Sequence[Improvement]:
    """What was done about an item, at the place or anywhere."""
    found = improvements.done(transactions.session(), asked.survey.id)
    within = asked.part.places
    return [
        one
        for one in found
        if one.item_key == item and (within is None or one.place_id is None or one.place_id in within)
    ]


def _target() -> int | None:
    typed = request.args.get("target", "")
    return int(typed) if typed.isdecimal() and 0 < int(typed) <= 100 else None


def _told(asked: Asked, item: str, line: Series, group: str = "", value: str = "") -> told_lines.ToldLine:
    session = transactions.session()
    limits = control_limits.of(session, asked.survey.id, Line(item, asked.place_id, group, value))
    return told_lines.told(
        line, limits, _done(asked, item), templating.words(), gap=bool(group),
        target=None if group else _target(),
    )  # fmt: skip


@blueprint.get("/results/<slug>/time")
@requires(Permission.SEE_RESULTS)
def results_over_time(slug: str) -> Any:
    """Every item with positive answers as a line."""
    asked = asked_of(slug)
    found = [(item, asked.text(item), _told(asked, item, line)) for item, line in _lines(asked).items()]
    return render_template(
        "staff/over_time.html", asked=asked, lines=found, choices=reach.place_choices(current_member()),
    )  # fmt: skip


@blueprint.get(_ONE)
@requires(Permission.SEE_RESULTS)
def item_over_time(slug: str, item: str) -> Any:
    """One item: its line, what was done, and the gap of each value of a group."""
    return _page(asked_of(slug), item, LimitsForm(formdata=None))


@blueprint.post(_ONE)
@requires(Permission.PUBLISH_RESULTS)
def set_limits(slug: str, item: str) -> Any:
    """Sets the usual range of a line anew, from a month on."""
    asked, form, member = asked_of(slug), LimitsForm(), current_member()
    group, value = request.form.get("group", ""), request.form.get("value", "")
    if form.validate_on_submit():
        try:
            line = _line(asked, item, group, value)
            start = next((one for one in line.points if str(one.start) == form.start.data), None)
            if start is None:
                raise Refused("Choose from when.", "start")
            after = [one.value for one in line.points if one.start >= start.start]
            control_limits.keep(
                transactions.session(), asked.survey, Line(item, asked.place_id, group, value), start.start,
                _settled(after), form.reason.data or "", by=member.by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("The usual range is set."), "done")
            return redirect(f"/staff/results/{slug}/time/{item}?{request.query_string.decode()}", 303)
    return _page(asked, item, form), 400


def _settled(values: Sequence[float]) -> Usual | None:
    """The range of the first twelve points; None where there are fewer, and it is a trial range until then."""
    if len(values) < control_charts.LOCK_AT:
        return None
    found = control_charts.limits(values[: control_charts.LOCK_AT])
    return Usual(found.mean, found.spread, found.points) if found else None


def _line(asked: Asked, item: str, group: str, value: str) -> Series:
    lines = _gaps(asked, group).get(value, {}) if group else _lines(asked)
    return lines.get(item) or abort(404)


def groups_of(definition: Definition) -> list[str]:
    """The groups that can be set beside everybody else month by month."""
    return [item.key for item in definition.groups() if item.kind is not Kind.MANY]


def _page(asked: Asked, item: str, form: LimitsForm) -> str:
    words, member = templating.words(), current_member()
    line, group = _line(asked, item, "", ""), request.args.get("by", "")
    gaps = [
        (
            value,
            results.value_label(asked.definition, group, value, {}),
            _told(asked, item, lines[item], group, value),
        )
        for value, lines in (_gaps(asked, group) if group else {}).items()
    ]
    return render_template(
        "staff/over_time_item.html",
        asked=asked, item=item, text=asked.text(item), told=_told(asked, item, line), gaps=gaps, group=group,
        groups=[
            (key, labels.group_name(asked.definition, key, {}, words)) for key in groups_of(asked.definition)
        ],
        choices=reach.place_choices(member), target=_target(), form=form, may=member.may,
    )  # fmt: skip
