"""FHIR's enableWhen as our routing: what fits is translated, what does not is said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from surveys.formats import wording
from surveys.formats.fhir.answers import Offered
from surveys.formats.fhir.nodes import IMPLIED, Node, coding, extension, extensions, string, things
from surveys.formats.found import FoundCondition

#: What a question of the file offers, by its linkId; None when there is no such question.
Look = Callable[[str], Offered | None]


@dataclass(frozen=True)
class Route:
    """The clauses under which something is asked, all of them to be met, and what could not be kept."""

    conditions: list[FoundCondition] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    def within(self, outer: Route) -> Route:
        """This route for something that stands inside something else."""
        return Route([*outer.conditions, *self.conditions], [*outer.why, *self.why])


@dataclass(frozen=True)
class _Clause:
    question: str
    codes: list[str] | None
    negated: bool
    words: str


def route(node: Node, look: Look) -> Route:
    """The route of an item from its enableWhen."""
    why: list[str] = []
    written = [
        each
        for each in things(node.get("enableWhen"))
        if not (isinstance(each, dict) and any(url == IMPLIED for url, _ in extensions(each)))
    ]
    clauses = []
    for each in written:
        if isinstance(each, dict):
            clauses.append(_clause(each, look))
        else:
            why.append("Part of its routing cannot be read; it is left out.")
    older = any(isinstance(each, dict) and "operator" not in each for each in written)
    either = (string(node, "enableBehavior") or ("any" if older else "all")) == "any" and len(clauses) > 1
    conditions = _either(clauses, why) if either else _together(clauses, why)
    if extension(node, "enableWhenExpression") is not None:
        why.append(
            "It was asked only where an expression held. Expressions are left out: it is always asked."
        )
    return Route(conditions, why)


def _clause(node: Node, look: Look) -> _Clause:
    question = _name(node.get("question"))
    answer = next((node[name] for name in node if name.startswith("answer")), None)
    operator = string(node, "operator") or ("exists" if isinstance(node.get("hasAnswer"), bool) else "=")
    if operator == "exists" and answer is None:
        answer = node.get("hasAnswer")
    offered = look(question)
    codes: list[str] | None = None
    negated = operator == "!=" or (operator == "exists" and answer is False)
    if offered is None:  # the assembling tells that there is no such question
        codes = [_said(answer)]
    elif offered.known and operator in ("=", "!="):
        codes = [offered.code_of(answer)]
    elif offered.known and operator == "exists":
        codes = [option.code for option in offered.options]
    said = "was not answered" if negated else "was answered"
    words = f"{question!r} {said if operator == 'exists' else f'{operator} {_said(answer)!r}'}"
    return _Clause(question, codes, negated, words)


def _together(clauses: list[_Clause], why: list[str]) -> list[FoundCondition]:
    found: list[FoundCondition] = []
    for clause in clauses:
        if clause.codes is None:
            why.append(_left_out(clause.words))
        elif found and clause.negated and found[-1].negated and found[-1].item == clause.question:
            found[-1].codes.extend(clause.codes)
        else:
            found.append(FoundCondition(clause.question, list(clause.codes), clause.negated))
    return found


def _either(clauses: list[_Clause], why: list[str]) -> list[FoundCondition]:
    questions = {clause.question for clause in clauses}
    codes = [code for clause in clauses for code in clause.codes or ()]
    if len(questions) > 1 or any(clause.negated or clause.codes is None for clause in clauses):
        why.append(_left_out(" or ".join(clause.words for clause in clauses[:9])))
        return []
    return [FoundCondition(clauses[0].question, list(dict.fromkeys(codes)))]


def _left_out(words: str) -> str:
    return f"It was asked only if {words}. Here that part is left out: routing looks at chosen answers alone."


def _name(question: Any) -> str:
    named = isinstance(question, str | int) and not isinstance(question, bool)
    return wording.seen(str(question)) if named else "?"


def _said(answer: Any) -> str:
    if isinstance(answer, dict):
        system, code = coding(answer)
        return code or string(answer, "display") or string(answer, "value") or system or "?"
    return str(answer)[:200]
