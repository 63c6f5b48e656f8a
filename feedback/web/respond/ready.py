"""Ready pages: a survey page that was just served is served again without waking the application.

What is remembered is what the application answered to the very same question: address, host, languages, packing. It
holds as long as the board remembers the same face for the code. Only the submission id is fresh.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from flask import Flask

from feedback.services import funnels
from feedback.services.faces import Face
from feedback.web.respond.board import Board
from feedback.web.respond.compiled import CompiledPage

Environment = dict[str, Any]
Start = Callable[..., Any]
Headers = list[tuple[str, str]]
_MOST = 512
#: What a view leaves of the page that it serves, for the front that called it: face, language, page, packed.
_left: ContextVar[tuple[Face, str, CompiledPage, bool] | None] = ContextVar("left", default=None)


@dataclass(frozen=True)
class Ready:
    """A page with the headers it went out with; `zipped` says how it was packed."""

    face: Face
    language: str
    page: CompiledPage
    zipped: bool
    headers: Headers


def offer(face: Face, language: str, page: CompiledPage, *, zipped: bool) -> None:
    """Says that this request was answered with a compiled page, which the next one may get at once."""
    _left.set((face, language, page, zipped))


class Front:
    """The WSGI application around Flask's."""

    def __init__(self, application: Callable[..., Iterable[bytes]], board: Board) -> None:
        self._application, self._board = application, board
        self._kept: dict[tuple[str, ...], Ready] = {}

    def __call__(self, asked: Environment, start: Start) -> Iterable[bytes]:
        """Answers from memory where it can, and lets the application answer everything else."""
        if asked["REQUEST_METHOD"] != "GET" or not asked["PATH_INFO"].startswith(("/s/", "/S/")):
            return self._application(asked, start)
        key = (
            asked["PATH_INFO"], asked.get("QUERY_STRING", ""), asked.get("HTTP_HOST", ""),
            asked["wsgi.url_scheme"], asked.get("HTTP_ACCEPT_LANGUAGE", ""),
            asked.get("HTTP_ACCEPT_ENCODING", ""),
        )  # fmt: skip
        ready = self._kept.get(key)
        if ready is not None and self._board.shows(ready.face):
            return self._again(ready, start)
        return self._application(asked, self._noting(key, start))

    def _noting(self, key: tuple[str, ...], start: Start) -> Start:
        def noting(status: str, headers: Headers, *more: Any) -> Any:
            left = _left.get()
            _left.set(None)
            if left is not None and status.startswith("200"):
                if len(self._kept) >= _MOST:
                    self._kept.clear()
                bare = [(name, value) for name, value in headers if name.lower() != "content-length"]
                face, language, page, zipped = left
                self._kept[key] = Ready(face, language, page, zipped, bare)
            return start(status, headers, *more)

        return noting

    def _again(self, ready: Ready, start: Start) -> Iterable[bytes]:
        slots = {"CODE": ready.face.link.code, "SUBMISSION": secrets.token_urlsafe(18)}
        body = ready.page.gzipped(slots) if ready.zipped else ready.page.body(slots)
        self._board.tally.note(ready.face.link, ready.language, funnels.OPENED)
        start("200 OK", [*ready.headers, ("Content-Length", str(len(body)))])
        return [body]


def set_up(app: Flask) -> None:
    """Puts the front before the application; what comes through a proxy has been put right before it gets here."""
    app.wsgi_app = Front(app.wsgi_app, app.extensions["board"])  # type: ignore[assignment]  # a WSGI application around another
