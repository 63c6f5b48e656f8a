"""What a LimeSurvey file holds, whichever layout it is written in: groups, questions, rows of questions, answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from surveys.formats import opening
from surveys.formats.accounting import BadFile

#: Words by language as the file calls it ("de-informal", "" where it does not say).
Words = dict[str, str]
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?")


@dataclass
class Answer:
    """One answer of a list, on its scale (a grid may have two)."""

    code: str
    words: Words = field(default_factory=dict)
    scale: str = "0"
    order: float = 0


@dataclass
class Condition:
    """One row of the old table of conditions; a scenario is one way to be asked, its rows are met together."""

    scenario: str
    question: str
    field: str
    method: str
    value: str


@dataclass
class Question:
    """One question, or one row or column of a question: both stand in the same table there."""

    id: str
    code: str
    where: str
    type: str = ""
    words: Words = field(default_factory=dict)
    help: Words = field(default_factory=dict)
    relevance: str = ""
    mandatory: str = ""
    other: bool = False
    validation: str = ""
    filled_in: bool = False
    script: bool = False
    scale: str = "0"
    order: float = 0
    #: By name in small letters, as the two formats differ in that.
    attributes: dict[str, Words] = field(default_factory=dict)
    rows: list[Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    def attribute(self, name: str, language: str = "") -> str:
        """The value of an attribute, in this language where it has one; empty when it is not set."""
        values = self.attributes.get(name, {})
        found = values.get(language, "") or values.get("", "") or next(iter(values.values()), "")
        return found.strip()

    def on(self, scale: str) -> list[Question]:
        """The rows (scale "0") or columns (scale "1") of the question."""
        return [row for row in self.rows if (row.scale or "0") == scale]


@dataclass
class Group:
    """A group of questions; one without an id holds the questions that are in no group."""

    id: str
    where: str
    words: Words = field(default_factory=dict)
    description: Words = field(default_factory=dict)
    relevance: str = ""
    random: str = ""
    order: float = 0
    questions: list[Question] = field(default_factory=list)


@dataclass
class Lime:
    """A whole file: its settings by name, its words by name and language, its groups, and how much else it holds."""

    languages: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    quotas: int = 0
    assessments: int = 0
    #: Rows that belong to nothing: name, where, why.
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    #: Rows of a class that is not known, by class.
    strange: dict[str, int] = field(default_factory=dict)

    def questions(self) -> Iterable[Question]:
        """Every question in the order it stands in."""
        for group in self.groups:
            yield from group.questions

    def base(self) -> str:
        """The language it was written in first."""
        return self.settings.get("language", "").strip() or next(iter(self.languages), "") or "en"

    def ordered(self) -> Lime:
        """Itself, with groups, questions, rows and answers in their own order."""
        self.groups.sort(key=lambda group: group.order)
        for group in self.groups:
            group.questions.sort(key=lambda question: question.order)
            for question in group.questions:
                question.rows.sort(key=lambda row: row.order)
                question.answers.sort(key=lambda answer: answer.order)
        return self

    def bounded(self) -> Lime:
        """Itself; raises BadFile for more rows than are taken, or two answers of one code, which no list can have."""
        rows = sum(1 + len(question.rows) for question in self.questions())
        answers = sum(len(question.answers) for question in self.questions())
        if rows > opening.MOST_ROWS or answers > opening.MOST_CHOICES:
            raise BadFile(
                f"The file has {rows} questions with their rows, and {answers} answers. The most is "
                f"{opening.MOST_ROWS} and {opening.MOST_CHOICES}. Split it into parts."
            )
        twice = [f"{q.code} ({q.where}): {code!r}" for q in self.questions() for code in _twice(q.answers)]
        if twice:
            raise BadFile("Two answers of one question have the same code. Give each its own.", *twice[:20])
        return self


def _twice(answers: Iterable[Answer]) -> list[str]:
    seen: set[tuple[str, str]] = set()
    found = []
    for answer in answers:
        if (answer.scale, answer.code) in seen:
            found.append(answer.code)
        seen.add((answer.scale, answer.code))
    return found


def number(text: str) -> float:
    """A number as it stands in a column of order; 0 where none stands there."""
    return float(text) if _NUMBER.fullmatch(text.strip()) else 0


def whole(text: str) -> int | None:
    """A whole number; None for anything else (nothing, a fraction, an expression)."""
    found = number(text)
    return int(found) if _NUMBER.fullmatch(text.strip()) and found.is_integer() else None


def say(words: Words, language: str, text: str | None) -> None:
    """Puts down a text in a language, where there is one and nothing stands there yet."""
    if text and text.strip() and not words.get(language):
        words[language] = text
