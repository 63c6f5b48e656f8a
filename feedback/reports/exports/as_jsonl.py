"""Answers as JSON lines: one response a line, its answers nested as they were recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from feedback.reports.exports.answers import Answers
from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import Source
from surveys.formats import harmless


def write(source: Source, rows: Iterator[Answered], out: BinaryIO) -> int:
    """Writes UTF-8 with a line feed after each response; returns how many there are."""
    answers, number = Answers(source, harmless.text), 0
    start = {"survey": source.slug} | ({"invented": True} if source.invented else {})
    for row in rows:
        told = answers.of(row)
        line: dict[str, Any] = {
            **start, "revision": source.revisions[row.revision_id].number, "language": row.language,
            "channel": row.channel, "answered_on": row.answered_on.isoformat(),
            "place": source.place_slugs[row.place_id], "answers": told.answers, "missing": told.missing,
        }  # fmt: skip
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        number += 1
    return number
