"""Promise of the demonstration: everything a real place would have, invented, and said to be so everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db, i18n
from feedback.db import EVERYWHERE, Database
from feedback.models.contact import Contact
from feedback.models.organisation import Organisation
from feedback.models.survey import SurveyTexts
from feedback.services import (
    campaign_figures,
    campaigns,
    geographies,
    improvements,
    looks,
    places,
    reference_populations,
    responses,
    snapshots,
    surveys,
    tellings,
)
from feedback.services.demonstration import loading, populations
from feedback.services.refusals import Refused
from feedback.services.responses import TABLE
from feedback.vocabulary import BSL, LANGUAGES, OWN_LANGUAGES
from surveys.answers import answer_of, pack, read_form
from surveys.kinds import option_keys
from tests.feedback.invented_place import NOW, RESPONSES, TODAY, Demonstration, a_copy
from tests.feedback.open_survey import open_survey, rows


@pytest.fixture(scope="module")
def demonstration(
    _sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """The invented place with its 600 responses; tests of this module share it and only read."""
    found = a_copy(_sqlite_template, tmp_path_factory, tmp_path_factory.mktemp("copy"))
    yield found
    found.app.extensions["database"].engine.dispose()


@pytest.fixture
def place(demonstration: Demonstration) -> Iterator[Session]:
    """A reader's session of the invented organisation."""
    database: Database = demonstration.app.extensions["database"]
    with database.reading() as session:
        found = loading.find(session)
        assert found is not None
        db.set_scope(session, found.id)
        yield session


def test_five_surveys_three_sites_and_six_hundred_responses(
    place: Session, demonstration: Demonstration
) -> None:
    found = surveys.everything(place)
    assert sorted(survey.slug for survey in found) == [
        "being-heard",
        "carers",
        "friends-and-family",
        "my-care",
        "under-16",
    ]
    assert (
        demonstration.loaded.responses
        == RESPONSES
        == sum(responses.count(place, survey.id) for survey in found)
    )
    assert len(places.tree(place)) == 3


def test_it_speaks_every_shipped_language_and_answers_come_in_nine(place: Session) -> None:
    for survey in surveys.everything(place):
        served = surveys.served(place, survey.id)
        assert served is not None and len(served.languages) == 22
    spoken = set(place.scalars(select(TABLE.c.language).where(db.scoped(place, TABLE)).distinct()))
    assert spoken == {"en", "en-simple", "cy", "pl", "ro", "pa", "ur", "ar", "bn"}


def test_every_invented_answer_is_one_that_a_form_could_have_sent(place: Session) -> None:
    for survey in surveys.everything(place):
        served = surveys.served(place, survey.id)
        assert served is not None
        own = select(TABLE.c.answers, TABLE.c.codes).where(
            db.scoped(place, TABLE), TABLE.c.survey_id == survey.id
        )
        for record, codes in place.execute(own):
            answers = json.loads(record)
            form = [
                (item.key, value) for item in served.definition.items() for value in answer_of(item, answers)
            ]
            reading = read_form(served.definition, form)
            assert (reading.answers, reading.problems) == (answers, [])
            assert bytes(codes) == pack(served.definition, served.codebook, answers)


def test_results_are_published_by_every_about_you_group(place: Session) -> None:
    answered = [survey for survey in surveys.everything(place) if responses.count(place, survey.id)]
    assert len(answered) == 4
    for survey in answered:
        snapshot = snapshots.newest(place, survey)
        assert snapshot is not None and len(snapshot.groups) == 19


def test_six_changes_are_told_each_resting_on_a_published_number_and_reviewed(place: Session) -> None:
    told = tellings.newest(place, language="en")
    assert len(told) == 6 and {one.status for one in told} >= {"done", "in-progress", "planned", "cannot"}
    assert all(one.figure["percent"] is not None and one.figure["base"] >= 10 for one in told)
    for row in improvements.listed(place):
        assert row.reviewed_by is not None and row.reviewed_by != row.drafted_by


def test_it_has_an_invented_population_that_fits_its_questions(place: Session) -> None:
    kept = reference_populations.everything(place)
    assert {one.group_key for one in kept} == set(populations.PEOPLE)
    known = reference_populations.groups(place)
    for one in kept:
        assert "(invented)" in one.name and "Made up" in one.source
        assert one.counts == populations.PEOPLE[one.group_key]
        assert list(one.counts) == option_keys(known[one.group_key])
        assert sum(one.counts.values()) == 50_000


def test_two_changes_carry_somebodys_invented_words_that_they_allowed_to_be_shared(place: Session) -> None:
    quoted = {one.slug: one.quote for one in tellings.newest(place, language="en") if one.quote}
    assert quoted == {
        "a-care-plan-in-your-own-words": "Nobody asked me what I wanted until the last day.",
        "interpreters-booked-before-you-come": "My daughter had to interpret. That was hard for her.",
    }


def test_it_says_whom_to_complain_to_and_whom_carers_turn_to(place: Session) -> None:
    look = looks.of(place, db.scope_of(place))
    assert "(invented)" in look.complaints_contact and "(invented)" in look.carers_service


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag not in (*OWN_LANGUAGES, BSL)])
def test_what_changed_is_told_in_every_language_and_one_shows_how_a_missing_one_falls_back(
    place: Session, language: str
) -> None:
    told = {one.slug: one.language for one in tellings.newest(place, language=language)}
    assert told.pop("free-parking-for-visitors-at-night") == "en"
    assert len(told) == 5 and set(told.values()) == {language}


def test_it_says_of_itself_that_it_is_invented(place: Session, demonstration: Demonstration) -> None:
    organisation = loading.find(place)
    assert organisation is not None and organisation.demonstration
    signed = place.scalars(select(SurveyTexts).where(SurveyTexts.signed_on.is_not(None))).all()
    assert signed and all("invented" in (row.signed_name or "").lower() for row in signed)
    assert demonstration.loaded.email.endswith(".example.org")


NOTICE = "A demonstration. All of it is made up."
PAGES = [
    "/s/{code}", "/s/{code}/ur", "/s/{code}/en/thanks", "/you-said-we-did/invented-place/", "/privacy/invented-place",
    "/results/invented-place/my-care",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_it_says_so(demonstration: Demonstration, path: str) -> None:
    page = demonstration.page(path.format(code=demonstration.loaded.codes["my-care"]))
    assert (i18n.interface("ur")[NOTICE] if path.endswith("/ur") else NOTICE) in page


def test_it_comes_and_goes_beside_real_people_and_touches_nothing_of_theirs(
    database: Database, organisation: Organisation
) -> None:
    open_survey(database, organisation.id, with_postcodes=True)
    tables = (
        "organisation",
        "survey",
        "revision",
        "survey_texts",
        "place",
        "collector_link",
        "geography_postcode",
    )
    before = {table: rows(database, table) for table in tables}
    with database.transaction() as session:
        assert loading.load(session, number=30, seed=1, today=TODAY, now=NOW).responses == 30
    with database.reading(organisation.id) as session:
        assert geographies.newest(session) == "2025"
    with database.transaction() as session:
        assert loading.remove(session)
    assert {table: rows(database, table) for table in tables} == before


def test_it_is_loaded_once(database: Database) -> None:
    with database.transaction() as session:
        loading.load(session, number=5, seed=1, today=TODAY, now=NOW)
    with pytest.raises(Refused), database.transaction() as session:
        loading.load(session, number=5, seed=1, today=TODAY, now=NOW)
    with database.transaction() as session:
        assert loading.remove(session) and not loading.remove(session)
    with database.reading(EVERYWHERE) as session:
        assert loading.find(session) is None


def test_a_finished_campaign_of_texts_stands_there_with_numbers_and_without_anybodys_number(
    place: Session,
) -> None:
    [campaign] = campaigns.listed(place)
    figures = campaign_figures.of(place, campaign)
    assert campaign.state == "finished" and figures.invitations.sent == 68 and figures.reminders.sent == 38
    assert figures.invitations.lost == {"30003": 4, "30006": 2}
    assert figures.invitations.cancelled == {"opted-out": 2}
    assert figures.answered is None or figures.answered >= campaign_figures.FEW
    assert 0 < campaign.committed <= campaign.budget_pence * 10
    assert {one.address for one in place.scalars(select(Contact))} == {None}
