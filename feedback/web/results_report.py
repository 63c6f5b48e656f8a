"""The results of a page as a report to print: the same protected numbers, every word in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response

from feedback.channels import report
from feedback.channels.report import Answer, Finding, Line, Matrix, MatrixRow, Question, Report
from feedback.i18n import Words, marked
from feedback.reports import readings
from feedback.reports.comparison import NO_GROUP
from feedback.reports.measures import Share
from feedback.reports.readings import Reading
from feedback.reports.shapes import ShownItem
from feedback.services.looks import Look
from feedback.services.paper_routing import Speaker
from feedback.web import tables
from surveys.definition import Definition

#: What every reader of such numbers should know.
NOTES = (
    marked(
        "People chose to answer. They may not speak for everyone. Small numbers are hidden, "
        "so that nobody can be recognised."
    ),
    marked("The range in brackets shows how far chance alone could move a number (95% confidence interval)."),
    marked(
        "“Worth looking into” is said of a group that differs from everyone else by five points or more, "
        "and by more than chance would. It does not say why."
    ),
)
IN_WORDS = marked("Positive answers: {words}")
_OFFICIAL = marked(
    "Friends and Family Test, as NHS England counts it: "
    "{positive}% positive, {negative}% negative, of {number}"
)
_OF_OPINION = marked(
    "Without “don’t know” (not the published score): {positive}% positive, {negative}% negative, of {number}"
)


@dataclass(frozen=True)
class Shown:
    """What a page shows: its table, the items behind it, and what is worth looking into by the group."""

    definition: Definition
    texts: Mapping[str, str]
    table: dict[str, Any]
    items: Sequence[ShownItem]
    group: str
    group_name: str
    worth: Collection[tuple[str, str]]
    #: A further line for an item, in the reader's language.
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Front:
    """What stands before the numbers."""

    title: str
    look: Look
    logo: bytes | None
    facts: Sequence[Line]
    sentence: Line | None
    standing: Sequence[dict[str, Any]]
    marking: Line | None = None


def build(shown: Shown, front: Front, words: Words) -> Report:
    """The report; raises nothing: what may not be shown was hidden before."""
    say = Speaker(words)
    return Report(
        language=words.language,
        title=front.title,
        organisation=front.look.name,
        accent=front.look.accent,
        marking=front.marking,
        facts=front.facts,
        sentence=front.sentence,
        standing_title=say("What stands out"),
        standing=[Finding(one["tag"], one["text"]) for one in front.standing],
        questions_title=say("Every question"),
        questions=[_question(shown, item, cell, say) for item, cell in _pairs(shown)],
        matrix=_matrix(shown, say) if shown.group else None,
        notes_title=say("How to read these numbers"),
        notes=[say(english) for english in NOTES],
        page=say("Page {page} of {pages}"),
        invented=say("A demonstration. All of it is made up.") if front.look.demonstration else None,
        logo=front.logo,
    )


def as_pdf(made: Report, name: str) -> Response:
    """The file; raises report.Unprintable, naming the signs that our fonts lack."""
    answer = make_response(report.pdf(made))
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _pairs(shown: Shown) -> list[tuple[ShownItem, dict[str, Any]]]:
    return list(zip(shown.items, shown.table["items"], strict=True))


def _question(shown: Shown, item: ShownItem, cell: dict[str, Any], say: Speaker) -> Question:
    base = item.overall.base
    if base is None:
        return Question(cell["text"], [say("Too few people answered this to show anything.")], [])
    if not base:
        return Question(cell["text"], [say("Nobody has answered this yet.")], [])
    badge = tables.badges(say)(base)
    lines = [*_reading(readings.read(item, shown.definition), say), *_base(base, badge, say)]
    if shown.more.get(item.key):
        lines.append(_plain(shown.more[item.key], say))
    if cell["overall"].get("words"):
        lines.insert(0, say(IN_WORDS, words=cell["overall"]["words"]["label"]))
    answers = [
        Answer(_plain(option["label"], say), option["percent"], _figures(option, say))
        for option in cell["overall"]["options"]
    ]
    several = cell["kind"] == "many"
    if several:
        lines.append(say("People could choose several answers."))
    return Question(cell["text"], lines, answers, several)


def _base(base: int, badge: Line, say: Speaker) -> list[Line]:
    """How many answers, and how far they carry: on one line where both are in one language."""
    told = say("Answers: {number}", number=base)
    return (
        [Line(f"{told.text} · {badge.text}", told.language)]
        if told.language == badge.language
        else [told, badge]
    )


def _reading(reading: Reading, say: Speaker) -> list[Line]:
    share, found = reading.positive, []
    if share is not None:
        found.append(
            say(
                "{percent}% positive ({low} to {high})", percent=share.percent, low=share.low, high=share.high
            )
        )
    for score, english in ((reading.official, _OFFICIAL), (reading.of_opinion, _OF_OPINION)):
        if score is not None and score.positive is not None and score.negative is not None:
            found.append(say(english, positive=score.positive, negative=score.negative, number=score.total))
    return found


def _figures(option: dict[str, Any], say: Speaker) -> Line:
    if option["percent"] is None:
        return say("too few to show")
    count = "" if option["count"] is None else f" ({option['count']})"
    return _plain(f"{option['percent']}%{count}", say)


def _plain(text: str, say: Speaker) -> Line:
    """Words that are in the reader's language already, and figures, which are in none."""
    return Line(text, say.language)


def _share(share: Share | None, band: str | None, say: Speaker) -> Line:
    """A share in numbers, else in words, else that it may not be shown."""
    if share is not None:
        return _plain(f"{share.percent}%", say)
    return _plain(band, say) if band else say("too few to show")


def _matrix(shown: Shown, say: Speaker) -> Matrix | None:
    """The share of positive answers to each question that has any, by the group; None where no question has."""
    # Those who would not or did not say are nobody's group, and pages are few.
    labelled = {
        cell["value"]: cell["label"]
        for item in shown.table["items"]
        for cell in item["groups"]
        if cell["value"] not in NO_GROUP
    }
    rows = []
    for item, cell in _pairs(shown):
        shares = readings.by_group(item, shown.definition, shown.group)
        overall = readings.read(item, shown.definition).positive
        if not readings.positive_keys(shown.definition, item.key) or not shares:
            continue
        bands = {row["value"]: row["words"]["label"] for row in cell["groups"] if row.get("words")}
        if cell["overall"].get("words"):
            bands[""] = cell["overall"]["words"]["label"]
        told = [("", overall), *((value, shares.get(value)) for value in labelled)]
        cells = [
            (_share(share, bands.get(value), say), (item.key, value) in shown.worth) for value, share in told
        ]
        rows.append(MatrixRow(cell["text"], cells))
    if not rows:
        return None
    return Matrix(
        say("Share of positive answers by group: {group}", group=shown.group_name),
        say("Question"),
        [say("Everybody"), *(_plain(label, say) for label in labelled.values())],
        rows,
        say("worth looking into"),
    )
