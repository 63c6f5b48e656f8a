"""The addresses a respondent meets: the survey, sending it, and the thank-you."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from flask import Response, abort, current_app, g, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from feedback import db, i18n
from feedback.services import audit, collector_links, funnels, geographies, responses, surveys
from feedback.services.collector_links import OpenedLink
from feedback.services.faces import Face
from feedback.services.responses import Arrival, Outcome
from feedback.services.surveys import Served
from feedback.vocabulary import EASY_READ, SurveyState, canonical_language
from feedback.web import templating, transactions
from feedback.web.guard import public
from feedback.web.respond import blueprint, board, pages, sealing, thanking
from surveys.answers import Problem, Reading, read_form

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def now() -> datetime:
    """This moment in UTC, as moments are stored."""
    return audit.now()


def today() -> date:
    """The day an answer is dated with."""
    return now().date()


@blueprint.get("/s/<code>")
@blueprint.get("/S/<code>", endpoint="survey_in_capitals")
@public
def survey(code: str) -> Response:
    """The survey behind a link, in the best language on offer."""
    face, served = _opened(code)
    language = i18n.choose(request.headers.get("Accept-Language", ""), tuple(served.languages))
    answer = _asked(face, served, language)
    answer.headers["Vary"] = "Accept-Language, Accept-Encoding"
    return answer


@blueprint.get("/s/<code>/<lang>")
@blueprint.get("/S/<code>/<lang>", endpoint="survey_in_language_in_capitals")
@public
def survey_in_language(code: str, lang: str) -> Any:
    """The survey in one language; one that is not on offer leads to the best that is."""
    language = canonical_language(lang) or abort(404)
    face, served = _opened(code)
    if language not in served.languages:
        return redirect(f"/s/{face.link.code}", 302)
    return _asked(face, served, language)


def _asked(face: Face, served: Served, language: str) -> Response:
    board.the().tally.note(face.link, language, funnels.OPENED)
    return pages.fresh(face, served, language)


@blueprint.post("/s/<code>/<lang>")
@blueprint.post("/S/<code>/<lang>", endpoint="answer_in_capitals")
@public
def answer(code: str, lang: str) -> Any:
    """Takes an answering: checks it, stores it once, and says thank you; or shows it again with what is wrong."""
    language = canonical_language(lang) or abort(404)
    try:
        return _answered(code, language)
    except db.UNAVAILABLE:
        g.discard = True
        return pages.held(language, request.form.items(multi=True))


def _answered(code: str, language: str) -> Any:
    session = transactions.session()
    link = collector_links.open_code(session, code) or abort(404)
    sent = list(request.form.items(multi=True)) if request.mimetype in _FORMS else []
    sealed = dict(sent).get("sealed")
    if sealed:
        try:
            sent = sealing.open_sealed(current_app.config["SECRET_KEY"], sealed)
        except sealing.CannotOpen:
            abort(400)
    form = dict(reversed(sent))
    face, served, problems = _shown_to(link, form)
    if link.revoked or not surveys.takes_answers(link.survey_state, link.closed_at, now()):
        # What waited sealed on a phone that others may hold is not shown to whoever holds it now.
        return pages.gone(link, served, language, [] if sealed else sent)
    switch = canonical_language(form.get("switch-to", ""))
    if switch and switch in served.languages:
        return pages.again(face, served, switch, sent, [], 200)
    if request.mimetype not in _FORMS:
        return pages.again(face, served, language, [], [Problem(None, "not-a-form")], 415)
    reading = read_form(served.definition, sent, geographies.look_up(session), easy=language == EASY_READ)
    if problems or reading.problems:
        if sealed:
            abort(400)
        return pages.again(face, served, language, sent, [*problems, *reading.problems], 400)
    submission = form.get("submission", "") or secrets.token_urlsafe(18)
    outcome = _submit(link, served, language, reading, form, submission)
    if outcome is Outcome.DIFFERENT and sealed:
        # Nobody is there to be asked whose they are, so both are kept.
        submission = f"{submission[:100]} {hashlib.sha256(sealed.encode()).hexdigest()}"
        outcome = _submit(link, served, language, reading, form, submission)
    if outcome is Outcome.DIFFERENT:
        g.discard = True
        return pages.whose(link, served, templating.speak(language), sent)
    # Here and not after the request: a disk that fills up now must not cost anybody their answers.
    transactions.commit()
    if outcome is Outcome.STORED:
        board.the().tally.note(link, language, funnels.STARTED, funnels.SENT)
    thanks = redirect(f"/s/{link.code}/{language}/thanks", 303)
    thanks.headers["Cache-Control"] = "no-store"
    return thanks


def _submit(
    link: OpenedLink, served: Served, language: str, reading: Reading, form: dict[str, str], submission: str
) -> Outcome:
    session = transactions.session()
    edition = geographies.edition_of(session, reading.answers)
    version = form.get("texts", "")
    known = served.languages.get(language, 1)
    arrival = Arrival.by_link(
        link, language, int(version) if version.isdecimal() and len(version) < 9 else known, edition
    )
    return responses.submit(
        session,
        served,
        arrival,
        reading.answers,
        submission=submission,
        replaces=form.get("replaces"),
        today=today(),
    )


def _shown_to(link: OpenedLink, form: dict[str, str]) -> tuple[Face, Served, list[Problem]]:
    """The revision the page showed; when it names one that is not ours, the current one and a problem saying so.

    Whether the link is open was asked of the database; what a revision holds never changes, so the board may tell.
    """
    face = board.the().look_up(link.code) or abort(404)
    current = face.served or abort(404)
    named = form.get("revision", "")
    if not named or named == str(current.number):
        return face, current, []
    earlier = surveys.served_revision(
        transactions.session(), link.survey_id, int(named) if named.isdecimal() and len(named) < 9 else 0
    )
    return (face, earlier, []) if earlier else (face, current, [Problem(None, "out-of-date")])


@blueprint.get("/s/<code>/<lang>/thanks")
@blueprint.get("/S/<code>/<lang>/thanks", endpoint="thanks_in_capitals")
@public
def thanks(code: str, lang: str) -> Response:
    """Thank you, where to get help, and what changed because people answered."""
    language = canonical_language(lang) or abort(404)
    face = board.the().look_up(code) or abort(404)
    return thanking.page(face, language, receipt="", carer=False)


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
    page = make_response(render_template("respond/left.html"))
    page.headers["Cache-Control"] = "no-store"
    page.headers["Clear-Site-Data"] = '"cache"'
    return page


@blueprint.get("/answer-worker.js")
@public
def worker() -> Response:
    """The script that keeps an open page working without a signal and sends what waits."""
    script = make_response(templating.script("answer-worker"))
    script.content_type = "text/javascript; charset=utf-8"
    script.headers["Cache-Control"] = "no-cache"
    return script


def _opened(code: str) -> tuple[Face, Served]:
    """The link and its survey, or the kind page that says why not."""
    face = board.the().look_up(code)
    if face is None:
        raise _page("respond/unknown.html", 404)
    link, served, g.organisation = face.link, face.served, face.look
    if link.revoked:
        raise _page("respond/revoked.html", 410)
    if link.survey_state == SurveyState.CLOSED:
        raise _page("respond/closed.html", 410)
    if link.survey_state != SurveyState.PUBLISHED or served is None:
        raise _page("respond/unknown.html", 404)
    return face, served


def _page(template: str, code: int) -> HTTPException:
    """A kind page in the language of the address, or of the reader; it can be read in every other one."""
    offered = i18n.shipped_languages()
    named = canonical_language((request.view_args or {}).get("lang") or request.args.get("lang", ""))
    accepted = request.headers.get("Accept-Language", "")
    templating.speak(named if named in offered else i18n.choose(accepted, offered))
    g.languages = templating.language_links(offered)
    error = HTTPException(response=make_response(render_template(template), code))
    error.code = code
    return error
