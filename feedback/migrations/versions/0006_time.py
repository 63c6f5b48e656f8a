"""Change over time: the usual ranges that somebody locked, and the day on which something was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    op.create_table(
        "control_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("group_key", sa.String(length=60), nullable=False),
        sa.Column("group_value", sa.String(length=60), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=True),
        sa.Column("spread", sa.Double(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(mean is null) = (spread is null)", name=op.f("ck_control_limit_a_mean_has_a_spread")
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_control_limit_a_limit_says_why")),
        sa.CheckConstraint(
            "spread is null or spread >= 0", name=op.f("ck_control_limit_a_spread_is_a_distance")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_control_limit_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_control_limit_place_id_place")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_control_limit_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_limit")),
    )
    with op.batch_alter_table("control_limit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_control_limit_line", ["organisation_id", "survey_id", "item_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_control_limit_organisation_id"), ["organisation_id"], unique=False
        )

    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("done_on", sa.Date(), nullable=True))
    # Nobody said when what is done already was done; it was by the day it was told.
    op.execute("UPDATE improvement SET done_on = published_on WHERE status = 'done'")
