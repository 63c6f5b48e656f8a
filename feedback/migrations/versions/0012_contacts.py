"""Uploads of contacts, who was asked lately, who is never asked, and places whose patients nobody may find out about."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _organisation(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_id_organisation")
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=name, ondelete="CASCADE")


def _add(table: str, columns: dict[str, tuple[Any, str]]) -> None:
    """Columns that rows which are there already get a value of; later ones say theirs."""
    for name, (kind, value) in columns.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=sa.text(value)))
    with op.batch_alter_table(table) as batch_op:
        for name, (kind, _) in columns.items():
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    op.create_table(
        "contact_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("extracted_at", sa.DateTime(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("declared_by", sa.String(length=255), nullable=False),
        sa.Column("declared_name", sa.String(length=200), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_contact_upload_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        _organisation("contact_upload"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_upload")),
    )
    op.create_index(op.f("ix_contact_upload_campaign_id"), "contact_upload", ["campaign_id"])
    op.create_index(op.f("ix_contact_upload_organisation_id"), "contact_upload", ["organisation_id"])
    op.create_table(
        "asked_number",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        _organisation("asked_number"),
        sa.PrimaryKeyConstraint("organisation_id", "number_hash", name=op.f("pk_asked_number")),
    )
    op.create_table(
        "excluded_number",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        _organisation("excluded_number"),
        sa.PrimaryKeyConstraint("organisation_id", "number_hash", name=op.f("pk_excluded_number")),
    )
    _add(
        "place",
        {
            "sensitive": (sa.Boolean(), "false"),
            "sensitive_because": (sa.String(length=300), "''"),
            "texts_on": (sa.Boolean(), "false"),
            "texts_because": (sa.String(length=300), "''"),
        },
    )
    op.add_column("contact", sa.Column("said", sa.Text(), nullable=True))
    _add("contact", {"anyway": (sa.String(length=40), "''")})
