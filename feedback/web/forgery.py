"""Whether a staff form really came from our own page: where the browser says it came from, and a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_security import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from feedback.config import Config
from feedback.web.templating import words

#: Audiences that have no session to forge: whoever answers holds no cookie, and the provider signs what it sends.
_OPEN = frozenset({"respond", "public", "hooks"})
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_PLACES_ELSEWHERE = frozenset({"cross-site", "same-site"})

_csrf = CSRFProtect()


def set_up(app: Flask, sign_in_page: Callable[[str], str]) -> None:
    """Checks every unsafe request of the staff pages before anything else looks at it.

    `sign_in_page` gives the sign-in page with an e-mail address typed in.
    """
    # We say ourselves when the token is looked at. A referrer is not asked for: many places strip it, and the
    # origin says the same.
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_SSL_STRICT=False)
    _csrf.init_app(app)
    app.before_request(_refuse_forgery)
    app.after_request(_let_the_browser_say_where_from)

    @app.errorhandler(CSRFError)
    def _show_again(_: CSRFError) -> Any:
        """A form that lay open too long, or in two windows: shown as it was typed, to be sent once more."""
        if current_user.is_authenticated or request.endpoint == "staff.welcome":
            return _send_again()
        flash(words()("You have been signed out. Sign in, and try again."), "information")
        if request.endpoint != "security.login":
            return redirect("/staff/sign-in")
        return make_response(sign_in_page(request.form.get("email", "")), 400)


#: What the addresses of pages with sessions begin with.
STAFF_PAGES = ("/staff", "/admin")


def is_staff_page() -> bool:
    """Whether this request is for a page of ours that has sessions."""
    return request.path.startswith(STAFF_PAGES)


def _refuse_forgery() -> None:
    if request.method not in _UNSAFE or request.endpoint is None or request.blueprint in _OPEN:
        return
    if _from_elsewhere():
        abort(403)
    if request.mimetype not in _FORMS and request.content_length:
        abort(415)
    _csrf.protect()


def _from_elsewhere() -> bool:
    if request.headers.get("Sec-Fetch-Site") in _PLACES_ELSEWHERE:
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    config: Config = current_app.extensions["config"]
    ours = {request.host_url.rstrip("/")}
    if config.base_url:
        address = urlsplit(config.base_url)
        ours.add(f"{address.scheme}://{address.netloc}")
    return origin not in ours


def _let_the_browser_say_where_from(response: Response) -> Response:
    """With no referrer at all, a browser also hides the origin of our own forms."""
    if is_staff_page():
        response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _send_again() -> Any:
    secret = [name for name in request.form if "password" in name or name == "code"]
    if secret:
        flash(words()("This page was open for a long time. Please fill it in again."), "information")
        return redirect(
            request.path if request.url_rule and "GET" in (request.url_rule.methods or ()) else "/staff/"
        )
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    lost = any(file.filename for file in request.files.values())
    again = render_template("security/send_again.html", typed=typed, action=request.path, lost_file=lost)
    return make_response(again, 400)
