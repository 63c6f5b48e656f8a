"""Who the organisation is: what staff type is checked, and what they upload is encoded anew."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from feedback.db import Database
from feedback.services import logos, looks, organisations

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser

FIELDS: dict[str, Any] = {
    "name": "Oakfield", "accent": "#0a5a5c", "help_number": "01234 567890", "privacy_contact": "dpo@example.nhs.uk",
    "purpose": "", "lawful_basis": "", "retention_months": "24", "complaints_contact": "", "carers_service": "",
    "receipt_days": "28",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _ana(account: Account, browser: Browser) -> None:
    account("ana@example.nhs.uk")
    browser.sign_in("ana@example.nhs.uk")
    browser.get("/admin/organisation")


def _picture(kind: str = "PNG", size: tuple[int, int] = (600, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0a5a5c").save(out, kind)
    return out.getvalue()


def test_what_is_typed_is_kept(browser: Browser, database: Database) -> None:
    assert browser.post("/admin/organisation", **FIELDS).status_code == 303
    with database.reading(1) as session:
        row = organisations.current(session)
    assert (row.name, row.help_number, row.privacy_contact) == (
        "Oakfield",
        "01234 567890",
        "dpo@example.nhs.uk",
    )


def test_whom_to_complain_to_whom_carers_turn_to_and_how_long_codes_work_are_kept(
    browser: Browser, database: Database
) -> None:
    more = {
        "complaints_contact": "Patient experience team, 01632 960 101", "carers_service": "Carers’ Centre",
        "receipt_days": "14",
    }  # fmt: skip
    assert browser.post("/admin/organisation", **(FIELDS | more)).status_code == 303
    with database.reading(1) as session:
        row, look = organisations.current(session), looks.of(session, 1)
    assert row.receipt_days == 14
    assert (look.complaints_contact, look.carers_service) == (row.complaints_contact, row.carers_service)
    assert (look.complaints_contact, look.carers_service) == (more["complaints_contact"], "Carers’ Centre")
    assert 'value="14"' in browser.get("/admin/organisation").text


def test_a_light_colour_is_darkened_and_the_page_says_so(browser: Browser, database: Database) -> None:
    browser.post("/admin/organisation", **(FIELDS | {"accent": "#ffee00"}))
    page = browser.get("/admin/organisation").text
    with database.reading(1) as session:
        accent = organisations.current(session).accent
    assert accent != "#ffee00"
    assert "#ffee00" in page and accent in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "x" * 201}, {"accent": "red"}, {"accent": "#0a5a5c;}"}, {"retention_months": "0"},
        {"retention_months": "many"}, {"receipt_days": "0"}, {"receipt_days": "91"}, {"receipt_days": "soon"},
        {"complaints_contact": "x" * 201}, {"carers_service": "x" * 201}, {"help_number": "9" * 61},
    ],
)  # fmt: skip
def test_a_wrong_entry_is_told_and_nothing_is_kept(
    browser: Browser, database: Database, wrong: dict[str, str]
) -> None:
    answer = browser.post("/admin/organisation", **(FIELDS | {"name": "Changed"} | wrong))
    assert answer.status_code == 400
    assert "Nothing is saved yet" in answer.text
    with database.reading(1) as session:
        assert organisations.current(session).name == "Oakfield (invented)"


def test_what_staff_type_cannot_run(browser: Browser) -> None:
    browser.post("/admin/organisation", **(FIELDS | {"name": "<script>alert(1)</script>"}))
    page = browser.get("/admin/organisation").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_encoded_anew_and_small(browser: Browser, database: Database, kind: str) -> None:
    sent = _picture(kind) + b"<script>alert(1)</script>"
    assert browser.post("/admin/organisation", **FIELDS, logo=(io.BytesIO(sent), "x.svg")).status_code == 303
    with database.reading(1) as session:
        kept = logos.read(session, organisations.current(session))
    assert kept is not None and b"script" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.format == "PNG"
        assert picture.size == (320, 160)


@pytest.mark.parametrize(
    "sent",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 50,
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_no_picture_is_refused(browser: Browser, sent: bytes) -> None:
    answer = browser.post("/admin/organisation", **FIELDS, logo=(io.BytesIO(sent), "logo.png"))
    assert answer.status_code == 400
    assert "could not be read as a picture" in answer.text


def test_a_picture_that_unfolds_to_gigabytes_is_refused(browser: Browser) -> None:
    sent = _picture(size=(8000, 8000))
    answer = browser.post("/admin/organisation", **FIELDS, logo=(io.BytesIO(sent), "logo.png"))
    assert answer.status_code == 400
    assert "too large" in answer.text


def test_the_logo_can_go_again(browser: Browser, database: Database) -> None:
    browser.post("/admin/organisation", **FIELDS, logo=(io.BytesIO(_picture()), "logo.png"))
    browser.get("/admin/organisation")
    assert browser.post("/admin/organisation/logo/remove").status_code == 303
    with database.reading(1) as session:
        assert not logos.present(session, organisations.current(session))
