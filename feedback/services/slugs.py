"""Slugs: the part of an address that stands for a name. Once given, one never changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from feedback.services.refusals import Refused

LONGEST = 60
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def checked(slug: str, field: str = "slug") -> str:
    """The slug as given; raises Refused when it could not stand in an address."""
    slug = slug.strip()
    if not possible(slug):
        raise Refused("Use small letters, digits and single hyphens, such as ward-7.", field)
    return slug


def possible(slug: str) -> bool:
    """Whether a word from an address could be a slug at all; what could not is never asked of a database."""
    return len(slug) <= LONGEST and _SLUG.fullmatch(slug) is not None


def made_from(name: str, taken: Container[str]) -> str:
    """A slug for a name that is not taken yet; accents go, other scripts become a number."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST - 4].strip("-") or "place"
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
