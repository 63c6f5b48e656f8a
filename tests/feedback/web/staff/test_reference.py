"""Promises of the pages of reference populations: typed or from a file, mended where wrong, theirs alone."""

from __future__ import annotations

import io
from typing import Any

import pytest

from feedback.models.reference_population import ReferencePopulation
from feedback.services import places, reference_populations
from feedback.services.reference_populations import Description, Numbers
from feedback.vocabulary import Role
from tests.feedback.services.test_census_files import BULK
from tests.feedback.web.staff.conftest import TODAY

WHO = {"name": "People who live in Oakfield", "source": "Census 2021, TS008", "edition": "2021"}
NEW = "/staff/reference/new?group=sex"


def kept(office: Any) -> list[ReferencePopulation]:
    with office.database.reading(office.organisation_id) as session:
        return list(reference_populations.everything(session))


def keep(office: Any, group: str = "sex", place: str = "", **people: int) -> int:
    """A population that is there when a test begins."""
    with office.database.transaction(office.organisation_id) as session:
        item = reference_populations.groups(session)[group]
        numbers = Numbers({key.replace("_", "-").lstrip("n"): number for key, number in people.items()})
        where = places.by_slug(session, place) if place else None
        told = Description("People who live here", "Made up", "2026")
        return reference_populations.keep(
            session, item, numbers, told, place=where, by="a test", today=TODAY
        ).id


@pytest.fixture
def ana(browser: Any, account: Any, office: Any) -> Any:
    """An analyst."""
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    return browser


def test_numbers_that_are_typed_are_kept_and_shown_with_their_source(ana: Any, office: Any) -> None:
    assert "Which question is it about?" in ana.get("/staff/reference/new").text
    assert "table TS008" in ana.get(NEW).text
    answer = ana.post(NEW, **WHO, **{"people-female": "5,500", "people-male": "4500", "place": "clinic"})
    (one,) = kept(office)
    assert (answer.status_code, answer.location) == (303, f"/staff/reference/{one.id}")
    assert (one.counts, one.entered_by) == ({"female": 5500, "male": 4500}, "ana@oakfield.example.org")
    page = ana.get(answer.location).text
    for words in (
        "People who live in Oakfield",
        "Clinic",
        "Census 2021, TS008, 2021",
        "10000 altogether",
        "55.0%",
    ):
        assert words in page
    assert "People who live in Oakfield" in ana.get("/staff/reference/").text


def test_a_census_file_gives_the_numbers_of_the_area_that_was_named(ana: Any, office: Any) -> None:
    ana.get(NEW)
    file = (io.BytesIO(f"{BULK}".encode()), "ts008.csv")
    refused = ana.post(NEW, **WHO, file=file, area="")
    assert refused.status_code == 400
    assert "2 areas, such as Oakfield (E06000999), Elmfield (E06000998): say which." in refused.text
    assert 'href="#f-area"' in refused.text and "People who live in Oakfield" in refused.text
    ana.post(NEW, **WHO, file=(io.BytesIO(BULK.encode()), "ts008.csv"), area="Elmfield")
    assert kept(office)[0].counts == {"female": 9900, "male": 10100}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"people-female": "some", "people-male": "3"}, "Write a whole number of people"),
        ({"people-female": "3"}, "at least two answers"),
        ({"people-female": "3", "people-male": "3", "name": ""}, "Say who these people are"),
        ({"people-female": "3", "people-male": "3", "source": ""}, "Say where the numbers come from"),
        ({"people-female": "3", "people-male": "3", "place": "nowhere"}, "Choose a place from the list"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    ana: Any, office: Any, fields: dict[str, str], told: str
) -> None:
    ana.get(NEW)
    answer = ana.post(NEW, **(WHO | fields))
    assert answer.status_code == 400 and told in answer.text and "error-summary" in answer.text
    assert f'value="{fields["people-female"]}"' in answer.text
    assert not kept(office)


def test_a_question_that_has_no_population_has_no_page(ana: Any) -> None:
    for group in ("impairment", "role", "help-to-decide", "shoe-size"):
        assert ana.get(f"/staff/reference/new?group={group}").status_code == 404


def test_what_is_taken_away_is_gone(ana: Any, office: Any) -> None:
    reference = keep(office, female=50, male=50)
    ana.get(f"/staff/reference/{reference}")
    answer = ana.post(f"/staff/reference/{reference}/remove")
    assert (answer.status_code, answer.location) == (303, "/staff/reference/")
    assert not kept(office)
    assert ana.get(f"/staff/reference/{reference}").status_code == 404


def test_who_may_only_look_sees_no_way_to_change(browser: Any, account: Any, office: Any) -> None:
    reference = keep(office, female=50, male=50)
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    for page in ("/staff/reference/", f"/staff/reference/{reference}"):
        text = browser.get(page).text
        assert "/staff/reference/new" not in text and "/remove" not in text
    assert browser.get(NEW).status_code == 404
    assert browser.post(f"/staff/reference/{reference}/remove").status_code == 404


def test_a_ward_lead_sees_the_populations_of_their_places_and_of_everybody(
    browser: Any, account: Any, office: Any
) -> None:
    everywhere, here, there = (
        keep(office, female=50, male=50, place=place) for place in ("", "ward-7", "clinic")
    )
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    found = [browser.get(f"/staff/reference/{one}").status_code for one in (everywhere, here, there)]
    assert found == [200, 200, 404]
    assert f"/staff/reference/{there}" not in browser.get("/staff/reference/").text
