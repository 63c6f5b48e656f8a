"""Who reads what people write: every language of a survey in one form, and the colleagues who take weeks in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request

from feedback.i18n import marked
from feedback.services import comment_readers, enrolments, rotas, translations
from feedback.services.comment_readers import Naming
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, ENGLISH, ENGLISH_NAMES, LANGUAGES, Cover, Permission, canonical_language
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, comments, reach

if TYPE_CHECKING:
    from feedback.models.survey import Survey

COVERS = {
    Cover.NOBODY: marked("Nobody. People are told so."),
    Cover.WEEKENDS: marked("Staff also read at weekends"),
    Cover.ALWAYS: marked("Staff also read at night and at weekends"),
}
_ADDRESS = "/surveys/<slug>/readers"


@blueprint.get(_ADDRESS)
@requires(Permission.ADOPT_SURVEYS)
def readers(slug: str) -> Any:
    """Every language with who reads it, who stands in, and in how many working days."""
    return _page(reach.survey(slug))


def _tags(survey: Survey) -> list[str]:
    """English, every language with words here, and every one that somebody is named for."""
    session = transactions.session()
    found = {one.language for one in translations.standing(session, survey)} | {ENGLISH}
    found |= set(comment_readers.of_survey(session, survey.id))
    return [tag for tag in LANGUAGES if tag in found]


def _page(survey: Survey, refused: Refused | None = None) -> Any:
    session = transactions.session()
    able = comment_readers.able(session)
    there, promises = (
        comment_readers.of_survey(session, survey.id),
        comment_readers.promises(session, survey.id),
    )
    sent = request.form if refused and refused.field != "people" else {}
    lines = []
    for tag in _tags(survey):
        row = there.get(tag)
        lines.append(
            {
                "tag": tag, "name": ENGLISH_NAMES[tag],
                "reader": sent.get(f"reader-{tag}", str(row.reader_id) if row else ""),
                "deputy": sent.get(f"deputy-{tag}", str(row.deputy_id or "") if row else ""),
                "days": sent.get(f"days-{tag}", str(row.days) if row else "1"),
                "open": comment_readers.among(promises, tag) is not None,
                "covered": tag not in promises and comment_readers.among(promises, tag) is not None,
                "left": row is not None and tag not in promises,
            }
        )  # fmt: skip
    first = next(iter(there.values()), None)
    rota = rotas.on_duty(session, comments.today()).rotas
    turns = next((rota[key].people for key in ((survey.id, ENGLISH), (None, ENGLISH)) if key in rota), [])
    page = render_template(
        "staff/comments/readers.html", survey=survey, lines=lines, refused=refused,
        people=[(str(one.member.id), one.member.name or one.member.email) for one in able],
        covers=[{"key": key.value, "text": templating.words()(text)} for key, text in COVERS.items()],
        cover=sent.get("cover", first.cover if first else Cover.NOBODY.value),
        phone=sent.get("phone", first.phone if first else ""), turns=[str(one) for one in turns],
        languages=[(tag, ENGLISH_NAMES[tag]) for tag in LANGUAGES if tag != BSL],
    )  # fmt: skip
    return page, 400 if refused else 200


@blueprint.post(_ADDRESS)
@requires(Permission.ADOPT_SURVEYS)
def name_readers(slug: str) -> Any:
    """Keeps who reads what; where one person is chosen for all, they read every language."""
    session, member, survey, said = (
        transactions.session(),
        current_member(),
        reach.survey(slug),
        templating.words(),
    )
    try:
        namings = {tag: _naming(tag) for tag in _tags(survey)}
        changed = comment_readers.name(session, survey, namings, by=member.by, today=comments.today())
    except Refused as refused:
        return _page(survey, reach.sentence(refused))
    # The queue begins with the first reader, so that nothing that comes from here on counts as from before.
    enrolments.catch_up(session, today=comments.today())
    open_in = [tag for tag in namings if not comment_readers.without(session, survey.id, [tag])]
    flash(
        said("Kept. People are asked for their own words in languages: {number}.", number=len(open_in))
        if changed
        else said("Nothing was different."),
        "done",
    )
    return redirect(f"/staff/surveys/{slug}/readers", 303)


def _naming(tag: str) -> Naming | None:
    reader = request.form.get("everything", "") or request.form.get(f"reader-{tag}", "")
    if not reader:
        return None
    deputy = request.form.get("every-deputy", "") or request.form.get(f"deputy-{tag}", "")
    if deputy == reader and request.form.get("everything"):
        # They stood in for somebody whose place they take now.
        deputy = ""
    days = request.form.get(f"days-{tag}", "1").strip()
    return Naming(
        _number(reader),
        _number(deputy) if deputy else None,
        _number(days),
        _cover(),
        " ".join(request.form.get("phone", "").split()),
    )


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _cover() -> Cover:
    chosen = request.form.get("cover", Cover.NOBODY.value)
    if chosen not in [one.value for one in Cover]:
        raise Refused("choose who reads at night and at weekends", "cover")
    return Cover(chosen)


@blueprint.post("/surveys/<slug>/rota")
@requires(Permission.ADOPT_SURVEYS)
def arrange_rota(slug: str) -> Any:
    """Colleagues take weeks in turn, in one survey or in every one of the organisation."""
    session, member, survey = transactions.session(), current_member(), reach.survey(slug)
    language = canonical_language(request.form.get("language", ENGLISH)) or abort(404)
    people = [_number(typed) for typed in request.form.getlist("turn") if typed]
    whole = request.form.get("whole") == "yes"
    try:
        rotas.arrange(
            session, None if whole else survey, language, people, by=member.by, today=comments.today()
        )
    except Refused as refused:
        return _page(survey, reach.sentence(refused))
    said = templating.words()
    flash(
        said("They take weeks in turn, from this week on.") if people else said("There is no rota any more."),
        "done",
    )
    return redirect(f"/staff/surveys/{slug}/readers", 303)
