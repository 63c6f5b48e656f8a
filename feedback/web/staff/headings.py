"""The words at the top of a survey and of each of its parts, in standard and in Easy Read."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request

from feedback.services import drafts
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.forms import Line, Lines, StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from feedback.web.staff import building as staff_building
from surveys import building, easyread

_LONGEST = 600
_HEAD = ("title", "title-easy", "introduction", "introduction-easy")


class HeadForm(StaffForm):
    """The words at the top of a survey or of a part, in standard and in Easy Read."""

    title = Line("Title")
    title_easy = Line("Title in Easy Read")
    introduction = Lines("Introduction")
    introduction_easy = Lines("Introduction in Easy Read")

    def changed(self) -> dict[str, str]:
        """What was typed, by the names of a definition. Raises Refused with the field."""
        words = {one.name: one.data or "" for one in self if one.name != "csrf_token"}
        if not words["title"]:
            raise Refused(templating.words()("Give it a title."), "title")
        for name, text in words.items():
            if len(text) > _LONGEST:
                raise Refused(templating.words()("Keep it under 600 letters."), name)
        return {name.replace("_", "-"): text for name, text in words.items()}


@blueprint.route("/surveys/<slug>/build/words", methods=["GET", "POST"])
@requires(Permission.ADOPT_SURVEYS)
def head(slug: str) -> Any:
    """The title and introduction of the survey, or of the part that `part` names."""
    found, session, form = reach.survey(slug), transactions.session(), HeadForm()
    key, theirs = request.values.get("part", ""), None
    data = drafts.shown(session, found).definition

    def of(whole: Any) -> dict[str, Any]:
        thing = building.section(whole, key) if key else whole
        return {name: thing.get(name, "") for name in _HEAD}

    try:
        seen = request.form.get("seen", "") or building.fingerprint(of(data))
        if not form.is_submitted():
            form = HeadForm(data={name.replace("-", "_"): text for name, text in of(data).items()})
        if form.validate_on_submit():
            changed = form.changed()
            edit: drafts.Edit = (
                (lambda whole: building.change_section(whole, key, changed)) if key
                else (lambda whole: building.change_head(whole, changed))
            )  # fmt: skip
            drafts.change(session, found, edit, by=current_member().by, part=of, seen=seen)
            return staff_building.back(found, "part" if key else "head", f"part-{key}" if key else "")
    except KeyError:
        abort(404)
    except Refused as refused:
        form.refuse(reach.sentence(refused))
    except drafts.Overtaken as overtaken:
        theirs = overtaken
        seen = building.fingerprint(overtaken.theirs or {})
        form.refuse(Refused(templating.words()("{who} has changed these words meanwhile.", who=theirs.by)))
    names = [(one.name, one.label.text) for one in form if one.name != "csrf_token"]
    shown = render_template(
        "staff/building/words.html", rules=easyread.RULES, survey=found, form=form, part=key, seen=seen,
        theirs=theirs, names=names,
        found={name: easyread.findings(form[name].data or "") for name in ("title_easy", "introduction_easy")},
    )  # fmt: skip
    return shown, form.answer_code()
