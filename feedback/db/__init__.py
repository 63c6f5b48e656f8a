"""The database: its tables, its sessions, and the rule that every statement says whose rows it means."""

from feedback.db.scope import EVERYWHERE, Unscoped, scope_of, scoped, set_scope
from feedback.db.sessions import UNAVAILABLE, Database, frames_of, keys_of, make_engine
from feedback.db.tables import INSTALLATION_WIDE, Base, BigId, Tenant, table_of

__all__ = [
    "EVERYWHERE",
    "INSTALLATION_WIDE",
    "UNAVAILABLE",
    "Base",
    "BigId",
    "Database",
    "Tenant",
    "Unscoped",
    "frames_of",
    "keys_of",
    "make_engine",
    "scope_of",
    "scoped",
    "set_scope",
    "table_of",
]
