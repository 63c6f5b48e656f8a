"""The preview: a draft as the public will meet it, the whole survey or one question that is still being written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Response, abort, g, make_response, request

from feedback.i18n import Words
from feedback.services import drafts, looks, previews, surveys
from feedback.vocabulary import (
    ENGLISH,
    ENGLISH_NAMES,
    LANGUAGES,
    Permission,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import answering, asking, headers, templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, question_fields, question_item, reach
from surveys import building
from surveys.definition import Definition

if TYPE_CHECKING:
    from feedback.models.survey import Revision, Survey


@blueprint.get("/surveys/<slug>/preview")
@requires(Permission.SEE_SURVEYS)
def preview(slug: str) -> Response:
    """The survey as it stands, or one question of it by `question`."""
    found = reach.survey(slug)
    revision = drafts.shown(transactions.session(), found)
    definition = surveys.definition_of(revision)
    key = request.args.get("question", "")
    if key and definition.item(key) is None:
        abort(404)
    return _page(found, revision, _alone(definition, key) if key else definition, only=bool(key))


@blueprint.post("/surveys/<slug>/preview")
@requires(Permission.ADOPT_SURVEYS)
def preview_unsaved(slug: str) -> Response:
    """The question that somebody is writing, as it would be asked; nothing is kept."""
    g.discard = True
    found = reach.survey(slug)
    revision = drafts.shown(transactions.session(), found)
    definition = surveys.definition_of(revision)
    typed = question_fields.from_form(request.form)
    known = definition.item(request.form.get("key", ""))
    before = building.item(revision.definition, known.key) if known else None
    item = question_item.showable(typed, before, templating.words()("(Your question)"))
    section = next((part for part in definition.sections if known in part.items), None)
    title = section.title if section else definition.title
    data = {"key": definition.key, "title": definition.title, "sections": [
        {"key": section.key if section else "part", "title": title, "source": section.source if section else None,
         "items": [item]}]}  # fmt: skip
    return _page(found, revision, _alone(Definition.model_validate(data), item["key"]), only=True)


def _alone(definition: Definition, key: str) -> Definition:
    """The survey with nothing but one question, which is then asked of everybody, and in Easy Read too."""
    asked: dict[str, Any] = {"show_when": [], "proxy": True, "easy_read": True}
    sections = [
        part.model_copy(
            update={"items": [one.model_copy(update=asked) for one in part.items if one.key == key]}
        )
        for part in definition.sections
    ]
    return definition.model_copy(update={"sections": [part for part in sections if part.items]})


def _page(found: Survey, revision: Revision, definition: Definition, *, only: bool) -> Response:
    session = transactions.session()
    language = canonical_language(request.values.get("lang", "") or ENGLISH) or ENGLISH
    offered = previews.languages(session, revision, surveys.definition_of(revision))
    if language not in {one.language for one in offered}:
        language = ENGLISH
    texts, interface = previews.words(session, revision, definition, language)
    look, speaking = looks.of(session, current_member().organisation_id), Words(language, interface, True)
    page = asking.build(definition, texts, language)
    said = templating.words()
    told = said("This is a preview. Nothing is sent or kept.")
    if not only and (lacks := next((one.missing for one in offered if one.language == language), 0)):
        told = f"{told} {said('{number} texts are not in this language yet.', number=lacks)}"
    rendered = answering.render(
        replace(page, title="") if only else page, look, speaking, preview=told, runs=not only, only=only, code="",
        submission="", revision=revision.number, texts=0, place=said("(the place of the link)"), easy_offered="",
        kept=True, younger=None, seal_key="", languages=[] if only else chooser(found.slug, offered, language),
    )  # fmt: skip
    answer = make_response(rendered.html)
    answer.headers["Content-Security-Policy"] = headers.policy(rendered.style, rendered.scripts)
    return headers.in_a_frame(answer)


def chooser(slug: str, offered: list[previews.Offered], current: str = "") -> list[dict[str, Any]]:
    """The languages a preview can be in, each with its address; incomplete ones say so."""
    said = templating.words()
    return [
        {
            "tag": one.language, "key": one.language, "name": LANGUAGES[one.language],
            "missing": one.missing,
            "text": said(
                "{language}: {number} texts missing", language=ENGLISH_NAMES[one.language], number=one.missing
            ) if one.missing else ENGLISH_NAMES[one.language],
            "html_language": html_language(one.language), "direction": direction(one.language),
            "current": one.language == current, "href": f"/staff/surveys/{slug}/preview?lang={one.language}",
        }
        for one in offered
    ]  # fmt: skip
