"""Geographies: the loaded look-up from a postcode to its decile of deprivation. No postcode of a person is kept."""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterable, Iterator
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.geography import GeographyEdition, GeographyPostcode
from feedback.models.organisation import Organisation
from feedback.models.response import Response
from feedback.services import batches
from surveys.kinds import LookUp

_BATCH = 20_000
_RESPONSES = db.table_of(Response)
#: The edition the demonstration brings along.
INVENTED = "invented"
#: The question whose answer a look-up gave.
IN_ANSWERS = "deprivation-quintile"
_SPACE = re.compile(r"[\s-]")


class BadLookUp(ValueError):
    """A look-up file that cannot be used; the message names the line."""


def newest(session: Session) -> str | None:
    """The edition in use: the one loaded last; None until one is loaded, and then no postcode is asked.

    The invented edition serves the demonstration alone.
    """
    query = select(GeographyEdition.edition).order_by(
        GeographyEdition.loaded_on.desc(), GeographyEdition.edition.desc()
    )
    invented = select(Organisation.demonstration).where(Organisation.id == db.scope_of(session))
    if not session.scalar(invented):
        query = query.where(GeographyEdition.edition != INVENTED)
    return session.scalars(query.limit(1)).first()


def decile(session: Session, edition: str, postcode: str) -> int | None:
    """The decile (1 the most deprived tenth) of a postcode without its space; None when it is not in the look-up."""
    return session.scalar(
        select(GeographyPostcode.decile).where(
            GeographyPostcode.edition == edition, GeographyPostcode.postcode == postcode
        )
    )


def look_up(session: Session) -> LookUp:
    """Postcode to decile by the edition in use, which is asked for only when there is a postcode to look up."""

    def found(postcode: str) -> int | None:
        edition = newest(session)
        return decile(session, edition, postcode) if edition else None

    return found


def edition_of(session: Session, answers: Container[str]) -> str | None:
    """The edition that answers are stored with: the one in use where there is a postcode's answer among them."""
    return newest(session) if IN_ANSWERS in answers else None


def used(session: Session, survey_id: int) -> list[str]:
    """The editions by which postcodes of a survey's answers were turned into deciles; more than one are mixed."""
    own = (db.scoped(session, _RESPONSES), _RESPONSES.c.survey_id == survey_id)
    rows = select(_RESPONSES.c.geography_edition).where(*own).distinct()
    return sorted(edition for edition in session.scalars(rows) if edition)


def load(session: Session, lines: Iterable[str], edition: str, *, today: date) -> int:
    """Replaces an edition with the rows of a CSV with the columns `postcode` and `decile`; returns how many.

    Raises BadLookUp for a missing column or a bad row, naming its line; nothing of the file is kept then.
    """
    rows = _rows(csv.DictReader(lines), edition)
    session.execute(delete(GeographyEdition).where(GeographyEdition.edition == edition))
    session.execute(insert(GeographyEdition), {"edition": edition, "loaded_on": today})
    loaded = 0
    for batch in batches.of(rows, _BATCH):
        session.execute(insert(GeographyPostcode), batch)
        loaded += len(batch)
    if not loaded:
        raise BadLookUp("the file holds no postcodes")
    return loaded


def _rows(reader: csv.DictReader[str], edition: str) -> Iterator[dict[str, object]]:
    if not {"postcode", "decile"} <= set(reader.fieldnames or ()):
        raise BadLookUp("line 1: the columns 'postcode' and 'decile' are needed")
    for row in reader:
        postcode = _SPACE.sub("", row["postcode"] or "").upper()
        value = (row["decile"] or "").strip()
        if not (5 <= len(postcode) <= 7 and postcode.isascii() and postcode.isalnum()):
            raise BadLookUp(f"line {reader.line_num}: {row['postcode']!r} is not a postcode")
        if value not in {str(number) for number in range(1, 11)}:
            raise BadLookUp(f"line {reader.line_num}: the decile must be 1 to 10, not {value!r}")
        yield {"edition": edition, "postcode": postcode, "decile": int(value)}
