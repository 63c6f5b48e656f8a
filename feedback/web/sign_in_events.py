"""What follows from signing in and out: copied cookies end, the audit is told, messages are plain words."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask, g
from flask_login import user_logged_out
from flask_security import password_changed, tf_disabled, tf_profile_changed, user_authenticated

from feedback.services import audit, memberships
from feedback.web import transactions

_WRONG = "This e-mail address and password do not open an account. Check both and try again."
#: Flask-Security's messages that a member of staff can meet, as we say them.
MESSAGES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (_WRONG, "error"),
    "UNAUTHENTICATED": ("Sign in to see this page.", "information"),
    "REAUTHENTICATION_REQUIRED": (
        "Type your password once more: this page changes how you sign in.",
        "information",
    ),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you. You can go on.", "done"),
    "INVALID_PASSWORD": ("This is not your password.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Type your password.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two new passwords differ. Type them again.", "error"),
    "PASSWORD_IS_THE_SAME": ("Choose a password that differs from the old one.", "error"),
    "PASSWORD_CHANGE": ("Your password is changed. Other devices are signed out.", "done"),
    "EMAIL_NOT_PROVIDED": ("Type your e-mail address.", "error"),
    "TWO_FACTOR_INVALID_TOKEN": ("This code is wrong or was used already. Wait for the next one.", "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "done"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("Your second step is set. Now save your recovery codes.", "done"),
    "TWO_FACTOR_PERMISSION_DENIED": ("Please start again: sign in first.", "information"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("This cannot be chosen here.", "error"),
    "TWO_FACTOR_DISABLED": ("Your second step is off.", "done"),
    "TWO_FACTOR_SETUP_EXPIRED": ("This page was open for too long. Start again.", "information"),
    "INVALID_RECOVERY_CODE": ("This recovery code is wrong or was used already.", "error"),
    "NO_RECOVERY_CODES_SETUP": ("You have no recovery codes yet.", "information"),
    "INVALID_REDIRECT": ("This link leads elsewhere.", "error"),
    "API_ERROR": ("Please start again.", "information"),
}


def set_up(app: Flask) -> None:
    """Listens for what Flask-Security tells."""
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    password_changed.connect(_password_changed, app)
    tf_profile_changed.connect(_second_step_set, app)
    tf_disabled.connect(_second_step_removed, app)
    app.teardown_request(_write_events)


def _signed_in(_: Flask, user: Any, **__: Any) -> None:
    _note("signed-in", user)


def _signed_out(_: Flask, user: Any, **__: Any) -> None:
    # The cookie is the browser's to forget; a copy of it must be worth nothing either.
    if user is not None and user.is_authenticated:
        user.fs_uniquifier = uuid.uuid4().hex


def _password_changed(_: Flask, user: Any, **__: Any) -> None:
    user.password_set_at = audit.now()
    _note("password-changed", user)


def _second_step_set(_: Flask, user: Any, **__: Any) -> None:
    _note("second-step-set", user)


def _second_step_removed(_: Flask, user: Any, **__: Any) -> None:
    _note("second-step-removed", user)


def _note(action: str, user: Any) -> None:
    membership = memberships.of(transactions.session(), user.id)
    if membership is not None:
        g.setdefault("staff_events", []).append((membership.organisation_id, action, user.email))


def _write_events(error: BaseException | None) -> None:
    """Once the request's own transaction is over: SQLite has one writer, and signing in only reads."""
    events = g.pop("staff_events", [])
    for organisation_id, action, email in events if error is None else []:
        with transactions.database().transaction(organisation_id) as session:
            audit.record(session, action, email, by=email)
