"""What an error code of the provider means, what staff should do, and whether the number may be tried again.

The codes are those of Twilio's error dictionary (https://www.twilio.com/docs/api/errors); Twilio refines them from time
to time, so that an unknown one is no surprise and never means "again".
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("sms_errors.toml")


class Again(StrEnum):
    """Whether a text may be tried again."""

    #: Not to this number in this campaign.
    NEVER = "never"
    #: By itself, after a while.
    LATER = "later"
    #: Once somebody has mended a setting, and released it.
    MEND = "mend"


@dataclass(frozen=True)
class Explained:
    """One code in plain words."""

    code: str
    happened: str
    do: str
    again: Again
    #: The person said STOP where the provider heard it, and we did not.
    opted_out: bool = False
    #: Nothing is wrong with the text or its number: no text leaves by this sender until something is mended.
    for_all: bool = False


@cache
def every() -> Mapping[str, Explained]:
    """The table, by code."""
    with _FILE.open("rb") as file:
        rows = tomllib.load(file)
    return {
        code: Explained(
            code,
            row["happened"],
            row["do"],
            Again(row["again"]),
            bool(row.get("opted_out", False)),
            bool(row.get("for_all", False)),
        )
        for code, row in rows.items()
    }


def explain(code: str) -> Explained:
    """What a code means; one that is not in the table is told as it is."""
    known = every().get(code)
    return known or Explained(
        code,
        f"The provider gave the code {code}, which this program does not know.",
        f"Look it up at https://www.twilio.com/docs/api/errors/{code} or ask whoever runs this installation.",
        Again.NEVER,
    )
