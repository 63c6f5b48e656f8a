"""Building and translating: drafts, reviews, schedules, second reviewers, the memory, sign-offs that travel."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_A_REVISION = "organisation_id, id, survey_id, number, definition, codebook, fingerprint"
_OF_TEXTS = "organisation_id, id, revision_id, language, version, texts, interface, fingerprint"
SQLITE_GUARDS = (
    f"""
CREATE TRIGGER published_revision_is_frozen BEFORE UPDATE OF {_OF_A_REVISION} ON revision
WHEN OLD.published_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published revision is never changed in place'); END
""",
    f"""
CREATE TRIGGER served_texts_are_frozen BEFORE UPDATE OF {_OF_TEXTS} ON survey_texts
WHEN OLD.frozen_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'texts that were signed are never changed in place'); END
""",
)
POSTGRESQL_GUARDS = (
    f"""
CREATE TRIGGER published_revision_is_frozen BEFORE UPDATE OF {_OF_A_REVISION} ON revision
FOR EACH ROW WHEN (OLD.published_on IS NOT NULL) EXECUTE FUNCTION refuse_change_in_place()
""",
    f"""
CREATE TRIGGER served_texts_are_frozen BEFORE UPDATE OF {_OF_TEXTS} ON survey_texts
FOR EACH ROW WHEN (OLD.frozen_on IS NOT NULL) EXECUTE FUNCTION refuse_change_in_place()
""",
)


def _given(table: str, columns: dict[str, tuple[Any, str]]) -> None:
    """Columns that are never empty: what stands there gets a value first; the models give it from here on."""
    with op.batch_alter_table(table) as batch_op:
        for name, (kind, value) in columns.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=sa.text(value)))
    with op.batch_alter_table(table) as batch_op:
        for name, (kind, _) in columns.items():
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    with op.batch_alter_table("survey") as batch_op:
        batch_op.add_column(sa.Column("opens_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("archived_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("library_definition", sa.JSON(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_survey_what_is_open_is_not_archived"), "archived_on is null or state <> 'published'"
        )
        batch_op.create_check_constraint(
            op.f("ck_survey_closes_after_it_opens"),
            "closes_at is null or opens_at is null or closes_at > opens_at",
        )
    _given("revision", {"stamp": (sa.Integer(), "1"), "trends": (sa.JSON(), "'{}'")})
    with op.batch_alter_table("revision") as batch_op:
        for name in ("changed_by", "review_asked_by", "reviewed_by"):
            batch_op.add_column(sa.Column(name, sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("before", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("library_edition", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("review_asked_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("review_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_revision_the_second_reader_is_another"),
            "reviewed_by is null or reviewed_by <> review_asked_by",
        )
    _given(
        "survey_texts",
        {
            "sources": (sa.JSON(), "'{}'"),
            "provenances": (sa.JSON(), "'{}'"),
            "stamp": (sa.Integer(), "1"),
            "on_offer": (sa.Boolean(), "false"),
            "may_travel": (sa.Boolean(), "false"),
        },
    )
    with op.batch_alter_table("survey_texts") as batch_op:
        for name, length in (
            ("changed_by", 255),
            ("signed_by", 255),
            ("second_role", 200),
            ("adopted_by", 255),
        ):
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=True))
        batch_op.add_column(sa.Column("adopted_from", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("second_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("frozen_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_survey_texts_the_second_reviewer_is_another"),
            "second_name is null or second_name <> signed_name",
        )
    _given("organisation", {"second_reviewer": (sa.Boolean(), "false")})
    op.add_column("collector_link", sa.Column("leads_to", sa.String(length=16), nullable=True))
    op.create_table(
        "remembered_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("signed_name", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_remembered_text_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_remembered_text_survey_id_survey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_text")),
        sa.UniqueConstraint(
            "organisation_id", "fingerprint", name=op.f("uq_remembered_text_organisation_id_fingerprint")
        ),
    )
    op.create_index(op.f("ix_remembered_text_organisation_id"), "remembered_text", ["organisation_id"])
    op.create_table(
        "library_sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("interface_fingerprint", sa.String(length=32), nullable=False),
        *(
            sa.Column(name, sa.String(length=200), nullable=False)
            for name in ("organisation_name", "signed_name", "signed_role", "signed_qualification")
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("second_name", sa.String(length=200), nullable=False),
        sa.Column("second_role", sa.String(length=200), nullable=False),
        sa.Column("second_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "second_name <> signed_name", name=op.f("ck_library_sign_off_two_people_answer_for_it")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_sign_off")),
    )
    op.create_index(op.f("ix_library_sign_off_language"), "library_sign_off", ["language"])
    _carry_on()
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_GUARDS if postgresql else SQLITE_GUARDS:
        op.execute(sa.text(statement))


def _carry_on() -> None:
    """What was signed stays on offer, and our own words with it; both are frozen from now on."""
    ours = "language in ('en', 'en-simple')"
    published = "(select published_on from revision where revision.id = survey_texts.revision_id)"
    op.execute(sa.text(f"UPDATE survey_texts SET on_offer = true WHERE signed_on IS NOT NULL OR {ours}"))
    op.execute(sa.text("UPDATE survey_texts SET frozen_on = signed_on WHERE signed_on IS NOT NULL"))
    op.execute(sa.text(f"UPDATE survey_texts SET frozen_on = {published} WHERE {ours}"))
    edition = "(select library_edition from survey where survey.id = revision.survey_id)"
    op.execute(sa.text(f"UPDATE revision SET library_edition = {edition}"))
    # Until now nobody could change what was adopted.
    adopted = "(select definition from revision where revision.survey_id = survey.id and revision.number = 1)"
    op.execute(sa.text(f"UPDATE survey SET library_definition = {adopted} WHERE library_slug IS NOT NULL"))
