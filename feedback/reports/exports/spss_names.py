"""Names that SPSS takes for the columns of an export: letters, digits, dots and underscores, at most 64 of them."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 64
#: Words of its own language.
_TAKEN = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})


def names(columns: Iterable[str]) -> dict[str, str]:
    """Each column with its name in SPSS: a hyphen becomes an underscore, the slash of a *many* a dot."""
    found: dict[str, str] = {}
    used = set(_TAKEN)
    for column in columns:
        name = column.replace("-", "_").replace("/", ".")
        name = name if name[0].isalpha() else f"q_{name}"
        short, number = name[:_LONGEST].rstrip("."), 1
        while short in used:
            number += 1
            ending = f"_{number}"
            short = f"{name[: _LONGEST - len(ending)].rstrip('.')}{ending}"
        used.add(short)
        found[column] = short
    return found
