"""Breakdowns whose rows lie in one another, such as places: who is at a row itself, and what is hidden together."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.reports.shapes import Breakdown, Row


def at_itself(value: str) -> str:
    """The name of the implied row of those in a row who are in none of the rows inside it.

    It is never published, but whoever sees a row and all that lies inside it can work it out.
    """
    return f"*at* {value}"


def inside_of(table: Breakdown) -> dict[str | None, list[Row]]:
    """The rows by the row they lie in; those that part everybody under None."""
    found: dict[str | None, list[Row]] = {None: []}
    for row in table.rows:
        found.setdefault(row.parent, []).append(row)
    return found


def loose_counts(table: Breakdown) -> dict[str, tuple[int, ...]]:
    """The counts of the implied row of every row that has others inside it; none unless the breakdown is nested."""
    if not table.nested:
        return {}
    counts = {row.value: row.counts for row in table.rows}
    return {
        value: less(counts[value], inside) for value, inside in inside_of(table).items() if value is not None
    }


def less(counts: Sequence[int], rows: Sequence[Row]) -> tuple[int, ...]:
    """Counts by option without those of some rows."""
    return tuple(total - sum(row.counts[at] for row in rows if row.counts) for at, total in enumerate(counts))


def parents_of(table: Breakdown) -> dict[str, str | None]:
    """The row that each row lies in, implied rows too; a row that parts everybody has none."""
    found = {row.value: row.parent for row in table.rows}
    return found | {at_itself(value): value for value in loose_counts(table)}


def tree_problem(table: Breakdown, overall: Sequence[int]) -> str | None:
    """Why these rows cannot lie in one another, or None."""
    names = [row.value for row in table.rows]
    before: set[str | None] = {None}
    for row in table.rows:
        if row.parent not in before or names.count(row.value) > 1:
            return f"the row {row.value} stands before the one it lies in, or twice"
        before.add(row.value)
    if any(less(overall, inside_of(table)[None])):
        return "the outermost rows do not add up to the overall row"
    if any(min(counts, default=0) < 0 for counts in loose_counts(table).values()):
        return "the rows inside a row hold more people than it does"
    return None
