"""The item that the form of a question makes, and what is wrong with it, by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feedback.i18n import marked
from feedback.web.pictures import IN_WORDS
from feedback.web.staff.question_fields import LABELS, NUMBERS, STATEMENTS, WORDS, YES_OR_NO, Fields
from feedback.web.staff.question_words import TO_CHOOSE
from surveys import building, reading
from surveys.definition import Kind, Polarity

Data = dict[str, Any]
LONGEST, _LONGEST_KEY = 600, 60
_WITH_OPTIONS = (Kind.STATEMENT, Kind.RATING, Kind.YES_NO, Kind.ONE, Kind.MANY, Kind.POSTCODE)
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MEASURE = re.compile(r"[1-6]\.[MI][0-9]{1,2}[a-e]?")
_WHOLE = re.compile(r"-?\d{1,6}")
_TOO_LONG = marked("Keep it under 600 letters.")


def item_of(
    fields: Fields, before: Mapping[str, Any] | None, *, fixed: bool = False
) -> tuple[Data, dict[str, str]]:
    """The item that the fields make, over what it was before; and what is wrong, by field.

    `fixed`: its kind stays as it was. The key is left for whoever saves a new one.
    """
    item: Data = dict(before or {})
    problems: dict[str, str] = {}
    kinds = [*TO_CHOOSE, *([Kind(before["kind"])] if before else [])]
    wanted = next((kind for kind in kinds if kind == fields.kind), None)
    if wanted is None:
        problems["kind"] = marked("Choose what kind of question it is.")
    kind = Kind(before["kind"]) if before and (fixed or wanted is None) else wanted or Kind.STATEMENT
    if not fields.words["text"]:
        problems["text"] = marked("Write the question.")
    _put(item, {name: fields.words[name] for name in WORDS}, problems)
    _put(item, {name: fields.words[name] if kind is Kind.SCALE else "" for name in LABELS}, problems)
    _numbers(item, fields, kind, problems)
    # "Sometimes" is no answer to a question of yes or no: its page does not offer that set.
    answers = YES_OR_NO if kind is Kind.YES_NO and fields.answers == STATEMENTS else fields.answers
    shared = reading.answer_sets().get(answers) if kind in _WITH_OPTIONS and kind is not Kind.MANY else None
    options = [dict(option) for option in shared] if shared else _options(fields, before, problems)
    more = {
        "kind": kind.value, "picture": _picture(fields.picture), "answers": answers if shared else "",
        "options": options if kind in _WITH_OPTIONS else [],
        "registry": [one for one in fields.registry if _MEASURE.fullmatch(one)],
        "show-when": _clauses(fields, problems), "easy-read": None if fields.easy_read else False,
        "proxy": None if fields.proxy else False,
    }  # fmt: skip
    for name, value in more.items():
        if value in (None, "", []):
            item.pop(name, None)
        else:
            item[name] = value
    return item, problems


def showable(fields: Fields, before: Mapping[str, Any] | None, placeholder: str) -> Data:
    """The item of a form that is still being filled in, in a shape that can be shown."""
    item, _ = item_of(fields, before)
    for part in (item, *item.get("options", [])):
        for name in (*WORDS, *LABELS):
            if name in part:
                part[name] = part[name][:LONGEST]
    item |= {"key": item.get("key", "question"), "text": item.get("text") or placeholder}
    steps = (item.get("maximum") or 0) - (item.get("minimum") or 0)
    if item["kind"] == Kind.SCALE and not 0 < steps <= 100:
        item |= {"minimum": 0, "maximum": 10}
    return {name: value for name, value in item.items() if name not in ("show-when", "registry")}


def _put(item: Data, values: Mapping[str, str], problems: dict[str, str]) -> None:
    for name, value in values.items():
        if len(value) > LONGEST:
            problems[name] = _TOO_LONG
        if value:
            item[name] = value
        else:
            item.pop(name, None)


def _numbers(item: Data, fields: Fields, kind: Kind, problems: dict[str, str]) -> None:
    """Limits of a number or a text, and the ends of a scale, which a scale has to have."""
    for name in NUMBERS:
        typed = fields.words[name]
        numeric, texts = kind in (Kind.SCALE, Kind.NUMBER), kind in (Kind.SHORT_TEXT, Kind.COMMENT)
        item.pop(name, None)
        if not typed or not (texts if name == "maximum-length" else numeric):
            continue
        if not _WHOLE.fullmatch(typed):
            problems[name] = marked("Give a whole number, such as 10.")
        elif name == "maximum-length" and not 1 <= int(typed) <= 5000:
            problems[name] = marked("Give a number from 1 to 5000.")
        else:
            item[name] = int(typed)
    low, high = item.get("minimum"), item.get("maximum")
    if kind is Kind.SCALE:
        for name in ("minimum", "maximum"):
            if item.get(name) is None:
                problems.setdefault(name, marked("Give the number at this end of the scale."))
    if (
        low is not None
        and high is not None
        and not (low < high and (kind is Kind.NUMBER or high - low <= 100))
    ):
        problems["maximum"] = marked(
            "The end has to be larger than the beginning; a scale has 101 steps at most."
        )


def _options(fields: Fields, before: Mapping[str, Any] | None, problems: dict[str, str]) -> list[Data]:
    """The answers that were typed, in the order that was asked for; a known key keeps what the page does not show."""
    known = {option["key"]: option for option in (before or {}).get("options", [])}
    own: set[str] = set()
    found, taken = [], set(known) | {row.key for row in fields.rows}
    for n, row in enumerate(fields.rows):
        if not row.text:
            continue
        if max(len(row.text), len(row.easy)) > LONGEST:
            problems[f"option-{n}-text"] = _TOO_LONG
        option = dict(known.get(row.key, {}))
        if (option.get("text"), option.get("easy", "")) != (row.text, row.easy):
            option.pop("shared", None)
        option |= {
            "key": row.key
            if len(row.key) <= _LONGEST_KEY and _KEY.fullmatch(row.key) and row.key not in own
            else building.key_for(row.text, taken),
            "text": row.text,
        }
        taken.add(option["key"])
        own.add(option["key"])
        points = row.polarity if row.polarity in list(Polarity) else ""
        given = {
            "easy": row.easy,
            "picture": _picture(row.picture),
            "polarity": points,
            "exclusive": row.alone,
        }
        for name, value in given.items():
            if value and (name != "exclusive" or fields.kind == Kind.MANY):
                option[name] = value
            else:
                option.pop(name, None)
        place = int(row.place) if _WHOLE.fullmatch(row.place) else n + 1
        found.append((place, n, option))
    return [option for _, _, option in sorted(found, key=lambda one: one[:2])]


def _clauses(fields: Fields, problems: dict[str, str]) -> list[Data]:
    found = []
    for n, clause in enumerate(fields.clauses):
        if not clause.item:
            continue
        if not clause.answers:
            problems[f"clause-{n}-item"] = marked("Tick at least one answer of that question.")
            continue
        found.append({"item": clause.item, clause.how: clause.answers})
    return found


def _picture(name: str) -> str:
    return name if name in IN_WORDS else ""
