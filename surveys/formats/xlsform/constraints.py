"""What an XLSForm allows as an answer (`constraint`, `parameters`): ends of a number, a length, lone answers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from surveys.formats.xlsform.expressions import TURNED, Tokens, Unfit, bare, parts, shape, straight, tokens

_LIMITS = re.compile(r"\. (<|<=|>|>=) number")
_TURNED = re.compile(r"number (<|<=|>|>=) \.")
_LENGTH = re.compile(r"string-length \( \. \) (<|<=) number")
_ALONE = re.compile(r"not \( selected \( \. , text \) and count-selected \( \. \) > number \)")
_PAIR = re.compile(r"([^\s=,;]+)\s*=\s*([^\s=,;]+)")


@dataclass
class Limits:
    """What fits of a constraint, and the parts of it that do not."""

    minimum: int | None = None
    maximum: int | None = None
    longest: int | None = None
    #: Codes of answers that stand alone.
    alone: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def limits(text: str) -> Limits:
    """The limits that a constraint sets, every part of it accounted for."""
    found = Limits()
    text = straight(text)
    try:
        together = parts(bare(tokens(text)), "and")
    except Unfit:
        found.rest.append(text.strip())
        return found
    for part in together:
        if not _taken(bare(part), found):
            found.rest.append(text[part[0].start : part[-1].end])
    return found


def _taken(part: Tokens, found: Limits) -> bool:
    form = shape(part)
    if _ALONE.fullmatch(form) and part[14].said == "1":
        found.alone.append(part[6].value)
    elif _LENGTH.fullmatch(form):
        longest = _last(part[4].said, part[5].said)
        found.longest = longest if found.longest is None else min(found.longest, longest)
    elif _LIMITS.fullmatch(form):
        _bound(part[1].said, part[2].said, found)
    elif _TURNED.fullmatch(form):
        _bound(TURNED[part[1].said], part[0].said, found)
    else:
        return False
    return True


def _bound(sign: str, number: str, found: Limits) -> None:
    if sign.startswith(">"):
        first = math.floor(float(number)) + 1 if sign == ">" else math.ceil(float(number))
        found.minimum = first if found.minimum is None else max(found.minimum, first)
    else:
        last = _last(sign, number)
        found.maximum = last if found.maximum is None else min(found.maximum, last)


def _last(sign: str, number: str) -> int:
    """The last whole number below, or at, a limit."""
    return math.ceil(float(number)) - 1 if sign == "<" else math.floor(float(number))


def parameters(text: str) -> dict[str, str]:
    """`start=0 end=10; step=1` as names and values."""
    return {name.casefold(): value for name, value in _PAIR.findall(text)}


def whole(text: str) -> int | None:
    """A whole number, however it is written; None for anything else."""
    return int(float(text)) if re.fullmatch(r"[+-]?\d{1,15}(\.0{1,5})?", text.strip()) else None
