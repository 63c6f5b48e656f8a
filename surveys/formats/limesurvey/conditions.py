"""LimeSurvey's old table of conditions, whose rows say together when a question is asked, as one expression."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from surveys.formats.limesurvey.expressions import COMPARED, Node
from surveys.formats.limesurvey.rows import Condition

#: No question that a person made has more.
_MOST_ROWS = 300


def of_rows(rows: Sequence[Condition]) -> Node:
    """The old table of conditions as a tree: scenarios are alternatives, one field's rows are alternatives."""
    scenarios = []
    rows = sorted(rows, key=lambda row: (row.scenario, row.question, row.field))
    for _, of_one in groupby(rows, key=lambda row: row.scenario):
        together = []
        for _, alike in groupby(list(of_one), key=lambda row: (row.question, row.field)):
            together.append(_either("or", [_of_row(row) for row in alike]))
        scenarios.append(_either("and", together))
    return _either("or", scenarios)


def _either(kind: str, parts: list[Node]) -> Node:
    written = f" {kind} ".join(part.written for part in parts)
    return parts[0] if len(parts) == 1 else Node(kind, f"({written})", parts=tuple(parts))


def _of_row(row: Condition) -> Node:
    method = row.method.strip() or "=="
    value = row.value.strip()
    name = row.field.strip().removeprefix("+")
    written = f"{name} {method} {value!r}"
    if method not in COMPARED:
        return Node("other", written)
    parts = (Node("name", name, name), Node("text", value, value))
    return Node("compare", written, method, parts)
