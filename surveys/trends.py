"""(to come)"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from surveys.definition import Definition


class Trend(StrEnum):
    """What a new revision does to the trend of an item."""

    SAME = "same"
    REWORDED = "reworded"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """One item."""

    key: str
    trend: Trend


def compare(before: Definition, after: Definition) -> list[Change]:
    """(to come)"""
    return []


def problems(before: Definition, after: Definition) -> list[str]:
    """(to come)"""
    return []
