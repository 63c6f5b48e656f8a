"""Placements: what hangs behind each link, what happened to it, and the newest day of a link found at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SAID = "organisation_id, id, link_id, happened_on, what, detail, undoes"
SQLITE_GUARD = f"""
CREATE TRIGGER placement_event_is_append_only BEFORE UPDATE OF {_SAID} ON placement_event
BEGIN SELECT RAISE(ABORT, 'a placement_event is never changed in place'); END
"""
POSTGRESQL_GUARD = f"""
CREATE TRIGGER placement_event_is_append_only BEFORE UPDATE OF {_SAID} ON placement_event
FOR EACH ROW EXECUTE FUNCTION refuse_change_in_place()
"""


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    op.create_table(
        "placement",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("hung_on", sa.Date(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "replaced_by_id is null or replaced_by_id <> link_id",
            name=op.f("ck_placement_never_replaced_by_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_placement_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["collector_link.id"],
            name=op.f("fk_placement_link_id_collector_link"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["collector_link.id"],
            name=op.f("fk_placement_replaced_by_id_collector_link"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "link_id", name=op.f("pk_placement")),
        sa.UniqueConstraint(
            "organisation_id", "replaced_by_id", name=op.f("uq_placement_organisation_id_replaced_by_id")
        ),
    )
    op.create_table(
        "placement_event",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("undoes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(what = 'undone') = (undoes is not null)", name=op.f("ck_placement_event_only_undoing_undoes")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_placement_event_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["collector_link.id"],
            name=op.f("fk_placement_event_link_id_collector_link"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_placement_event_staff_id_staff_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "undoes"],
            ["placement_event.organisation_id", "placement_event.id"],
            name=op.f("fk_placement_event_organisation_id_undoes_placement_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_placement_event")),
        sa.UniqueConstraint(
            "organisation_id", "undoes", name=op.f("uq_placement_event_organisation_id_undoes")
        ),
    )
    op.create_index("ix_placement_event_link", "placement_event", ["organisation_id", "link_id", "id"])
    op.create_index("ix_funnel_count_day", "funnel_count", ["organisation_id", "link_id", "day"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(sa.text(SQLITE_GUARD if sqlite else POSTGRESQL_GUARD))
