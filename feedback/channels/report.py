"""Reports: results on two to four pages that a board can take along, as a tagged PDF (PDF/UA-1) in one language.

Nothing here knows rows, catalogues or true counts: whoever prints says every word and every number in a `Report`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from feedback.channels import paper, typesetting
from feedback.channels.paper import Line, Unprintable

__all__ = ["Answer", "Finding", "Line", "Matrix", "MatrixRow", "Question", "Report", "Unprintable", "pdf"]
#: Text is set in this many points where a form has 14: a report is read at arm's length, and zoomed on a screen.
_SIZE, _OF_FORMS = 10.5, 14.0


@dataclass(frozen=True)
class Finding:
    """Something that stands out. `tag` says in a word or two what kind of thing it is."""

    tag: Line
    text: Line


@dataclass(frozen=True)
class Answer:
    """One answer of a bar, its figures in words; `percent` is 0-100, None where it is not shown."""

    label: Line
    percent: int | None
    figures: Line


@dataclass(frozen=True)
class Question:
    """One question: its text, what its answers come to, and its answers in order; none where too few answered.

    `several`: people could choose more than one, so the answers make up no whole.
    """

    text: str
    lines: Sequence[Line]
    answers: Sequence[Answer]
    several: bool = False


@dataclass(frozen=True)
class MatrixRow:
    """One question across the groups: a cell a group, each with its words and whether it is worth looking into."""

    text: str
    cells: Sequence[tuple[Line, bool]]


@dataclass(frozen=True)
class Matrix:
    """The share of positive answers by group; `columns` begins with everybody."""

    title: Line
    first: Line
    columns: Sequence[Line]
    rows: Sequence[MatrixRow]
    marked: Line


@dataclass(frozen=True)
class Report:
    """A whole report. `marking` says for whom it is, where not for everybody; `page` holds {page} and {pages}."""

    language: str
    title: str
    organisation: str
    accent: str
    marking: Line | None
    facts: Sequence[Line]
    sentence: Line | None
    standing_title: Line
    standing: Sequence[Finding]
    questions_title: Line
    questions: Sequence[Question]
    matrix: Matrix | None
    notes_title: Line
    notes: Sequence[Line]
    page: Line
    invented: Line | None = None
    logo: bytes | None = None


def pdf(report: Report) -> bytes:
    """The report as PDF/UA-1; raises Unprintable, naming the signs that our fonts lack."""
    data: dict[str, Any] = asdict(report)
    data["logo"] = list(report.logo) if report.logo else None
    data["type"] = paper.type_of(report.language)
    data["type"]["size"] *= _SIZE / _OF_FORMS
    data["english"] = paper.ENGLISH_TYPE
    try:
        made = typesetting.typeset(json.dumps(data, ensure_ascii=False), "results")
    except typesetting.Unset as error:
        raise Unprintable(paper.reason(str(error))) from error
    return paper.read_aloud_in_order(made)
