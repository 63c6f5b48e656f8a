"""Members of staff in the journeys: their accounts, and their way in."""

from __future__ import annotations

import subprocess

from playwright.sync_api import Page

from tests.journeys.conftest import Site
from tests.soak.serving import PROGRAMS, ROOT, Instance

PASSWORD = "tangerine orbit lamp"


def add_staff(site: Site, name: str, role: str) -> str:
    """An account in the demonstration, as whoever runs the service makes one; returns the address."""
    email = f"{name}@invented-place.example.org"
    with_password(site.instance, "staff", "add", email, "--organisation", "invented-place", "--role", role)
    return email


def with_password(instance: Instance, *command: str) -> None:
    """Runs a command that reads the password from standard input."""
    subprocess.run(
        [PROGRAMS / "flask", *command, "--password-stdin"],
        cwd=ROOT, env=instance.environment, input=PASSWORD, capture_output=True, text=True, check=True,
    )  # fmt: skip


def sign_in(page: Page, address: str, email: str, password: str, *, lands: str = "/staff/") -> None:
    """Through the sign-in page, to the page that comes after it."""
    page.goto(f"{address}/staff/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}{lands}")
