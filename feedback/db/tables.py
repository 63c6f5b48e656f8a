"""What every table stands on, and which belong to the installation and not to one organisation."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import ForeignKey

#: Tables that belong to the installation and not to one organisation; everything else is a tenant's.
INSTALLATION_WIDE: Final = frozenset(
    {
        "organisation",
        "staff_member",
        "membership",
        "staff_pass",
        "link_code",
        "rate_counter",
        "geography_edition",
        "geography_postcode",
        "medium_name",
        "library_sign_off",
        "opt_out",
        "sending_lane",
        "installation_fact",
        "inbound_text",
        "job_worker",
        "periodic_work",
    }
)

#: A whole number that grows without bound on PostgreSQL and is SQLite's own rowid type there.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Every table; names of constraints are fixed so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Tenant:
    """A row that belongs to one organisation."""

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )


def table_of(model: type[Base]) -> Table:
    """The table of a model, for Core statements."""
    return Base.metadata.tables[model.__tablename__]
