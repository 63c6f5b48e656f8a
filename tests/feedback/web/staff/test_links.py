"""Promises of the link pages: a link is made, printed and stopped, each member within their own reach."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from feedback.app import create_app
from feedback.config import Config
from feedback.models.organisation import Organisation
from feedback.services import audit, collector_links, funnels
from feedback.services.funnels import LEFT, MINUTES, OPENED, SENT, STARTED, Step
from feedback.vocabulary import Role
from tests.feedback.web.staff.conftest import STATEMENT, TODAY

NEW = {"survey": "my-care", "place": "ward-7", "channel": "qr", "label": "By the lift"}


@pytest.fixture
def config(config: Config) -> Config:
    """An installation that has its address."""
    return replace(config, base_url="https://feedback.example.nhs.uk")


def listed(office: Any) -> list[Any]:
    with office.database.reading(office.organisation_id) as session:
        return collector_links.listed(session)


def test_a_link_is_made_and_its_page_shows_the_code_to_print(browser: Any, account: Any, office: Any) -> None:
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    browser.get("/staff/links/new")
    answer = browser.post("/staff/links/new", **NEW)
    newest = listed(office)[0]
    own = f"/staff/links/{newest.code}"
    assert (answer.status_code, answer.location) == (303, f"{own}/print")
    assert f'href="{own}/print"' in browser.get("/staff/links/").text
    page = browser.get(own).text
    assert f'src="/q/{newest.code}.svg"' in page
    assert f"https://feedback.example.nhs.uk/s/{newest.code}" in page
    assert f"FEEDBACK.EXAMPLE.NHS.UK/S/{newest.code}" in page
    assert f'href="{own}/print"' in page
    assert browser.get(f"/q/{newest.code}.svg").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("survey", "nothing"), ("place", "nowhere"), ("channel", "pigeon"), ("label", "x" * 201)],
)
def test_a_refused_link_keeps_everything_that_was_typed(
    browser: Any, account: Any, office: Any, field: str, value: str
) -> None:
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    browser.get("/staff/links/new")
    before = len(listed(office))
    answer = browser.post("/staff/links/new", **{**NEW, field: value})
    assert answer.status_code == 400 and f'href="#f-{field}"' in answer.text
    assert len(listed(office)) == before
    if field != "label":
        assert 'value="By the lift"' in answer.text
    if field != "survey":
        assert '<option value="my-care" selected>' in answer.text


def test_the_list_counts_the_answers_of_each_link(browser: Any, account: Any, office: Any) -> None:
    office.answer(3, {STATEMENT: "yes"}, place="ward-7")
    office.answer(5, {STATEMENT: "no"}, place="clinic")
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    page = browser.get("/staff/links/").text
    assert [int(number) for number in re.findall(r"Answers: (\d+)", page)] == [5, 3]


def test_a_revoked_link_opens_no_more_and_shows_no_code(browser: Any, account: Any, office: Any) -> None:
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    code = office.links["ward-7"]
    browser.get(f"/staff/links/{code}")
    assert browser.post(f"/staff/links/{code}/revoke").status_code == 303
    assert f'src="/q/{code}.svg"' not in browser.get(f"/staff/links/{code}").text
    assert browser.get(f"/s/{code}").status_code == 410
    first = next(link.revoked_at for link in listed(office) if link.code == code)
    browser.get("/staff/links/new")
    browser.post(f"/staff/links/{code}/revoke")
    assert next(link.revoked_at for link in listed(office) if link.code == code) == first
    with office.database.reading(office.organisation_id) as session:
        assert [event.action for event in audit.latest(session)].count("link-revoked") == 1


def test_a_link_for_people_who_were_not_heard_begins_with_their_place_and_language(
    browser: Any, account: Any, office: Any
) -> None:
    office.sign("ur")
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    form = browser.get(
        "/staff/links/new?survey=my-care&place=ward-7&language=ur&label=Main+language%3A+Urdu"
    ).text
    assert 'value="my-care" selected' in form and 'value="ward-7" selected' in form
    assert 'value="Main language: Urdu"' in form and "with Urdu on it" in form
    sent = {"survey": "my-care", "place": "ward-7", "channel": "qr", "label": "Main language: Urdu"}
    made = browser.post("/staff/links/new?language=ur", **sent)
    assert made.status_code == 303 and made.location.endswith("/print?also=ur")
    assert re.search(r'value="ur" checked', browser.get(made.location).text)
    assert "also" not in browser.post("/staff/links/new?language=%22%3E", **sent).location


def test_a_ward_lead_reaches_their_place_and_those_below_it_only(
    browser: Any, account: Any, office: Any
) -> None:
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    page = browser.get("/staff/links/").text
    assert office.links["ward-7"] in page and office.links["clinic"] not in page
    clinic = office.links["clinic"]
    absent = browser.get("/staff/links/ZZZZZZZZZ")
    beyond = browser.get(f"/staff/links/{clinic}")
    assert beyond.status_code == absent.status_code == 404
    assert "clinic" not in browser.get("/staff/links/new").text
    answer = browser.post("/staff/links/new", **{**NEW, "place": "clinic"})
    assert answer.status_code == 400 and "Choose a place from the list" in answer.text
    assert browser.post(f"/staff/links/{clinic}/revoke").status_code == 404
    assert all(link.revoked_at is None for link in listed(office))
    browser.get("/staff/links/new")
    assert browser.post("/staff/links/new", **NEW).status_code == 303


def test_another_organisations_link_is_not_there(browser: Any, account: Any, office_elsewhere: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    code = office_elsewhere.links["ward-7"]
    assert browser.get(f"/staff/links/{code}").status_code == 404
    assert browser.post(f"/staff/links/{code}/revoke").status_code == 404
    assert code not in browser.get("/staff/links/").text
    assert all(link.revoked_at is None for link in listed(office_elsewhere))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TRANSLATOR, Role.MODERATOR, Role.COMMISSIONER])
def test_a_role_that_makes_no_links_has_no_such_page(
    browser: Any, account: Any, office: Any, role: Role
) -> None:
    account("bo@oakfield.example.org", role)
    browser.sign_in("bo@oakfield.example.org")
    for path in ("/staff/links/", "/staff/links/new", f"/staff/links/{office.links['ward-7']}"):
        assert browser.get(path).status_code == 404


def test_without_an_open_survey_the_page_leads_to_one(browser: Any, account: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    for path in ("/staff/links/", "/staff/links/new"):
        page = browser.get(path)
        assert (
            page.status_code == 200
            and "Publish one first" in page.text
            and 'href="/staff/surveys/"' in page.text
        )


def test_without_an_address_the_page_says_what_to_set(
    config: Config, account: Any, office: Any, organisation: Organisation
) -> None:
    from tests.feedback.web.conftest import Browser

    account("sam@oakfield.example.org", Role.STAFF)
    app = create_app(replace(config, base_url=None))
    homeless = Browser(app)
    homeless.sign_in("sam@oakfield.example.org")
    for path in ("/staff/links/", f"/staff/links/{office.links['ward-7']}"):
        page = homeless.get(path).text
        assert "FEEDBACK_BASE_URL is not set" in page and "/q/" not in page
    with office.database.transaction(office.organisation_id) as session:
        session.get_one(Organisation, organisation.id).demonstration = True
    assert f"http://localhost/s/{office.links['ward-7']}" in homeless.get("/staff/links/").text
    app.extensions["database"].engine.dispose()


def counted(office: Any, place: str, language: str, **steps: int) -> None:
    """So many got so far with a link; `left_your_care` for the section that somebody stopped in."""
    code = office.links[place]
    with office.database.transaction(office.organisation_id) as session:
        link = collector_links.find(session, code)
        assert link
        named = {"opened": OPENED, "started": STARTED, "sent": SENT}
        funnels.add(
            session,
            {
                Step(
                    office.organisation_id, link.id, language, TODAY,
                    named.get(name) or LEFT + name.removeprefix("left_").replace("_", "-"),
                ): number
                for name, number in steps.items()
            },
        )  # fmt: skip


def funnel_on(browser: Any, code: str) -> dict[str, list[str]]:
    """The rows of the table on the page of a link: language to its cells in words."""
    page = browser.get(f"/staff/links/{code}").text
    table = re.search(r'<table class="table-bars".*?</table>', page, re.DOTALL)
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table.group(0), re.DOTALL)[1:] if table else []:
        name = re.search(r"<th[^>]*>(.*?)</th>", row)
        cells = [
            re.sub(r'<span class="cell-label".*?</span>', "", cell)
            for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        assert name
        found[name.group(1)] = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return found


def test_the_page_of_a_link_says_how_far_people_get_in_each_language(
    browser: Any, account: Any, office: Any
) -> None:
    counted(office, "ward-7", "ur", opened=10, started=8, sent=8)
    counted(office, "ward-7", "en", opened=40, started=30, sent=24, left_your_words=2, left_your_care=4)
    counted(office, "ward-7", "en", opened=1, left_taken_out_since=1)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    assert funnel_on(browser, office.links["ward-7"]) == {
        "English": ["41", "30", "24", "Your care: 4 In your words: 2 A part that is no longer asked: 1"],
        "Urdu": ["10", "8", "8", "nobody stopped"],
    }
    assert list(funnel_on(browser, office.links["ward-7"])) == ["English", "Urdu"]
    page = browser.get(f"/staff/links/{office.links['ward-7']}").text
    assert "approximate" in page and "nobody&#39;s answers" in page
    assert funnel_on(browser, office.links["clinic"]) == {}
    assert "Nobody has opened it yet." in browser.get(f"/staff/links/{office.links['clinic']}").text


def test_where_fewer_than_ten_opened_it_nobody_learns_who_went_how_far(
    browser: Any, account: Any, office: Any
) -> None:
    counted(office, "ward-7", "en", opened=9, started=7, sent=6, left_your_care=1)
    counted(office, "ward-7", "cy", started=1, left_your_words=1)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    assert funnel_on(browser, office.links["ward-7"]) == {
        "English": ["9"], "Welsh": ["0"],
    }  # fmt: skip
    page = browser.get(f"/staff/links/{office.links['ward-7']}").text
    assert "The rest is told of a language once ten people opened it." in page
    counted(office, "ward-7", "en", opened=1)
    assert funnel_on(browser, office.links["ward-7"]) == {
        "English": ["10", "7", "6", "Your care: 1"], "Welsh": ["0", "too few to show"],
    }  # fmt: skip


def test_the_minutes_it_took_are_no_place_where_somebody_stopped(
    browser: Any, account: Any, office: Any
) -> None:
    counted(office, "ward-7", "en", opened=40, started=30, sent=24)
    with office.database.transaction(office.organisation_id) as session:
        link = collector_links.find(session, office.links["ward-7"])
        assert link
        took = Step(office.organisation_id, link.id, "en", TODAY, f"{MINUTES}3")
        funnels.add(session, {took: 24})
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    assert funnel_on(browser, office.links["ward-7"]) == {"English": ["40", "30", "24", "nobody stopped"]}


def test_only_whoever_sees_a_link_sees_how_far_people_get_with_it(
    browser: Any, account: Any, office: Any, office_elsewhere: Any
) -> None:
    counted(office, "clinic", "en", opened=40)
    counted(office_elsewhere, "ward-7", "en", opened=50)
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    for code in (office.links["clinic"], office_elsewhere.links["ward-7"]):
        assert browser.get(f"/staff/links/{code}").status_code == 404
    assert funnel_on(browser, office.links["ward-7"]) == {}


def test_a_link_that_was_stopped_still_says_how_far_people_got(
    browser: Any, account: Any, office: Any
) -> None:
    counted(office, "ward-7", "en", opened=40, started=30, sent=24)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    browser.get(f"/staff/links/{office.links['ward-7']}")
    browser.post(f"/staff/links/{office.links['ward-7']}/revoke")
    assert funnel_on(browser, office.links["ward-7"])["English"][0] == "40"
