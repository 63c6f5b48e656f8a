"""Geography: the look-up from a postcode to its decile of deprivation, by edition."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Base


class GeographyEdition(Base):
    """One loaded edition of the English Indices of Deprivation; the newest is used."""

    __tablename__ = "geography_edition"

    edition: Mapped[str] = mapped_column(String(20), primary_key=True)
    loaded_on: Mapped[date]


class GeographyPostcode(Base):
    """One postcode, without its space, and its decile: 1 is the most deprived tenth."""

    __tablename__ = "geography_postcode"

    edition: Mapped[str] = mapped_column(
        ForeignKey("geography_edition.edition", ondelete="CASCADE"), primary_key=True
    )
    postcode: Mapped[str] = mapped_column(String(8), primary_key=True)
    decile: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (CheckConstraint("decile between 1 and 10", "decile_is_a_tenth"),)
