"""Building a survey: a new one from a title, all its questions part by part, and what is done with them there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request

from feedback.i18n import marked
from feedback.services import drafts, funnels, previews, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import headers, templating, transactions
from feedback.web.forms import Line, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, preview, question_words, reach
from surveys import building, easyread, timing
from surveys.definition import Definition, Item, Section

if TYPE_CHECKING:
    from feedback.models.survey import Revision, Survey

#: The field of a place in which the end of a part is meant, as a drop sends it.
_END = "end:"
#: What is done on the page, by the word its button sends: the edit, made from the form.
_EDITS: dict[str, Callable[[str], drafts.Edit]] = {
    "up": lambda key: lambda data: building.move_item(data, key, -1),
    "down": lambda key: lambda data: building.move_item(data, key, 1),
    "remove": lambda key: lambda data: building.remove_item(data, key),
    "place": lambda key: lambda data: _placed(data, key, request.form.get("before", "")),
    "part-up": lambda key: lambda data: building.move_section(data, key, -1),
    "part-down": lambda key: lambda data: building.move_section(data, key, 1),
    "part-remove": lambda key: lambda data: building.remove_section(data, key),
    "part-add": lambda _: lambda data: building.add_section(data, _title("part-title")),
}
#: What the notice says was done; the change can be undone there.
_DONE = {
    "up": marked("Moved up."),
    "down": marked("Moved down."),
    "place": marked("Moved."),
    "remove": marked("The question “{text}” is removed."),
    "copy": marked("A copy stands below it. Change its words."),
    "part-up": marked("The part is moved up."),
    "part-down": marked("The part is moved down."),
    "part-remove": marked("The part is removed, with its questions."),
    "part-add": marked("The part is added."),
    "part": marked("Saved."),
    "head": marked("Saved."),
    "question": marked("The question is saved."),
    "added": marked("Added."),
    "undo": marked("Undone."),
}
_LONGEST = 600


class NewForm(StaffForm):
    """The title of a new survey."""

    title = Line("Title")


@blueprint.route("/surveys/new", methods=["GET", "POST"])
@requires(Permission.ADOPT_SURVEYS)
def new_survey() -> Any:
    """A title, and a draft is there."""
    form = NewForm()
    if form.validate_on_submit():
        try:
            made = drafts.create(
                transactions.session(), form.title.data or "", by=current_member().by, today=reach.today()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(f"/staff/surveys/{made.slug}/build", 303)
    return render_template("staff/building/new.html", form=form), form.answer_code()


@blueprint.get("/surveys/<slug>/build")
@requires(Permission.ADOPT_SURVEYS)
def build(slug: str) -> Any:
    """Every question by part, with what can be done."""
    return page(reach.survey(slug))


def page(found: Survey, problems: list[dict[str, str]] | None = None) -> Any:
    """The page of a survey that is being built; with problems it is told what went wrong."""
    session = transactions.session()
    revision = drafts.shown(session, found)
    definition = surveys.definition_of(revision)
    mend = question_words.to_mend(found.slug, revision.definition)
    headers.holds_a_frame()
    shown = render_template(
        "staff/building/build.html", survey=found, definition=definition, revision=revision,
        parts=[_part(found, definition, section, mend) for section in definition.sections], mend=mend,
        draft=revision.published_on is None, ever=found.state != "draft", undo=_undo(revision),
        times=_times(found, definition) if not mend else None,
        languages=preview.chooser(found.slug, previews.languages(session, revision, definition)),
        problems=problems or [], focus=_focus(definition),
    )  # fmt: skip
    return shown, 400 if problems else 200


def _times(found: Survey, definition: Definition) -> dict[str, str]:
    """How long it takes, in words: what was measured once enough people have answered, an estimate until then."""
    said = templating.words()
    measured = timing.median_minutes(funnels.minutes_of_survey(transactions.session(), found.id))
    if measured is not None:
        return {
            "words": said("Half of the people who answered took {minutes} or less.", minutes=_minutes(round(measured))),
            "more": said("Measured on their phones, without knowing whose minutes they are."),
        }  # fmt: skip
    plain, easy = timing.estimate(definition), timing.estimate(definition, easy=True)
    return {
        "words": said("It takes about {plain} to answer, in Easy Read about {easy}.", plain=_minutes(plain.minutes),
                      easy=_minutes(easy.minutes)),
        "more": said("This is an estimate. The longest way through takes {longest}.", longest=_minutes(plain.longest)),
    }  # fmt: skip


def _minutes(number: int) -> str:
    said = templating.words()
    return said("1 minute") if number == 1 else said("{number} minutes", number=number)


def _focus(definition: Definition) -> str:
    """The place the reader was at, where it is still there."""
    wanted = request.args.get("at", "")
    there = {f"q-{item.key}" for item in definition.items()} | {
        f"part-{one.key}" for one in definition.sections
    }
    return wanted if wanted in there else ""


def _undo(revision: Revision) -> dict[str, Any] | None:
    """What was done last, and whether it can be taken back: only right after it, as the address says."""
    done, stamp = request.args.get("done", ""), request.args.get("stamp", "")
    if done not in _DONE or stamp != str(revision.stamp):
        return None
    can = done not in ("question", "head", "part") and revision.before is not None
    there = {item["key"] for item in building.items(revision.definition)}
    gone = [
        item["text"]
        for item in building.items(revision.before or {"sections": []})
        if item["key"] not in there
    ]
    return {"text": templating.words()(_DONE[done], text=", ".join(gone)), "stamp": stamp if can else ""}


def _part(found: Survey, definition: Definition, section: Section, mend: list[Any]) -> dict[str, Any]:
    locked = building.locked({"source": section.source})
    own = [one for one in definition.sections if not building.locked({"source": one.source})]
    asked = [item.key for one in own for item in one.items]
    ends = (asked[:1], asked[-1:])
    return {
        "key": section.key, "section": section, "locked": locked, "href": f"#part-{section.key}",
        "mend": [one.what for one in mend if one.href.endswith(f"#part-{section.key}")],
        "first": section in own[:1], "last": section in own[-1:],
        "items": [
            {**_item(found, definition, item, mend, locked), "first": [item.key] == ends[0] and section in own[:1],
             "last": [item.key] == ends[1] and section in own[-1:]}
            for item in section.items
        ],
    }  # fmt: skip


def _item(found: Survey, definition: Definition, item: Item, mend: list[Any], locked: bool) -> dict[str, Any]:
    findings = [] if locked or building.official({"kind": item.kind}) else easyread.of_item(item)
    return {
        "key": item.key, "item": item, "href": question_words.address(found.slug, item.key),
        "kind": question_words.kind({"kind": item.kind}), "official": building.official({"kind": item.kind}),
        "answers": [option.text for option in item.options],
        "routing": question_words.routing(definition, item),
        "mend": question_words.of_item(mend, found.slug, item.key),
        "findings": len(findings), "use": found.stated_uses.get(item.key, ""),
    }  # fmt: skip


@blueprint.post("/surveys/<slug>/build")
@requires(Permission.ADOPT_SURVEYS)
def change_build(slug: str) -> Any:
    """Moves, copies, removes or adds; or takes the last of these back."""
    found, session, by = reach.survey(slug), transactions.session(), current_member().by
    do, key = request.form.get("do", ""), request.form.get("key", "")
    place = f"part-{key}" if do.startswith("part") and key else f"q-{key}" if key else ""
    if do in ("remove", "part-remove"):
        place = _beside(drafts.shown(session, found).definition, key)
    try:
        if do == "undo":
            stamp = request.form.get("stamp", "")
            drafts.undo(session, found, by=by, stamp=int(stamp) if stamp.isdecimal() else 0)
        elif do == "copy":
            taken = drafts.keys_ever_used(session, found)
            drafts.change(session, found, lambda data: building.copy_item(data, key, taken)[0], by=by)
        elif do in _EDITS:
            drafts.change(session, found, _EDITS[do](key), by=by)
        else:
            abort(400)
    except Refused as refused:
        return page(
            found, [{"text": reach.sentence(refused).message, "href": f"#f-{refused.field or 'main'}"}]
        )
    except drafts.Overtaken as gone:
        text = templating.words()("{who} has removed it meanwhile. Nothing was changed.", who=gone.by)
        return page(found, [{"text": text, "href": "#main"}])
    return back(found, do, place)


def _beside(data: building.Data, key: str) -> str:
    """The place on the page that stays when a question or a part goes: what stood behind it, or before it."""
    keys = [item["key"] for item in building.items(data)]
    if key not in keys:
        return ""
    at = keys.index(key)
    near = [*keys[at + 1 : at + 2], *keys[max(0, at - 1) : at]]
    return f"q-{near[0]}" if near else ""


def back(found: Survey, done: str, place: str = "") -> Any:
    """To the questions, which say what was done and offer to undo it; `place` is where the reader was."""
    revision = drafts.shown(transactions.session(), found)
    said = urlencode({"done": done, "stamp": revision.stamp, **({"at": place} if place else {})})
    return redirect(f"/staff/surveys/{found.slug}/build?{said}#{place or 'done'}", 303)


def _placed(data: building.Data, key: str, before: str) -> building.Data:
    """With a question where it was dropped: before another, or at the end of a part."""
    if before.startswith(_END):
        return building.place_item(data, key, section=before.removeprefix(_END))
    return building.place_item(data, key, before=before)


def _title(name: str) -> str:
    """A title from the form. Raises Refused without one."""
    title = " ".join(request.form.get(name, "").split())
    if not title or len(title) > _LONGEST:
        raise Refused(templating.words()("Give the part a title of up to 600 letters."), name)
    return title
