"""First tables: everything from organisations to "You said, we did"."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_GUARDS = (
    """
CREATE TRIGGER response_is_append_only BEFORE UPDATE OF organisation_id, id, submission, survey_id, revision_id, link_id, place_id, channel, language, texts_version, answered_on, geography_edition, answers ON response
BEGIN SELECT RAISE(ABORT, 'a response is never changed in place'); END
""",
    """
CREATE TRIGGER withdrawal_is_append_only BEFORE UPDATE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed in place'); END
""",
)
POSTGRESQL_GUARDS = (
    """
CREATE OR REPLACE FUNCTION refuse_change_in_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a % is never changed in place', TG_TABLE_NAME; END $$
""",
    """
CREATE TRIGGER response_is_append_only BEFORE UPDATE OF organisation_id, id, submission, survey_id, revision_id, link_id, place_id, channel, language, texts_version, answered_on, geography_edition, answers ON response
FOR EACH ROW EXECUTE FUNCTION refuse_change_in_place()
""",
    """
CREATE TRIGGER withdrawal_is_append_only BEFORE UPDATE ON withdrawal
FOR EACH ROW EXECUTE FUNCTION refuse_change_in_place()
""",
)


def upgrade() -> None:
    """Forward only: a way back is a restored backup."""
    op.create_table(
        "geography_edition",
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("loaded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_geography_edition")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("help_number", sa.String(length=60), nullable=False),
        sa.Column("privacy_contact", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("lawful_basis", sa.Text(), nullable=False),
        sa.Column("retention_months", sa.Integer(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint("slug <> ''", name=op.f("ck_organisation_slug_is_given")),
        sa.CheckConstraint(
            "retention_months between 1 and 240", name=op.f("ck_organisation_retention_is_bounded")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "rate_counter",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("window", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window", name=op.f("pk_rate_counter")),
    )
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText(), nullable=True),
        sa.Column("password_set_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_staff_member_fs_uniquifier")),
    )
    op.create_table(
        "audit_event",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", BIG_ID, sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint("length(by) > 0", name=op.f("ck_audit_event_never_anonymous")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_audit_event_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "geography_postcode",
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("decile", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("decile between 1 and 10", name=op.f("ck_geography_postcode_decile_is_a_tenth")),
        sa.ForeignKeyConstraint(
            ["edition"],
            ["geography_edition.edition"],
            name=op.f("fk_geography_postcode_edition_geography_edition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("edition", "postcode", name=op.f("pk_geography_postcode")),
    )
    op.create_table(
        "link_code",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_link_code_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_link_code")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ods_code", sa.String(length=12), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_place_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name=op.f("fk_place_parent_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_place_organisation_id_slug")),
    )
    op.create_index(op.f("ix_place_organisation_id"), "place", ["organisation_id"])

    op.create_table(
        "staff_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_staff_pass_staff_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_pass")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_pass_token_hash")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=600), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("library_slug", sa.String(length=60), nullable=True),
        sa.Column("library_edition", sa.String(length=20), nullable=True),
        sa.Column("stated_uses", sa.JSON(), nullable=False),
        sa.Column("current_revision_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' or current_revision_id is not null",
            name=op.f("ck_survey_published_has_a_revision"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'published', 'closed')", name=op.f("ck_survey_state_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["current_revision_id"], ["revision.id"], name="fk_survey_current_revision", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_survey_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_survey_organisation_id_slug")),
    )
    op.create_index(op.f("ix_survey_organisation_id"), "survey", ["organisation_id"])

    op.create_table(
        "collector_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_collector_link_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_collector_link_place_id_place")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_collector_link_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector_link")),
        sa.UniqueConstraint("code", name=op.f("uq_collector_link_code")),
    )
    op.create_index(op.f("ix_collector_link_organisation_id"), "collector_link", ["organisation_id"])
    op.create_index(op.f("ix_collector_link_survey_id"), "collector_link", ["survey_id"])

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_membership_place_id_place")),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_membership_staff_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "staff_id", "organisation_id", name=op.f("uq_membership_staff_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"])

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("codebook", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_revision_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_revision_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "organisation_id",
            "survey_id",
            "number",
            name=op.f("uq_revision_organisation_id_survey_id_number"),
        ),
    )
    op.create_index(op.f("ix_revision_organisation_id"), "revision", ["organisation_id"])

    op.create_table(
        "response",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", BIG_ID, sa.Identity(always=False), nullable=False),
        sa.Column("submission", sa.LargeBinary(length=16), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("texts_version", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("geography_edition", sa.String(length=20), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("codes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(submission) = 16", name=op.f("ck_response_submission_is_a_hash")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["collector_link.id"], name=op.f("fk_response_link_id_collector_link")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_response_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_response_place_id_place")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_response_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_response_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_response")),
        sa.UniqueConstraint(
            "organisation_id", "submission", name=op.f("uq_response_organisation_id_submission")
        ),
    )
    op.create_index("ix_response_survey", "response", ["organisation_id", "survey_id", "id"])

    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("published_by", sa.String(length=255), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("withdrawals", sa.Integer(), nullable=False),
        sa.Column("shown_total", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_snapshot_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_snapshot_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_snapshot_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint(
            "organisation_id",
            "survey_id",
            "number",
            name=op.f("uq_snapshot_organisation_id_survey_id_number"),
        ),
    )
    op.create_index(op.f("ix_snapshot_organisation_id"), "snapshot", ["organisation_id"])

    op.create_table(
        "survey_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("interface", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("signed_name", sa.String(length=200), nullable=True),
        sa.Column("signed_role", sa.String(length=200), nullable=True),
        sa.Column("signed_qualification", sa.String(length=200), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "signed_on is null or length(signed_name) > 0", name=op.f("ck_survey_texts_a_sign_off_has_a_name")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_survey_texts_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_survey_texts_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_texts")),
        sa.UniqueConstraint(
            "organisation_id",
            "revision_id",
            "language",
            "version",
            name=op.f("uq_survey_texts_organisation_id_revision_id_language_version"),
        ),
    )
    op.create_index(op.f("ix_survey_texts_organisation_id"), "survey_texts", ["organisation_id"])

    op.create_table(
        "improvement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' or reviewed_by is not null",
            name=op.f("ck_improvement_published_was_reviewed"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'review', 'published')", name=op.f("ck_improvement_state_is_known")
        ),
        sa.CheckConstraint(
            "status <> 'cannot' or length(reason) > 0", name=op.f("ck_improvement_cannot_says_why")
        ),
        sa.CheckConstraint("status <> 'done' or length(did) > 0", name=op.f("ck_improvement_done_says_what")),
        sa.CheckConstraint(
            "status in ('planned', 'in-progress', 'done', 'cannot')",
            name=op.f("ck_improvement_status_is_known"),
        ),
        sa.CheckConstraint(
            "reviewed_by is null or reviewed_by <> drafted_by",
            name=op.f("ck_improvement_review_is_by_a_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["staff_member.id"], name=op.f("fk_improvement_drafted_by_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_improvement_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_improvement_place_id_place")),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["staff_member.id"], name=op.f("fk_improvement_reviewed_by_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_improvement_snapshot_id_snapshot")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_improvement_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_improvement_organisation_id_slug")),
    )
    op.create_index(op.f("ix_improvement_organisation_id"), "improvement", ["organisation_id"])
    op.create_index(op.f("ix_improvement_survey_id"), "improvement", ["survey_id"])

    op.create_table(
        "withdrawal",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("id", BIG_ID, sa.Identity(always=False), nullable=False),
        sa.Column("response_id", BIG_ID, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "response_id"],
            ["response.organisation_id", "response.id"],
            name=op.f("fk_withdrawal_organisation_id_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_withdrawal_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_withdrawal_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint(
            "organisation_id", "response_id", name=op.f("uq_withdrawal_organisation_id_response_id")
        ),
    )
    op.create_table(
        "improvement_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("improvement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("signed_name", sa.String(length=200), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["improvement_id"],
            ["improvement.id"],
            name=op.f("fk_improvement_texts_improvement_id_improvement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_improvement_texts_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_texts")),
        sa.UniqueConstraint(
            "organisation_id",
            "improvement_id",
            "language",
            name=op.f("uq_improvement_texts_organisation_id_improvement_id_language"),
        ),
    )
    op.create_index(op.f("ix_improvement_texts_organisation_id"), "improvement_texts", ["organisation_id"])

    # SQLite was given this key with the table; PostgreSQL can only name a table that stands.
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(
            "fk_survey_current_revision", "survey", "revision", ["current_revision_id"], ["id"]
        )
    for statement in POSTGRESQL_GUARDS if op.get_bind().dialect.name == "postgresql" else SQLITE_GUARDS:
        op.execute(sa.text(statement))
