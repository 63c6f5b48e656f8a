"""One transaction a request: opened when first asked for, committed after a successful unsafe response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request

from feedback import db

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def database() -> db.Database:
    """The application's database."""
    found: db.Database = current_app.extensions["database"]
    return found


def session() -> Session:
    """This request's session: a reader for GET, a writer for everything else."""
    if "session" not in g:
        g.session = database().open(writing=request.method not in _SAFE)
    found: Session = g.session
    return found


def commit() -> None:
    """Commits now, inside the view, where a failure can still be answered with what was sent."""
    if "session" in g:
        g.session.commit()


def give_way() -> None:
    """Ends this request's transaction without keeping anything, so that others may write while it works."""
    if "session" in g:
        g.session.rollback()


def set_up(app: Flask, the_database: db.Database) -> None:
    """Registers the commit and the clean-up."""
    app.extensions["database"] = the_database

    @app.after_request
    def _commit(response: Response) -> Response:
        if "session" in g:
            if request.method not in _SAFE and response.status_code < 400 and not g.get("discard", False):
                g.session.commit()
            else:
                g.session.rollback()
        return response

    @app.teardown_request
    def _close(_: BaseException | None) -> None:
        opened = g.pop("session", None)
        if opened is not None:
            opened.close()
