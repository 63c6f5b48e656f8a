"""The application, put together in named steps."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import feedback.models  # noqa: F401  # makes every table known
from feedback import cli
from feedback.config import Config, read_config
from feedback.db import Database
from feedback.models.staff_member import StaffMember
from feedback.web import (
    admin,
    errors,
    headers,
    hooks,
    incoming,
    larger_forms,
    public,
    respond,
    sessions,
    sign_in,
    staff,
    templating,
    transactions,
    working,
)

ROOT = Path(__file__).parent.parent
#: Larger than any honest answer, so that one that is too long can still be shown back with the others kept.
LARGEST_BODY = 4 * 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """The application for a configuration; that of the environment when none is given."""
    config = config or read_config()
    app = Flask(
        "feedback",
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        root_path=str(ROOT / "feedback"),
    )
    _configure(app, config)
    database = Database(config.database_url, config.frames, config.keys)
    transactions.set_up(app, database)
    headers.set_up(app, production=config.production)
    templating.set_up(app, ROOT)
    errors.set_up(app)
    larger_forms.set_up(app)
    sessions.set_up(app)
    working.set_up(app, database, config)
    sign_in.set_up(app, StaffMember)
    for audience in (respond, public, staff, admin, hooks):
        app.register_blueprint(audience.blueprint)
    respond.set_up(app)
    cli.set_up(app)
    _behind_proxies(app, config.trusted_proxies)
    _serve_static_files(app)
    return app


def _configure(app: Flask, config: Config) -> None:
    incoming.set_up(app)
    app.extensions["config"] = config
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=20_000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        SESSION_COOKIE_NAME="staff",
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=["localhost", "127.0.0.1", "[::1]", *(config.hosts or [])],
        PREFERRED_URL_SCHEME="https" if config.production else "http",
        PRODUCTION=config.production,
    )


def _behind_proxies(app: Flask, hops: int) -> None:
    """What trusted proxies say of a request is put right before anything looks at it."""
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _serve_static_files(app: Flask) -> None:
    """Addresses carry the hash of the file, so that a phone may keep it for a year."""
    files = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=31_536_000)
    app.wsgi_app = files  # type: ignore[method-assign]
