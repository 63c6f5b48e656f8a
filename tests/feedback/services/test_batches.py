"""Promises of batches: every row once, in its order, never more at once than asked, never read ahead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feedback.services import batches


@pytest.mark.parametrize(
    ("rows", "taken"),
    [
        ([], []),
        ([1], [[1]]),
        ([1, 2], [[1, 2]]),
        ([1, 2, 3], [[1, 2], [3]]),
        ([1, 2, 3, 4], [[1, 2], [3, 4]]),
    ],
)
def test_every_row_is_taken_once_and_in_its_order(rows: list[int], taken: list[list[int]]) -> None:
    assert list(batches.of(rows, 2)) == taken
    assert list(batches.of(iter(rows), 2)) == taken


def test_a_long_supply_is_read_no_further_than_its_batch() -> None:
    read: list[int] = []

    def supply() -> Iterator[int]:
        for number in range(10):
            read.append(number)
            yield number

    assert next(batches.of(supply(), 3)) == [0, 1, 2]
    assert read == [0, 1, 2]


def test_a_statement_carries_five_hundred() -> None:
    assert [len(some) for some in batches.of(range(1_001))] == [500, 500, 1]
