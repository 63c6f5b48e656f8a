"""Places: a tree within one organisation."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.db import EVERYWHERE, Database
from feedback.models.organisation import Organisation
from feedback.models.place import Place
from feedback.services import places
from feedback.services.refusals import Refused

BY = "a test"


def test_a_slug_is_made_from_the_name_and_is_unique(session: Session) -> None:
    slugs = [
        places.add(session, name, by=BY).slug for name in ("Ward 7", "ward-7!", "Wàrd 7", "病房", "تجربة")
    ]
    assert slugs == ["ward-7", "ward-7-2", "ward-7-3", "place", "place-2"]


def test_within_is_the_place_and_all_below_it(session: Session) -> None:
    hospital = places.add(session, "Hospital", by=BY)
    ward = places.add(session, "Ward 7", by=BY, parent=hospital)
    bay = places.add(session, "Bay 2", by=BY, parent=ward)
    clinic = places.add(session, "Clinic", by=BY)
    assert set(places.within(session, hospital.id)) == {hospital.id, ward.id, bay.id}
    assert set(places.within(session, ward.id)) == {ward.id, bay.id}
    assert places.within(session, clinic.id) == [clinic.id]


def test_another_organisations_place_is_not_there(
    session: Session, organisation: Organisation, database: Database
) -> None:
    there = Organisation(slug="there", name="There", created_on=organisation.created_on)
    session.add(there)
    session.flush()
    session.info["organisation"] = EVERYWHERE
    theirs = Place(organisation_id=there.id, slug="theirs", name="Theirs")
    session.add(theirs)
    session.flush()
    session.info["organisation"] = organisation.id
    session.expire_all()
    assert places.find(session, theirs.id) is None
    assert places.by_slug(session, "theirs") is None
    assert places.within(session, theirs.id) == []
    assert places.tree(session) == []


@pytest.mark.parametrize("slug", ["Ward", "-a", "a--b", "a_b", "x" * 61, "é", "a/b"])
def test_a_slug_that_could_not_stand_in_an_address_is_refused(session: Session, slug: str) -> None:
    with pytest.raises(Refused) as refused:
        places.add(session, "Ward", by=BY, slug=slug)
    assert refused.value.field == "slug"


def test_a_slug_is_given_once(session: Session) -> None:
    places.add(session, "Ward", by=BY, slug="ward")
    with pytest.raises(Refused):
        places.add(session, "Another", by=BY, slug="ward")


@pytest.mark.parametrize("code, kept", [("rx1ra ", "RX1RA"), ("", None)])
def test_an_ods_code_is_kept_in_capitals(session: Session, code: str, kept: str | None) -> None:
    assert places.add(session, "Ward", by=BY, ods_code=code).ods_code == kept


@pytest.mark.parametrize("code", ["R", "RX-1", "x" * 13, "R X1"])
def test_what_is_no_ods_code_is_refused(session: Session, code: str) -> None:
    with pytest.raises(Refused):
        places.add(session, "Ward", by=BY, ods_code=code)
