"""What a LimeSurvey question is asked under, in our own clauses; what has no like here is told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from surveys.formats import wording
from surveys.formats.found import FoundCondition
from surveys.formats.limesurvey.conditions import of_rows
from surveys.formats.limesurvey.expressions import Node, Unfit, parse
from surveys.formats.limesurvey.names import Names, Target
from surveys.formats.limesurvey.rows import Condition

_ALWAYS, _NEVER = ("", "1", "true"), ("0", "false")
#: A condition of more alternatives than this is not taken apart.
_MOST_CLAUSES = 60
_TURNED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_DENIED = {"==": "!=", "!=": "==", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}  # fmt: skip


@dataclass(frozen=True)
class _Literal:
    """An item answered with any of these codes, or with none of them."""

    target: Target
    codes: frozenset[str]
    negated: bool = False


#: Clauses that all hold; each is a list of literals of which one holds.
_Clauses = list[list[_Literal]]


@dataclass
class Routing:
    """The clauses of a question, what of its condition is lost, and whether it is never asked at all."""

    clauses: list[FoundCondition]
    lost: list[str]
    never: bool = False


def routed(relevance: str, rows: Sequence[Condition], names: Names) -> Routing:
    """What an expression and the old rows of conditions come to; the rows go first, as in LimeSurvey itself."""
    if rows:
        node = of_rows(rows)
        found = _taken(node, names)
        if not found.lost or relevance.strip().lower() in _ALWAYS:
            return found
    told = relevance.strip().lower()
    if told in _ALWAYS:
        return Routing([], [])
    if told in _NEVER:
        return Routing([], [], never=True)
    try:
        return _taken(parse(relevance), names)
    except Unfit:
        return Routing([], [_told(relevance, part=False)])


def _taken(node: Node, names: Names) -> Routing:
    """Each part that must hold by itself, so that one without a like here does not lose the others."""
    parts = list(node.parts) if node.kind == "and" else [node]
    routing = Routing([], [])
    for part in parts:
        try:
            clauses = _needed(_clauses(part, names, negated=False))
            routing.clauses.extend([merged for clause in clauses for merged in _merged(clause)])
        except Unfit:
            routing.lost.append(_told(part.written, part=len(parts) > 1))
    return routing


def _told(expression: str, *, part: bool) -> str:
    words = wording.shortened(" ".join(wording.seen(expression).split()), 200)
    if part:
        return f"One part of its condition is left out: {words}"
    return f"Its condition is left out, so that it is asked of everybody: {words}"


def _clauses(node: Node, names: Names, *, negated: bool) -> _Clauses:
    if node.kind == "not":
        return _clauses(node.parts[0], names, negated=not negated)
    if node.kind in ("and", "or"):
        each = [_clauses(part, names, negated=negated) for part in node.parts]
        if (node.kind == "and") != negated:
            return _few([clause for clauses in each for clause in clauses])
        found: _Clauses = [[]]
        for clauses in each:
            found = _few([[*one, *other] for one in found for other in clauses])
        return found
    if node.kind == "compare":
        return [[_compared(node, names, negated=negated)]]
    if node.kind == "number" and node.value in ("0", "1"):
        return [] if (node.value == "1") != negated else [[]]
    if node.kind == "call" and node.value == "is_empty" and len(node.parts) == 1:
        return [[_answered(names.find(_name(node.parts[0])), "!=" if negated else "==", "")]]
    if node.kind == "name" and (target := names.find(node.value)).tick:
        return [[_answered(target, "==" if negated else "!=", "")]]
    raise Unfit(node.written)


def _few(clauses: _Clauses) -> _Clauses:
    if len(clauses) > _MOST_CLAUSES:
        raise Unfit("")
    return clauses


def _compared(node: Node, names: Names, *, negated: bool) -> _Literal:
    left, right = node.parts
    sign = node.value
    if left.kind in ("text", "number"):
        left, right, sign = right, left, _TURNED[sign]
    if right.kind not in ("text", "number"):
        raise Unfit(node.written)
    sign = _DENIED[sign] if negated else sign
    if left.kind == "call" and left.value == "count":
        return _counted(left, sign, right.value, names)
    if negated and sign not in ("==", "!="):
        raise Unfit(node.written)  # somebody who did not answer is on neither side
    return _answered(names.find(_name(left)), sign, right.value)


def _name(node: Node) -> str:
    if node.kind != "name":
        raise Unfit(node.written)
    return node.value


def _counted(call: Node, sign: str, value: str, names: Names) -> _Literal:
    """How many boxes are ticked: only "any" and "none" have their like here."""
    targets = [names.find(_name(part).removeprefix("that.")) for part in call.parts]
    some = (sign, value) in ((">", "0"), (">=", "1"), ("!=", "0"))
    none = (sign, value) in (("==", "0"), ("<", "1"), ("<=", "0"))
    if not (some or none) or not targets or len({target.item for target in targets}) > 1:
        raise Unfit(call.value)
    codes = frozenset(code for t in targets for code in ([t.tick] if t.tick else t.codes))
    return _Literal(targets[0], codes, negated=none)


def _answered(target: Target, sign: str, value: str) -> _Literal:
    value = value.strip()
    if target.tick:
        if value not in ("", target.ticked) or sign not in ("==", "!="):
            raise Unfit(value)
        return _Literal(target, frozenset([target.tick]), negated=(value == "") == (sign == "=="))
    if not target.codes:
        raise Unfit(value)
    if value == "":
        if sign not in ("==", "!="):
            raise Unfit(value)
        return _Literal(target, frozenset(target.codes), negated=sign == "==")
    if sign in _ORDER:
        codes = frozenset(code for code in target.codes if _in_order(code, sign, value))
        if not codes:
            raise Unfit(value)
        return _Literal(target, codes)
    value = target.also.get(value, value)
    same = [code for code in target.codes if code == value] or [c for c in target.codes if _equal(c, value)]
    if not same:
        raise Unfit(value)
    return _Literal(target, frozenset(same), negated=sign == "!=")


def _in_order(code: str, sign: str, value: str) -> bool:
    try:
        return _ORDER[sign](float(code), float(value))
    except ValueError:
        return False


def _equal(code: str, value: str) -> bool:
    try:
        return float(code) == float(value)
    except ValueError:
        return False


def _needed(clauses: _Clauses) -> _Clauses:
    """The clauses without those that hold wherever another one does."""
    sets = [frozenset(clause) for clause in clauses]
    return [list(dict.fromkeys(clause)) for n, clause in enumerate(clauses)
            if not any(one < sets[n] or (one == sets[n] and m < n) for m, one in enumerate(sets))]  # fmt: skip


def _merged(clause: Iterable[_Literal]) -> Iterable[FoundCondition]:
    """One clause as one of ours, where all it speaks of is one item; nothing for one that always holds."""
    literals = list(clause)
    items = {literal.target.item for literal in literals}
    if len(items) != 1:
        raise Unfit("")
    wanted = frozenset[str]().union(*(lit.codes for lit in literals if not lit.negated))
    denied = [lit.codes for lit in literals if lit.negated]
    every = literals[0].target
    if not denied:
        return [FoundCondition(every.item, _in_their_order(wanted, every))]
    not_these = frozenset.intersection(*denied)
    if not every.one and (wanted or not_these not in denied):
        raise Unfit("")  # of several boxes, "not this one, or not that one" is none of our clauses
    left = not_these - wanted
    return [FoundCondition(every.item, _in_their_order(left, every), negated=True)] if left else []


def _in_their_order(codes: frozenset[str], target: Target) -> list[str]:
    return [code for code in target.codes if code in codes]
