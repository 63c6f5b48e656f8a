"""A response: one row, written once. No column ties it to an invitation, a phone, an address or a moment."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, BigId, Tenant


class Response(Tenant, Base):
    """JSON as the record of truth, and the packed codes that reports read; both in one durable insert."""

    __tablename__ = "response"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    #: A hash of the random id of the page that was sent; the id itself stays on the phone.
    submission: Mapped[bytes] = mapped_column(LargeBinary(16))
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("collector_link.id"))
    #: The place as it was when answered.
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(10))
    texts_version: Mapped[int]
    #: A day, never a time: a fine timestamp could be matched with a camera or a log.
    answered_on: Mapped[date] = mapped_column(Date)
    geography_edition: Mapped[str | None] = mapped_column(String(20))
    #: Who interpreted, where somebody asked the questions by phone; null where nobody said.
    interpreter: Mapped[str | None] = mapped_column(String(20))
    #: What is kept of the receipt code: a hash with a key that is not in this database, forgotten in time.
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    answers: Mapped[str] = mapped_column(Text)
    codes: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        UniqueConstraint("organisation_id", "submission"),
        CheckConstraint("length(submission) = 16", "submission_is_a_hash"),
        CheckConstraint("receipt is null or length(receipt) = 16", "receipt_is_a_hash"),
        Index("ix_response_survey", "organisation_id", "survey_id", "id"),
        Index("uq_response_receipt", "organisation_id", "receipt", unique=True),
    )


def with_its_response() -> ForeignKeyConstraint:
    """For a row that speaks of a response, by `organisation_id` and `response_id`, and goes with it."""
    return ForeignKeyConstraint(
        ["organisation_id", "response_id"], ["response.organisation_id", "response.id"], ondelete="CASCADE"
    )


class Withdrawal(Tenant, Base):
    """A response that no longer counts: taken back, or replaced by a new row. Append-only, like responses."""

    __tablename__ = "withdrawal"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True)
    response_id: Mapped[int] = mapped_column(BigId)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    withdrawn_on: Mapped[date] = mapped_column(Date)

    __table_args__ = (
        UniqueConstraint("organisation_id", "response_id"),
        with_its_response(),
    )


#: What may never change in place once written; `codes` may, since it can be rebuilt from the answers, and
#: `receipt`, which is forgotten when its time is over.
TRUTH = (
    "organisation_id", "id", "submission", "survey_id", "revision_id", "link_id", "place_id", "channel",
    "language", "texts_version", "answered_on", "geography_edition", "interpreter", "answers",
)  # fmt: skip

SQLITE_GUARDS = {
    "response": f"""
CREATE TRIGGER response_is_append_only BEFORE UPDATE OF {", ".join(TRUTH)} ON response
BEGIN SELECT RAISE(ABORT, 'a response is never changed in place'); END
""",
    "withdrawal": """
CREATE TRIGGER withdrawal_is_append_only BEFORE UPDATE ON withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed in place'); END
""",
}
POSTGRESQL_REFUSAL = """
CREATE OR REPLACE FUNCTION refuse_change_in_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a % is never changed in place', TG_TABLE_NAME; END $$
"""
POSTGRESQL_GUARDS = {
    "response": f"""
CREATE TRIGGER response_is_append_only BEFORE UPDATE OF {", ".join(TRUTH)} ON response
FOR EACH ROW EXECUTE FUNCTION refuse_change_in_place()
""",
    "withdrawal": """
CREATE TRIGGER withdrawal_is_append_only BEFORE UPDATE ON withdrawal
FOR EACH ROW EXECUTE FUNCTION refuse_change_in_place()
""",
}


def guard(name: str, statement: str, dialect: str) -> None:
    """Makes a trigger with its table, on one kind of database."""
    table = Base.metadata.tables[name]
    event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))


for guarded in SQLITE_GUARDS:
    guard(guarded, SQLITE_GUARDS[guarded], "sqlite")
    guard(guarded, POSTGRESQL_REFUSAL, "postgresql")
    guard(guarded, POSTGRESQL_GUARDS[guarded], "postgresql")
