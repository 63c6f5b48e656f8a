"""Names of an XLSForm for our keys: XML takes no digit at the beginning, and some tools no hyphen; both come back."""

from __future__ import annotations

from collections.abc import Container

#: Names that tools which read XLSForms keep for themselves.
_KEPT = frozenset({"meta", "data"})


def name_of(key: str) -> str:
    """The name for a key: `age-band` is `age_band`, `16-plus` is `_16_plus`. `keys.slug` is the way back."""
    name = key.replace("-", "_")
    return f"_{name}" if name[0].isdigit() or name in _KEPT else name


def unused(name: str, taken: Container[str]) -> str:
    """The name with as many underscores behind it as make it the only one; they fall away on the way back."""
    while name in taken:
        name += "_"
    return name
