"""Promises of reference populations: one for a question and place, the nearest is used, and nothing is guessed."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback import db
from feedback.services import audit, organisations, places, reference_populations
from feedback.services.reference_populations import Description, Numbers
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, TODAY
from tests.feedback.services.test_census_files import BULK, LIST

TOLD = Description("People who live in Oakfield", "Census 2021, TS008", "2021")
SEXES = Numbers({"female": 51, "male": 49})


def keep(session: Session, numbers: Numbers = SEXES, place: str = "", told: Description = TOLD) -> int:
    where = places.by_slug(session, place) if place else None
    item = reference_populations.groups(session)["sex"]
    return reference_populations.keep(session, item, numbers, told, place=where, by=BY, today=TODAY).id


def test_a_new_population_takes_the_place_of_the_one_before(session: Session) -> None:
    keep(session)
    keep(session, Numbers({"female": 60, "male": 40}))
    (kept,) = reference_populations.everything(session)
    assert kept.counts == {"female": 60, "male": 40}
    assert audit.latest(session, 1)[0].action == "reference-kept"


def test_the_nearest_population_is_the_one_used(session: Session) -> None:
    hospital = places.add(session, "Hospital", by=BY)
    ward = places.add(session, "Ward 7", parent=hospital, by=BY)
    bay = places.add(session, "Bay 2", parent=ward, by=BY)
    yard = places.add(session, "Ward 8", parent=hospital, by=BY)
    clinic = places.add(session, "Clinic", by=BY)
    everywhere, here, nearer = (keep(session, place=place) for place in ("", "hospital", "ward-7"))
    found = {
        place.slug if place else "": reference_populations.beside(session, place)["sex"].id
        for place in (None, hospital, ward, bay, yard, clinic)
    }
    assert found == {
        "": everywhere, "hospital": here, "ward-7": nearer, "bay-2": nearer, "ward-8": here, "clinic": everywhere,
    }  # fmt: skip


def test_answers_that_are_left_empty_are_not_compared(session: Session) -> None:
    item = reference_populations.groups(session)["ethnic-group"]
    numbers = reference_populations.typed(
        item, {"white": "1,200", "asian": " 300 ", "black": "", "other": "0"}
    )
    assert numbers.counts == {"white": 1200, "asian": 300, "other": 0}


@pytest.mark.parametrize("text", ["12.5", "-3", "many", "1e9", "12,34", "9999999999"])
def test_what_is_typed_has_to_be_a_whole_number(session: Session, text: str) -> None:
    item = reference_populations.groups(session)["sex"]
    with pytest.raises(Refused, match="whole number") as refused:
        reference_populations.typed(item, {"female": text})
    assert refused.value.field == "people-female"


def test_a_file_gives_the_numbers_the_area_and_what_was_left_out(session: Session) -> None:
    item = reference_populations.groups(session)["sex"]
    numbers, area = reference_populations.imported(item, b"\xef\xbb\xbf" + BULK.encode(), "oakfield")
    assert (numbers.counts, area) == ({"female": 55000, "male": 52800}, "Oakfield")
    numbers, _ = reference_populations.imported(item, f"{LIST}Not known,12\n".encode("cp1252"), "")
    assert numbers.counts == {"female": 55000, "male": 52800}
    assert "Not known (12)" in numbers.remarks[0]


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"category,people\nLeft,1\nRight,2\n", b""])
def test_a_file_that_fits_nothing_is_refused(session: Session, content: bytes) -> None:
    item = reference_populations.groups(session)["sex"]
    with pytest.raises(Refused):
        reference_populations.imported(item, content, "")


def test_a_population_says_who_it_is_and_where_it_comes_from(session: Session) -> None:
    wrongs = {
        "name": (Description("", "Census"), Description("x" * 201, "Census")),
        "source": (Description("People", " "),),
        "edition": (Description("People", "Census", "x" * 61),),
    }
    for field, wrong in ((field, wrong) for field, each in wrongs.items() for wrong in each):
        with pytest.raises(Refused) as refused:
            keep(session, told=wrong)
        assert refused.value.field == field
    for few in ({}, {"female": 10}, {"female": 10, "male": 0}):
        with pytest.raises(Refused, match="at least two"):
            keep(session, Numbers(few))
    assert not reference_populations.everything(session)


def test_only_answers_of_the_question_are_kept(session: Session) -> None:
    keep(session, Numbers({"female": 5, "male": 5, "dragon": 9}))
    assert reference_populations.everything(session)[0].counts == {"female": 5, "male": 5}


def test_questions_of_many_answers_and_of_who_helps_have_no_population(session: Session) -> None:
    known = reference_populations.groups(session)
    assert {"age-band", "ethnic-group-detail", "deprivation-quintile"} <= set(known)
    assert not {"impairment", "inclusion", "role", "answered-by", "helper"} & set(known)


def test_what_is_taken_away_is_gone_and_written_down(session: Session) -> None:
    found = reference_populations.find(session, keep(session))
    assert found is not None
    reference_populations.remove(session, found, by=BY)
    assert not reference_populations.everything(session)
    assert audit.latest(session, 1)[0].action == "reference-removed"


def test_another_organisation_has_none_of_it(session: Session) -> None:
    organisation_id = db.scope_of(session)
    kept = keep(session)
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    assert db.scope_of(session) != organisation_id
    assert reference_populations.find(session, kept) is None
    assert not reference_populations.everything(session) and not reference_populations.beside(session, None)
