"""The headers of every page: what may run, who may frame it, what may be kept, and which host may be asked for."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.config import Config
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey
from feedback.services import snapshots
from tests.feedback.open_survey import BY, TODAY, open_survey, revoke
from tests.feedback.web.conftest import Browser

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account

#: Every public page, and the pages that say why there is none; CODE is an open link, GONE a revoked one.
PUBLIC = (
    "/", "/.well-known/security.txt", "/accessibility", "/healthz", "/privacy", "/privacy/oakfield", "/privacy/nobody",
    "/q/CODE.png", "/q/CODE.svg", "/q/NOTHING.svg", "/readyz", "/results/oakfield/my-care", "/results/oakfield/nothing",
    "/s/CODE", "/S/CODE", "/s/CODE/en", "/s/CODE/ur", "/s/CODE/en-simple", "/s/CODE/xx", "/s/CODE/en/thanks",
    "/s/GONE", "/s/NOTHING", "/logo/oakfield.png", "/you-said-we-did/", "/you-said-we-did/oakfield/",
    "/you-said-we-did/oakfield/nothing", "/you-said-we-did/oakfield/feed.xml", "/nothing-here",
    "/results/oakfield/my-care?lang=ur", "/privacy?lang=ar", "/static/nothing.css",
)  # fmt: skip
STAFF = ("/staff/", "/staff/account", "/staff/sign-in", "/staff/nothing", "/staff/surveys/", "/admin/", "/admin/audit",
         "/admin/organisation", "/staff/welcome/nothing", "/staff/results/my-care/table.csv")  # fmt: skip


@pytest.fixture
def database_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """One engine will do: no header comes from a row."""
    path = tmp_path / "feedback.sqlite"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def codes(database: Database, organisation: Organisation) -> dict[str, str]:
    """An open and a revoked link; the survey behind them has published results."""
    opened = open_survey(database, organisation.id, signed=("ur",))
    gone = open_survey(database, organisation.id, "carers")
    revoke(database, gone)
    with database.transaction(organisation.id) as session:
        snapshots.publish(
            session, session.get_one(Survey, opened.survey_id), ["age-band"], by=BY, today=TODAY
        )
    return {"CODE": opened.code, "GONE": gone.code}


def address(path: str, codes: dict[str, str]) -> str:
    """A path with the codes put in."""
    return re.sub("CODE|GONE", lambda found: codes[found.group()], path)


def hashed(text: str) -> str:
    """The source expression of a policy for exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(answer: TestResponse) -> dict[str, str]:
    """A content security policy by its directives."""
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def wrong_with(answer: TestResponse) -> list[str]:
    """What a public page lets happen that it should not."""
    rules, found = policy(answer), []
    wanted = {
        "default-src": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    found += [f"{name} is {rules.get(name)}" for name, value in wanted.items() if rules.get(name) != value]
    for kind in ("script-src", "style-src"):
        if re.search(r"unsafe|https?:|\*|data:", rules[kind]):
            found.append(f"{kind} is {rules[kind]}")
    told = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}
    found += [f"{name} is missing" for name, value in told.items() if answer.headers.get(name) != value]
    # Over plain http a promise of https would be a lie.
    found += [
        f"{name} is there" for name in ("Set-Cookie", "Strict-Transport-Security") if name in answer.headers
    ]
    return found if answer.headers.get("Cache-Control") else [*found, "nothing says how long it may be kept"]


def test_a_public_page_lets_nothing_foreign_run_frame_or_follow_it(
    client: FlaskClient, codes: dict[str, str]
) -> None:
    answers = {path: client.get(address(path, codes)) for path in PUBLIC}
    assert {path: answer.status for path, answer in answers.items() if answer.status_code >= 500} == {}
    assert {path: found for path, answer in answers.items() if (found := wrong_with(answer))} == {}


@pytest.mark.parametrize(
    "path", ["/s/CODE/en", "/s/CODE/ur", "/privacy", "/results/oakfield/my-care", "/nothing-here"]
)
def test_the_policy_lets_the_page_s_own_style_through_and_no_style_attribute_needs_it(
    client: FlaskClient, codes: dict[str, str], path: str
) -> None:
    answer = client.get(address(path, codes))
    markup = re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\sstyle=", markup)
    for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL):
        assert "nonce" in attributes or hashed(script) in policy(answer)["script-src"]
    for attributes, _ in re.findall(r"<style([^>]*)>(.*?)</style>", answer.text, re.DOTALL):
        named = re.search(r'nonce="([^"]+)"', attributes)
        assert (
            f"'nonce-{named.group(1)}'" in policy(answer)["style-src"]
            if named
            else "sha256-" in policy(answer)["style-src"]
        )


def test_a_survey_may_be_kept_only_until_it_is_asked_again_and_a_thank_you_not_at_all(
    client: FlaskClient, codes: dict[str, str]
) -> None:
    assert client.get(address("/s/CODE/en", codes)).headers["Cache-Control"] == "private, no-cache"
    assert client.get(address("/s/CODE/en/thanks", codes)).headers["Cache-Control"] == "no-store"
    refused = client.post(address("/s/CODE/en", codes), data={"role": "nonsense"})
    assert refused.status_code == 400
    assert refused.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in refused.headers


def test_a_staff_page_is_kept_nowhere_signed_in_or_not(
    app: Flask, account: Account, codes: dict[str, str]
) -> None:
    account("admin@oakfield.example.org")
    inside, outside = Browser(app), Browser(app)
    inside.sign_in("admin@oakfield.example.org")
    for browser in (inside, outside):
        for path in STAFF:
            answer = browser.get(path)
            rules = policy(answer)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            # A browser that names no page at all would also hide where our own forms come from.
            assert answer.headers["Referrer-Policy"] == "same-origin", path
            assert "unsafe" not in rules["script-src"] + rules["style-src"], path
            assert rules["frame-ancestors"] == "'none'", path


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask, account: Account) -> None:
    account("admin@oakfield.example.org")
    browser = Browser(app)
    browser.get("/staff/sign-in")
    cookie = browser.client.get_cookie("staff")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"


def test_a_host_that_is_not_ours_is_refused(client: FlaskClient, codes: dict[str, str]) -> None:
    for host in ("elsewhere.example", "localhost.elsewhere.example", "127.0.0.1.elsewhere.example"):
        for path in ("/you-said-we-did/", "/s/CODE", "/staff/sign-in", "/q/CODE.svg", "/healthz"):
            answer = client.get(address(path, codes), headers={"Host": host})
            assert (answer.status_code, host in answer.text) == (400, False), (path, host)


@pytest.fixture
def production(config: Config, tmp_path: Path) -> FlaskClient:
    """The same as `make serve` serves it, behind one proxy."""
    from feedback.app import create_app

    real = replace(
        config, base_url="https://feedback.example.org", trusted_proxies=1, production=True, instance=tmp_path
    )
    app = create_app(real)
    return app.test_client()


@pytest.mark.parametrize("path", ["/you-said-we-did/", "/s/CODE/en", "/nothing-here", "/staff/sign-in"])
def test_production_tells_browsers_to_come_back_by_https_only(
    production: FlaskClient, codes: dict[str, str], path: str
) -> None:
    through = {"Host": "feedback.example.org", "X-Forwarded-Proto": "https"}
    answer = production.get(address(path, codes), headers=through)
    assert answer.status_code in (200, 404)
    held = re.fullmatch(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])
    assert held and int(held.group(1)) >= 31_536_000


def test_in_production_the_session_cookie_travels_by_https_only(production: FlaskClient) -> None:
    through = {"Host": "feedback.example.org", "X-Forwarded-Proto": "https"}
    answer = production.get("/staff/sign-in", headers=through)
    assert "; Secure" in answer.headers["Set-Cookie"] and "; HttpOnly" in answer.headers["Set-Cookie"]


def test_in_production_a_forwarded_host_that_is_not_ours_is_refused(production: FlaskClient) -> None:
    through = {
        "Host": "feedback.example.org",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Proto": "https",
    }
    assert production.get("/staff/sign-in", headers=through).status_code == 400
