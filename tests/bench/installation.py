"""An installation to measure on: one real organisation with one shipped survey, and as many rows as asked for."""

from __future__ import annotations

import random
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select

from feedback import db, migrations
from feedback.db import EVERYWHERE, Database
from feedback.models.response import Response
from feedback.models.survey import Survey
from feedback.services import (
    collector_links,
    organisations,
    places,
    publications,
    responses,
    sign_offs,
    surveys,
)
from feedback.services.collector_links import OpenedLink
from feedback.services.responses import canonical
from feedback.services.surveys import Served
from feedback.vocabulary import Channel
from surveys.answers import pack
from surveys.definition import Kind
from surveys.kinds import option_keys
from tests.feedback import invented_readers
from tests.soak.serving import Instance

SLUG, BY, TODAY = "oakfield", "bench", date(2026, 11, 23)
TABLE = db.table_of(Response)
#: As long as what people write, so that a row is as long as a real one.
COMMENT = "The nurse explained everything well, and the doctor asked me what matters to me. Thank you all."


def with_one_short_survey(folder: Path, language: str = "ur") -> Instance:
    """`my-care` with the short block: six statements, one comment, the first questions and five about the person."""
    instance = Instance(folder, f"sqlite:///{folder / 'feedback.sqlite'}", "")
    database = Database(instance.database_url)
    migrations.upgrade(database.engine)
    with database.transaction() as session:
        organisation = organisations.add(session, SLUG, "Oakfield (invented)", by=BY, today=TODAY)
        organisation.help_number, organisation.privacy_contact = "01632 960 100", "privacy@example.org"
        place = places.add(session, "Ward 1 (invented)", by=BY, slug="ward-1")
        survey = surveys.adopt(session, "my-care", by=BY, today=TODAY)
        sign_offs.sign(
            session, survey, language, name="Nobody (invented)", role="Invented", qualification="None",
            by=BY, today=TODAY,
        )  # fmt: skip
        invented_readers.read_everything(session, survey.id)
        publications.publish(session, survey, by=BY, today=TODAY)
        link = collector_links.make(session, survey, place, channel=Channel.WEB, label="", by=BY, today=TODAY)
        code = link.code
    database.engine.dispose()
    return Instance(folder, instance.database_url, code)


def opened(database: Database, code: str) -> tuple[OpenedLink, Served]:
    """The link and the survey behind it, as the answering path holds them."""
    with database.reading(EVERYWHERE) as session:
        link = collector_links.open_code(session, code)
        assert link is not None
        served = surveys.served(session, link.survey_id)
    assert served is not None
    return link, served


def invented_answers(served: Served, chance: random.Random) -> dict[str, Any]:
    """An answer to every question that offers a list, and a comment."""
    answers: dict[str, Any] = {}
    for item in served.definition.items():
        if item.kind is Kind.COMMENT:
            answers[item.key] = {"text": COMMENT, "share": False}
        elif item.kind is not Kind.MANY and option_keys(item):
            answers[item.key] = chance.choice(option_keys(item))
    return answers


def row_of(link: OpenedLink, served: Served, answers: dict[str, Any]) -> dict[str, Any]:
    """A response as its row, without the columns that number it."""
    return {
        "submission": secrets.token_bytes(16), "survey_id": served.survey_id, "revision_id": served.revision_id,
        "link_id": link.link_id, "place_id": link.place_id, "channel": link.channel, "language": "en",
        "texts_version": 1, "answered_on": TODAY, "geography_edition": None, "answers": canonical(answers),
        "codes": pack(served.definition, served.codebook, answers),
    }  # fmt: skip


def fill(database: Database, code: str, number: int) -> int:
    """Brings the survey to a number of responses, made of 500 different ones; returns the survey's id.

    By the driver itself, since a million rows are wanted and not measured.
    """
    link, served = opened(database, code)
    chance = random.Random(1)
    different = [row_of(link, served, invented_answers(served, chance)) for _ in range(500)]
    with database.transaction(link.organisation_id) as session:
        have = responses.count(session, served.survey_id)
        names = ["organisation_id", "id", *different[0]]
        ready = [tuple(str(v) if isinstance(v, date) else v for v in row.values()) for row in different]
        at = list(different[0]).index("submission")
        rows = (
            (link.organisation_id, number, *row[:at], secrets.token_bytes(16), *row[at + 1 :])
            for number in range(have + 1, number + 1)
            if (row := chance.choice(ready))
        )
        driver = session.connection().connection.driver_connection
        assert driver is not None
        marks = ",".join("?" * len(names))
        driver.executemany(f"INSERT INTO response ({','.join(names)}) VALUES ({marks})", rows)
    return served.survey_id


def plain_insert(engine: Engine, organisation_id: int, row: dict[str, Any], number: int) -> None:
    """The control of storing: the least SQLAlchemy Core does to store one durable row."""
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        connection.execute(insert(TABLE), {**row, "organisation_id": organisation_id, "id": number})


def survey_row(database: Database) -> Survey:
    """The survey that is measured."""
    with database.reading(EVERYWHERE) as session:
        return session.scalars(select(Survey)).one()
