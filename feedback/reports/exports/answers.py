"""One response as its answers by question, for formats that are not tables; and why an answer is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from feedback.reports.exports.rows import Answered
from feedback.reports.exports.source import Frozen, Source
from surveys.definition import DECLINE, Item, Kind
from surveys.kinds import DECLINED, NOT_ASKED, SKIPPED, TICKED, WITHHELD, Answer

#: Why there is no answer; somebody who prefers not to say has answered.
WHY: dict[int, str] = {NOT_ASKED: "not-asked", SKIPPED: "skipped", WITHHELD: "withheld"}
_Look = Callable[[bytes], Answer | None]


@dataclass(frozen=True)
class Told:
    """The answers of one response as they were recorded, and each question without one with the reason."""

    answers: dict[str, Answer]
    missing: dict[str, str]


class Answers:
    """Reads responses back; tables are made once for each revision."""

    def __init__(self, source: Source, clean: Callable[[str], str]) -> None:
        self._clean = clean
        wanted = {item.key for item in source.items()}
        self._looks = {revision: _looks(frozen, wanted) for revision, frozen in source.revisions.items()}

    def of(self, row: Answered) -> Told:
        """What one response says."""
        told = Told({}, {})
        record: Mapping[str, Any] | None = None
        for key, offset, look in self._looks[row.revision_id]:
            code = row.codes[offset]
            if code in WHY:
                told.missing[key] = WHY[code]
            elif look is not None:
                told.answers[key] = look(row.codes)
            else:
                record = row.recorded() if record is None else record
                if key in record:
                    told.answers[key] = self._cleaned(record[key])
                else:
                    told.missing[key] = WHY[WITHHELD]
        return told

    def _cleaned(self, answer: Answer) -> Answer:
        if isinstance(answer, dict):
            return {**answer, "text": self._clean(answer["text"])}
        return self._clean(answer) if isinstance(answer, str) else answer


def _looks(frozen: Frozen, wanted: set[str]) -> list[tuple[str, int, _Look | None]]:
    """For each question of a revision its key, its first byte, and how to read it; None where only the record can."""
    return [
        (item.key, frozen.codebook[item.key].offset, _look(item, frozen))
        for item in frozen.definition.items()
        if item.key in wanted
    ]


def _look(item: Item, frozen: Frozen) -> _Look | None:
    place = frozen.codebook[item.key]
    if not item.closed:
        return None
    if item.kind is Kind.MANY:
        bytes_of = [(key, place.offset + place.codes[key] - 1) for key in place.codes]

        def several(codes: bytes) -> Answer:
            if codes[place.offset] == DECLINED:
                return [DECLINE]
            return [key for key, at in bytes_of if codes[at] == TICKED]

        return several
    keys: dict[int, Answer] = {DECLINED: DECLINE}
    keys |= {code: int(key) if item.kind is Kind.SCALE else key for key, code in place.codes.items()}
    return lambda codes: keys[codes[place.offset]]
