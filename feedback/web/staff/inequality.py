"""How far apart groups are, for staff: gaps in points and as a ratio, and the slope over fifths of deprivation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import abort, render_template, request

from feedback.i18n import Words
from feedback.reports import comparison, inequality, results, series, suppression
from feedback.reports.comparison import Verdict
from feedback.reports.inequality import FIFTHS, Estimate, Gap, Proportion, Slope
from feedback.reports.suppression import Profile, ShownItem
from feedback.services import geographies
from feedback.vocabulary import Permission
from feedback.web import labels, line_charts, templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.line_charts import Drawing
from feedback.web.staff import blueprint, over_time, reach

if TYPE_CHECKING:
    from feedback.web.staff.over_time import Asked

_DEPRIVATION = geographies.IN_ANSWERS


@dataclass(frozen=True)
class GapRow:
    """One group beside everybody else."""

    name: str
    base: int
    percent: str
    points: str
    ratio: str
    told: str
    warn: bool


@dataclass(frozen=True)
class GapCard:
    """One item by the chosen group, in a sentence and a table."""

    key: str
    text: str
    sentence: str
    rows: Sequence[GapRow]


@dataclass(frozen=True)
class SlopeCard:
    """One item over the fifths; without a drawing where a fifth has too few answers."""

    key: str
    text: str
    sentence: str
    more: str
    rows: Sequence[tuple[str, str, int]]
    drawing: Drawing | None
    #: Whether chance alone could not make this slope.
    clear: bool = False


@blueprint.get("/results/<slug>/inequality")
@requires(Permission.SEE_RESULTS)
def results_inequality(slug: str) -> Any:
    """The slope over fifths of deprivation, and the gaps of one group, for each item with positive answers."""
    asked, words = over_time.asked_of(slug), templating.words()
    session, groups = transactions.session(), over_time.groups_of(asked.definition)
    group = request.args.get("by") or next((key for key in ("disability", *groups) if key in groups), "")
    if group and group not in groups:
        abort(404)
    slopes = _slopes(asked, words) if _DEPRIVATION in groups else None
    return render_template(
        "staff/inequality.html",
        asked=asked, group=group, slopes=slopes, gaps=_gaps(asked, group, words) if group else [],
        editions=geographies.used(session, asked.survey.id), needed=inequality.LEAST,
        groups=[(key, labels.group_name(asked.definition, key, {}, words)) for key in groups],
        choices=reach.place_choices(current_member()),
    )  # fmt: skip


def _shown(asked: Asked, group: str) -> list[ShownItem]:
    """Each item that somebody answered, by one group, protected together with the wider one it may lie in."""
    wanted = asked.definition.item(group)
    by = [key for key in (wanted.parent_item if wanted else None, group) if key]
    _, items = suppression.measured(
        transactions.session(), asked.survey, asked.definition, by, Profile.STAFF, part=asked.part
    )
    return [item for item in items if item.overall.base]


def _gaps(asked: Asked, group: str, words: Words) -> list[GapCard]:
    positive = series.positive_answers(asked.definition)
    found = []
    for item in _shown(asked, group):
        if item.key in positive:
            found.append(_gap_card(asked, item, group, positive[item.key], words))
    return found


def _gap_card(asked: Asked, item: ShownItem, group: str, positive: Sequence[str], words: Words) -> GapCard:
    everybody = inequality.proportion_of(item.overall, item.merged, positive)
    shares = {
        value: share
        for value, share in inequality.proportions(item, group, positive).items()
        if value not in comparison.NO_GROUP
    }
    compared = comparison.comparisons(item, group, positive)
    names = {value: results.value_label(asked.definition, group, value, {}) for value in shares}
    rows = []
    for value, share in shares.items():
        rest = share.beside(everybody) if everybody else None
        gap = inequality.gap(share, rest) if rest else None
        verdict = compared[value].verdict if value in compared else Verdict.NOT_ENOUGH_ANSWERS
        rows.append(_gap_row(names[value], share, gap, verdict, words))
    return GapCard(item.key, asked.text(item.key), _apart(shares, everybody, names, words), rows)


def _gap_row(name: str, share: Proportion, gap: Gap | None, verdict: Verdict, words: Words) -> GapRow:
    told = {
        Verdict.WORTH_LOOKING_INTO: words("worth looking into"),
        Verdict.NO_CLEAR_DIFFERENCE: words("no clear difference"),
        Verdict.NOT_ENOUGH_ANSWERS: words("not enough answers"),
    }[verdict]
    few = words("30 answers needed")
    return GapRow(
        name, share.base, f"{share.percent:.0f}%",
        _signed(gap.points, words) if gap else few,
        _times(gap.ratio, words) if gap and gap.ratio else few,
        told, verdict is Verdict.WORTH_LOOKING_INTO,
    )  # fmt: skip


def _signed(points: Estimate, words: Words) -> str:
    return words(
        "{points} ({low} to {high})", points=f"{points.value:+.0f}".replace("-", "−"),
        low=f"{points.low:+.0f}".replace("-", "−"), high=f"{points.high:+.0f}".replace("-", "−"),
    )  # fmt: skip


def _times(ratio: Estimate, words: Words) -> str:
    return words(
        "{ratio} times ({low} to {high})",
        ratio=f"{ratio.value:.2f}", low=f"{ratio.low:.2f}", high=f"{ratio.high:.2f}",
    )  # fmt: skip


def _apart(
    shares: dict[str, Proportion], everybody: Proportion | None, names: dict[str, str], words: Words
) -> str:
    found = inequality.spread(shares, everybody)
    if found is None:
        return words("Fewer than two groups have 30 answers yet.")
    gap = found.best_and_worst
    said = words(
        "{best}: {high} in 100. {worst}: {low} in 100. They are {points} points apart ({least} to {most}).",
        best=names[found.best], high=f"{gap.one.percent:.0f}", worst=names[found.worst],
        low=f"{gap.other.percent:.0f}", points=f"{gap.points.value:.0f}",
        least=f"{gap.points.low:.0f}".replace("-", "−"), most=f"{gap.points.high:.0f}",
    )  # fmt: skip
    if gap.points.clear:
        return said
    return f"{said} {words('That could be chance.')}"


def _slopes(asked: Asked, words: Words) -> list[SlopeCard]:
    positive = series.positive_answers(asked.definition)
    found = []
    for item in _shown(asked, _DEPRIVATION):
        if item.key not in positive:
            continue
        shares = inequality.proportions(item, _DEPRIVATION, positive[item.key])
        fifths = [shares[fifth] for fifth in FIFTHS if fifth in shares]
        line = inequality.slope(fifths) if len(fifths) == len(FIFTHS) else None
        rows = [
            (results.value_label(asked.definition, _DEPRIVATION, fifth, {}), f"{shares[fifth].percent:.0f}%",
             shares[fifth].base)
            for fifth in FIFTHS
            if fifth in shares
        ]  # fmt: skip
        text = asked.text(item.key)
        if line is None:
            few = words("Not enough answers in each fifth yet (30 needed).")
            found.append(SlopeCard(item.key, text, few, "", rows, None))
            continue
        told, figures = _along(line, words), _in_figures(line, words)
        found.append(SlopeCard(item.key, text, told, figures, rows, _drawn(line, words), line.slope.clear))
    return found


def _along(line: Slope, words: Words) -> str:
    """What somebody can read aloud in a meeting."""
    most, least = (f"{max(0.0, min(100.0, end)):.0f}" for end in (line.most, line.least))
    if not line.slope.clear:
        return words(
            "From the most to the least deprived places, positive answers go from {most} to {least} in 100. "
            "That could be chance.", most=most, least=least,
        )  # fmt: skip
    if line.slope.value > 0:
        return words(
            "People in the most deprived places have it worse: {most} in 100 give a positive answer there, "
            "and {least} in 100 in the least deprived places.", most=most, least=least,
        )  # fmt: skip
    return words(
        "People in the least deprived places have it worse: {least} in 100 give a positive answer there, "
        "and {most} in 100 in the most deprived places.", most=most, least=least,
    )  # fmt: skip


def _in_figures(line: Slope, words: Words) -> str:
    slope = words("Slope index of inequality: {figure} points.", figure=_signed(line.slope, words))
    if line.ratio is None:
        return slope
    return f"{slope} {words('Relative index: {figure}.', figure=_times(line.ratio, words))}"


def _drawn(line: Slope, words: Words) -> Drawing:
    return line_charts.slope(
        line.ranks, [share.percent for share in line.shares], (line.most, line.least),
        (words("most deprived"), words("least deprived")),
    )  # fmt: skip
