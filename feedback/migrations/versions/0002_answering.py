"""Answering: receipts, interpreters, the funnel, media, quotes, doubtful sheets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WRITTEN_ONCE = (
    "organisation_id, id, submission, survey_id, revision_id, link_id, place_id, channel, language, texts_version, "
    "answered_on, geography_edition, interpreter, answers"
)
SQLITE_GUARD = f"""
CREATE TRIGGER response_is_append_only BEFORE UPDATE OF {_WRITTEN_ONCE} ON response
BEGIN SELECT RAISE(ABORT, 'a response is never changed in place'); END
"""
POSTGRESQL_GUARD = f"""
CREATE TRIGGER response_is_append_only BEFORE UPDATE OF {_WRITTEN_ONCE} ON response
FOR EACH ROW EXECUTE FUNCTION refuse_change_in_place()
"""


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    op.create_table(
        "medium",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("described", sa.JSON(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        # Last: SQLite reads through megabytes to reach a column that stands behind them.
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kind in ('picture', 'recording', 'video', 'captions')", name=op.f("ck_medium_kind_is_known")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_medium_holds_something")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_medium_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medium")),
        sa.UniqueConstraint("name", name=op.f("uq_medium_name")),
    )
    op.create_index(op.f("ix_medium_organisation_id"), "medium", ["organisation_id"])

    op.create_table(
        "medium_name",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_medium_name_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_medium_name")),
    )
    op.create_table(
        "survey_medium",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text_key", sa.String(length=200), nullable=False),
        sa.Column("medium_id", sa.Integer(), nullable=False),
        sa.Column("captions_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["captions_id"],
            ["medium.id"],
            name=op.f("fk_survey_medium_captions_id_medium"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["medium_id"], ["medium.id"], name=op.f("fk_survey_medium_medium_id_medium"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_survey_medium_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_medium_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_medium")),
        sa.UniqueConstraint(
            "organisation_id",
            "survey_id",
            "language",
            "text_key",
            name=op.f("uq_survey_medium_organisation_id_survey_id_language_text_key"),
        ),
    )
    op.create_index(op.f("ix_survey_medium_organisation_id"), "survey_medium", ["organisation_id"])

    op.create_table(
        "doubtful_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("geography_edition", sa.String(length=20), nullable=True),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("keyed_by", sa.Integer(), nullable=False),
        sa.Column("keyed_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["keyed_by"], ["staff_member.id"], name=op.f("fk_doubtful_sheet_keyed_by_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_doubtful_sheet_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_doubtful_sheet_place_id_place")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_doubtful_sheet_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_doubtful_sheet_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubtful_sheet")),
        sa.UniqueConstraint(
            "organisation_id",
            "survey_id",
            "number",
            name=op.f("uq_doubtful_sheet_organisation_id_survey_id_number"),
        ),
    )
    op.create_index(op.f("ix_doubtful_sheet_organisation_id"), "doubtful_sheet", ["organisation_id"])

    op.create_table(
        "funnel_count",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=70), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["collector_link.id"],
            name=op.f("fk_funnel_count_link_id_collector_link"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_funnel_count_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "link_id", "language", "day", "step", name=op.f("pk_funnel_count")
        ),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("improvement_id", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_quote_says_something")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_member.id"], name=op.f("fk_quote_approved_by_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["improvement_id"],
            ["improvement.id"],
            name=op.f("fk_quote_improvement_id_improvement"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "response_id"],
            ["response.organisation_id", "response.id"],
            name=op.f("fk_quote_organisation_id_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_quote_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_quote_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint(
            "organisation_id", "improvement_id", name=op.f("uq_quote_organisation_id_improvement_id")
        ),
        sa.UniqueConstraint(
            "organisation_id",
            "response_id",
            "item_key",
            name=op.f("uq_quote_organisation_id_response_id_item_key"),
        ),
    )
    op.create_index(op.f("ix_quote_organisation_id"), "quote", ["organisation_id"])

    # What stands there gets a value first; the models give it from here on.
    given = {"complaints_contact": "", "carers_service": "", "receipt_days": "28"}
    with op.batch_alter_table("organisation") as batch_op:
        for name, value in given.items():
            kind = sa.Integer() if name == "receipt_days" else sa.String(length=200)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table("organisation") as batch_op:
        for name in given:
            kind = sa.Integer() if name == "receipt_days" else sa.String(length=200)
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_organisation_receipt_days_are_bounded"), "receipt_days between 1 and 90"
        )
    # SQLite makes the table anew and forgets its triggers; PostgreSQL keeps them, with the columns they knew.
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(sa.text(f"DROP TRIGGER response_is_append_only{'' if sqlite else ' ON response'}"))
    with op.batch_alter_table("response") as batch_op:
        batch_op.add_column(sa.Column("interpreter", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("receipt", sa.LargeBinary(length=16), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_response_receipt_is_a_hash"), "receipt is null or length(receipt) = 16"
        )
    op.create_index("uq_response_receipt", "response", ["organisation_id", "receipt"], unique=True)
    op.execute(sa.text(SQLITE_GUARD if sqlite else POSTGRESQL_GUARD))
    op.add_column("survey_texts", sa.Column("second_name", sa.String(length=200), nullable=True))
