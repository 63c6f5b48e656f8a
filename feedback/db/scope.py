"""The rule that every statement says whose rows it means."""

from __future__ import annotations

import weakref
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, bindparam
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors

from feedback.db.tables import INSTALLATION_WIDE, Base, Tenant


class Unscoped(RuntimeError):
    """A statement on an organisation's table that does not say which organisation."""


class Everywhere:
    """The scope of work that is honestly for the whole installation (migrations, backups, the demonstration)."""


EVERYWHERE: Final = Everywhere()
_SCOPE = "organisation"


def set_scope(session: Session, organisation_id: int | Everywhere) -> None:
    """From here on this session sees the rows of one organisation only."""
    if session.info.get(_SCOPE) not in (None, organisation_id):
        session.expire_all()
        session.expunge_all()
    session.info[_SCOPE] = organisation_id


def scope_of(session: Session) -> int:
    """The organisation this session works for; raises Unscoped when none was set."""
    scope = session.info.get(_SCOPE)
    if not isinstance(scope, int):
        raise Unscoped("this session has no organisation: call db.set_scope first")
    return scope


def scoped(session: Session, table: Table) -> ColumnElement[bool]:
    """The condition that keeps a Core statement on `table` within the session's organisation."""
    return table.c.organisation_id == bindparam(f"scope_{table.name}", scope_of(session))


#: What was found of statements that are used again and again.
_seen: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()


def _tenant_tables(statement: Any) -> set[str]:
    """The organisations' tables that a statement speaks of."""
    found = _seen.get(statement)
    if found is None:
        found = _seen[statement] = _look_for_tenant_tables(statement)
    return found


def _look_for_tenant_tables(statement: Any) -> set[str]:
    tables = {element.name for element in visitors.iterate(statement) if isinstance(element, Table)}
    return {name for name in tables - INSTALLATION_WIDE if "organisation_id" in Base.metadata.tables[name].c}


def _core_is_scoped(state: ORMExecuteState, scope: int) -> bool:
    statement: Any = state.statement
    if state.is_insert:
        given: Any = state.parameters or statement.compile().params
        rows = given if isinstance(given, list | tuple) else [given]
        return all(row.get("organisation_id") == scope for row in rows)
    binds = {getattr(element, "key", None) for element in visitors.iterate(statement)}
    return all(f"scope_{name}" in binds for name in _tenant_tables(statement))


def keep_in_scope(state: ORMExecuteState) -> None:
    """Narrows an ORM statement to the session's organisation; raises Unscoped for a statement that cannot be."""
    scope = state.session.info.get(_SCOPE)
    if scope is EVERYWHERE or state.is_column_load or state.is_relationship_load:
        return
    tenant = _tenant_tables(state.statement)
    if tenant and not isinstance(scope, int):
        raise Unscoped(
            f"a statement on {', '.join(sorted(tenant))} without an organisation: call db.set_scope first"
        )
    if not isinstance(scope, int):
        return
    if state.is_orm_statement and not state.is_insert:
        state.statement = state.statement.options(
            with_loader_criteria(Tenant, lambda cls: cls.organisation_id == scope, include_aliases=True)
        )
    elif tenant and not _core_is_scoped(state, scope):
        raise Unscoped(
            f"a Core statement on {', '.join(sorted(tenant))} without db.scoped(): add it to the conditions"
        )


def keep_rows_in_scope(session: Session, *_: Any) -> None:
    """Raises Unscoped before a row of another organisation is written."""
    scope = session.info.get(_SCOPE)
    if scope is EVERYWHERE:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, Tenant) and row.organisation_id != scope:
            raise Unscoped(
                f"a {type(row).__name__} of organisation {row.organisation_id} in a session for {scope}"
            )
