"""What a Monday e-mail told, so that the next can tell of a fall; and whether words that a team may read are praise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    with op.batch_alter_table("monday_stretch") as batch_op:
        batch_op.add_column(sa.Column("said", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("week_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("week", sa.Integer(), nullable=True))
    with op.batch_alter_table("monday_stretch") as batch_op:
        batch_op.alter_column("said", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("comment_review") as batch_op:
        batch_op.add_column(
            sa.Column("praise", sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
    with op.batch_alter_table("comment_review") as batch_op:
        batch_op.alter_column(
            "praise", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
