"""Refusals: what cannot be stored, or not yet, is said kindly, and every answer is handed back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from flask import Response, g, make_response, render_template

from feedback.i18n import Words
from feedback.services import collector_links
from feedback.services.collector_links import OpenedLink
from feedback.services.comment_readers import Promise
from feedback.services.surveys import Served
from feedback.web import answered, templating, transactions
from feedback.web.respond import pages
from feedback.web.respond.pages import Sent
from feedback.web.respond.shared_screen import clears_itself
from surveys.answers import read_form
from surveys.definition import RESERVED_KEYS


def whose(link: OpenedLink, served: Served, speaking: Words, sent: Sent) -> Response:
    """Asks whether other answers from the same page are a change of mind or another person; keeps them all."""
    g.organisation = pages.look_of(link.organisation_id)
    kept = [(name, value) for name, value in sent if name not in RESERVED_KEYS or name == "invitation"]
    earlier = dict(sent).get("submission", "")
    page = render_template(
        "respond/whose.html", kept=kept, earlier=earlier, code=link.code, revision=served.number,
        texts=dict(sent).get("texts", ""), changed=secrets.token_urlsafe(18), another=secrets.token_urlsafe(18),
    )  # fmt: skip
    answer = make_response(page, 409)
    answer.headers["Cache-Control"] = "no-store"
    return clears_itself(answer, link)


def used(link: OpenedLink, served: Served, language: str, sent: Sent) -> Response:
    """A personal link that was used: nothing is stored, every answer stays in the page, and there is another way."""
    g.organisation = pages.look_of(link.organisation_id)
    speaking = templating.speak(language)
    _, page = pages.asked(
        served, language, served.languages.get(language, 1), has_media=False, promise=Promise(1)
    )
    beside = collector_links.open_beside(
        transactions.session(), link.link_id, survey_id=link.survey_id, place_id=link.place_id
    )
    answer = make_response(
        render_template(
            "respond/used.html", code=beside, revision=served.number, texts=dict(sent).get("texts", ""),
            submission=secrets.token_urlsafe(18),
            kept=[(name, value) for name, value in sent if name not in RESERVED_KEYS],
            answers=answered.in_words(page, read_form(served.definition, sent).answers, speaking),
        ),
        409,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def gone(link: OpenedLink, served: Served, language: str, sent: Sent) -> Response:
    """A link that was revoked, or a survey long closed: says so, and shows the answers back."""
    g.organisation = pages.look_of(link.organisation_id)
    version = served.languages.get(language, 1)
    # Every answer is shown back, also one to a question that is not asked any more.
    _, page = pages.asked(served, language, version, has_media=False, promise=Promise(1))
    template = "respond/revoked.html" if link.revoked else "respond/closed.html"
    answer = make_response(
        render_template(
            template,
            answers=answered.in_words(page, read_form(served.definition, sent).answers, templating.words()),
        ),
        410,
    )
    answer.headers["Cache-Control"] = "no-store"
    return clears_itself(answer, link)


def held(language: str, sent: Iterable[tuple[str, str]]) -> Response:
    """The database cannot be reached: nothing was stored; the answers stay in the page, ready to be sent again."""
    templating.speak(language)
    g.pop("organisation", None)
    kept = [(name, value) for name, value in sent if name != "switch-to"]
    answer = make_response(render_template("respond/held.html", kept=kept), 503)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Retry-After"] = "30"
    return answer
