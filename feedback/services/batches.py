"""Batches: many rows, taken so many at a time as one statement carries well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

#: SQLite took no more than 999 values in a statement for long, and no longer lists gain anything.
AT_ONCE = 500


def of(rows: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The rows in their order, in lists of at most `size`; nothing of a long supply is read ahead."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch
