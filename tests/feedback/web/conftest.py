"""A member of staff at their browser, and accounts for them to sign in with."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import audit, organisations, passwords, places, staff_members
from feedback.vocabulary import Role

PASSWORD = "tangerine orbit lamp"
Account = Callable[..., int]


class Browser:
    """A browser with its own cookies, which sends the forms it was shown."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        """Opens a page and keeps its token."""
        return self._keep(self.client.get(path, **more))

    def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> TestResponse:
        """Sends a form with the token of the last page."""
        data = {"csrf_token": self.token} | fields
        return self._keep(self.client.post(path, data=data, headers=headers))

    def _keep(self, response: TestResponse) -> TestResponse:
        # A file that is handed out is no text, and holds no token.
        page = response.text if response.mimetype == "text/html" else ""
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        self.token = found.group(1) if found else self.token
        return response

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """From an empty browser to the page after sign-in."""
        self.get("/staff/sign-in")
        answer = self.post("/staff/sign-in", email=email, password=password)
        if answer.status_code == 302 and "second-step" not in str(answer.location):
            self.get("/staff/account")
        return answer

    @property
    def signed_in(self) -> bool:
        """Whether staff pages open."""
        return self.client.get("/staff/account").status_code == 200

    def cookie(self) -> str:
        """The session cookie, for somebody to copy."""
        found = self.client.get_cookie("staff")
        assert found is not None
        return found.value


class Phone:
    """An authenticator app that has scanned the picture of a page."""

    def __init__(self, page: str) -> None:
        found = re.search(r'class="address"[^>]*>([A-Z2-7-]+)<', page)
        assert found, "the page shows no key"
        self.totp = TOTP(key=found.group(1))

    def code(self, later: int = 0) -> str:
        """What it shows now, or in some seconds."""
        return str(self.totp.generate(int(time.time()) + later).token)


@pytest.fixture(autouse=True)
def _passwords_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash is slow on purpose, and every sign-in pays for two; what one costs is tried in test_passwords.py."""
    monkeypatch.setattr(passwords, "TIME_COST", 1)
    monkeypatch.setattr(passwords, "MEMORY_COST", 8)


@pytest.fixture
def scan() -> type[Phone]:
    """Makes a phone from the page whose picture it scans."""
    return Phone


@pytest.fixture
def browser(app: Flask) -> Browser:
    """One browser."""
    return Browser(app)


@pytest.fixture
def another_browser(app: Flask) -> Browser:
    """A second one, with no cookies of the first."""
    return Browser(app)


@pytest.fixture
def account(database: Database, organisation: Organisation) -> Account:
    """Makes an account with a password; returns its id. `place` is a name, made when it is not there."""

    def make(
        email: str,
        role: Role = Role.ADMINISTRATOR,
        *,
        place: str = "",
        organisation_id: int = organisation.id,
    ) -> int:
        with database.transaction(organisation_id) as session:
            where = (
                (places.by_slug(session, place) or places.add(session, place, by="a test")) if place else None
            )
            member = staff_members.add(session, email, role=role, place=where, by="a test", now=audit.now())
            staff_members.set_password(session, member, PASSWORD, by="a test", now=audit.now())
            return member.id

    return make


@pytest.fixture
def elsewhere(database: Database) -> int:
    """The id of another organisation."""
    with database.transaction() as session:
        return organisations.add(
            session, "elsewhere", "Elsewhere (invented)", by="a test", today=date(2026, 11, 1)
        ).id
