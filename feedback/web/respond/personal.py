"""Personal links: the survey behind one, and "this was not meant for me"."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request

from feedback import i18n
from feedback.services import audit, campaign_trials, invitations, opt_outs
from feedback.vocabulary import EMAIL, canonical_language
from feedback.web import templating, transactions
from feedback.web.guard import public
from feedback.web.respond import blueprint, pages, views


@blueprint.get(f"/i/{campaign_trials.TOKEN}")
@public
def test_link() -> Response:
    """Where the link of a test text leads, which is as long as anybody's and is nobody's."""
    return _kind("respond/test_link.html", 200)


@blueprint.get("/i/<token>")
@public
def invited(token: str) -> Response:
    """The survey in the language of the message; whose phone speaks another of its languages is given that."""
    return _survey(token, None)


@blueprint.get("/i/<token>/<lang>")
@public
def invited_in_language(token: str, lang: str) -> Response:
    """The same in a language that somebody chose."""
    return _survey(token, canonical_language(lang) or abort(404))


def _survey(token: str, wanted: str | None) -> Response:
    found = invitations.open_token(transactions.session(), token)
    if found is None:
        return _kind("respond/used.html", 404)
    face, served = views.opened(found.code)
    language = wanted or found.language
    if language not in served.languages:
        accepted = request.headers.get("Accept-Language", "")
        language = i18n.choose(accepted, tuple(served.languages))
    return pages.personal(face, served, language, token)


@blueprint.get("/i/<token>/not-me")
@public
def not_me(token: str) -> Response:
    """Asks once before the link stops working."""
    found = invitations.open_token(transactions.session(), token)
    if found is None:
        return _kind("respond/used.html", 404)
    return _kind(
        "respond/not_me.html", 200, token=token, look=found.organisation_id, email=found.channel == EMAIL
    )


@blueprint.post("/i/<token>/not-me")
@public
def use_not_me(token: str) -> Any:
    """The link opens no more and this campaign texts the number no more; with `stop` nobody here ever does."""
    session = transactions.session()
    found = invitations.open_token(session, token)
    number = invitations.not_me(session, token, now=audit.now())
    if found is None or number is None:
        return _kind("respond/used.html", 404)
    wanted = request.form.get("stop") == "yes"
    stopped = bool(number) and wanted
    if stopped:
        opt_outs.stop(session, number, how=opt_outs.How.LINK, today=audit.now().date())
    transactions.commit()
    if wanted and not stopped and found.channel != EMAIL:
        # The number is deleted here, a week after the end: only who holds it can say which it is.
        return redirect(f"/texts/stop?lang={_language()}", 303)
    said = ("&stopped=yes" if stopped else "") + ("&by=email" if found.channel == EMAIL else "")
    return redirect(f"/i/thanks?lang={_language()}{said}", 303)


@blueprint.get("/i/thanks")
@public
def not_me_thanks() -> Response:
    """Thank you for saying so."""
    stopped, email = request.args.get("stopped") == "yes", request.args.get("by") == EMAIL
    return _kind("respond/not_me_thanks.html", 200, stopped=stopped, email=email)


def _language() -> str:
    offered = i18n.shipped_languages()
    named = canonical_language(request.args.get("lang", "") or (request.view_args or {}).get("lang", ""))
    return named if named in offered else i18n.choose(request.headers.get("Accept-Language", ""), offered)


def _kind(template: str, code: int, *, look: int | None = None, **shown: Any) -> Response:
    """A kind page in the language of the address, or of the reader; nothing of it is kept."""
    templating.speak(_language())
    g.languages = templating.language_links(i18n.shipped_languages())
    if look is not None:
        g.organisation = pages.look_of(look)
    answer = make_response(render_template(template, **shown), code)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
