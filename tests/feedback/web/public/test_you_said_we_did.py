"""Promise of "You said, we did" in public: what was reviewed, in the reader's words, for everybody and every reader."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.feedback.invented_place import Demonstration

HOME = "/you-said-we-did/invented-place/"
ATOM = "{http://www.w3.org/2005/Atom}"


def changes(page: str) -> list[str]:
    return re.findall(r'<article class="what-changed">.*?</article>', page, re.DOTALL)


def test_six_changes_are_told_with_what_was_said_what_was_done_and_the_number_behind_it(
    demonstration: Demonstration,
) -> None:
    found = changes(demonstration.page(HOME))
    assert len(found) == 6
    for change in found:
        assert re.search(r"\d+% of \d+ people answered", change)
        assert "You said" in change and "We did" in change and "By " in change


def test_what_cannot_be_done_says_why(demonstration: Demonstration) -> None:
    refusals = [change for change in changes(demonstration.page(HOME)) if "We could not, because" in change]
    assert refusals


@pytest.mark.parametrize(
    ("language", "direction"), [("ur", "rtl"), ("ar", "rtl"), ("pl", "ltr"), ("cy", "ltr"), ("pa", "ltr")]
)
def test_the_page_speaks_the_readers_language(
    demonstration: Demonstration, language: str, direction: str
) -> None:
    for page in (
        demonstration.page(f"{HOME}?lang={language}"),
        demonstration.page(HOME, **{"Accept-Language": language}),
    ):
        assert f'<html lang="{language}" dir="{direction}"' in page
        assert len(changes(page)) == 6 and "Quieter nights on Willow Ward" not in page


def test_easy_read_is_chosen_and_its_english_text_needs_no_mark(demonstration: Demonstration) -> None:
    page = demonstration.page(f"{HOME}?lang=en-simple")
    assert '<html lang="en" dir="ltr"' in page and len(changes(page)) == 6


@pytest.mark.parametrize("language", ["xx", "de", "en-simple/..", "<script>", ""])
def test_a_language_that_is_not_there_leads_to_one_that_is(
    demonstration: Demonstration, language: str
) -> None:
    page = demonstration.page(f"{HOME}?lang={language}")
    assert '<html lang="en"' in page and "<script>" not in page


def test_a_text_that_fell_back_to_english_is_marked_as_english(demonstration: Demonstration) -> None:
    from sqlalchemy import text

    from feedback.db import EVERYWHERE

    database = demonstration.app.extensions["database"]
    unsign = "UPDATE improvement_texts SET signed_name = :name WHERE language = 'ro'"
    with database.transaction(EVERYWHERE) as session:
        session.execute(text(unsign), {"name": None})
    page = demonstration.page(f"{HOME}?lang=ro")
    with database.transaction(EVERYWHERE) as session:
        session.execute(text(unsign), {"name": "Nobody (invented)"})
    assert '<html lang="ro"' in page
    assert re.search(r'<h2 lang="en" dir="ltr"><a [^>]*>Quieter nights on Willow Ward', page)


def test_each_change_has_its_own_address_that_carries_the_language(demonstration: Demonstration) -> None:
    addresses = re.findall(
        r'href="(/you-said-we-did/invented-place/[a-z0-9-]+\?lang=ur)"', demonstration.page(f"{HOME}?lang=ur")
    )
    assert len(set(addresses)) == 6
    for address in set(addresses):
        page = demonstration.page(address)
        assert len(changes(page)) == 1 and '<html lang="ur" dir="rtl"' in page


def test_the_organisations_that_told_something_are_listed(demonstration: Demonstration) -> None:
    page = demonstration.page("/you-said-we-did/")
    assert "/you-said-we-did/invented-place/" in page


@pytest.mark.parametrize(
    "address",
    [
        "/you-said-we-did/nowhere/",
        "/you-said-we-did/invented-place/nowhere",
        "/you-said-we-did/nowhere/feed.xml",
    ],
)
def test_what_is_not_there_is_a_kind_404(demonstration: Demonstration, address: str) -> None:
    answer = demonstration.app.test_client().get(address)
    assert answer.status_code == 404 and "<h1" in answer.text


def test_the_feed_is_atom_with_the_same_six_changes(demonstration: Demonstration) -> None:
    answer = demonstration.app.test_client().get(f"{HOME}feed.xml?lang=ur")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    for part in ("id", "title", "updated"):
        assert feed.find(f"{ATOM}{part}") is not None, part
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 6
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 6 and all(ids)
    for entry in entries:
        moment = entry.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", moment), moment
        assert entry.findtext(f"{ATOM}title") and entry.find(f"{ATOM}link") is not None
        assert entry.find(f"{ATOM}content") is not None or entry.find(f"{ATOM}summary") is not None


def test_the_thank_you_tells_what_changed_before(demonstration: Demonstration) -> None:
    page = demonstration.page(f"/s/{demonstration.loaded.codes['my-care']}/en/thanks")
    assert len(changes(page)) == 2 and "/you-said-we-did/invented-place/?lang=en" in page


def test_nothing_on_the_page_names_a_person_at_work(demonstration: Demonstration) -> None:
    page = demonstration.page(HOME)
    assert "@invented-place" not in page and "Ana (" not in page and "Cam (" not in page
