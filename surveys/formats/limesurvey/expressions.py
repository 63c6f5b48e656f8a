"""LimeSurvey's expressions as a tree: and, or, not, and comparisons whose sides are names, texts and numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>\d+X\d+X\d+[\w\#-]*(?:\.\w+)*|[A-Za-z_][\w\#]*(?:[.:]\w+)*)
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<sign>&&|\|\||==|!=|<>|<=|>=|[<>!=()+*/,-])
    )""",
    re.VERBOSE,
)
#: Longer or deeper ones are no condition that a person wrote.
_MOST_TOKENS, _DEEPEST = 2_000, 40
_WORDS = {
    "and": "&&", "or": "||", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "not": "!",
}  # fmt: skip
COMPARED = ("==", "!=", "<", ">", "<=", ">=")


class Unfit(ValueError):
    """An expression, or a part of one, that has no like here."""


@dataclass(frozen=True)
class Node:
    """One part of an expression and the words it was written in.

    `kind` is "and", "or", "not", "compare" (its sign in `value`), "call" (its name in `value`), "name", "text",
    "number" or "other".
    """

    kind: str
    written: str
    value: str = ""
    parts: Sequence[Node] = field(default_factory=tuple)


def parse(expression: str) -> Node:
    """The tree of an expression. Raises Unfit for one that is not whole, or is more than a condition."""
    text = expression.strip()
    if "&" in text and ";" in text:
        text = html.unescape(text)
    tokens = _tokens(text)
    parser = _Parser(text, tokens)
    node = parser.any_of(0)
    if parser.here < len(tokens):
        raise Unfit(text)
    return node


@dataclass(frozen=True)
class _Token:
    kind: str
    value: str
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or len(found) >= _MOST_TOKENS:
            raise Unfit(text)
        kind = str(match.lastgroup)
        value = match[kind]
        if kind == "name" and value.lower() in _WORDS:
            kind, value = "sign", _WORDS[value.lower()]
        value = {"<>": "!=", "=": "=="}.get(value, value) if kind == "sign" else value
        found.append(_Token(kind, value, match.start(match.lastgroup or 0), match.end()))
        place = match.end()
    return found


class _Parser:
    """Reads tokens from the left: or, and, not, comparison, sum, one thing."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.text, self.tokens, self.here = text, tokens, 0

    def any_of(self, depth: int) -> Node:
        return self._several("||", "or", depth)

    def _several(self, sign: str, kind: str, depth: int) -> Node:
        start = self.here
        below = self._all_of if kind == "or" else self._denied
        parts = [below(depth)]
        while self._sign(sign):
            self.here += 1
            parts.append(below(depth))
        return parts[0] if len(parts) == 1 else Node(kind, self._since(start), parts=tuple(parts))

    def _all_of(self, depth: int) -> Node:
        return self._several("&&", "and", depth)

    def _denied(self, depth: int) -> Node:
        start = self.here
        if self._sign("!"):
            self.here += 1
            if depth > _DEEPEST:
                raise Unfit(self.text)
            part = self._denied(depth + 1)
            return Node("not", self._since(start), parts=(part,))
        return self._compared(depth)

    def _compared(self, depth: int) -> Node:
        start = self.here
        left = self._sum(depth)
        if self.here < len(self.tokens) and self._sign(*COMPARED):
            sign = self.tokens[self.here].value
            self.here += 1
            right = self._sum(depth)
            return Node("compare", self._since(start), sign, (left, right))
        return left

    def _sum(self, depth: int) -> Node:
        start = self.here
        node = self._one(depth)
        while self._sign("+", "-", "*", "/"):
            self.here += 1
            self._one(depth)
            node = Node("other", self._since(start))
        return node

    def _one(self, depth: int) -> Node:
        if self.here >= len(self.tokens) or depth > _DEEPEST:
            raise Unfit(self.text)
        start = self.here
        token = self.tokens[start]
        self.here += 1
        if token.kind == "sign":
            return self._within(token, start, depth)
        if token.kind == "text":
            return Node("text", self._since(start), re.sub(r"\\(.)", r"\1", token.value[1:-1]))
        if token.kind == "name" and self._sign("("):
            self.here += 1
            parts = tuple(self._arguments(depth))
            return Node("call", self._since(start), token.value, parts)
        return Node(token.kind, self._since(start), token.value)

    def _within(self, token: _Token, start: int, depth: int) -> Node:
        if token.value == "-":
            inner = self._one(depth + 1)
            minus = inner.kind == "number"
            return Node(
                "number" if minus else "other", self._since(start), f"-{inner.value}" if minus else ""
            )
        if token.value != "(":
            raise Unfit(self.text)
        node = self.any_of(depth + 1)
        self._take(")")
        return node

    def _arguments(self, depth: int) -> list[Node]:
        found: list[Node] = []
        while not self._sign(")"):
            if found:
                self._take(",")
            found.append(self.any_of(depth + 1))
        self._take(")")
        return found

    def _sign(self, *signs: str) -> bool:
        if self.here >= len(self.tokens):
            return False
        token = self.tokens[self.here]
        return token.kind == "sign" and token.value in signs

    def _take(self, sign: str) -> None:
        if not self._sign(sign):
            raise Unfit(self.text)
        self.here += 1

    def _since(self, start: int) -> str:
        return self.text[self.tokens[start].start : self.tokens[self.here - 1].end]
