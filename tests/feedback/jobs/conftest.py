"""An outbox with texts in it, and workers that send them to whoever the test says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from feedback.config import Config
from feedback.db import EVERYWHERE, Database
from feedback.jobs import worker
from feedback.jobs.draining import Drain, Worker
from feedback.jobs.sending import Ways
from feedback.models.organisation import Organisation
from feedback.models.outbox_message import OutboxMessage
from feedback.services import audit, outbox, sending_rules
from feedback.services.outbox import Draft
from feedback.services.quiet_hours import Hours
from feedback.services.sending_rules import Rules
from feedback.vocabulary import MessageKind
from tests.conftest import KEYS

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
