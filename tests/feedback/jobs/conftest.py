"""An outbox with texts in it, and workers that send them to whoever the test says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.config import Config
from feedback.db import EVERYWHERE, Database
from feedback.jobs import worker
from feedback.jobs.draining import Drain, Worker
from feedback.jobs.sending import Ways
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.models.place import Place
from feedback.services import audit, monday_readers, outbox, places, sending_rules
from feedback.services.outbox import Draft
from feedback.services.quiet_hours import Hours
from feedback.services.sending_rules import Rules
from feedback.vocabulary import MessageKind, Role
from tests.conftest import KEYS
from tests.feedback.invented_mondays import SUNDAY
from tests.feedback.open_survey import BY, IN_URDU, Open
from tests.feedback.written_comments import colleague
from tests.fresh_databases import Beginning

LANE = "+447700900000"


def number(of: int) -> str:
    """A number that nobody has: Ofcom keeps 07700 900000 to 900999 for the screen."""
    return f"+4477009{of:05d}"


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings with the keys of the tests."""
    return Config(
        instance=tmp_path, database_url=database_url, secret_key=KEYS.secret, base_url=None, trusted_proxies=0,
        production=False, hash_key=KEYS.hashing,
    )  # fmt: skip


@pytest.fixture
def put(database: Database, organisation: Organisation) -> Callable[..., None]:
    """Puts so many texts in the outbox, committed; its organisation invites people at any hour."""
    always = Hours(0, 24, frozenset(range(1, 8)), on_bank_holidays=True)
    with database.transaction(organisation.id) as session:
        sending_rules.change(session, Rules(always), by="a test")

    def put_them(many: int, *, start: int = 0, **more: Any) -> None:
        drafts = [
            Draft(**{
                "kind": MessageKind.SMS, "purpose": "invitation", "reference": f"test/{each}", "due_at": audit.now(),
                "content": {"to": number(each), "body": f"Hello {each}"}, "lane": LANE,
            } | more)
            for each in range(start, start + many)
        ]  # fmt: skip
        with database.transaction(organisation.id) as session:
            assert outbox.put_all(session, drafts) == many

    return put_them


@pytest.fixture
def rows(database: Database) -> Callable[[], list[OutboxMessage]]:
    """Every row of the outbox as it stands, in order."""

    def read() -> list[OutboxMessage]:
        with database.reading(EVERYWHERE) as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    return read


@pytest.fixture
def make_worker(config: Config, database: Database) -> Callable[..., Worker]:
    """A worker whose texts go to the given provider, as fast as they go unless a rate is given."""

    def make(provider: Any, rate: float = 0.0) -> Worker:
        return worker.make(config, database, ways=Ways(lambda: provider), rate=lambda _: rate)

    return make


def drain(by: Worker, lane: str = LANE) -> int:
    """Drains a lane in this process, as a worker does."""
    return Drain(by, lane).run()


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    """An open survey, for tests that ask for it."""
    return IN_URDU if "opened" in request.fixturenames else None


@pytest.fixture
def opened(begun: Open) -> Open:
    """The invented organisation's survey, signed off in Urdu."""
    return begun


@pytest.fixture
def ward(session: Session, opened: Open) -> Place:
    """Where the survey is asked."""
    found = places.by_slug(session, "ward-7")
    assert found is not None
    return found


@pytest.fixture
def lead(session: Session, ward: Place) -> int:
    """A ward lead who asked for the e-mail."""
    member = colleague(session, "wanda", Role.WARD_LEAD, ward)
    monday_readers.join(session, ward, staff_id=member.id, by=BY, today=SUNDAY)
    return member.id
