"""The addresses a respondent meets: the survey, sending it, and the thank-you."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from feedback import db, i18n
from feedback.services import audit, collector_links, geographies, responses, surveys
from feedback.services.collector_links import OpenedLink
from feedback.services.responses import Arrival, Outcome
from feedback.services.surveys import Served
from feedback.vocabulary import SurveyState, canonical_language
from feedback.web import templating, transactions
from feedback.web.guard import public
from feedback.web.respond import blueprint, board, pages
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
    link, served = _opened(code)
    language = i18n.choose(request.headers.get("Accept-Language", ""), tuple(served.languages))
    answer = pages.fresh(link, served, language)
    answer.headers["Vary"] = "Accept-Language, Accept-Encoding"
    return answer


@blueprint.get("/s/<code>/<lang>")
@blueprint.get("/S/<code>/<lang>", endpoint="survey_in_language_in_capitals")
@public
def survey_in_language(code: str, lang: str) -> Any:
    """The survey in one language; one that is not on offer leads to the best that is."""
    language = canonical_language(lang) or abort(404)
    link, served = _opened(code)
    if language not in served.languages:
        return redirect(f"/s/{link.code}", 302)
    return pages.fresh(link, served, language)


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
    speaking = templating.speak(language)
    sent = list(request.form.items(multi=True)) if request.mimetype in _FORMS else []
    served, problems = _shown_to(link)
    if link.revoked or not surveys.takes_answers(link.survey_state, link.closed_at, now()):
        return pages.gone(link, served, language, sent)
    switch = canonical_language(request.form.get("switch-to", ""))
    if switch and switch in served.languages:
        return pages.again(link, served, switch, sent, [], 200)
    if request.mimetype not in _FORMS:
        return pages.again(link, served, language, [], [Problem(None, "not-a-form")], 415)
    reading = read_form(served.definition, sent, geographies.look_up(session))
    if problems or reading.problems:
        return pages.again(link, served, language, sent, [*problems, *reading.problems], 400)
    outcome = _submit(link, served, language, reading)
    if outcome is Outcome.DIFFERENT:
        g.discard = True
        return pages.whose(link, served, speaking, sent)
    # Here and not after the request: a disk that fills up now must not cost anybody their answers.
    transactions.commit()
    thanks = redirect(f"/s/{link.code}/{language}/thanks", 303)
    thanks.headers["Cache-Control"] = "no-store"
    return thanks


def _submit(link: OpenedLink, served: Served, language: str, reading: Reading) -> Outcome:
    session = transactions.session()
    edition = geographies.edition_of(session, reading.answers)
    version = request.form.get("texts", "")
    known = served.languages.get(language, 1)
    arrival = Arrival.by_link(
        link, language, int(version) if version.isdecimal() and len(version) < 9 else known, edition
    )
    return responses.submit(
        session,
        served,
        arrival,
        reading.answers,
        submission=request.form.get("submission", "") or secrets.token_urlsafe(18),
        replaces=request.form.get("replaces"),
        today=today(),
    )


def _shown_to(link: OpenedLink) -> tuple[Served, list[Problem]]:
    """The revision the page showed; when it names one that is not ours, the current one and a problem saying so.

    Whether the link is open was asked of the database; what a revision holds never changes, so the board may tell.
    """
    known = board.look_up(link.code)
    current = (known.served if known else None) or abort(404)
    named = request.form.get("revision", "")
    if not named or named == str(current.number):
        return current, []
    earlier = surveys.served_revision(
        transactions.session(), link.survey_id, int(named) if named.isdecimal() and len(named) < 9 else 0
    )
    return (earlier, []) if earlier else (current, [Problem(None, "out-of-date")])


@blueprint.get("/s/<code>/<lang>/thanks")
@blueprint.get("/S/<code>/<lang>/thanks", endpoint="thanks_in_capitals")
@public
def thanks(code: str, lang: str) -> Response:
    """Thank you, where to get help, and what changed because people answered."""
    language = canonical_language(lang) or abort(404)
    found = board.look_up(code) or abort(404)
    templating.speak(language)
    g.organisation = found.look
    page = pages.sent(board.thanks(found, language), {})
    page.headers["Cache-Control"] = "no-store"
    return page


def _opened(code: str) -> tuple[OpenedLink, Served]:
    """The link and its survey, or the kind page that says why not."""
    found = board.look_up(code)
    if found is None:
        raise _page("respond/unknown.html", 404)
    link, served, g.organisation = found.link, found.served, found.look
    if link.revoked:
        raise _page("respond/revoked.html", 410)
    if link.survey_state == SurveyState.CLOSED:
        raise _page("respond/closed.html", 410)
    if link.survey_state != SurveyState.PUBLISHED or served is None:
        raise _page("respond/unknown.html", 404)
    return link, served


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
