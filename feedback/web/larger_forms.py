"""Larger forms: the few views that take more than an answering may weigh, and only from whoever is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request, session

View = TypeVar("View", bound=Callable[..., Any])


def takes(size: int) -> Callable[[View], View]:
    """Lets a view be sent this many bytes; it stands right below the route."""

    def mark(view: View) -> View:
        view.largest_form = size  # type: ignore[attr-defined]  # read below, before the form is
        return view

    return mark


def set_up(app: Flask) -> None:
    """Raises the limit of such a request before anybody reads its form; call it before the forms are guarded."""

    @app.before_request
    def _make_room() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        size = getattr(view, "largest_form", None)
        # The cookie is ours and sealed. The database is not asked: it would wait, locked, for a slow line.
        if size and "_user_id" in session:
            request.max_content_length = size
