"""What a mail server's reply means, or the lack of one, and what staff should do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("email_errors.toml")


@dataclass(frozen=True)
class Explained:
    """One code in plain words."""

    happened: str
    do: str


@cache
def every() -> Mapping[str, Explained]:
    """The table, by code."""
    with _FILE.open("rb") as file:
        return {code: Explained(row["happened"], row["do"]) for code, row in tomllib.load(file).items()}


def explain(code: str) -> Explained | None:
    """What a code such as "smtp-550: 5.1.1" means; None for one that is not of e-mail.

    The finer code says more than the reply that it stands behind, and a code that nobody knows is told by its class.
    """
    reply, _, finer = code.partition(": ")
    of_a_class = f"{reply[:6]}xx" if reply[5:].isdecimal() else "smtp"
    wanted = (finer, finer.rpartition(".")[0], reply, of_a_class if reply.startswith("smtp-") else "")
    return next((every()[one] for one in wanted if one in every()), None)
