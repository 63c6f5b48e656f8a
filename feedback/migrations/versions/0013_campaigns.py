"""When texts may leave and what they cost; what a campaign is committed to; two links of one person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

#: What every campaign gets, with the value that those already there have.
_OF_A_CAMPAIGN: dict[str, tuple[Any, str]] = {
    "committed": (sa.Integer(), "0"),
    "committed_again": (sa.Integer(), "0"),
    "committed_to_tests": (sa.Integer(), "0"),
    "base_url": (sa.String(length=200), "''"),
    "sender": (sa.String(length=60), "''"),
}


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    op.create_table(
        "sending_rule",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("first_hour", sa.Integer(), nullable=False),
        sa.Column("last_hour", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("on_bank_holidays", sa.Boolean(), nullable=False),
        sa.Column("cap_days", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("sender_shown", sa.String(length=20), nullable=False),
        sa.CheckConstraint("cap_days between 0 and 366", name=op.f("ck_sending_rule_cap_is_known")),
        sa.CheckConstraint(
            "first_hour >= 0 and first_hour < last_hour and last_hour <= 24",
            name=op.f("ck_sending_rule_hours_follow"),
        ),
        sa.CheckConstraint("price between 0 and 10000", name=op.f("ck_sending_rule_price_is_no_debt")),
        sa.CheckConstraint("rate >= 0", name=op.f("ck_sending_rule_rate_is_known")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_sending_rule_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_sending_rule")),
    )
    with op.batch_alter_table("campaign") as batch_op:
        for name, (kind, value) in _OF_A_CAMPAIGN.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=sa.text(value)))
        batch_op.create_check_constraint(op.f("ck_campaign_committed_is_no_debt"), "committed >= 0")
        batch_op.create_index(batch_op.f("ix_campaign_link_id"), ["link_id"], unique=False)
    with op.batch_alter_table("campaign") as batch_op:
        for name, (kind, _) in _OF_A_CAMPAIGN.items():
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.add_column(sa.Column("twin_of", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_invitation_twin_of"), ["twin_of"], unique=False)
