"""Ready pages: what was just served is served again without waking the application.

What is remembered is what the application answered to the very same question: address, host, languages, packing. It
holds as long as the board remembers the same face for the code. What is fresh in a page (a submission id, a receipt
code) is made by whoever offered it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from flask import Flask

from feedback.services.faces import Face
from feedback.web.respond.board import Board
from feedback.web.respond.compiled import CompiledPage

Environment = dict[str, Any]
Start = Callable[..., Any]
Headers = list[tuple[str, str]]
#: What fills the slots of a page, given the query of its address; None where this page is not the one to show.
Fill = Callable[[str], Mapping[str, str] | None]
_MOST = 512


@dataclass(frozen=True)
class Offer:
    """A compiled page as a view served it; `zipped` says how it was packed."""

    face: Face
    page: CompiledPage
    zipped: bool
    fill: Fill
    #: Whether the query of the address only fills a slot, and so is no part of the question.
    any_query: bool = False


#: What a view leaves for the front that called it.
_left: ContextVar[Offer | None] = ContextVar("left", default=None)


def offer(one: Offer) -> None:
    """Says that this request was answered with a compiled page, which the next one may get at once."""
    _left.set(one)


class Front:
    """The WSGI application around Flask's."""

    def __init__(self, application: Callable[..., Iterable[bytes]], board: Board) -> None:
        self._application, self._board = application, board
        self._kept: dict[tuple[str, ...], tuple[Offer, Headers]] = {}

    def __call__(self, asked: Environment, start: Start) -> Iterable[bytes]:
        """Answers from memory where it can, and lets the application answer everything else."""
        # What a request that is not noted (HEAD) offered is no answer to the next one.
        _left.set(None)
        if asked["REQUEST_METHOD"] != "GET" or not asked["PATH_INFO"].startswith(("/s/", "/S/")):
            return self._application(asked, start)
        query = asked.get("QUERY_STRING", "")
        key = (
            asked["PATH_INFO"], asked.get("HTTP_HOST", ""), asked["wsgi.url_scheme"],
            asked.get("HTTP_ACCEPT_LANGUAGE", ""), asked.get("HTTP_ACCEPT_ENCODING", ""),
        )  # fmt: skip
        ready = self._kept.get((*key, query)) or self._kept.get(key)
        if ready is not None and self._board.shows(ready[0].face):
            slots = ready[0].fill(query)
            if slots is not None:
                return _again(ready[0], ready[1], slots, start)
        return self._application(asked, self._noting(key, query, start))

    def _noting(self, key: tuple[str, ...], query: str, start: Start) -> Start:
        def noting(status: str, headers: Headers, *more: Any) -> Any:
            left = _left.get()
            _left.set(None)
            if left is not None and status.startswith("200"):
                if len(self._kept) >= _MOST:
                    self._kept.clear()
                bare = [(name, value) for name, value in headers if name.lower() != "content-length"]
                self._kept[key if left.any_query else (*key, query)] = left, bare
            return start(status, headers, *more)

        return noting


def _again(one: Offer, headers: Headers, slots: Mapping[str, str], start: Start) -> Iterable[bytes]:
    body = one.page.gzipped(slots) if one.zipped else one.page.body(slots)
    start("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [body]


def set_up(app: Flask) -> None:
    """Puts the front before the application; what comes through a proxy has been put right before it gets here."""
    app.wsgi_app = Front(app.wsgi_app, app.extensions["board"])  # type: ignore[assignment]  # a WSGI application around another
