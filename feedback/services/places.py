"""Places: the tree of wards, clinics and groups below an organisation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.place import Place
from feedback.services import audit, slugs
from feedback.services.refusals import Refused, one_line
from feedback.vocabulary import FftSetting

_ODS_CODE = re.compile(r"[A-Z0-9]{3,12}")


@dataclass(frozen=True)
class Branch:
    """A place where it stands in the tree; `depth` is 0 at the top."""

    place: Place
    depth: int


def add(
    session: Session, name: str, *, by: str, slug: str = "", parent: Place | None = None, ods_code: str = "",
    fft_setting: str = "",
) -> Place:  # fmt: skip
    """A new place; its slug is made from the name when none is given. Raises Refused, naming what to mend."""
    taken = set(session.scalars(select(Place.slug)).all())
    slug = slugs.checked(slug) if slug else slugs.made_from(name, taken)
    if slug in taken:
        raise Refused(f"There is a place {slug} already.", "slug")
    place = Place(
        organisation_id=db.scope_of(session),
        slug=slug,
        name=_name(name),
        parent_id=parent.id if parent else None,
        ods_code=_ods_code(ods_code),
        fft_setting=_fft_setting(fft_setting),
    )
    session.add(place)
    session.flush()
    audit.record(session, "place-added", slug, by=by)
    return place


def change(
    session: Session, place: Place, *, name: str, ods_code: str, by: str, fft_setting: str | None = None
) -> None:
    """Another name, code or setting; the slug is on printed paper and stays. Without a setting given, so does that."""
    place.name, place.ods_code = _name(name), _ods_code(ods_code)
    if fft_setting is not None:
        place.fft_setting = _fft_setting(fft_setting)
    session.flush()
    audit.record(session, "place-changed", place.slug, by=by)


def _name(name: str) -> str:
    return one_line(name, "name", missing="Give the place a name, as people say it.")


def _ods_code(given: str) -> str | None:
    code = given.strip().upper()
    if code and not _ODS_CODE.fullmatch(code):
        raise Refused("An ODS code is three to twelve letters and digits, such as RX1 or RX1RA.", "ods_code")
    return code or None


def _fft_setting(given: str) -> str | None:
    if given and given not in list(FftSetting):
        raise Refused(f"Choose one of: {', '.join(FftSetting)}.", "fft_setting")
    return given or None


def find(session: Session, place_id: int) -> Place | None:
    """A place of this organisation; another organisation's is not there."""
    return session.scalars(select(Place).where(Place.id == place_id)).first()


def by_slug(session: Session, slug: str) -> Place | None:
    """A place of this organisation by its slug."""
    if not slugs.possible(slug):
        return None
    return session.scalars(select(Place).where(Place.slug == slug)).first()


def tree(session: Session, top_id: int | None = None) -> list[Branch]:
    """Every place, each under its parent, by name; with `top_id`, that place and those below it."""
    places = session.scalars(select(Place).order_by(Place.name, Place.id)).all()
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in places:
        below[place.parent_id].append(place)

    def walk(branch: Sequence[Place], depth: int) -> list[Branch]:
        return [
            each for place in branch for each in (Branch(place, depth), *walk(below[place.id], depth + 1))
        ]

    return walk(below[None] if top_id is None else [place for place in places if place.id == top_id], 0)


def within(session: Session, place_id: int) -> list[int]:
    """The ids of a place and of all below it; empty when it is not this organisation's."""
    return [branch.place.id for branch in tree(session, place_id)]


def upwards(session: Session, place_id: int) -> list[Place]:
    """A place, the one it is part of, and so on to the top; empty when it is not this organisation's."""
    found = {place.id: place for place in session.scalars(select(Place)).all()}
    line: list[Place] = []
    at: int | None = place_id
    while at is not None and at in found and found[at] not in line:
        line.append(found[at])
        at = found[at].parent_id
    return line


def is_sensitive(session: Session, place: Place) -> bool:
    """Whether nobody may find out about its patients: it, or one that it is part of, is marked so."""
    return any(one.sensitive for one in upwards(session, place.id))


def texts_allowed(session: Session, place: Place) -> bool:
    """Whether people of this place may be invited by text or e-mail: a sensitive one only when switched on itself."""
    return place.texts_on or not is_sensitive(session, place)
