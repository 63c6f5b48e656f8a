"""Texts that reached us, each once; whose text somebody answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    op.create_table(
        "inbound_text",
        sa.Column("sid_hash", sa.String(length=64), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("sid_hash", name=op.f("pk_inbound_text")),
    )
    with op.batch_alter_table("inbound_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbound_text_came_on"), ["came_on"], unique=False)
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("ix_contact_address", ["address_hash"], unique=False)
