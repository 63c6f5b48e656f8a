"""The return of the Friends and Family Test: what a place is in it, and how a link collects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    with op.batch_alter_table("place") as batch_op:
        batch_op.add_column(sa.Column("fft_setting", sa.String(length=30), nullable=True))
    with op.batch_alter_table("collector_link") as batch_op:
        batch_op.add_column(sa.Column("fft_mode", sa.String(length=30), nullable=True))
