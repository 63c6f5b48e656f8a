"""Signing in: Flask-Security over our own rows, with a second step, short of everything that sends mail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NoReturn, cast

from flask import Flask, Response, abort, render_template, request
from flask_security import MailUtil, PasswordUtil, Security, SQLAlchemySessionUserDatastore
from flask_security.totp import Totp
from passlib.exc import UsedTokenError
from werkzeug.local import LocalProxy

from feedback.services import passwords, second_factors
from feedback.web import forgery, sign_in_events, sign_in_forms, transactions, tries
from feedback.web.guard import Access

_LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_OPEN_VIEWS = ("login", "two_factor_setup", "two_factor_token_validation", "mf_recovery")
_MEMBERS_VIEWS = ("logout", "verify", "change_password", "two_factor_setup_validate", "mf_recovery_codes")
#: Views we have no use for: they send mail, or choose between methods of which we have one.
_UNUSED_VIEWS = ("two_factor_rescue", "tf_select")


class StaffMail(MailUtil):
    """Reads an address as it was stored; no mail is sent from here."""

    def normalize(self, email: str) -> str:
        """The address in the one spelling that is stored."""
        return "".join(each for each in email if each.isprintable()).strip().casefold()

    def validate(self, email: str) -> str:
        """Sign-in looks an address up; whether it could receive mail is nobody's question."""
        return self.normalize(email)

    def send_mail(self, *_: Any, **__: Any) -> None:
        """Nothing."""


class StaffPasswords(PasswordUtil):
    """Our rule for a new password."""

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        """The problems, none when there is none, and the password in one spelling."""
        user = about.get("user")
        wrong = passwords.problem(password, about=[user.email, user.name] if user else [])
        return ([wrong] if wrong else None), self.normalize(password)


class OnceOnly(Totp):
    """A code that was accepted is not accepted again."""

    def get_last_counter(self, user: Any) -> int | None:
        """The newest code that was accepted."""
        return second_factors.last_count(transactions.session(), user.id)

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Marks a code as used; to whoever used it second it is a wrong one."""
        if not second_factors.accept(transactions.session(), user.id, tmatch.counter):
            raise UsedTokenError(expire_time=None)


def set_up(app: Flask, staff_member: type[Any]) -> None:
    """Sign-in, sign-out, second step, recovery codes and change of password, on staff pages alone."""
    app.config.update(_settings(app))
    datastore = SQLAlchemySessionUserDatastore(
        cast(Any, LocalProxy(transactions.session)), staff_member, cast(Any, None)
    )
    with _on_staff_pages_alone(app):
        forgery.set_up(app, _page_again)
        tries.set_up(app)
        app.before_request(_keep_next_local)
        security = Security(
            app, datastore, mail_util_cls=StaffMail, password_util_cls=StaffPasswords, totp_cls=OnceOnly,
            **sign_in_forms.FORMS,
        )  # fmt: skip
        security.want_json(lambda _: False)
    # No token in an address or a header ever stands for a session.
    cast(Any, app).login_manager.request_loader(lambda _: None)
    _say_who_may_open(app)
    sign_in_events.set_up(app)


def _page_again(email: str) -> str:
    """The sign-in page, with the address that was typed."""
    form = sign_in_forms.SignInForm(formdata=None)
    form.email.data = email
    return render_template("security/login_user.html", login_user_form=form)


def _settings(app: Flask) -> dict[str, Any]:
    settings: dict[str, Any] = {
        # Somebody who walks away from a shared computer is signed out by the next shift.
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SECURITY_URL_PREFIX": "/staff", "SECURITY_STATIC_FOLDER": None,
        "SECURITY_LOGIN_URL": "/sign-in", "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_CHANGE_URL": "/account/password", "SECURITY_VERIFY_URL": "/account/confirm",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/second-step",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-step-code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/second-step-help",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/second-step-choice",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/recovery-code",
        "SECURITY_POST_LOGIN_VIEW": "/staff/", "SECURITY_POST_LOGOUT_VIEW": "/staff/sign-in",
        "SECURITY_POST_CHANGE_VIEW": "/staff/account", "SECURITY_POST_VERIFY_VIEW": "/staff/account",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/staff/account",
        "SECURITY_API_ENABLED_METHODS": ["session"], "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_CHANGEABLE": True, "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_JOIN_USER_ROLES": False, "SECURITY_CLI_USERS_NAME": False, "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_FRESHNESS": timedelta(minutes=15), "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        # Argon2 salts each password itself: a backup restored under another secret key still lets people in.
        "SECURITY_PASSWORD_SINGLE_HASH": True, "SECURITY_PASSWORD_HASH": "argon2", "SECURITY_CACHE_CONTROL": {},
        "SECURITY_PASSWORD_SCHEMES": ["argon2"], "SECURITY_PASSWORD_LENGTH_MIN": passwords.SHORTEST,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__time_cost": passwords.TIME_COST, "argon2__memory_cost": passwords.MEMORY_COST,
            "argon2__parallelism": passwords.PARALLELISM,
        },
        "SECURITY_TWO_FACTOR": True, "SECURITY_TWO_FACTOR_REQUIRED": app.config["PRODUCTION"],
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"], "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": _own_key(app, "second step")}, "SECURITY_TOTP_ISSUER": "Said & Done",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True, "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_own_key(app, "recovery codes").encode()],
    }  # fmt: skip
    return settings | {f"SECURITY_MSG_{name}": message for name, message in sign_in_events.MESSAGES.items()}


def _own_key(app: Flask, purpose: str) -> str:
    """A key for one purpose, so that no two kinds of secret ever share one. URL-safe base 64 of 32 bytes."""
    digest = hmac.new(str(app.config["SECRET_KEY"]).encode(), f"staff {purpose}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest.digest()).decode()


@contextmanager
def _on_staff_pages_alone(app: Flask) -> Iterator[None]:
    """Whatever extensions hook in here sleeps on public pages, which hold no session and set no cookie."""
    registries: list[Any] = [
        app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs,
        app.template_context_processors,
    ]  # fmt: skip
    known = [len(registry[None]) for registry in registries]
    yield
    for registry, number in zip(registries, known, strict=True):
        hooks, registry[None][number:] = registry[None][number:], []
        if registry is app.template_context_processors:
            registry[None] += [_awake_for_staff(hook, {}) for hook in hooks]
        elif hooks:
            # Flask runs what comes after a request from the last hook to the first.
            first_to_last = registry is app.before_request_funcs
            registry[None].append(_together(hooks if first_to_last else hooks[::-1]))


def _together(hooks: list[Any]) -> Any:
    """Hooks as one, so that a public page asks once whether they sleep; the first answer of one ends the run."""

    def guarded(*given: Any) -> Any:
        # An after-request hook hands on the response it was given; a teardown hook is given what went wrong.
        if not request or not forgery.is_staff_page():
            return given[0] if given and isinstance(given[0], Response) else None
        answer = given[0] if given else None
        for hook in hooks:
            made = hook(answer) if given else hook()
            if not given and made is not None:
                return made
            answer = made if isinstance(made, Response) else answer
        return answer if isinstance(answer, Response) else None

    return guarded


def _awake_for_staff(hook: Any, asleep: Any) -> Any:
    def guarded(*given: Any) -> Any:
        return hook(*given) if request and forgery.is_staff_page() else asleep

    return guarded


def _keep_next_local() -> None:
    """A link to sign-in leads on within this house or not at all."""
    if request.blueprint == "security":
        for given in (request.args.get("next"), request.form.get("next")):
            if given and not _LOCAL_PATH.fullmatch(given):
                abort(400)


def _say_who_may_open(app: Flask) -> None:
    def away(**_: Any) -> NoReturn:
        abort(404)

    for name in _UNUSED_VIEWS:
        app.view_functions[f"security.{name}"] = away
    for names, access in (((*_OPEN_VIEWS, *_UNUSED_VIEWS), Access(public=True)), (_MEMBERS_VIEWS, Access())):
        for name in names:
            cast(Any, app.view_functions[f"security.{name}"]).access = access
