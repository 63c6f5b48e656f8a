"""Freezes a definition for publication: the codebook of its packed answers, and the name of what was frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from surveys.definition import Definition
from surveys.kinds import Place, kind_of, option_keys

_MOST_OPTIONS = 250


def codebook(definition: Definition, previous: Mapping[str, Place] | None = None) -> dict[str, Place]:
    """Offset, width and option codes of every item.

    An option keeps the code it had in `previous` for ever; a new one gets the next free code, so that answers
    of different revisions can be counted together. Raises ValueError when an item would pass 250 options.
    """
    book: dict[str, Place] = {}
    offset = 0
    for item in definition.items():
        codes = dict(previous[item.key].codes) if previous and item.key in previous else {}
        for key in option_keys(item):
            if key not in codes:
                codes[key] = max(codes.values(), default=0) + 1
        if len(codes) > _MOST_OPTIONS:
            raise ValueError(f"{item.key}: more than {_MOST_OPTIONS} options over all its revisions")
        width = kind_of(item).width(item) if item.kind.value != "many" else len(codes)
        book[item.key] = Place(offset, width, codes)
        offset += width
    return book


def codebook_as_data(book: Mapping[str, Place]) -> dict[str, Any]:
    """The codebook as plain data, to be frozen beside the definition."""
    return {key: [place.offset, place.width, dict(place.codes)] for key, place in book.items()}


def codebook_from_data(data: Mapping[str, Any]) -> dict[str, Place]:
    """The codebook back from what `codebook_as_data` gave."""
    return {key: Place(offset, width, codes) for key, (offset, width, codes) in data.items()}


def fingerprint(definition: Definition) -> str:
    """A short name for exactly this definition; 32 hexadecimal digits."""
    canonical = json.dumps(definition.as_data(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
