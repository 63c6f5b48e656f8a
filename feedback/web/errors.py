"""Kind pages for what went wrong: what happened, what to do, and nothing about the machine."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from feedback import db, i18n
from feedback.services import hash_keys, tracebacks
from feedback.web import templating

_KNOWN = frozenset({400, 403, 404, 405, 410, 413, 415, 429, 500, 503})
_log = logging.getLogger("feedback")


def page(code: int) -> Response:
    """The page for a status code, in the language the request speaks or asks for."""
    if templating.words().language == "en":
        asked = request.args.get("lang", "")
        if asked in i18n.shipped_languages():
            templating.speak(asked)
        elif not request.path.startswith(("/staff", "/admin")):
            templating.speak(
                i18n.choose(request.headers.get("Accept-Language", ""), i18n.shipped_languages())
            )
    shown = code if code in _KNOWN else (400 if code < 500 else 500)
    return make_response(render_template("errors/page.html", code=shown), code)


def set_up(app: Flask) -> None:
    """Registers the pages, and what the log says of errors."""
    tracebacks.without_words("feedback", "huey")
    # Flask itself would write the address down, and with it somebody's personal link.
    app.log_exception = _log_it  # type: ignore[method-assign]  # how Flask is told to log otherwise

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> Response:
        if isinstance(error.response, Response):
            return error.response
        return page(error.code or 500)

    @app.errorhandler(500)
    def _failed(error: HTTPException) -> Response:
        cause = getattr(error, "original_exception", None)
        return page(503 if isinstance(cause, (*db.UNAVAILABLE, hash_keys.WrongKey)) else 500)


def _log_it(exc_info: Any) -> None:
    """One line, or one and where it came up: the address as it is declared, never as somebody asked for it."""
    cause = exc_info[1]
    if isinstance(cause, db.UNAVAILABLE):
        # The type alone: a driver's message can carry the values of the statement.
        _log.error("the database cannot serve: %s", type(cause).__name__)
    elif isinstance(cause, hash_keys.WrongKey):
        _log.error("%s", cause)
    else:
        _log.error(
            "nobody foresaw an error at %s %s", request.method, request.url_rule or "no address of ours",
            exc_info=exc_info,
        )  # fmt: skip
