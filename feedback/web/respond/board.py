"""The board of open links: what each code opens, remembered for a moment so that a crowd costs no queries.

A revoked link or a closed survey stops within the moment on every server; sending answers always asks the database.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, render_template, request
from markupsafe import Markup

from feedback import db
from feedback.services import collector_links, looks, surveys, tellings
from feedback.services.collector_links import OpenedLink
from feedback.services.looks import Look
from feedback.services.surveys import Served
from feedback.web import headers, labels, telling, templating, transactions
from feedback.web.respond.compiled import CompiledPage, compile_page

_MOST = 10_000


@dataclass(frozen=True)
class Opened:
    """A code with everything its page is made of; `served` is None where nothing was ever published."""

    link: OpenedLink
    served: Served | None
    look: Look
    read_at: float


def set_up(app: Flask) -> None:
    """An empty board, wiped whenever this process changes something for an organisation."""
    app.extensions["board"] = {}
    app.extensions["thanks"] = {}
    # Short enough that whoever revokes a link sees it stop, long enough that a full waiting room is one query.
    app.config.setdefault("BOARD_SECONDS", 1.0)

    @app.after_request
    def _wipe(response: Response) -> Response:
        if request.method == "POST" and request.path.startswith(("/staff", "/admin")):
            app.extensions["board"].clear()
            app.extensions["thanks"].clear()
        return response


def look_up(code: str) -> Opened | None:
    """What a code opens, at most a moment old; None for an unknown code."""
    board: dict[str, Opened] = current_app.extensions["board"]
    key = code.upper()
    known = board.get(key)
    if known is not None and time.monotonic() - known.read_at < current_app.config["BOARD_SECONDS"]:
        return known
    session = transactions.session()
    link = collector_links.open_code(session, code)
    if link is None:
        board.pop(key, None)
        return None
    if len(board) >= _MOST:
        board.clear()
    found = Opened(
        link,
        surveys.served(session, link.survey_id),
        looks.of(session, link.organisation_id),
        time.monotonic(),
    )
    board[key] = found
    return found


def thanks(opened: Opened, language: str) -> CompiledPage:
    """The thank-you of an organisation in a language, with the newest two things that changed; kept for a moment."""
    kept: dict[tuple[Look, str], tuple[float, CompiledPage]] = current_app.extensions["thanks"]
    key = (opened.look, language)
    known = kept.get(key)
    if known is not None and time.monotonic() - known[0] < current_app.config["BOARD_SECONDS"]:
        return known[1]
    session = transactions.session()
    db.set_scope(session, opened.link.organisation_id)
    words = templating.words()
    told = tellings.newest(session, language=language, number=2)
    panels = [telling.panels(one, words, opened.look.slug, labels.of_figure(one, words)) for one in told]
    style = f"{templating.stylesheet('tokens', 'answer', 'public')}:root{{--accent:{opened.look.accent}}}"
    html = render_template("respond/thanks.html", changes=panels, style=Markup(style))
    page = compile_page(html, headers.policy(headers.hash_source(style), "'none'"))
    kept[key] = (time.monotonic(), page)
    return page
