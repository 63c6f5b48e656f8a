"""Places: added in a tree, named as people say it, with addresses that never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feedback.db import Database
from feedback.services import places

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser


@pytest.fixture(autouse=True)
def _ana(account: Account, browser: Browser) -> None:
    account("ana@example.nhs.uk")
    browser.sign_in("ana@example.nhs.uk")
    browser.get("/admin/places/new")


def test_an_empty_page_teaches_the_first_step(browser: Browser) -> None:
    page = browser.get("/admin/places/").text
    assert "No places yet" in page and 'href="/admin/places/new"' in page


def test_a_place_stands_under_its_parent(browser: Browser, database: Database) -> None:
    browser.post("/admin/places/new", name="St Anne's Hospital", ods_code="rx1")
    browser.get("/admin/places/new?parent=st-annes-hospital")
    browser.post("/admin/places/new", name="Ward 7", parent="st-annes-hospital")
    with database.reading(1) as session:
        tree = [(each.place.slug, each.depth, each.place.ods_code) for each in places.tree(session)]
    assert tree == [("st-annes-hospital", 0, "RX1"), ("ward-7", 1, None)]


def test_a_new_name_leaves_the_address_on_the_wall(browser: Browser, database: Database) -> None:
    browser.post("/admin/places/new", name="Ward 7")
    browser.get("/admin/places/ward-7")
    assert browser.post("/admin/places/ward-7", name="Maple ward").status_code == 303
    with database.reading(1) as session:
        found = places.by_slug(session, "ward-7")
    assert found is not None and found.name == "Maple ward"


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "x" * 201}, {"name": "Ward 7", "ods_code": "R!"}, {"name": "W", "parent": "no"}],
)
def test_a_wrong_entry_comes_back_with_what_was_typed(browser: Browser, fields: dict[str, str]) -> None:
    answer = browser.post("/admin/places/new", **fields)
    assert answer.status_code == 400
    assert "The place is not added yet" in answer.text


def test_a_poisoned_name_is_cleaned(browser: Browser, database: Database) -> None:
    browser.post("/admin/places/new", name="Ward\x00 \x0b7\r\n")
    with database.reading(1) as session:
        assert [each.place.name for each in places.tree(session)] == ["Ward 7"]
