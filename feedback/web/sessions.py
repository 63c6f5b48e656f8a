"""Sessions: staff pages have one in a signed cookie; public pages have none, and read none."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from feedback.web import forgery


class StaffSessions(SecureCookieSessionInterface):
    """Flask's own sessions, where there are any."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a staff page; an empty one elsewhere, whatever cookie was sent."""
        if request.path.startswith(forgery.STAFF_PAGES):
            return super().open_session(app, request)
        return self.session_class()


def set_up(app: Flask) -> None:
    """Makes every session so."""
    app.session_interface = StaffSessions()
