"""A place: a ward, clinic, site or community group below an organisation, in a tree."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base, Tenant


class Place(Tenant, Base):
    """What an organisation compares."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    #: The code of the Organisation Data Service, where there is one.
    ods_code: Mapped[str | None] = mapped_column(String(12))
    #: What it is in the return of the Friends and Family Test; those below it that say nothing are the same.
    fft_setting: Mapped[str | None] = mapped_column(String(30))

    #: Whose patients nobody may find out about, with all places below it: it is never named in what is sent, and
    #: people of it are not invited by text or e-mail unless an administrator says so of this very place.
    sensitive: Mapped[bool] = mapped_column(default=False)
    sensitive_because: Mapped[str] = mapped_column(String(300), default="")
    texts_on: Mapped[bool] = mapped_column(default=False)
    texts_because: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)
