"""One question of a survey that is being built: written, saved, and kept apart from what others write meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import abort, flash, g, redirect, render_template, request

from feedback.services import drafts, previews, surveys
from feedback.services.refusals import Refused
from feedback.vocabulary import Permission
from feedback.web import headers, templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import (
    blueprint,
    building,
    preview,
    question_choices,
    question_fields,
    question_item,
    question_words,
    reach,
)
from surveys import building as edits
from surveys import easyread
from surveys.definition import Definition, Item

if TYPE_CHECKING:
    from feedback.models.survey import Revision, Survey


@dataclass
class _Desk:
    """What is known while a question is on the page."""

    survey: Survey
    revision: Revision
    definition: Definition
    #: The question as it stands; None for a new one, and for one that somebody removed meanwhile.
    stands: Mapping[str, Any] | None
    key: str
    fixed: bool

    @property
    def item(self) -> Item | None:
        """The same, read."""
        return self.definition.item(self.key)


def _desk(slug: str, key: str = "") -> _Desk:
    found, session = reach.survey(slug), transactions.session()
    revision = drafts.shown(session, found)
    definition = surveys.definition_of(revision)
    stands = edits.item(revision.definition, key) if definition.item(key) else None
    return _Desk(found, revision, definition, stands, key, key in drafts.keys_published(session, found))


@blueprint.route("/surveys/<slug>/build/new", methods=["GET", "POST"])
@requires(Permission.ADOPT_SURVEYS)
def new_question(slug: str) -> Any:
    """A question of one's own, behind the one that `after` names, or at the end of `section`."""
    desk = _desk(slug)
    if request.method == "GET":
        return _page(desk, question_fields.blank())
    fields = question_fields.from_form(request.form)
    if request.form.get("do") not in ("save", "next"):
        return _page(desk, _more(fields))
    return _add(desk, fields)


@blueprint.route("/surveys/<slug>/build/<key>", methods=["GET", "POST"])
@blueprint.route("/surveys/<slug>/build/question/<key>", methods=["GET", "POST"], endpoint="question_by_name")
@requires(Permission.ADOPT_SURVEYS)
def question(slug: str, key: str) -> Any:
    """One question, to be read, changed, or made anew."""
    desk = _desk(slug, key)
    if request.method == "GET":
        if desk.stands is None:
            abort(404)
        return _page(desk, question_fields.from_item(desk.stands))
    if desk.stands is not None and _untouchable(desk):
        abort(404)
    fields, do = question_fields.from_form(request.form), request.form.get("do")
    if do == "add-again":
        return _add(desk, fields)
    if do not in ("save", "anew"):
        if desk.stands is None and "seen" not in request.form:
            abort(404)
        return _page(desk, _more(fields))
    return _save(desk, fields, anew=do == "anew")


def _more(fields: question_fields.Fields) -> question_fields.Fields:
    """The page once more: with more rows where they were asked for, or with a plainer word that was pressed."""
    do = request.form.get("do", "")
    if do.startswith("take|") and do.count("|") == 3:
        question_fields.take(fields, *do.split("|")[1:])
    return question_fields.spared(fields, question_fields.MORE if do == "rows" else 0)


def _save(desk: _Desk, fields: question_fields.Fields, *, anew: bool) -> Any:
    session, key, key_now = transactions.session(), desk.key, desk.key
    item, problems = question_item.item_of(fields, desk.stands, fixed=desk.fixed and not anew)
    if problems:
        return _page(desk, question_fields.spared(fields), problems)
    taken = drafts.keys_ever_used(session, desk.survey) if anew else set()

    def edit(data: edits.Data) -> edits.Data:
        nonlocal key_now
        if anew:
            data, key_now = edits.replace_item(data, key, taken)
        before = edits.item(data, key_now)
        changed = {name: item.get(name) for name in {*before, *item} - {"key"}}
        return edits.change_item(data, key_now, changed)

    try:
        drafts.change(
            session, desk.survey, edit, by=current_member().by, part=lambda data: edits.item(data, key),
            seen=request.form.get("seen", ""),
        )  # fmt: skip
    except Refused as refused:
        return _page(desk, question_fields.spared(fields), {"": reach.sentence(refused).message})
    except drafts.Overtaken as overtaken:
        return _page(desk, question_fields.spared(fields), overtaken=overtaken)
    if anew:
        return redirect(question_words.address(desk.survey.slug, key_now), 303)
    return building.back(desk.survey, "question", f"q-{key}")


def _add(desk: _Desk, fields: question_fields.Fields) -> Any:
    """A new question where it was asked for, or at the end where that place is gone."""
    session, where = transactions.session(), request.form
    item, problems = question_item.item_of(fields, None)
    if problems:
        return _page(desk, question_fields.spared(fields), problems)
    sections = {part.key for part in desk.definition.sections}
    after = where.get("after", "") if desk.definition.item(where.get("after", "")) else ""
    section = where.get("section", "") if where.get("section") in sections else ""
    again = desk.key and desk.definition.item(desk.key) is None
    item["key"] = (
        desk.key if again else edits.key_for(item["text"], drafts.keys_ever_used(session, desk.survey))
    )
    try:
        drafts.change(
            session, desk.survey, lambda data: edits.add_item(data, item, section=section, after=after),
            by=current_member().by,
        )  # fmt: skip
    except Refused as refused:
        return _page(desk, question_fields.spared(fields), {"": reach.sentence(refused).message})
    if where.get("do") == "next":
        flash(templating.words()("“{text}” is added.", text=item["text"]), "done")
        return redirect(
            f"/staff/surveys/{desk.survey.slug}/build/new?{urlencode({'after': item['key']})}", 303
        )
    return building.back(desk.survey, "added", f"q-{item['key']}")


def _untouchable(desk: _Desk) -> str:
    """Why this question's words are not to be changed here; empty where they are."""
    said = templating.words()
    if edits.official(desk.stands or {}):
        return said("This is the official question of the Friends and Family Test. Its words and answers are laid down"
                    " by NHS England, so that every place can be compared.")  # fmt: skip
    if any(
        edits.locked({"source": part.source}) for part in desk.definition.sections if desk.item in part.items
    ):
        return said("This question about the person is the same in every survey, so that groups can be compared. You"
                    " choose whether it is asked.")  # fmt: skip
    return ""


def _page(
    desk: _Desk,
    fields: question_fields.Fields,
    problems: Mapping[str, str] | None = None,
    overtaken: drafts.Overtaken | None = None,
) -> Any:
    session, said, slug = transactions.session(), templating.words(), desk.survey.slug
    theirs = overtaken.theirs if overtaken else None
    # What stands now is what the page shows beside what was typed: the next saving is over that.
    seen = (
        edits.fingerprint(theirs or desk.stands or {})
        if overtaken or not request.form
        else request.form.get("seen", "")
    )
    wrong = {name: said(text) for name, text in (problems or {}).items()}
    mend = question_words.to_mend(slug, desk.revision.definition) if desk.stands else []
    headers.holds_a_frame()
    page = render_template(
        "staff/building/question.html", survey=desk.survey, fields=fields, key=desk.key, fixed=desk.fixed, wrong=wrong,
        untouchable=_untouchable(desk) if desk.stands else "", item=desk.item, seen=seen, overtaken=overtaken,
        gone=desk.stands is None and bool(desk.key),
        differing=question_choices.differing(fields, theirs) if theirs else [],
        kinds=question_choices.kinds(), sets=question_choices.answer_sets(), measures=question_choices.measures(),
        pictures=question_choices.pictures(request.form.get("find-picture", ""), fields.picture),
        every_picture=question_choices.pictures("", ""), find_picture=request.form.get("find-picture", ""),
        asked_before=question_choices.asked_before(desk.definition, desk.key, request.values.get("after", "")),
        answers_of=question_choices.answers_of(desk.definition, fields),
        found=question_choices.found(fields), rules=easyread.RULES, takes=question_fields.taking(fields),
        mend=question_words.of_item(mend, slug, desk.key),
        after=request.values.get("after", ""), section=request.values.get("section", ""),
        languages=preview.chooser(slug, previews.languages(session, desk.revision, desk.definition)),
        lang=request.form.get("lang", "en"), address=question_words.address(slug, desk.key) if desk.key else "",
    )  # fmt: skip
    return page, 409 if overtaken else 400 if wrong else 200


@blueprint.post("/surveys/<slug>/words")
@requires(Permission.ADOPT_SURVEYS)
def check_words(slug: str) -> Any:
    """What the plain check finds in the Easy Read of the question that is being written; nothing is kept."""
    g.discard = True
    reach.survey(slug)
    fields = question_fields.from_form(request.form)
    return render_template(
        "staff/building/_words_found.html", found=question_choices.found(fields), rules=easyread.RULES,
        takes=question_fields.taking(fields),
    )  # fmt: skip
