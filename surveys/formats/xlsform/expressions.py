"""Conditions of an XLSForm (`relevant`) as clauses of routing, where they fit; what does not fit is handed back."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from surveys.definition import Kind
from surveys.formats.found import FoundCondition, FoundItem

_MOST_TOKENS, _DEEPEST = 5_000, 40
#: So many letters of expressions are understood of one file; a form that anybody answers has a tenth of them.
_MOST_LETTERS = 1_000_000
_TOKEN = re.compile(
    r"(?P<ref>\$\{[^{}]*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d{1,15}(?:\.\d{1,15})?(?![\d.]))"
    r"|(?P<sign><=|>=|!=|[=<>(),])|(?P<word>[A-Za-z_.][\w.:-]*)"
)
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
COMPARES: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
#: The same comparison read from the other side.
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_ALWAYS = {"true()", "1", "1 = 1", "1=1", "yes", "true"}


class Unfit(Exception):
    """A part of an expression that routing here cannot say."""


class Token(NamedTuple):
    """One word of an expression, with its kind and the place where it stands."""

    kind: str
    said: str
    start: int
    end: int

    @property
    def value(self) -> str:
        """What is named or quoted, without its marks."""
        if self.kind == "ref":
            return self.said[2:-1].strip()
        return self.said[1:-1] if self.kind == "text" else self.said


Tokens = Sequence[Token]


def straight(text: str) -> str:
    """The expression with the quotation marks that a computer understands."""
    return text.translate(_STRAIGHT)


def tokens(text: str) -> list[Token]:
    """The words of an expression; raises Unfit for signs that no condition here has."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None or len(found) >= _MOST_TOKENS:
            raise Unfit
        found.append(Token(str(match.lastgroup), match[0], match.start(), match.end()))
        at = match.end()
    return found


def parts(of: Tokens, word: str) -> list[Tokens]:
    """The tokens between each `word` that stands in no brackets; raises Unfit for brackets that do not close."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in of:
        depth += (token.said == "(") - (token.said == ")")
        if depth < 0:
            raise Unfit
        if depth == 0 and token.kind == "word" and token.said.casefold() == word:
            found.append([])
        else:
            found[-1].append(token)
    if depth or not all(found):
        raise Unfit
    return list(found)


def bare(of: Tokens) -> Tokens:
    """The tokens without brackets around all of them."""
    while len(of) > 1 and of[0].said == "(" and of[-1].said == ")":
        depth = 0
        for token in of[:-1]:
            depth += (token.said == "(") - (token.said == ")")
            if depth == 0:
                return of
        of = of[1:-1]
    return of


def shape(of: Tokens) -> str:
    """The tokens as kinds and signs, to be matched with what is understood: `selected ( ref , text )`."""
    return " ".join(t.said.casefold() if t.kind in ("sign", "word") else t.kind for t in of)


class Conditions:
    """The conditions of one file: the questions so far, which they may ask about, and what they may cost."""

    def __init__(self) -> None:
        self.known: dict[str, FoundItem] = {}
        self._left = _MOST_LETTERS

    def affords(self, text: str) -> bool:
        """Whether one more expression is understood; counts it."""
        self._left -= len(text)
        return self._left >= 0

    def of(self, text: str) -> tuple[list[FoundCondition], list[str]]:
        """The clauses of an expression, and the parts that do not fit."""
        return conditions(text, self.known) if self.affords(text) else ([], [text])


def conditions(text: str, known: Mapping[str, FoundItem]) -> tuple[list[FoundCondition], list[str]]:
    """The clauses that an expression is made of, all of which must hold, and the parts that do not fit.

    `known` holds the questions asked before it, by name.
    """
    text = straight(text)
    if re.sub(r"\s+", " ", text.strip()).casefold() in _ALWAYS:
        return [], []
    try:
        whole = bare(tokens(text))
        together = parts(whole, "and") if len(parts(whole, "or")) == 1 else [whole]
    except Unfit:
        return [], [text.strip()]
    fit: list[FoundCondition] = []
    unfit: list[str] = []
    for part in together:
        try:
            fit += _clauses(part, known, 0)
        except Unfit:
            unfit.append(text[part[0].start : part[-1].end])
    return fit, unfit


def _clauses(of: Tokens, known: Mapping[str, FoundItem], depth: int) -> list[FoundCondition]:
    of = bare(of)
    if depth > _DEEPEST or not of:
        raise Unfit
    if len(either := parts(of, "or")) > 1:
        return [_either([_clauses(part, known, depth + 1) for part in either])]
    if len(both := parts(of, "and")) > 1:
        return [clause for part in both for clause in _clauses(part, known, depth + 1)]
    denied = of[1:]
    if of[0].said.casefold() == "not" and bare(denied) is not denied:
        return _not(_clauses(denied, known, depth + 1))
    return [_one(of, known)]


def _either(found: list[list[FoundCondition]]) -> FoundCondition:
    """One clause that holds when any of these does: all of one question, none of them a denial."""
    if any(len(clauses) != 1 or clauses[0].negated for clauses in found):
        raise Unfit
    if len({clauses[0].item for clauses in found}) != 1:
        raise Unfit
    codes = [code for clauses in found for code in clauses[0].codes]
    return FoundCondition(found[0][0].item, list(dict.fromkeys(codes)))


def _not(clauses: list[FoundCondition]) -> list[FoundCondition]:
    turned = [FoundCondition(one.item, one.codes, negated=not one.negated) for one in clauses]
    return turned if len(turned) == 1 else [_either([[one] for one in turned])]


def _one(of: Tokens, known: Mapping[str, FoundItem]) -> FoundCondition:
    """`selected(${q}, 'a')`, `${q} = 'a'`, `'a' != ${q}`, `${q} > 2`, `${q} != ''`."""
    form = shape(of)
    if re.fullmatch(r"selected \( ref , (text|number) \)", form):
        return FoundCondition(_asked(of[2], known).name, _same(of[4], _asked(of[2], known)))
    if re.fullmatch(r"(text|number) (=|!=|<|>|<=|>=) ref", form):
        sign = of[1]
        of = [of[2], Token("sign", TURNED[sign.said], sign.start, sign.end), of[0]]
    elif not re.fullmatch(r"ref (=|!=|<|>|<=|>=) (text|number)", form):
        raise Unfit
    return _compared(_asked(of[0], known), of[1].said, of[2])


def _asked(ref: Token, known: Mapping[str, FoundItem]) -> FoundItem:
    item = known.get(ref.value)
    if item is None or not item.options:
        raise Unfit
    return item


def _same(literal: Token, item: FoundItem) -> list[str]:
    """The codes that a literal means: 1 and '1' are the same, and so are 1 and 1.0."""
    codes = [option.code for option in item.options]
    if literal.value in codes or literal.kind == "text":
        return [literal.value]
    return [code for code in codes if _number(code) == float(literal.value)] or [literal.value]


def _compared(item: FoundItem, sign: str, literal: Token) -> FoundCondition:
    codes = [option.code for option in item.options]
    if sign in COMPARES:
        if item.kind is Kind.MANY or _number(literal.value) is None:
            raise Unfit
        limit = float(literal.value)
        numbers = {code: number for code in codes if (number := _number(code)) is not None}
        if chosen := [code for code, number in numbers.items() if COMPARES[sign](number, limit)]:
            return FoundCondition(item.name, chosen)
        raise Unfit
    if literal.value == "":
        return FoundCondition(item.name, codes, negated=sign == "=")
    if item.kind is Kind.MANY:
        # Of several ticks, `=` says "this one and no other", which routing here does not.
        raise Unfit
    return FoundCondition(item.name, _same(literal, item), negated=sign == "!=")


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text) else None
