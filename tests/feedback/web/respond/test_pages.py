"""Promise of the pages: the right language, the same in capitals, nothing that runs, no cookie, and quick to send."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import pytest
from flask.testing import FlaskClient

from feedback import i18n
from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.services import organisations
from feedback.vocabulary import LANGUAGES, OWN_LANGUAGES
from tests.feedback.open_survey import NOW, Open, close, hidden_field, open_survey, revoke

COMPLETE = tuple(tag for tag in i18n.shipped_languages() if tag not in OWN_LANGUAGES)


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)" dir="(ltr|rtl)"', page)
    assert found
    return found.group(1)


def speaks(client: FlaskClient, opened: Open, accept: str) -> str:
    return language_of(client.get(f"/s/{opened.code}", headers={"Accept-Language": accept}).text)


@pytest.mark.parametrize(
    ("accept", "language"),
    [("ur", "ur"), ("ur-PK,en;q=0.5", "ur"), ("en;q=0.3,ur;q=0.9", "ur"), ("pl,ur;q=0.4", "ur"), ("pl", "en"),
     ("", "en"), ("en-simple", "en"), ("bfi", "en"), ("*", "en"), ("x" * 100_000, "en"), (";q=,,;;q=1e999", "en"),
     ("ur;q=0", "en")],
)  # fmt: skip
def test_a_phone_is_answered_in_the_best_language_on_offer(
    client: FlaskClient, opened: Open, accept: str, language: str
) -> None:
    assert speaks(client, opened, accept) == language


def test_easy_read_is_chosen_by_people_and_never_for_them(client: FlaskClient, opened: Open) -> None:
    assert "I help to choose my care." in client.get(opened.path("en-simple")).text
    for accept in ("en-simple", "en-simple,en;q=0.1", "en-GB"):
        page = client.get(f"/s/{opened.code}", headers={"Accept-Language": accept}).text
        assert "I help to decide about my care." in page


def test_a_language_nobody_signed_is_not_served_and_not_offered(client: FlaskClient, opened: Open) -> None:
    answer = client.get(opened.path("pl"))
    assert answer.status_code == 302 and answer.headers["Location"] == f"/s/{opened.code}"
    page = client.get(opened.path()).text
    assert f"/s/{opened.code}/ur" in page or 'value="ur"' in page
    assert "Polski" not in page


def test_once_signed_every_shipped_language_is_offered_by_its_own_name(
    client: FlaskClient, database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id, signed=COMPLETE)
    page = client.get(opened.path()).text
    assert len(COMPLETE) == 20
    for tag in (*OWN_LANGUAGES, *COMPLETE):
        assert LANGUAGES[tag] in page
    for language in COMPLETE:
        translated = client.get(opened.path(language)).text
        assert language_of(translated) == language and "I help to decide" not in translated


def test_right_to_left_is_said_to_the_browser(client: FlaskClient, opened: Open) -> None:
    assert '<html lang="ur" dir="rtl"' in client.get(opened.path("ur")).text
    assert '<html lang="en" dir="ltr"' in client.get(opened.path("en-simple")).text


@pytest.mark.parametrize(
    "shape", ["/S/{upper}", "/s/{lower}", "/S/{upper}/EN", "/s/{lower}/UR", "/S/{upper}/EN-SIMPLE"]
)
def test_an_address_works_in_capitals_and_in_small_letters(
    client: FlaskClient, opened: Open, shape: str
) -> None:
    path = shape.format(upper=opened.code, lower=opened.code.lower())
    answer = client.get(path)
    assert answer.status_code == 200 and f'action="/s/{opened.code}/' in answer.text
    if path.count("/") == 3:
        assert client.post(path, data={"help-to-decide": "yes"}).status_code == 303
        assert client.get(f"{path}/thanks").status_code == 200


def test_a_draft_is_no_survey_yet(client: FlaskClient, opened: Open, database: Database) -> None:
    with database.transaction(opened.organisation_id) as session:
        from feedback.models.survey import Survey

        session.get_one(Survey, opened.survey_id).state = "draft"
    assert client.get(opened.path()).status_code == 404


@pytest.mark.parametrize("path", ["", "/en", "/ur"])
def test_closed_and_revoked_are_kind_pages(
    client: FlaskClient, opened: Open, database: Database, path: str
) -> None:
    close(database, opened, NOW)
    closed = client.get(f"/s/{opened.code}{path}")
    revoke(database, opened)
    revoked = client.get(f"/s/{opened.code}{path}")
    assert (closed.status_code, revoked.status_code) == (410, 410)
    headings = [re.search(r"<h1[^>]*>(.*?)</h1>", page.text) for page in (closed, revoked)]
    assert all(headings) and headings[0].group(1) != headings[1].group(1)  # type: ignore[union-attr]
    assert language_of(closed.text) == ("ur" if path == "/ur" else "en")


def named_by_hash(text: str) -> str:
    """The source expression of a policy for exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("language", ["en", "en-simple", "ur"])
def test_the_policy_lets_exactly_this_pages_style_and_scripts_run_and_nothing_else(
    client: FlaskClient, opened: Open, language: str
) -> None:
    for answer in (
        client.get(opened.path(language)),
        client.post(opened.path(language), data={"sex": "unheard-of"}),
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
        styles = re.findall(r"<style[^>]*>(.*?)</style>", answer.text, re.DOTALL)
        assert len(styles) == 1
        assert f"style-src {named_by_hash(styles[0])}" in policy
        scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
        assert len(scripts) == answer.text.count("<script") == 2
        assert f"script-src {' '.join(map(named_by_hash, scripts))};" in policy
        markup = re.sub(r"<script>.*?</script>", "", answer.text, flags=re.DOTALL)
        assert not re.search(r"\sstyle=|\son[a-z]+=|<iframe|javascript:", markup)


def test_nothing_is_fetched_from_anywhere_else(client: FlaskClient, opened: Open) -> None:
    page = client.get(opened.path()).text
    assert not re.findall(r'(?:src|srcset|action)="(?:https?:)?//[^"]*"', page)
    assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//", page)


def test_a_packed_page_is_the_plain_page(
    client: FlaskClient, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_urlsafe", lambda *_: "the-same-every-time")
    plain = client.get(opened.path())
    packed = client.get(opened.path(), headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers and packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < 30_000 and len(packed.data) < len(plain.data) / 3
    assert packed.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_two_links_share_a_compiled_page_and_keep_their_own_code(
    client: FlaskClient, opened: Open, database: Database, organisation: Organisation
) -> None:
    other = open_survey(database, organisation.id, "being-heard")
    for each in (opened, other, opened):
        page = client.get(each.path()).text
        assert set(re.findall(r"/s/([0-9A-Z]{9})", page)) == {each.code}


def test_a_change_of_the_organisation_shows_at_once(
    client: FlaskClient, opened: Open, database: Database
) -> None:
    assert "Oakfield (invented)" in client.get(opened.path()).text
    with database.transaction(opened.organisation_id) as session:
        organisations.current(session).name = "Renamed (invented)"
    assert "Renamed (invented)" in client.get(opened.path()).text


def test_the_notice_of_the_organisation_is_linked_before_the_first_question(
    client: FlaskClient, opened: Open
) -> None:
    page = client.get(opened.path("ur")).text
    assert page.index("/privacy/oakfield?lang=ur") < page.index('name="role"')


def test_help_is_beside_every_box_for_free_text(client: FlaskClient, opened: Open) -> None:
    page = client.get(opened.path()).text
    after = page[page.index("<textarea") :]
    for number in ("999", "111", "116 123", "01632 960 001"):
        assert number in after


PUBLIC = [
    "{s}", "{s}/ur", "{s}/en/thanks", "/s/NOWHERE99", "/you-said-we-did/", "/you-said-we-did/oakfield/",
    "/you-said-we-did/oakfield/feed.xml", "/results/oakfield/my-care", "/q/{code}.svg", "/q/{code}.png", "/privacy",
    "/privacy/oakfield", "/accessibility", "/healthz", "/readyz",
]  # fmt: skip


@pytest.mark.parametrize("where", PUBLIC)
def test_no_public_page_sets_a_cookie(client: FlaskClient, opened: Open, where: str) -> None:
    answer = client.get(where.format(s=f"/s/{opened.code}", code=opened.code))
    assert answer.status_code < 500 and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "fields", [{"help-to-decide": "yes"}, {"help-to-decide": "unheard-of"}, {"switch-to": "ur"}]
)
def test_sending_answers_sets_no_cookie(client: FlaskClient, opened: Open, fields: dict[str, str]) -> None:
    assert "Set-Cookie" not in client.post(opened.path(), data=fields).headers


def test_a_page_may_be_kept_but_must_be_asked_for_again(client: FlaskClient, opened: Open) -> None:
    assert client.get(opened.path()).headers["Cache-Control"] == "private, no-cache"
    assert client.get(f"{opened.path()}/thanks").headers["Cache-Control"] == "no-store"


def test_a_page_opened_from_another_site_works_all_the_same(client: FlaskClient, opened: Open) -> None:
    page = client.get(opened.path()).text
    headers = {"Origin": "null", "Referer": "https://elsewhere.example/"}
    data = {"help-to-decide": "yes", "submission": hidden_field(page, "submission")}
    assert client.post(opened.path(), data=data, headers=headers).status_code == 303
