"""The receipt code typed in: the answers it opens, in words, to be changed, taken back, or left as they are."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import Response, abort, current_app, g, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from feedback import i18n
from feedback.config import Config
from feedback.services import (
    audit,
    collector_links,
    looks,
    opening_times,
    organisations,
    rate_limits,
    receipts,
    responses,
    surveys,
    translations,
)
from feedback.services.collector_links import OpenedLink
from feedback.services.receipts import Found
from feedback.services.surveys import Served
from feedback.vocabulary import ENGLISH, canonical_language, direction, html_language
from feedback.web import answered, asking, errors, templating, transactions, tries
from feedback.web.guard import public
from feedback.web.respond import blueprint, board, pages
from surveys.answers import answer_of

#: Nothing here may be kept by a browser, and no other page may learn where somebody came from.
_NOT_KEPT = {"Cache-Control": "no-store"}


def now() -> datetime:
    """This moment in UTC."""
    return audit.now()


@blueprint.get("/receipt")
@public
def receipt() -> Response:
    """Where somebody types their code."""
    _speak()
    return _form()


@blueprint.post("/receipt")
@public
def use_receipt() -> Any:
    """Looks a code up. The address of what it opens works for five minutes, so that no history keeps the code."""
    language = _speak()
    typed, _ = _found()
    ticket = receipts.ticket(_secret(), typed, False, now())
    answer = redirect(f"/receipt/{ticket}?lang={language}", 303)
    answer.headers.update(_NOT_KEPT)
    return answer


@blueprint.get("/receipt/<ticket>")
@public
def receipt_answers(ticket: str) -> Response:
    """The answers in words, and the three things that can be done with them."""
    language = _speak()
    opened = receipts.open_ticket(_secret(), ticket, now())
    if opened is None:
        return _form(trouble="late", status=410)
    found = receipts.find(transactions.session(), _secret(), opened.code, now().date())
    if found is None:
        return _form(trouble="unknown", status=404)
    g.organisation = looks.of(transactions.session(), found.organisation_id)
    served = _served(found)
    shown = _language(served, found, language)
    texts, _ = translations.frozen(
        transactions.session(), served.revision_id, shown, served.languages.get(shown, 1)
    )
    page = asking.build(served.definition, texts, shown)
    fell_back = html_language(shown) != html_language(language)
    return _page(
        "respond/receipt_answers.html", code=opened.code, title=page.title, day=found.answered_on,
        answers=answered.in_words(page, found.answers, i18n.words(shown)), open=_link(found) is not None,
        html_language_of_answers=html_language(shown) if fell_back else None,
        direction_of_answers=direction(shown),
    )  # fmt: skip


@blueprint.post("/receipt/change")
@public
def change_by_receipt() -> Response:
    """The survey with the answers in it; sending it takes the earlier ones back."""
    language = _speak()
    typed, found = _found()
    g.organisation = looks.of(transactions.session(), found.organisation_id)
    link, served = _link(found), _served(found)
    if link is None:
        return _page("respond/closed.html", 410)
    sent = [
        (item.key, value) for item in served.definition.items() for value in answer_of(item, found.answers)
    ]
    sent += [("submission", secrets.token_urlsafe(18)), ("replaces-receipt", typed)]
    face = board.the().look_up(link.code) or abort(404)
    return pages.again(face, served, _language(served, found, language), sent, [], 200)


@blueprint.post("/receipt/withdraw")
@public
def withdraw_by_receipt() -> Response:
    """Asks once, in plain words; then the answers count no more, and no page shows their words."""
    _speak()
    typed, found = _found()
    session = transactions.session()
    g.organisation = looks.of(session, found.organisation_id)
    g.languages = []
    if request.form.get("sure") != "yes":
        return _page("respond/receipt_withdraw.html", code=typed)
    kept = receipts.keyed(_secret(), typed)
    responses.withdraw_by_receipt(session, found.survey_id, receipt=kept, today=now().date())
    transactions.commit()
    # After the commit, so that no page with the words in it is kept for another moment.
    board.the().clear()
    return _page("respond/receipt_withdrawn.html")


def _found() -> tuple[str, Found]:
    """The code that was sent, as we write it, and what it opens; otherwise the page that says it opens nothing.

    Every try is counted by address before anything is looked up; one that was right is taken back.
    """
    if not tries.count_by_address("receipt"):
        resting = errors.page(429)
        resting.headers["Retry-After"] = str(rate_limits.PERIOD)
        raise _answer(resting)
    typed = request.form.get("code", "")
    found = receipts.find(transactions.session(), _secret(), typed, now().date())
    if found is None:
        raise _answer(_form(trouble="unknown", status=404))
    tries.take_back()
    return receipts.shown(typed), found


def _served(found: Found) -> Served:
    """The questions as they were when these answers were given."""
    return surveys.served(transactions.session(), found.survey_id, found.revision_id) or abort(404)


def _link(found: Found) -> OpenedLink | None:
    """The link to send a change by; None where it was stopped or its survey takes no answers any more."""
    session = transactions.session()
    code = collector_links.code_of(session, found.link_id) if found.link_id else None
    link = collector_links.open_code(session, code) if code else None
    if (
        link is None
        or link.revoked
        or not opening_times.takes_answers(link.survey_state, link.closed_at, now())
    ):
        return None
    return link


def _language(served: Served, found: Found, wanted: str) -> str:
    """The reader's language where the survey has it, else the one the answers were given in, else English."""
    return next((tag for tag in (wanted, found.language) if tag in served.languages), ENGLISH)


def _speak() -> str:
    """The language of the address, or of the reader; every page can be read in every other one."""
    offered = i18n.shipped_languages()
    asked = canonical_language(request.args.get("lang", ""))
    accepted = request.headers.get("Accept-Language", "")
    language = asked if asked in offered else i18n.choose(accepted, offered)
    templating.speak(language)
    g.languages = templating.language_links(offered)
    return language


def _form(trouble: str = "", status: int = 200) -> Response:
    """Where a code is typed in; what is wrong tells nobody whether there ever was such a code."""
    session, named = transactions.session(), request.args.get("organisation", "")
    row = organisations.by_slug(session, named.lower())
    g.organisation = looks.of(session, row.id) if row else looks.only(session)
    return _page("respond/receipt.html", status, trouble=trouble, typed=request.form.get("code", "")[:60])


def _page(template: str, status: int = 200, **shown: Any) -> Response:
    answer = make_response(render_template(template, **shown), status)
    answer.headers.update(_NOT_KEPT)
    return answer


def _answer(response: Response) -> HTTPException:
    error = HTTPException(response=response)
    error.code = response.status_code
    return error


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.secret_key
