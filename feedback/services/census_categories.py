"""From the categories of a census table or a practice list to the options of a question about the person."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from surveys.definition import Item, Option

_TOTAL = re.compile(r"^(total|all (persons|people|usual residents|categories|ages)|persons)\b")
_NOBODY = re.compile(r"^(does not apply|not (answered|stated|known|recorded)|unknown)\b")
_AGES = (
    (re.compile(r"^(?:aged )?(?:under 1|less than 1|0)(?: years?)?$"), lambda m: (0, 0)),
    (re.compile(r"^(?:aged )?under (\d+)(?: years?)?$"), lambda m: (0, int(m[1]) - 1)),
    (re.compile(r"^(?:aged )?(\d+) years? (?:and|or) under$"), lambda m: (0, int(m[1]))),
    (re.compile(r"^(?:aged )?(\d+) (?:to|and|-|–) (\d+)(?: years?)?$"), lambda m: (int(m[1]), int(m[2]))),
    (re.compile(r"^(?:aged )?(\d+)[-–](\d+)(?: years?)?$"), lambda m: (int(m[1]), int(m[2]))),
    (re.compile(r"^(?:aged )?(\d+)(?: years?)?$"), lambda m: (int(m[1]), int(m[1]))),
    (re.compile(r"^(?:aged )?(\d+)\+$"), lambda m: (int(m[1]), None)),
    (re.compile(r"^(?:aged )?(\d+)(?: years?)? (?:and|or) over$"), lambda m: (int(m[1]), None)),
)  # fmt: skip
_OLDEST = 200


@dataclass(frozen=True)
class Mapped:
    """People by option, what fitted no option, and the bands of ages that had to be shared out."""

    counts: dict[str, int]
    left_out: dict[str, int]
    shared_out: tuple[str, ...]

    def remarks(self) -> list[str]:
        """Sentences for whoever reads the numbers."""
        found = []
        if self.left_out:
            each = ", ".join(f"{name} ({people:,})" for name, people in self.left_out.items())
            found.append(f"Left out, because they fit no answer of the question: {each}.")
        if self.shared_out:
            each = ", ".join(self.shared_out)
            found.append(
                f"Shared out evenly by year of age, because the table does not tell them apart: {each}."
            )
        return found


@cache
def known() -> Mapping[str, Any]:
    """The table of names, by the key of the group."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def fitted(people: Mapping[str, int], item: Item) -> Mapped:
    """People by the options of an item. A category that fits none is left out and told; sums are not counted."""
    table = known().get(item.key, {})
    counts: Counter[str] = Counter()
    parts: dict[str, Fraction] = {}
    left_out, shared_out = {}, []
    for name, number in _leaves(people, table.get("sums", {})):
        option = _option(name, item, table)
        shares = {option: Fraction(1)} if option else _by_age(name, item.options)
        if not shares:
            left_out[name] = number
            continue
        if len(shares) > 1:
            shared_out.append(name)
        for key, share in shares.items():
            parts[key] = parts.get(key, Fraction(0)) + share * number
    for key, exact in parts.items():
        counts[key] = int(exact + Fraction(1, 2))
    order = [option.key for option in item.options]
    return Mapped({key: counts[key] for key in order if key in counts}, left_out, tuple(shared_out))


def _leaves(people: Mapping[str, int], sums: Mapping[str, list[str]]) -> Iterator[tuple[str, int]]:
    """The categories that are no sum of others in the table."""
    names = [_parts(name) for name in people]
    last = {parts[-1] for parts in names}
    for (name, number), parts in zip(people.items(), names, strict=True):
        nested = any(other[: len(parts)] == parts and len(other) > len(parts) for other in names)
        summed = any(part in last for part in sums.get(parts[-1], ()))
        if not nested and not summed and not _TOTAL.match(parts[-1]):
            yield name, number


def _parts(name: str) -> list[str]:
    return [part.strip() for part in name.casefold().split(":")]


def _option(name: str, item: Item, table: Mapping[str, Any]) -> str | None:
    """The option that a category is, by its key, its words here, or its name in the census."""
    parts = _parts(name)
    if _NOBODY.match(parts[-1]):
        return None
    here = {option.key: option.key for option in item.options}
    here |= {option.text.casefold(): option.key for option in item.options}
    here |= {key: value for key, value in table.get("categories", {}).items() if item.option(value)}
    for part in (":".join(parts), *reversed(parts)):
        if part in here:
            return here[part]
    rest = table.get("rest")
    return rest if rest and item.option(rest) else None


def _by_age(name: str, options: list[Option]) -> dict[str, Fraction]:
    """The options that a range of ages falls into, each with its share of the years; empty where it cannot be told."""
    ages = _ages(_parts(name)[-1])
    bands = sorted((option.age_from, option.key) for option in options if option.age_from is not None)
    if ages is None or not bands:
        return {}
    first, last = ages
    ends = [start - 1 for start, _ in bands[1:]] + [_OLDEST]
    if last is None:
        # Without an upper end the years cannot be shared out: it must lie within the oldest band.
        return {bands[-1][1]: Fraction(1)} if first >= bands[-1][0] else {}
    years = last - first + 1
    found = {}
    for (start, key), end in zip(bands, ends, strict=True):
        inside = min(last, end) - max(first, start) + 1
        if inside > 0:
            found[key] = Fraction(inside, years)
    return found if sum(found.values()) == 1 else {}


def _ages(words: str) -> tuple[int, int | None] | None:
    for pattern, ends in _AGES:
        matched = pattern.match(words)
        if matched:
            return ends(matched)
    return None
