"""The headers every answer carries: what may run, who may frame it, what may be kept."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

from flask import Flask, Response, g, request

_POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "style-src {styles}; script-src {scripts}"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}


def nonce() -> str:
    """A fresh word that this response's own scripts and styles carry."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    value: str = g.nonce
    return value


def hash_source(text: str) -> str:
    """The CSP source expression for an inline style or script of exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def in_a_frame(response: Response) -> Response:
    """Lets our own pages show this one in a frame; nothing of it can be sent anywhere."""
    given = response.headers["Content-Security-Policy"]
    for what, so in (
        ("frame-ancestors", "'self'"),
        ("form-action", "'none'"),
        ("connect-src", "'none'"),
    ):
        given = re.sub(rf"\b{what} [^;]*", f"{what} {so}", given)
    response.headers["Content-Security-Policy"] = given
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def holds_a_frame() -> None:
    """Lets the page of this request show our own pages in a frame."""
    g.holds_a_frame = True


def policy(styles: str, scripts: str, more: str = "") -> str:
    """A content security policy with these sources for styles and scripts, and `more` directives behind them."""
    return _POLICY.format(styles=styles, scripts=scripts) + more


def set_up(app: Flask, *, production: bool) -> None:
    """Adds the headers to every response that does not bring its own."""

    @app.after_request
    def _add(response: Response) -> Response:
        there = {name.lower() for name, _ in response.headers}
        for name, value in _ALWAYS.items():
            if name.lower() not in there:
                response.headers.add(name, value)
        if "content-security-policy" not in there:
            own = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
            frame = "; frame-src 'self'" if g.get("holds_a_frame") else ""
            response.headers["Content-Security-Policy"] = policy(own, own, more=frame)
        if production and "strict-transport-security" not in there:
            response.headers.add("Strict-Transport-Security", "max-age=63072000")
        if "cache-control" not in there:
            private = request.path.startswith(("/staff", "/admin")) or response.status_code >= 400
            response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
        return response
