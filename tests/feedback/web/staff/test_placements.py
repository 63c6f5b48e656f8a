"""Promises of the register's pages: one tap in the corridor, a print replaced in one step, each within their reach."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedback.config import Config
from feedback.services import audit, collector_links, funnels, places, publications, surveys
from feedback.services.funnels import OPENED, SENT, STARTED, Step
from feedback.vocabulary import Channel, Role
from tests.feedback.web.staff.conftest import TODAY


@pytest.fixture
def config(config: Config) -> Config:
    """An installation that has its address."""
    return replace(config, base_url="https://feedback.example.nhs.uk")


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff of the whole organisation."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 0)


def at(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The clock of the pages, so many days after the links were made."""
    moment = audit.now().replace(year=TODAY.year, month=TODAY.month, day=TODAY.day) + timedelta(days=days)
    for module in ("placements", "reach", "home"):
        monkeypatch.setattr(f"feedback.web.staff.{module}.audit.now", lambda: moment)


def scanned(office: Any, place: str, days: int = 0, language: str = "en", **steps: int) -> None:
    with office.database.transaction(office.organisation_id) as session:
        link = collector_links.find(session, office.links[place])
        assert link
        day = TODAY + timedelta(days=days)
        named = {"opened": OPENED, "started": STARTED, "sent": SENT}
        funnels.add(
            session,
            {
                Step(office.organisation_id, link.id, language, day, named[name]): n
                for name, n in steps.items()
            },
        )


def address(office: Any, place: str = "ward-7") -> str:
    return f"/staff/placements/{office.links[place]}"


def tap(browser: Any, page: str, what: str, **more: str) -> Any:
    browser.get(page)
    answer = browser.post(f"{page}/said", what=what, **more)
    assert (answer.status_code, answer.location) == (303, page)
    return browser.get(page)


def cards(page: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def test_the_register_is_found_from_the_links(sam: Any, office: Any) -> None:
    assert 'href="/staff/placements/"' in sam.get("/staff/links/").text
    assert f'href="{address(office)}"' in sam.get(f"/staff/links/{office.links['ward-7']}").text


def test_a_silent_poster_comes_first_and_the_home_page_says_so(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(office, "clinic", opened=1)
    scanned(office, "ward-7", 20, opened=1)
    at(monkeypatch, 21)
    words = cards(sam.get("/staff/placements/").text)
    assert "Go and look: 1 Clinic, Clinic door Silent for three weeks: go and look" in words
    assert "The others: 1 Ward 7, Ward 7 door" in words and "last scan: 10 December 2026" in words
    home = cards(sam.get("/staff/").text)
    assert "1 poster or screen has been silent for three weeks: go and look" in home
    at(monkeypatch, 41 + 7)
    assert "2 posters or screens have been silent" in cards(sam.get("/staff/").text)
    assert "Silent for six weeks: go and look" in cards(sam.get("/staff/placements/").text)


def test_while_all_is_well_the_home_page_says_nothing(sam: Any, office: Any) -> None:
    assert "/staff/placements/" not in sam.get("/staff/").text
    assert "Nothing needs a walk" in sam.get("/staff/placements/").text


def test_a_poster_that_was_never_scanned_is_asked_after_in_a_week(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 7)
    assert cards(sam.get("/staff/placements/").text).count("Never scanned: is it up?") == 2
    assert "2 posters or screens were never scanned: are they up?" in cards(sam.get("/staff/").text)


def test_one_tap_says_that_it_works_with_name_and_day_and_another_takes_it_back(
    sam: Any, office: Any
) -> None:
    page = tap(sam, address(office), "seen").text
    assert "Last seen working: 20 November 2026, by sam@oakfield.example.org" in cards(page)
    [event] = re.findall(r'name="event" value="(\d+)"', page)
    page = cards(tap(sam, address(office), "undo", event=event).text)
    assert "Taken back." in page and "Nobody has noted yet" in page
    assert "Seen working (taken back)" in page and "Undo the last tap" not in page


@pytest.mark.parametrize("event", ["", "0", "999", "x", "9" * 40, "\u0663"])
def test_what_is_not_there_is_not_taken_back(sam: Any, office: Any, event: str) -> None:
    assert "There is nothing to take back." in cards(tap(sam, address(office), "undo", event=event).text)


def test_a_tap_that_says_nothing_is_refused(sam: Any, office: Any) -> None:
    sam.get(address(office))
    for what in ("", "moved", "replaced"):
        assert sam.post(f"{address(office)}/said", what=what).status_code == 400


def test_what_is_torn_down_is_replaced_in_one_step(sam: Any, office: Any) -> None:
    old, page = office.links["ward-7"], address(office)
    damaged = tap(sam, page, "damaged")
    assert "Damaged or gone: replace it" in damaged.text
    answer = sam.post(f"{page}/replace")
    with office.database.reading(office.organisation_id) as session:
        newest = collector_links.listed(session)[0]
    assert (answer.status_code, answer.location) == (303, f"/staff/links/{newest.code}/print")
    assert newest.code != old and newest.label == "Ward 7 door"
    assert "Print this one and hang it in its place" in sam.get(answer.location).text
    assert sam.get(f"/s/{old}").status_code == 410
    assert sam.get(f"/s/{newest.code}").status_code == 200
    assert f"Replaced by: Ward 7, Ward 7 door ({newest.code})" in cards(sam.get(page).text)
    assert f"It took the place of: Ward 7, Ward 7 door ({old})" in cards(
        sam.get(f"/staff/placements/{newest.code}").text
    )
    again = sam.post(f"{page}/replace")
    assert again.location == page and "replaced already" in sam.get(page).text


def test_a_replacement_that_fails_half_way_leaves_the_old_print_working(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power goes")

    monkeypatch.setattr("feedback.services.placements.collector_links.revoke", broken)
    sam.get(address(office))
    sam.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert sam.post(f"{address(office)}/replace").status_code == 500
    with office.database.reading(office.organisation_id) as session:
        assert {link.code for link in collector_links.listed(session)} == set(office.links.values())
    assert sam.get(f"/s/{office.links['ward-7']}").status_code == 200


def test_a_revoked_poster_waits_to_be_taken_down_and_then_is_out_of_the_way(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam.get(address(office))
    sam.post(f"/staff/links/{office.links['ward-7']}/revoke")
    assert "Revoked: take it down" in cards(sam.get("/staff/placements/").text)
    page = cards(tap(sam, address(office), "taken-down").text)
    assert "Revoked, and taken down" in page
    at(monkeypatch, 1)
    assert "Taken down: 1" in cards(sam.get("/staff/placements/").text)
    assert "Ward 7 door" not in sam.get("/staff/placements/walk?which=all").text


def test_where_it_hangs_is_put_right_and_the_words_before_are_kept(sam: Any, office: Any) -> None:
    sam.get(address(office))
    sent = {"label": "By the lift", "kind": "poster-a5", "hung_on": "2026-11-01"}
    assert sam.post(f"{address(office)}/details", **sent).status_code == 303
    page = cards(sam.get(address(office)).text)
    assert "Ward 7, By the lift" in page and "Poster, A5 · there since 1 November 2026" in page
    assert "Put somewhere else; before: Ward 7 door" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", "x" * 201),
        ("kind", "pigeon"),
        ("hung_on", "2031-01-01"),
        ("hung_on", "yesterday"),
        ("hung_on", ""),
    ],
)
def test_a_slip_is_shown_beside_its_field_and_nothing_is_changed(
    sam: Any, office: Any, field: str, value: str
) -> None:
    sam.get(address(office))
    sent = {"label": "By the lift", "kind": "poster-a5", "hung_on": "2026-11-01", field: value}
    answer = sam.post(f"{address(office)}/details", **sent)
    assert answer.status_code == 400 and f'href="#f-{field}"' in answer.text
    assert "Ward 7, Ward 7 door" in sam.get(address(office)).text


@pytest.mark.parametrize(
    "typed",
    [
        "{code}",
        "  {lower} ",
        "https://feedback.example.nhs.uk/s/{code}",
        "HTTPS://FEEDBACK.EXAMPLE.NHS.UK/S/{code}/UR",
    ],
)
def test_whoever_stands_before_a_poster_finds_it_by_its_code_or_address(
    sam: Any, office: Any, typed: str
) -> None:
    code = office.links["ward-7"]
    answer = sam.client.get(
        "/staff/placements/", query_string={"code": typed.format(code=code, lower=code.lower())}
    )
    assert (answer.status_code, answer.location) == (303, address(office))


@pytest.mark.parametrize("typed", ["NOTHERE99", "'\"><b>", "x" * 5000, "/s/", "\u0663"])
def test_a_code_that_is_not_there_is_said_so(sam: Any, office: Any, typed: str) -> None:
    answer = sam.client.get("/staff/placements/", query_string={"code": typed})
    assert (
        answer.status_code == 200
        and "There is no such placement." in answer.text
        and "<b>" not in answer.text
    )


def test_a_ward_lead_has_the_register_of_their_own_places(
    browser: Any, account: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    at(monkeypatch, 30)
    for path in ("/staff/placements/", "/staff/placements/walk?which=all"):
        page = browser.get(path).text
        assert office.links["ward-7"] in page and office.links["clinic"] not in page
    assert "1 poster or screen was never scanned" in browser.get("/staff/").text
    beyond = address(office, "clinic")
    assert browser.get(beyond).status_code == 404
    for action, sent in (("said", {"what": "seen"}), ("details", {"label": "x"}), ("replace", {})):
        assert browser.post(f"{beyond}/{action}", **sent).status_code == 404
    found = browser.client.get("/staff/placements/", query_string={"code": office.links["clinic"]})
    assert "There is no such placement." in found.text
    browser.get(address(office))
    assert browser.post(f"{address(office)}/replace", place="clinic").location == address(office)
    assert "Choose a place from the list." in browser.get(address(office)).text


def test_a_print_that_went_beyond_their_reach_is_not_named(
    sam: Any, account: Any, office: Any, another_browser: Any
) -> None:
    sam.get(address(office))
    new = sam.post(f"{address(office)}/replace", place="clinic").location.split("/")[3]
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    another_browser.sign_in("wes@oakfield.example.org")
    page = another_browser.get(address(office)).text
    told = cards(page).partition("What happened")[0]
    assert "Replaced by: another place" in told and new not in page


def test_another_organisations_print_is_not_there(sam: Any, office_elsewhere: Any) -> None:
    page = address(office_elsewhere)
    assert sam.get(page).status_code == 404
    sam.get("/staff/placements/")
    assert sam.post(f"{page}/replace").status_code == 404
    assert office_elsewhere.links["ward-7"] not in sam.get("/staff/placements/walk?which=all").text


def test_a_web_link_hangs_nowhere(sam: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        survey, ward = surveys.find(session, "my-care"), places.by_slug(session, "ward-7")
        assert survey and ward
        code = collector_links.make(
            session, survey, ward, channel=Channel.WEB, label="", by="a test", today=TODAY
        ).code
    assert sam.get(f"/staff/placements/{code}").status_code == 404
    assert code not in sam.get("/staff/placements/").text
    assert "/staff/placements/" not in sam.get(f"/staff/links/{code}").text


def test_the_page_says_week_by_week_how_far_people_get(sam: Any, office: Any) -> None:
    scanned(office, "ward-7", -7, opened=30, started=20, sent=12)
    scanned(office, "ward-7", -14, opened=25, started=21, sent=20)
    scanned(office, "ward-7", -14, language="ur", opened=3, started=2, sent=1)
    page = cards(sam.get(address(office)).text)
    assert "9 November 2026 Opened 30 Started 20 Sent 12" in page
    assert "2 November 2026 Opened 28 Started 21 Sent 20" in page


def test_the_walk_goes_place_by_place_and_leaves_out_what_is_well(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(office, "ward-7", 8, opened=1)
    at(monkeypatch, 10)
    page = cards(sam.get("/staff/placements/walk").text)
    assert "Clinic door" in page and "Ward 7 door" not in page
    assert "Ward 7 door" in sam.get("/staff/placements/walk?which=all").text


def press(browser: Any, office: Any, page: str, what: str, came_from: str, **more: str) -> str:
    """Presses a button beside the clinic's line of a list, and comes back to it; returns the words of that line."""
    code = office.links["clinic"]
    shown = browser.get(page).text
    assert f'action="/staff/placements/{code}/said"' in shown, "the button is on the list"
    answer = browser.post(f"/staff/placements/{code}/said", what=what, came_from=came_from, **more)
    assert (answer.status_code, answer.location) == (303, f"{page}#p-{code}")
    found = browser.get(page).text
    return cards("<main>" + found.partition(f'id="p-{code}"')[2].partition('id="p-')[0])


@pytest.mark.parametrize(
    ("page", "came_from"),
    [("/staff/placements/walk", "walk"), ("/staff/placements/walk?which=all", "walk-all"),
     ("/staff/placements/", "register")],
)  # fmt: skip
def test_one_press_on_a_list_notes_what_was_seen_and_stays_there_to_be_taken_back(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch, page: str, came_from: str
) -> None:
    at(monkeypatch, 8)
    line = press(sam, office, page, "seen", came_from)
    assert "Noted today: it works" in line and "Undo" in line and "Damaged or gone" not in line
    event = re.findall(r'name="event" value="(\d+)"', sam.get(page).text)[0]
    line = press(sam, office, page, "undo", came_from, event=event)
    assert "Noted today" not in line and "Never scanned" in line
    assert "Noted today: damaged or gone" in press(sam, office, page, "damaged", came_from)


def test_the_walk_says_how_far_it_is_and_is_over_the_next_day(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 8)
    walk = "/staff/placements/walk"
    assert "Noted today: 0 of 2" in cards(sam.get(walk).text)
    press(sam, office, walk, "seen", "walk")
    assert "Noted today: 1 of 2" in cards(sam.get(walk).text)
    at(monkeypatch, 9)
    tomorrow = cards(sam.get(walk).text)
    assert "Noted today: 0 of 1" in tomorrow and "Clinic" not in tomorrow


def test_what_was_taken_down_is_noted_on_the_walk_and_stays_for_the_day(sam: Any, office: Any) -> None:
    sam.get("/staff/")
    sam.post(f"/staff/links/{office.links['clinic']}/revoke")
    assert "Noted today: taken down" in press(sam, office, "/staff/placements/walk", "taken-down", "walk")


@pytest.mark.parametrize("came_from", ["https://elsewhere.example", "//elsewhere.example", "walk?x", ""])
def test_a_press_leads_back_to_our_lists_and_nowhere_else(sam: Any, office: Any, came_from: str) -> None:
    sam.get(address(office))
    answer = sam.post(f"{address(office)}/said", what="seen", came_from=came_from)
    assert answer.location == address(office)


def test_a_press_that_cannot_be_says_why_on_the_page_of_its_placement(sam: Any, office: Any) -> None:
    sam.get(address(office))
    sam.post(f"/staff/links/{office.links['ward-7']}/revoke")
    answer = sam.post(f"{address(office)}/said", what="seen", came_from="walk")
    assert answer.location == address(office) and "has to come down" in sam.get(answer.location).text


def test_what_is_spoilt_is_printed_again_as_it_hung(sam: Any, office: Any) -> None:
    sam.get(address(office))
    sam.post(f"{address(office)}/details", label="Lift", kind="contact-card", hung_on="2026-11-01")
    page = tap(sam, address(office), "damaged").text
    again = f"/staff/links/{office.links['ward-7']}/print?what=card"
    assert f'href="{again}"' in page and "The code stays the same" in cards(page)
    assert re.search(r'value="card" checked', sam.get(again).text)


def test_a_week_too_small_to_tell_of_says_so_once(sam: Any, office: Any) -> None:
    scanned(office, "ward-7", -7, opened=9, started=7, sent=6)
    page = cards(sam.get(address(office)).text)
    assert "9 November 2026 Opened 9" in page and "too few to show" not in page
    assert "told of a week once ten people opened it" in page
    scanned(office, "ward-7", -14, opened=40, started=30, sent=20)
    scanned(office, "ward-7", -21, opened=30, started=20, sent=10)
    page = cards(sam.get(address(office)).text)
    assert "9 November 2026 Opened 9 Started and sent too few to show 2 November" in page
    scanned(office, "ward-7", -35, opened=2)
    scanned(office, "ward-7", -42, opened=3)
    page = cards(sam.get(address(office)).text)
    assert "12 October 2026 Opened 2 Started and sent too few to show, in each of 2 weeks 5 October" in page


def test_a_closed_survey_sends_nobody_walking(sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        publications.close(session, survey, by="a test", now=audit.now())
    at(monkeypatch, 60)
    assert cards(sam.get("/staff/placements/").text).count("Its survey is not open") == 2
    assert "Nothing needs a walk." in sam.get("/staff/placements/walk").text
    assert "silent" not in sam.get("/staff/").text
