"""How often somebody may try a password, a code or a one-time link, before they have to wait."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, current_app, g, make_response, render_template, request, session

from feedback.services import rate_limits
from feedback.web import transactions

#: Views whose POST tries a secret, and whose account it is: the form's e-mail, the half-finished sign-in, or
#: the person signed in. A one-time link has no account: the address alone counts.
_GUARDED = {
    "security.login": "email",
    "security.two_factor_token_validation": "tf_user_id",
    "security.mf_recovery": "tf_user_id",
    "security.verify": "_user_id",
    "security.change_password": "_user_id",
    "staff.welcome": "",
}


def set_up(app: Flask) -> None:
    """Counts before anything is looked up, and takes a success back afterwards."""
    app.before_request(_count)
    app.after_request(_note_success)
    app.teardown_request(_take_back)


def count_by_address(kind: str) -> bool:
    """Counts one try of a secret that belongs to no account; False when this address has had its ten.

    For pages of the public, where nothing here hooks in by itself: call it before the request's session is opened.
    """
    config = current_app.extensions["config"]
    keys, moment = [_by_address(config.secret_key, kind)], int(time.time())
    with transactions.database().transaction() as counting:
        within = rate_limits.count(counting, keys, moment=moment)
    g.tries = (keys, moment)
    return within


def take_back() -> None:
    """The try that was counted is none: it was right. Ends the request's transaction, keeping nothing of it."""
    transactions.give_way()
    keys, moment = g.pop("tries")
    with transactions.database().transaction() as counting:
        rate_limits.take_back(counting, keys, moment=moment)


def _by_address(secret: str, kind: str) -> str:
    return rate_limits.key(secret, f"{kind} address", _household(request.remote_addr or ""))


def _household(address: str) -> str:
    """What counts as one address: of IPv6 its network, since everybody has more of those than can ever be tried."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or int(found) >> 64)


def _keys(account_from: str) -> list[str]:
    config = current_app.extensions["config"]
    keys = [_by_address(config.secret_key, str(request.endpoint))]
    account = request.form.get("email", "") if account_from == "email" else session.get(account_from, "")
    if account:
        keys.append(rate_limits.key(config.secret_key, f"{request.endpoint} account", str(account)))
    return keys


def _count() -> Response | None:
    if request.method != "POST" or request.endpoint not in _GUARDED:
        return None
    keys, moment = _keys(_GUARDED[request.endpoint]), int(time.time())
    # A transaction of its own, over before the request opens one: a refused password rolls nothing back here,
    # and SQLite has one writer at a time.
    with transactions.database().transaction() as counting:
        within = rate_limits.count(counting, keys, moment=moment)
    if not within:
        response = make_response(render_template("security/too_many_tries.html"), 429)
        response.headers["Retry-After"] = str(rate_limits.PERIOD)
        return response
    g.tries = (keys, moment)
    if request.endpoint == "security.login":
        # Nothing is written while a password is compared, so nobody who answers has to wait for it.
        g.session = transactions.database().open(writing=False)
    return None


def _note_success(response: Response) -> Response:
    # These views answer a success with a redirect, and everything else with their form.
    g.tries_succeeded = "tries" in g and 300 <= response.status_code < 400
    return response


def _take_back(error: BaseException | None) -> None:
    if error is None and g.get("tries_succeeded"):
        keys, moment = g.pop("tries")
        with transactions.database().transaction() as counting:
            rate_limits.take_back(counting, keys, moment=moment)
