"""Privacy, accessibility, whether the program is well, and where to report a weakness."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Response, abort, current_app, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from feedback import db
from feedback.config import Config
from feedback.services import audit, organisations, outbox_tending
from feedback.web import transactions
from feedback.web.guard import public
from feedback.web.public import blueprint, readers


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """The front door leads to what changed."""
    return redirect("/you-said-we-did/", 302)


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What this program does with answers, whoever runs a survey with it."""
    readers.of_everybody()
    return render_template("public/privacy.html", notice=None)


@blueprint.get("/privacy/<organisation>")
@public
def privacy_of_organisation(organisation: str) -> str:
    """The notice of one organisation: controller, purpose, lawful basis, retention and contact."""
    readers.of_organisation(organisation)
    found = organisations.by_slug(transactions.session(), organisation) or abort(404)
    return render_template("public/privacy.html", notice=found)


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement."""
    readers.of_everybody()
    return render_template("public/accessibility.html")


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return _plain("ok\n")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers and its schema is this program's; then what waits beside the pages."""
    from feedback import migrations

    try:
        current = migrations.current(transactions.database().engine) == migrations.head()
    except db.UNAVAILABLE:
        return _plain("database unavailable\n", 503)
    if not current:
        return _plain("schema out of date: run flask db upgrade\n", 503)
    return _plain(f"ready\n{_jobs()}\n")


def _jobs() -> str:
    """What waits to be sent, and whether anybody sends it; answers can be given without, so it is no failure."""
    now = audit.now()
    try:
        with transactions.database().reading(db.EVERYWHERE) as session:
            return outbox_tending.depth_everywhere(session, now=now).line(now)
    except db.UNAVAILABLE:
        return "jobs: unknown"


@blueprint.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Where to report a weakness (RFC 9116)."""
    config: Config = current_app.extensions["config"]
    base = config.base_url or ""
    expires = (datetime.now(UTC) + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    return _plain(f"Contact: {base}/privacy\nExpires: {expires}\nPreferred-Languages: en\n")


def _plain(text: str, code: int = 200) -> Response:
    answer = make_response(text, code)
    answer.content_type = "text/plain; charset=utf-8"
    return answer
