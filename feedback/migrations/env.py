"""Runs migrations inside the transaction of whoever asked; Alembic loads this file by its name."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from feedback import models
from feedback.db import Base

assert models.__all__, "importing the models makes every table known"


def _plain_type(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """A type of a library is written down as the plain type under it: a migration outlives the library."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_plain_type,
    # The caller's transaction holds everything, the version table too; SQLite can roll tables back as well.
    transactional_ddl=True,
)
context.run_migrations()
