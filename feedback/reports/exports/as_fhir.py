"""Answers as FHIR R4 QuestionnaireResponses, one a line (NDJSON), with the links of our own Questionnaire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from feedback.reports.exports.answers import Answers
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import Source
from surveys.formats import harmless
from surveys.formats.fhir.responses import Answering, Responses


def write(source: Source, rows: Iterator[Answered], out: BinaryIO) -> int:
    """Writes UTF-8 with a line feed after each resource; returns how many there are."""
    answers, number = Answers(source, harmless.text), 0
    shapes = {
        revision: Responses(frozen.definition, invented=source.invented)
        for revision, frozen in source.revisions.items()
    }
    for row in rows:
        told = answers.of(row)
        more = {
            "revision": source.revisions[row.revision_id].number,
            "channel": row.channel,
            "place": source.place_slugs[row.place_id],
        }
        answering = Answering(told.answers, told.missing, row.language, row.answered_on, more)
        line = json.dumps(
            shapes[row.revision_id].resource(answering), ensure_ascii=False, separators=(",", ":")
        )
        out.write(line.encode() + b"\n")
        number += 1
    return number
