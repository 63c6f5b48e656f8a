"""Where each print hangs: the register, one placement with its history and its funnel, and the list to walk by."""

from __future__ import annotations

import re
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request
from wtforms.validators import Length

from feedback.services import audit, collector_links, funnels, placements, registers, surveys
from feedback.services.placements import What
from feedback.services.refusals import Refused
from feedback.services.silences import Standing
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, funnel, placement_words, reach

if TYPE_CHECKING:
    from feedback.models.collector_link import CollectorLink

#: What a code looks like at the end of whatever was typed or pasted: an address, or the code alone.
_CODE = re.compile(r"(?:.*/s/)?([0-9a-z]{1,16})(?:/[a-z-]*)?/?", re.IGNORECASE)
#: What was taken down is out of sight, and not out of the register.
_OVER = (Standing.DOWN,)
#: Where somebody may press from, and comes back to: the same line of the same list.
_LISTS = {
    "walk": "/staff/placements/walk", "walk-all": "/staff/placements/walk?which=all",
    "register": "/staff/placements/",
}  # fmt: skip
_SAID = {What.SEEN: "Thank you. It is noted as working today.", What.DAMAGED: "Noted as damaged or gone.",
         What.TAKEN_DOWN: "Thank you. It is noted as taken down."}  # fmt: skip


class SaidForm(StaffForm):
    """What somebody saw, with one tap, or takes back."""

    what = Line("What")
    event = Line("Event")
    #: One of `_LISTS`, or nothing on the page of the placement itself.
    came_from = Line("Came from")


class ReplaceForm(StaffForm):
    """Where the new one will hang; without a word, where the old one hung."""

    place = Line("Where will the new one hang?")
    spot = Line("Where exactly there?")


class DetailsForm(StaffForm):
    """Where exactly it hangs, what it is and since when."""

    label = Line("Where exactly?", [Length(max=200, message="Keep it under 200 letters.")])
    kind = Line("What hangs there?")
    hung_on = Line("Since when does it hang there?")

    def day(self) -> date:
        """The day that was typed. Raises Refused."""
        try:
            return date.fromisoformat(self.hung_on.data or "")
        except ValueError:
            raise Refused("Give a day, such as 2026-11-23.", "hung_on") from None


@blueprint.get("/placements/")
@requires(Permission.MAKE_LINKS)
def register() -> Any:
    """Every placement within reach, those that need a walk first."""
    member, wrong = current_member(), False
    if typed := request.args.get("code", "").strip():
        found = _typed(typed)
        if found is not None:
            return redirect(f"/staff/placements/{found.code}", 303)
        wrong = True
    entries = registers.everything(transactions.session(), places=reach.place_ids(member), now=audit.now())
    lines = placement_words.lines(entries, member)
    # What was taken down today stays in sight, for whoever pressed the wrong line.
    hanging = [one for one in lines if one["standing"] not in _OVER or one["noted"]]
    return render_template(
        "staff/placements.html",
        walks=[one for one in hanging if one["needs_a_walk"]],
        others=[one for one in hanging if not one["needs_a_walk"]],
        over=[one for one in lines if one["standing"] in _OVER and not one["noted"]],
        typed=typed,
        wrong=wrong,
    )


def _typed(typed: str) -> CollectorLink | None:
    """The placement of a code that somebody read off the paper, or of the address they scanned."""
    looks_right = _CODE.fullmatch(typed[-200:])
    found = collector_links.find(transactions.session(), looks_right.group(1)) if looks_right else None
    if found is None or not placements.hangs(found) or not reach.reaches(current_member(), found.place_id):
        return None
    return found


@blueprint.get("/placements/walk")
@requires(Permission.MAKE_LINKS)
def walk() -> Any:
    """The list to walk by: place by place, with what to press or, on paper, to tick."""
    member, every = current_member(), request.args.get("which") == "all"
    entries = registers.everything(transactions.session(), places=reach.place_ids(member), now=audit.now())
    found = [one for one in placement_words.lines(entries, member) if _belongs_on_a_walk(one, every=every)]
    order = {place_id: number for number, place_id in enumerate(reach.place_names())}
    found.sort(key=lambda one: (order[one["place_id"]], one["label"]))
    by_place = [(place, list(several)) for place, several in groupby(found, key=lambda one: one["place"])]
    return render_template(
        "staff/placements_walk.html",
        by_place=by_place,
        every=every,
        number=len(found),
        done=sum(1 for one in found if one["noted"]),
        printed_on=templating.words().day(reach.today()),
    )


def _belongs_on_a_walk(one: dict[str, Any], *, every: bool) -> bool:
    """Whether somebody should pass by, or did today: what was noted stays in its place on the list."""
    if one["noted"]:
        return True
    return one["standing"] not in _OVER and (every or one["needs_a_walk"] or one["unseen"])


def _link(code: str) -> CollectorLink:
    """The link behind a placement, where it is within reach; 404 otherwise."""
    found = collector_links.find(transactions.session(), code)
    if found is None or not placements.hangs(found) or not reach.reaches(current_member(), found.place_id):
        abort(404)
    return found


@blueprint.get("/placements/<code>")
@requires(Permission.MAKE_LINKS)
def placement(code: str) -> Any:
    """One placement: how it stands, the taps for whoever stands before it, its history and its funnel."""
    return _page(_link(code), DetailsForm())


def _page(link: CollectorLink, form: DetailsForm) -> Any:
    session, member = transactions.session(), current_member()
    entry = registers.entry(session, link, now=audit.now())
    events = placements.history(session, link)
    if request.method == "GET":
        form.label.data, form.kind.data = link.label, entry.kind
        form.hung_on.data = entry.hung_on.isoformat()
    newest = next((one for one in events if not one.undone), None)
    served = surveys.served(session, entry.survey.id)
    counted = funnels.of_link(session, link.id)
    page = render_template(
        "staff/placement.html",
        one=placement_words.lines([entry], member)[0],
        events=placement_words.told(events),
        undo=newest.id
        if newest and newest.what in placements.SAYABLE and newest.day == reach.today()
        else None,
        form=form,
        kinds=placement_words.kinds(),
        places=reach.place_choices(member),
        threshold=placement_words.threshold(),
        reached=funnel.rows(counted, served.definition if served else None),
        weeks=funnel.weeks(funnels.weeks_of_link(session, link.id), counted),
    )
    return page, form.answer_code()


@blueprint.post("/placements/<code>/said")
@requires(Permission.MAKE_LINKS)
def say_of_placement(code: str) -> Any:
    """One tap: it works, it is damaged or gone, it is down now; or that tap taken back."""
    link, form, member = _link(code), SaidForm(), current_member()
    if not form.validate_on_submit():
        abort(400)
    who: dict[str, Any] = {"staff_id": member.staff_id, "by": member.by, "today": reach.today()}
    session, said = transactions.session(), templating.words()
    try:
        if form.what.data == "undo":
            event = form.event.data or ""
            placements.undo(session, link, int(event) if event.isdecimal() and len(event) < 19 else 0, **who)
            done = said("Taken back.")
        else:
            what = next((one for one in _SAID if one.value == form.what.data), None) or abort(400)
            placements.say(session, link, what, **who)
            done = said(_SAID[what])
    except Refused as refused:
        flash(said(reach.sentence(refused).message), "problem")
        return redirect(f"/staff/placements/{link.code}", 303)
    if came_from := _LISTS.get(form.came_from.data or ""):
        # The line itself says what was noted; a message at the top would be out of sight.
        return redirect(f"{came_from}#p-{link.code}", 303)
    flash(done, "done")
    return redirect(f"/staff/placements/{link.code}", 303)


@blueprint.post("/placements/<code>/details")
@requires(Permission.MAKE_LINKS)
def describe_placement(code: str) -> Any:
    """Puts right where exactly it hangs, what it is and since when."""
    link, form, member = _link(code), DetailsForm(), current_member()
    if form.validate_on_submit():
        try:
            placements.describe(
                transactions.session(), link, label=form.label.data or "", kind=form.kind.data or "",
                hung_on=form.day(), staff_id=member.staff_id, by=member.by, today=reach.today(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        else:
            flash(templating.words()("Saved."), "done")
            return redirect(f"/staff/placements/{link.code}", 303)
    return _page(link, form)


@blueprint.post("/placements/<code>/replace")
@requires(Permission.MAKE_LINKS)
def replace_placement(code: str) -> Any:
    """Stops this link and makes the one that takes its place; its print is there at once, as the old one hung."""
    link, form, member, said = _link(code), ReplaceForm(), current_member(), templating.words()
    slug = form.place.data or ""
    place = reach.place(member, slug) if slug else None
    try:
        if slug and place is None:
            raise Refused("Choose a place from the list.")
        made = placements.replace(
            transactions.session(), link, staff_id=member.staff_id, by=member.by, now=audit.now(), place=place,
            label=form.spot.data or None,
        )  # fmt: skip
    except Refused as refused:
        flash(said(reach.sentence(refused).message), "problem")
        return redirect(f"/staff/placements/{link.code}", 303)
    [line] = placement_words.lines([registers.entry(transactions.session(), made, now=audit.now())], member)
    if line["print_again"]:
        flash(said("The old link no longer opens. Print this one and hang it in its place."), "done")
    else:
        flash(said("The old link no longer opens. This one takes its place."), "done")
    return redirect(line["print_again"] or f"/staff/links/{made.code}", 303)
