"""Promises of the pages of contacts: a list put in under a name, each line told, other ways printed, theirs alone."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest

from feedback.services import (
    audit,
    campaigns,
    collector_links,
    places,
    sensitivity,
    surveys,
    working_days,
)
from feedback.services import contact_uploads as uploads
from feedback.vocabulary import Role
from tests.feedback.invented_campaigns import campaign, everybody, sheet
from tests.feedback.open_survey import Open

LIST = (
    "Mobile,Language,Name,Format\n07700 900001,English,Ada,\n020 7946 0958,,Bob,\n07700 900002,Polish,=Cyd(),\n"
    "07700 900003,,Dee,paper\n07700 900001,,Ada,\n"
)


def made(office: Any, place: str = "ward-7", **more: Any) -> str:
    """A campaign at a place; returns the address of its contacts."""
    with office.database.transaction(office.organisation_id) as session:
        survey, where = surveys.find(session, "my-care"), places.by_slug(session, place)
        link = collector_links.find(session, office.links[place])
        assert survey and where and link
        opened = Open(link.code, survey.id, link.id, where.id, office.organisation_id, "my-care")
        return f"/staff/texts/{campaign(session, opened, **more).id}/contacts"


def fields(
    content: str | bytes = LIST, name: str = "list.csv", *, hours: float = 1, **more: Any
) -> dict[str, Any]:
    """What somebody sends who did everything right."""
    at = working_days.here(audit.now() - timedelta(hours=hours))
    content = content.encode() if isinstance(content, str) else content
    return {
        "file": (io.BytesIO(content), name), "day": at.date().isoformat(), "time": at.strftime("%H:%M"),
        "declared": list(uploads.DECLARED),
    } | more  # fmt: skip


@pytest.fixture
def bea(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff."""
    account("bea@oakfield.example.org", Role.STAFF)
    browser.sign_in("bea@oakfield.example.org")
    return browser


def test_a_list_is_put_in_and_each_line_left_out_says_why(bea: Any, office: Any) -> None:
    address = made(office)
    assert "Read the list" in bea.get(address).text
    answer = bea.post(address, **fields())
    assert answer.status_code == 303
    page = bea.get(answer.location).text
    assert "Lines read: 5. Used: 3. Left out: 2." in page
    assert "A landline gets no texts" in page
    assert "(line 2)" in page
    assert "bea@oakfield.example.org" in page
    file = bea.get(f"{answer.location}/lines.csv")
    assert file.mimetype == "text/csv"
    assert "3,A landline," in file.text and ",958," in file.text
    assert "79460958" not in file.text + page and "900001" not in file.text + page
    assert "Ada" not in file.text + page


def test_a_spreadsheet_is_put_in_as_well(bea: Any, office: Any) -> None:
    address = made(office)
    bea.get(address)
    rows = sheet([("Mobile", "Name"), (7700900001, "Ada"), (7700900002, "Bob")])
    assert bea.post(address, **fields(rows, "list.xlsx")).status_code == 303
    assert "<dd>2</dd>" in bea.get(address).text


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"hours": 49}, "more than 48 hours old"), ({"hours": -30}, "in the future"),
        ({"day": "yesterday"}, "Write the day"),
        ({"time": ""}, "Write the time"), ({"declared": ["deaths"]}, "Tick all four"),
        ({"declared": []}, "Tick all four"),
        ({"content": "Ref\nx\n"}, "No column of the file is called like a mobile number"),
        ({"content": ""}, "empty"),
        ({"content": "", "name": ""}, "Choose the list"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    bea: Any, office: Any, more: dict[str, Any], told: str
) -> None:
    address = made(office)
    bea.get(address)
    answer = bea.post(address, **fields(**more))
    assert answer.status_code == 400
    assert told in answer.text
    with office.database.reading(office.organisation_id) as session:
        found = campaigns.find(session, int(address.split("/")[3]))
        assert found and everybody(session, found) == []


def test_a_column_is_chosen_where_its_name_is_unusual(bea: Any, office: Any) -> None:
    address = made(office)
    bea.get(address)
    content = "Ref,Handset\nA,07700900001\n"
    assert "details open" in bea.post(address, **fields(content)).text
    assert bea.post(address, **fields(content, number="Handset")).status_code == 303


def test_whoever_is_asked_another_way_is_listed_by_need_and_staff_decide(bea: Any, office: Any) -> None:
    address = made(office)
    bea.get(address)
    bea.post(address, **fields())
    page = bea.get(f"{address}/another-way").text
    assert "They need paper" in page and "Dee" in page
    assert "not on offer in their language: Polish" in page
    answer = bea.post(f"{address}/another-way", reason="not-on-offer", language="pl")
    assert answer.status_code == 303
    page = bea.get(f"{address}/another-way").text
    assert "Polish" not in page and "Dee" in page
    bea.post(f"{address}/another-way", reason="paper")
    assert "Dee" in bea.get(f"{address}/another-way").text


def test_a_long_list_of_other_ways_is_short_on_the_page_and_whole_in_the_file(bea: Any, office: Any) -> None:
    address = made(office)
    bea.get(address)
    people = "".join(f"07700900{at:03d},Lithuanian,Name{at:03d}x,\n" for at in range(230))
    content = (
        f"Mobile,Language,Name,Format\n{people}07700 900300,LITHUANIAN,Ida,\n07700 900301,Tigrinya,Jon,\n"
    )
    bea.post(address, **fields(content))
    page = bea.get(f"{address}/another-way").text
    assert "language: Lithuanian (<bdi>231</bdi>)" in page and "language: Tigrinya (<bdi>1</bdi>)" in page
    assert "And 31 more, in the file." in page and "Name199x" in page and "Name200x" not in page
    file = bea.get(f"{address}/another-way.csv")
    assert file.mimetype == "text/csv" and file.text.count("Name") == 230 and "Jon,Tigrinya" in file.text
    assert "7700900" not in file.text
    bea.post(f"{address}/another-way", reason="not-on-offer", language="und", said="lithuanian")
    page = bea.get(f"{address}/another-way").text
    assert "Lithuanian" not in page and "Jon" in page


def test_a_list_is_taken_back(bea: Any, office: Any) -> None:
    address = made(office)
    bea.get(address)
    answer = bea.post(address, **fields())
    assert bea.post(f"{answer.location}/remove").location == address
    assert bea.get(answer.location).status_code == 404
    assert "Add a list" in bea.get(address).text


def test_a_ward_lead_reaches_the_campaigns_of_their_own_place_alone(
    browser: Any, account: Any, office: Any
) -> None:
    account("lead@oakfield.example.org", Role.WARD_LEAD, place="ward-7")
    browser.sign_in("lead@oakfield.example.org")
    own, other = made(office), made(office, "clinic")
    assert browser.get(own).status_code == 200
    for page in ("", "/another-way", "/1", "/1/lines.csv"):
        assert browser.get(other + page).status_code == 404
    assert browser.post(other, **fields()).status_code == 404


def test_a_sensitive_place_says_that_invitations_are_off(bea: Any, office: Any) -> None:
    address = made(office)
    with office.database.transaction(office.organisation_id) as session:
        ward = places.by_slug(session, "ward-7")
        assert ward
        sensitivity.mark(session, ward, "Nobody may find out who was here.", by="a test")
    assert "Invitations are off for Ward 7" in bea.get(address).text
    assert "is a sensitive service" in bea.post(address, **fields()).text


def test_numbers_are_excluded_and_taken_out_and_never_shown(bea: Any, office: Any) -> None:
    page = bea.get("/staff/texts/exclusions").text
    assert "Nobody is on it yet." in page
    answer = bea.post("/staff/texts/exclusions", numbers="07700 900001\nnobody\n07700900002", reason="safety")
    assert answer.status_code == 303
    page = bea.get("/staff/texts/exclusions").text
    assert "Added: 2." in page and "line 2" in page and "On the list: 2" in page and "900001" not in page
    assert "Choose why" in bea.post("/staff/texts/exclusions", numbers="07700900001").text
    file = (io.BytesIO(b"\xef\xbb\xbf07700900003\r\n07700900004\r\n"), "list.csv")
    bea.post("/staff/texts/exclusions", file=file, reason="staff")
    assert "On the list: 4" in bea.get("/staff/texts/exclusions").text
    book = sheet([("Name", "Mobile"), ("Ada", 7700900005), ("Bob", "07700 900006")])
    bea.post("/staff/texts/exclusions", file=(io.BytesIO(book), "list.xlsx"), reason="staff")
    page = bea.get("/staff/texts/exclusions").text
    assert "Added: 2." in page and "Not added" not in page
    assert "not on the list" in bea.post("/staff/texts/exclusions/take-out", number="07700900009").text
    assert bea.post("/staff/texts/exclusions/take-out", number="+447700900001").status_code == 303
    assert "On the list: 5" in bea.get("/staff/texts/exclusions").text


def test_an_administrator_marks_a_place_and_switches_texts_on_with_a_reason(
    browser: Any, account: Any, office: Any
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    address = "/admin/places/clinic"
    assert "Mark it as sensitive" in browser.get(address).text
    refused = browser.post(f"{address}/sensitive", wanted="mark", sensitive_because="x")
    assert refused.status_code == 400 and "Say why, in a sentence." in refused.text
    why = "Nobody may find out who was here."
    assert browser.post(f"{address}/sensitive", wanted="mark", sensitive_because=why).status_code == 303
    page = browser.get(address).text
    assert why in page and "They are off." in page
    assert "Sensitive" in browser.get("/admin/places/").text
    told = "Everybody was asked and agreed."
    browser.post(f"{address}/sensitive", wanted="texts-on", texts_because=told)
    assert "They are on for this very place." in browser.get(address).text
    browser.post(f"{address}/sensitive", wanted="texts-off")
    browser.post(f"{address}/sensitive", wanted="unmark")
    assert "They are" not in browser.get(address).text


def test_the_name_of_a_place_gives_a_hint_and_no_more(browser: Any, account: Any, office: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    with office.database.transaction(office.organisation_id) as session:
        found = places.add(session, "Early Pregnancy Unit", by="a test")
        assert places.texts_allowed(session, found)
    assert "Its name suggests perinatal loss" in browser.get("/admin/places/early-pregnancy-unit").text
