"""The form of one question: its fields, from an item or from what was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from surveys.definition import Kind

OWN = "own"
#: The shared answers that a new statement has, and those of a question of yes or no.
STATEMENTS, YES_OR_NO = "yes-sometimes-no", "yes-no"
#: Rows and clauses that stand ready, and how many more come at once.
SPARE, MORE, MOST_CLAUSES = 2, 4, 4
NUMBERS = ("minimum", "maximum", "maximum-length")
WORDS = ("text", "easy", "help", "help-easy")
LABELS = ("minimum-label", "minimum-label-easy", "maximum-label", "maximum-label-easy")


@dataclass
class Row:
    """One answer as it is typed in; `key` is empty for a new one."""

    key: str = ""
    text: str = ""
    easy: str = ""
    picture: str = ""
    polarity: str = ""
    place: str = ""
    alone: bool = False


@dataclass
class Clause:
    """One clause of "Ask this only if": a question, how, and its answers."""

    item: str = ""
    how: str = "is"
    answers: list[str] = field(default_factory=list)


@dataclass
class Fields:
    """Everything on the page of a question, as it is typed in."""

    words: dict[str, str]
    kind: str
    picture: str
    answers: str
    rows: list[Row]
    clauses: list[Clause]
    easy_read: bool
    proxy: bool
    registry: list[str]


def blank() -> Fields:
    """A new question: a statement with the answers that every statement shares."""
    return from_item({"kind": Kind.STATEMENT.value, "answers": STATEMENTS})


def from_item(item: Mapping[str, Any]) -> Fields:
    """The fields that show an item."""
    names = (*WORDS, *LABELS, *NUMBERS)
    shared = item.get("answers", "")
    rows = [
        Row(option["key"], option["text"], option.get("easy", ""), option.get("picture", ""),
            option.get("polarity", ""), str(place), option.get("exclusive", False))
        for place, option in enumerate(item.get("options", []) if not shared else [], 1)
    ]  # fmt: skip
    clauses = [
        Clause(
            one["item"], "is" if one.get("is") else "is-not", list(one.get("is") or one.get("is-not") or [])
        )
        for one in item.get("show-when", [])
    ]
    return spared(Fields(
        words={name: str(item.get(name, "")) for name in names}, kind=item["kind"], picture=item.get("picture", ""),
        answers=shared or OWN, rows=rows, clauses=clauses, easy_read=item.get("easy-read", True),
        proxy=item.get("proxy", True), registry=list(item.get("registry", [])),
    ))  # fmt: skip


def from_form(form: MultiDict[str, str]) -> Fields:
    """The fields as they were sent."""

    def said(name: str) -> str:
        return _clean(form.get(name, ""))

    rows, clauses = [], []
    for n in range(_many(form, "option-{}-text", 260)):
        parts = {
            name: said(f"option-{n}-{name}")
            for name in ("key", "text", "easy", "picture", "polarity", "place")
        }
        rows.append(Row(**parts, alone=f"option-{n}-alone" in form))
    for n in range(_many(form, "clause-{}-item", MOST_CLAUSES)):
        how = "is-not" if form.get(f"clause-{n}-how") == "is-not" else "is"
        item = said(f"clause-{n}-item")
        # The answers on the page are those of the question that was chosen when it was drawn.
        answers = form.getlist(f"clause-{n}-answer") if form.get(f"clause-{n}-was", item) == item else []
        clauses.append(Clause(item, how, answers))
    return Fields(
        words={name: said(name) for name in (*WORDS, *LABELS, *NUMBERS)}, kind=said("kind"),
        picture=said("picture"), answers=said("answers") or OWN, rows=rows, clauses=clauses,
        easy_read="easy-read" in form, proxy="proxy" in form, registry=form.getlist("registry"),
    )  # fmt: skip


def spared(fields: Fields, more: int = 0) -> Fields:
    """With empty rows at the end to type in, and an empty clause."""
    filled = sum(bool(row.text or row.key) for row in fields.rows)
    wanted = max(len(fields.rows) + more, filled + SPARE, 4)
    fields.rows += [Row(place=str(n + 1)) for n in range(len(fields.rows), min(wanted, 250))]
    if not [one for one in fields.clauses if not one.item] and len(fields.clauses) < MOST_CLAUSES:
        fields.clauses.append(Clause())
    return fields


def taking(fields: Fields) -> dict[str, str]:
    """The texts that a plainer word can be put into, by the name of the place where it is offered."""
    rows = {f"option-{n}": row.easy or row.text for n, row in enumerate(fields.rows)}
    return {name: words for name, words in fields.words.items() if "easy" in name} | rows


def take(fields: Fields, name: str, hard: str, plain: str) -> None:
    """Writes a plainer word where a hard one stood; an answer's plainer words are its Easy Read, never its own."""
    text = taking(fields).get(name, "")
    found = re.search(rf"(?<![\w-]){re.escape(hard)}(?![\w-])", text) if hard else None
    if found is None:
        return
    plain = plain[:1].upper() + plain[1:] if hard[0].isupper() else plain
    text = _clean(f"{text[: found.start()]}{plain}{text[found.end() :]}")
    if name in fields.words:
        fields.words[name] = text
    else:
        fields.rows[int(name.removeprefix("option-"))].easy = text


def _clean(text: str) -> str:
    """Without what no keyboard sends; joiners that some scripts need stay."""
    plain = text.replace("\r\n", "\n")
    return "".join(one for one in plain if one.isprintable() or one in "\n\u200c\u200d").strip()


def _many(form: MultiDict[str, str], name: str, most: int) -> int:
    """How many rows of a name there are."""
    return next((n for n in range(most) if name.format(n) not in form), most)
