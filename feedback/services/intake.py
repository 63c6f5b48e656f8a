"""Intake: answers from paper or another system, a row a response, through the same checks as a phone's."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.collector_link import CollectorLink
from feedback.models.place import Place
from feedback.models.survey import Survey
from feedback.services import audit, geographies, responses, surveys
from feedback.services.refusals import Refused
from feedback.services.surveys import Served
from feedback.vocabulary import ENGLISH, Channel, canonical_language
from surveys.answers import Problem, pack, read_form
from surveys.definition import Kind
from surveys.kinds import SHARE, LookUp

#: Columns that are not questions.
ABOUT = ("language", "channel", "answered_on", "link")
_NAMED = 100
#: What stands between two answers of a *many* in one cell.
SEPARATOR = ";"


@dataclass
class Report:
    """What became of a file: rows stored, rows that were there already, and each bad row by its line."""

    read: int = 0
    stored: int = 0
    repeated: int = 0
    bad: int = 0
    problems: list[str] = field(default_factory=list)

    def note(self, line: int, problem: str) -> None:
        """Counts a bad row; the first hundred are named."""
        self.bad += 1
        if len(self.problems) < _NAMED:
            self.problems.append(f"line {line}: {problem}")


def load(session: Session, survey: Survey, lines: Iterable[str], *, by: str, today: date) -> Report:
    """Stores the good rows of a CSV; a bad row is named by its line and nothing of it is kept.

    The same row of the same file, loaded again, is recognised and not stored twice. Raises Refused for a file
    whose columns cannot be read.
    """
    served = surveys.served(session, survey.id)
    if served is None:
        raise Refused("publish the survey first: answers need the questions they answer")
    reader = csv.DictReader(lines)
    known = {item.key for item in served.definition.items()} | set(ABOUT)
    columns = list(reader.fieldnames or ())
    if unknown := [name for name in columns if name not in known]:
        raise Refused(f"line 1: not a question of this survey: {', '.join(unknown[:5])}")
    if not set(columns) - set(ABOUT):
        raise Refused("line 1: name at least one question as a column")
    report = Report()
    rows = _rows(_File(session, survey, served, today), reader, report)
    report.stored = responses.store_many(session, rows)
    report.repeated = report.read - report.stored
    audit.record(
        session,
        "responses-loaded",
        survey.slug,
        by=by,
        detail=f"{report.stored} stored, {report.bad} refused",
    )
    return report


class _File:
    """What every row of a file is read against."""

    def __init__(self, session: Session, survey: Survey, served: Served, today: date) -> None:
        self.session, self.survey, self.served, self.today = session, survey, served, today
        self.edition = geographies.newest(session)
        found = session.scalars(select(CollectorLink).where(CollectorLink.survey_id == survey.id))
        self.links = {link.code: link for link in found}
        self.place = session.scalar(select(Place.id).order_by(Place.id).limit(1))
        self.many = {item.key for item in served.definition.items() if item.kind is Kind.MANY}

    def look_up(self) -> LookUp | None:
        """The postcode look-up, where one is loaded."""
        edition = self.edition
        return (
            None if edition is None else lambda postcode: geographies.decile(self.session, edition, postcode)
        )


def _rows(file: _File, reader: csv.DictReader[str], report: Report) -> Iterator[dict[str, Any]]:
    for row in reader:
        try:
            found = _row(file, row, reader.line_num)
            report.read += 1
            yield found
        except Refused as refusal:
            report.note(reader.line_num, refusal.message)


def _row(file: _File, row: dict[str, Any], line: int) -> dict[str, Any]:
    if None in row or None in row.values():
        raise Refused("it has another number of cells than the first line")
    form = []
    for key, cell in row.items():
        if key in ABOUT or not cell.strip():
            continue
        values = [part.strip() for part in cell.split(SEPARATOR)] if key in file.many else [cell.strip()]
        form += [(key, value) for value in values if value != SHARE]
    reading = read_form(file.served.definition, form, file.look_up())
    if reading.problems:
        raise Refused("; ".join(_said(problem) for problem in reading.problems))
    language, version = _language(file, row.get("language", ""))
    link, place, channel = _arrival(file, row)
    name = f"{file.survey.id}:{line}:{sorted(row.items())}"
    return {
        "submission": hashlib.blake2b(name.encode(), digest_size=16).digest(),
        "survey_id": file.survey.id, "revision_id": file.served.revision_id, "link_id": link, "place_id": place,
        "channel": channel, "language": language, "texts_version": version,
        "answered_on": _day(row.get("answered_on", ""), file.today),
        "geography_edition": file.edition if "deprivation-quintile" in reading.answers else None,
        "answers": responses.canonical(reading.answers),
        "codes": pack(file.served.definition, file.served.codebook, reading.answers),
    }  # fmt: skip


def _said(problem: Problem) -> str:
    figures = ", ".join(f"{name} {value}" for name, value in problem.figures.items())
    return f"{problem.item or 'row'}: {problem.code.replace('-', ' ')}{f' ({figures})' if figures else ''}"


def _language(file: _File, cell: str) -> tuple[str, int]:
    language = canonical_language(cell.strip() or ENGLISH)
    if language is None:
        raise Refused(f"language: {cell.strip()!r} is not a language tag we know")
    return language, file.served.languages.get(language, 1)


def _arrival(file: _File, row: dict[str, str]) -> tuple[int | None, int, str]:
    code, channel = row.get("link", "").strip().upper(), row.get("channel", "").strip() or Channel.PAPER.value
    if channel not in {known.value for known in Channel}:
        raise Refused(f"channel: {channel!r} is not one of {', '.join(known.value for known in Channel)}")
    if code:
        link = file.links.get(code)
        if link is None:
            raise Refused(f"link: {code!r} is not a link of this survey")
        return link.id, link.place_id, channel
    if file.place is None:
        raise Refused("link: there is no place yet that the answer could belong to; add one first")
    return None, file.place, channel


def _day(cell: str, today: date) -> date:
    if not cell.strip():
        return today
    try:
        day = date.fromisoformat(cell.strip())
    except ValueError:
        raise Refused(f"answered_on: {cell.strip()!r} is not a day such as 2026-11-23") from None
    if day > today:
        raise Refused("answered_on: this day has not come yet")
    return day
