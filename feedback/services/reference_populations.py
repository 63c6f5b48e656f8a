"""Reference populations: who there is, imported or typed, to set beside those who answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.place import Place
from feedback.models.reference_population import ReferencePopulation
from feedback.services import audit, census_categories, census_files, surveys
from feedback.services.refusals import Refused
from surveys import reading
from surveys.definition import Item, Kind
from surveys.kinds import option_keys

_WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d{1,9}")
_MOST_PEOPLE = 10**9
#: Questions about the answering and not about who there is.
_NO_POPULATION = ("role", "answered-by", "helper")


@dataclass(frozen=True)
class Description:
    """Who the people are and where their numbers come from, as somebody typed it."""

    name: str
    source: str
    edition: str = ""


@dataclass(frozen=True)
class Numbers:
    """People by option, and sentences about what became of the rest."""

    counts: dict[str, int]
    remarks: list[str] = field(default_factory=list)


def groups(session: Session) -> dict[str, Item]:
    """Every question about the person that this organisation may ask, by its key, in order.

    A survey of its own may ask others than those that ship. Of *many* at once nobody is in one category, so
    they have no reference; nor have the questions of who is answering and who helped.
    """
    found = {item.key: item for item in reading.shipped(surveys.ABOUT_YOU).items()}
    for survey in surveys.everything(session):
        revision = surveys.revision_of(session, survey)
        if revision is not None:
            found |= {item.key: item for item in surveys.definition_of(revision).groups()}
    return {
        key: item
        for key, item in found.items()
        if item.group and item.kind is not Kind.MANY and key not in _NO_POPULATION
    }


def typed(item: Item, people: Mapping[str, str]) -> Numbers:
    """What somebody typed beside each option; an empty one is not compared. Raises Refused, naming the field."""
    counts = {}
    for key in option_keys(item):
        text = "".join(people.get(key, "").split())
        if not text:
            continue
        if not _WHOLE.fullmatch(text):
            raise Refused("Write a whole number of people, such as 1200.", f"people-{key}")
        counts[key] = int(text.replace(",", ""))
    return Numbers(counts)


def imported(item: Item, content: bytes, area: str) -> tuple[Numbers, str]:
    """The numbers of a file, and the name of its area. Raises Refused, naming lines and what there is to choose."""
    if len(content) > census_files.MOST_BYTES:
        raise Refused("the file is larger than 8 MB: choose fewer areas", "file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Spreadsheets on Windows still save this; every byte is a letter in it.
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused("this is no CSV file: save the table as CSV first", "file")
    chosen = census_files.choose(census_files.read(text), area)
    mapped = census_categories.fitted(chosen.people, item)
    if not mapped.counts:
        names = ", ".join(list(chosen.people)[:5])
        raise Refused(f"none of its categories is an answer of this question: {names}", "file")
    return Numbers(mapped.counts, mapped.remarks()), chosen.name


def keep(
    session: Session,
    item: Item,
    numbers: Numbers,
    told: Description,
    *,
    place: Place | None,
    by: str,
    today: date,
) -> ReferencePopulation:
    """Keeps a population; it takes the place of the one before for this question and place. Raises Refused."""
    texts = {
        "name": (told.name, 200, "Say who these people are, such as “People who live in Oakfield”."),
        "source": (told.source, 200, "Say where the numbers come from."),
        "edition": (told.edition, 60, ""),
    }
    for name, (text, most, missing) in texts.items():
        if missing and not text.strip():
            raise Refused(missing, name)
        if len(text) > most:
            raise Refused(f"Keep it under {most} letters.", name)
    counts = {key: numbers.counts[key] for key in option_keys(item) if key in numbers.counts}
    if sum(people > 0 for people in counts.values()) < 2 or sum(counts.values()) > _MOST_PEOPLE:
        raise Refused("Give the number of people for at least two answers.", "people")
    for old in _all(session, item.key, place.id if place else None):
        session.delete(old)
    session.flush()
    found = ReferencePopulation(
        organisation_id=db.scope_of(session), place_id=place.id if place else None, group_key=item.key,
        name=" ".join(told.name.split()), source=" ".join(told.source.split()), edition=told.edition.strip(),
        counts=counts, remarks=list(numbers.remarks), entered_by=by[:255], entered_on=today,
    )  # fmt: skip
    session.add(found)
    session.flush()
    audit.record(session, "reference-kept", item.key, by=by, detail=found.name)
    return found


def remove(session: Session, found: ReferencePopulation, *, by: str) -> None:
    """Takes a population away."""
    audit.record(session, "reference-removed", found.group_key, by=by, detail=found.name)
    session.delete(found)
    session.flush()


def _all(session: Session, group: str, place_id: int | None) -> Sequence[ReferencePopulation]:
    rows = select(ReferencePopulation).where(
        ReferencePopulation.group_key == group, ReferencePopulation.place_id.is_not_distinct_from(place_id)
    )
    return session.scalars(rows).all()


def everything(session: Session) -> Sequence[ReferencePopulation]:
    """Every population, by question, that of the whole organisation first."""
    rows = select(ReferencePopulation).order_by(ReferencePopulation.group_key, ReferencePopulation.id)
    return sorted(session.scalars(rows), key=lambda one: (one.group_key, one.place_id is not None, one.id))


def find(session: Session, reference_id: int) -> ReferencePopulation | None:
    """A population of this organisation; another organisation's is not there."""
    return session.scalars(select(ReferencePopulation).where(ReferencePopulation.id == reference_id)).first()


def beside(session: Session, place: Place | None) -> dict[str, ReferencePopulation]:
    """The population to set beside answers from a place, by the key of the question.

    That of the place itself, else of the nearest place above it, else that of the whole organisation.
    """
    found = {one.group_key: one for one in everything(session) if one.place_id is None}
    above: list[Place] = []
    while place is not None and place not in above:
        above.append(place)
        place = session.scalars(select(Place).where(Place.id == place.parent_id)).first()
    for each in reversed(above):
        found |= {one.group_key: one for one in everything(session) if one.place_id == each.id}
    return found
