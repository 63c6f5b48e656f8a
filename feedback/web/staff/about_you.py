"""What a survey asks about the person: chosen from the shared block, with a stated use for what goes beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request

from feedback.services import drafts, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import templating, transactions
from feedback.web.forms import StaffForm
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach
from surveys import building, reading
from surveys.definition import Definition, Item, Kind

if TYPE_CHECKING:
    from werkzeug import Response

_LONGEST_USE = 300


def choices(source: Definition) -> list[Item]:
    """The questions about the person that this survey can ask here."""
    offered = {key for key, _, _ in surveys.choices(transactions.session(), source)}
    return [item for item in reading.shipped(surveys.ABOUT_YOU).items() if item.key in offered]


def typed_uses(offered: list[Item]) -> dict[str, str]:
    """The stated uses as they were sent."""
    return {item.key: " ".join(request.form.get(f"use-{item.key}", "").split()) for item in offered}


def lacks_lookup(source: Definition, offered: list[Item]) -> bool:
    """Whether the survey may ask for a postcode, and there is nothing here to look it up in."""
    postcodes = {i.key for i in reading.shipped(surveys.ABOUT_YOU).items() if i.kind is Kind.POSTCODE}
    allowed = postcodes if source.about_you is None else postcodes & set(source.about_you)
    return not allowed <= {item.key for item in offered}


def problems(offered: list[Item], chosen: list[str], uses: dict[str, str]) -> dict[str, str]:
    """What is wrong with each question that was ticked: no use stated, or its own question missing."""
    said = templating.words()
    asked = {item.key: item.text for item in offered}
    found = {}
    for item in offered:
        if item.key not in chosen:
            continue
        needs = [condition.item for condition in item.show_when] + [item.parent_item or ""]
        missing = [key for key in needs if key in asked and key not in chosen]
        if missing:
            found[item.key] = said(
                "This is asked only after “{text}”. Tick that too.", text=asked[missing[0]]
            )
        elif not item.default and not uses[item.key]:
            found[item.key] = said("Say what you will use it for. People may ask you.")
        elif len(uses[item.key]) > _LONGEST_USE:
            found[item.key] = said("Keep it under {number} letters.", number=_LONGEST_USE)
    return found


@blueprint.route("/surveys/<slug>/build/about-you", methods=["GET", "POST"])
@requires(Permission.ADOPT_SURVEYS)
def build_about_you(slug: str) -> Response | tuple[str, int]:
    """Chooses what a draft asks about the person."""
    found, form, session = reach.survey(slug), StaffForm(), transactions.session()
    data = drafts.shown(session, found).definition
    definition = Definition.model_validate(data)
    offered = choices(definition)
    sent = form.is_submitted()
    chosen = request.form.getlist("chosen") if sent else building.chosen_about_you(data)
    uses = typed_uses(offered) if sent else {one.key: found.stated_uses.get(one.key, "") for one in offered}
    wrong = problems(offered, chosen, uses) if sent else {}
    seen = request.form.get("seen", "") if sent else building.fingerprint(surveys.about_you_of(data))
    if form.validate_on_submit() and not wrong:
        try:
            surveys.choose_about_you(session, found, chosen, uses, by=current_member().by, seen=seen)
        except Refused as refused:
            form.refuse(reach.sentence(refused))
        except drafts.Overtaken as overtaken:
            form.refuse(Refused(_overtaken(overtaken, offered)))
            seen = building.fingerprint(overtaken.theirs or {})
        else:
            return redirect(f"/staff/surveys/{slug}/build#about-you", 303)
    page: Any = render_template(
        "staff/building/about_you.html", survey=found, choices=offered, chosen=chosen, uses=uses, problems=wrong,
        form=form, no_lookup=lacks_lookup(definition, offered), seen=seen,
    )  # fmt: skip
    return page, 400 if wrong or form.problems else 200


def _overtaken(overtaken: drafts.Overtaken, offered: list[Item]) -> str:
    """What somebody else chose meanwhile, in words."""
    theirs = (overtaken.theirs or {}).get("chosen", [])
    texts = [item.text for item in offered if item.key in theirs]
    return templating.words()(
        "{who} has chosen meanwhile: {texts}. Yours is below; save again to keep yours.",
        who=overtaken.by, texts=", ".join(texts) or templating.words()("none of them"),
    )  # fmt: skip
