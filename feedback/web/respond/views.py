"""The addresses a respondent meets: the survey, sending it, and the thank-you."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from feedback import db, i18n
from feedback.services import collector_links, funnels
from feedback.services.faces import Face
from feedback.services.surveys import Served
from feedback.vocabulary import SurveyState, canonical_language
from feedback.web import templating, transactions
from feedback.web.guard import public
from feedback.web.respond import blueprint, board, pages, refusals, taking, thanking


@blueprint.get("/s/<code>")
@blueprint.get("/S/<code>", endpoint="survey_in_capitals")
@public
def survey(code: str) -> Any:
    """The survey behind a link, in the best language on offer."""
    face, served = opened(code)
    if face.link.personal:
        return _beside(face)
    language = i18n.choose(request.headers.get("Accept-Language", ""), tuple(served.languages))
    answer = pages.fresh(face, served, language)
    answer.headers["Vary"] = "Accept-Language, Accept-Encoding"
    return answer


@blueprint.get("/s/<code>/<lang>")
@blueprint.get("/S/<code>/<lang>", endpoint="survey_in_language_in_capitals")
@public
def survey_in_language(code: str, lang: str) -> Any:
    """The survey in one language; one that is not on offer leads to the best that is."""
    language = canonical_language(lang) or abort(404)
    face, served = opened(code)
    if face.link.personal:
        return _beside(face)
    if language not in served.languages:
        return redirect(f"/s/{face.link.code}", 302)
    return pages.fresh(face, served, language)


@blueprint.post("/s/<code>/<lang>")
@blueprint.post("/S/<code>/<lang>", endpoint="answer_in_capitals")
@public
def answer(code: str, lang: str) -> Any:
    """Takes an answering: checks it, stores it once, and says thank you; or shows it again with what is wrong."""
    language = canonical_language(lang) or abort(404)
    try:
        return taking.take(code, language)
    except db.UNAVAILABLE:
        g.discard = True
        return refusals.held(language, request.form.items(multi=True))


@blueprint.get("/s/<code>/<lang>/thanks")
@blueprint.get("/S/<code>/<lang>/thanks", endpoint="thanks_in_capitals")
@public
def thanks(code: str, lang: str) -> Response:
    """Thank you, where to get help, and what changed because people answered."""
    language = canonical_language(lang) or abort(404)
    face = board.the().look_up(code) or abort(404)
    return thanking.page(face, language, request.args.get("t", ""))


@blueprint.post("/s/<code>/<lang>/reached")
@public
def reached(code: str, lang: str) -> tuple[str, int]:
    """How far somebody got who leaves without sending: the section alone, and nothing of what they answered."""
    language = canonical_language(lang) or abort(404)
    face = board.the().look_up(code) or abort(404)
    section = request.form.get("section", "")
    if face.served and section in {one.key for one in face.served.definition.sections}:
        board.the().tally.note(face.link, language, funnels.STARTED, funnels.LEFT + section)
    return "", 204


@blueprint.get("/left")
@public
def left() -> Response:
    """Where "Delete and leave" leads: a page that says nothing of any survey, and has the browser drop its copies."""
    asked = canonical_language(request.args.get("lang", ""))
    offered = i18n.shipped_languages()
    templating.speak(
        asked if asked in offered else i18n.choose(request.headers.get("Accept-Language", ""), offered)
    )
    page = make_response(render_template("respond/left.html", script=Markup(templating.script("left"))))
    page.headers["Cache-Control"] = "no-store"
    page.headers["Clear-Site-Data"] = '"cache"'
    return page


@blueprint.get("/left.svg")
@public
def left_picture() -> Response:
    """Nothing to see: asked for by a page without scripts once it stands, when the page before it lies in memory."""
    picture = make_response('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    picture.content_type = "image/svg+xml"
    picture.headers["Cache-Control"] = "no-store"
    picture.headers["Clear-Site-Data"] = '"cache"'
    return picture


@blueprint.get("/answer-worker.js")
@public
def worker() -> Response:
    """The script that keeps an open page working without a signal and sends what waits."""
    script = make_response(templating.script("answer-worker"))
    script.content_type = "text/javascript; charset=utf-8"
    script.headers["Cache-Control"] = "no-cache"
    return script


def _beside(face: Face) -> Any:
    """A campaign's code without a personal link: the way to the survey that anybody may take, where there is one."""
    link = face.link
    code = collector_links.open_beside(
        transactions.session(), link.link_id, survey_id=link.survey_id, place_id=link.place_id
    )
    if code is None:
        raise _page("respond/personal.html", 404)
    raise _onwards(code)


def opened(code: str) -> tuple[Face, Served]:
    """The link and its survey, or the kind page that says why not."""
    face = board.the().look_up(code)
    if face is None:
        raise _page("respond/unknown.html", 404)
    link, served, g.organisation = face.link, face.served, face.look
    if link.revoked:
        raise _page("respond/revoked.html", 410)
    if link.leads_to and link.survey_state != SurveyState.PUBLISHED:
        raise _onwards(link.leads_to)
    if link.survey_state == SurveyState.CLOSED:
        raise _page("respond/closed.html", 410)
    if link.opens_on is not None:
        raise _page("respond/not_yet.html", 404, day=link.opens_on)
    if link.survey_state != SurveyState.PUBLISHED or served is None:
        raise _page("respond/unknown.html", 404)
    return face, served


def _onwards(code: str) -> HTTPException:
    """The way from an old printed code to the survey that took over, in the language that was asked for."""
    named = (request.view_args or {}).get("lang")
    answer = redirect(f"/s/{code}/{named}" if named else f"/s/{code}", 302)
    answer.headers["Cache-Control"] = "no-store"
    error = HTTPException(response=answer)
    error.code = 302
    return error


def _page(template: str, code: int, **more: Any) -> HTTPException:
    """A kind page in the language of the address, or of the reader; it can be read in every other one."""
    offered = i18n.shipped_languages()
    named = canonical_language((request.view_args or {}).get("lang") or request.args.get("lang", ""))
    accepted = request.headers.get("Accept-Language", "")
    templating.speak(named if named in offered else i18n.choose(accepted, offered))
    g.languages = templating.language_links(offered)
    error = HTTPException(response=make_response(render_template(template, **more), code))
    error.code = code
    return error
