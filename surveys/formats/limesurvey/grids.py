"""LimeSurvey's grids and lists of boxes: every row is asked by itself here, under the words of the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from surveys.definition import Kind
from surveys.formats.found import FoundItem, FoundOption
from surveys.formats.limesurvey import attributes as attributes
from surveys.formats.limesurvey.asked import MORE_SAME_LESS, YES_UNSURE_NO, Asked, target
from surveys.formats.limesurvey.rows import Question, Words
from surveys.formats.limesurvey.words import joined, plain, runs

#: A grid of more boxes than this to write in is too much to answer one after the other.
_MOST_BOXES = 40
_NO_ROWS = "It has no rows to ask."


def row(
    asked: Asked, of: Question, kind: Kind, *, suffix: str = "", beside: dict[str, str] | None = None
) -> FoundItem:
    """One row as an item: the question's words, then the row's, then those of a column."""
    name = "_".join(part for part in (of.code or of.id, suffix) if part)
    why = [f"One row of {asked.name}, asked by itself."]
    own = asked.tongues.said(of.words, why)
    scripted = runs(own)
    own = own if scripted else _sides(own)
    if not plain(own) and len(asked.question.on("0")) > 1:
        own = {asked.tongues.source: of.code}
        why.append("The row has no words; its code stands for them.")
    if beside and plain(beside) and not scripted:
        own = joined(plain(own), beside, asked.tongues.source)
    said = own if scripted else joined(asked.above, own, asked.tongues.source)
    if any(len(words) > 560 for words in asked.above.values()):
        why.append("The words of the question are cut, so that those of the row fit.")
    item = FoundItem(f"{asked.name}_{name}", of.where, kind, said=said, why=why)
    item.help = asked.help if not asked.mapped.items else {}
    asked.mapped.items.append(item)
    asked.mapped.relevances.append(of.relevance)
    return item


def _sides(said: dict[str, str]) -> dict[str, str]:
    """The two ends of a row that has them, "left|right", as words."""
    return {tag: " – ".join(p.strip() for p in text.split("|") if p.strip()) for tag, text in said.items()}


def scale(asked: Asked) -> None:
    """Rows of one to five, or one to ten."""
    for each in asked.question.on("0"):
        item = row(asked, each, Kind.SCALE)
        item.minimum, item.maximum = 1, 5 if asked.question.type == "A" else 10


def fixed(asked: Asked) -> None:
    """Rows with LimeSurvey's own three answers."""
    options = asked.own(YES_UNSURE_NO if asked.question.type == "C" else MORE_SAME_LESS)
    _closed(asked, options)


def listed(asked: Asked) -> None:
    """Rows with the answers of the question."""
    _closed(asked, asked.answers())


def _closed(asked: Asked, options: list[FoundOption]) -> None:
    for each in asked.question.on("0"):
        item = row(asked, each, Kind.ONE)
        item.options = list(options)
        asked.put(each.code, target(item))


def two_scales(asked: Asked) -> None:
    """Rows with two lists of answers each: two questions a row."""
    for each in asked.question.on("0"):
        for scale_id, header in (("0", "dualscale_headera"), ("1", "dualscale_headerb")):
            over: Words = asked.question.attributes.get(header, {})
            item = row(asked, each, Kind.ONE, suffix=scale_id, beside=asked.tongues.said(over))
            item.options = asked.answers(scale_id)
            asked.put(f"{each.code}_{scale_id}", target(item))


def numbers(asked: Asked) -> None:
    """A number a row."""
    low, high = attributes.ends(asked.question, "min_num_value_n", "max_num_value_n", asked.why)
    if asked.question.attribute("slider_layout") == "1":
        asked.why.append("A slider is a box for a number here.")
        low, high = attributes.ends(asked.question, "slider_min", "slider_max", asked.why)
    if asked.question.attribute("num_value_int_only") not in ("1", "Y"):
        asked.why.append("Only whole numbers can be typed here.")
    for each in asked.question.on("0"):
        item = row(asked, each, Kind.NUMBER)
        item.minimum, item.maximum = low, high


def texts(asked: Asked) -> None:
    """A few words a row."""
    kind = Kind.NUMBER if asked.question.attribute("numbers_only") in ("1", "Y") else Kind.SHORT_TEXT
    most = attributes.longest(asked.question, asked.why)
    for each in asked.question.on("0"):
        row(asked, each, kind).maximum_length = most


def cells(asked: Asked) -> None:
    """A grid of boxes: ticked, a row is a multiple choice; filled in, each box is a question."""
    rows, columns = asked.question.on("0"), asked.question.on("1")
    if asked.question.type == ":" and asked.question.attribute("multiflexible_checkbox") in ("1", "Y"):
        return _ticked(asked, rows, columns)
    if len(rows) * len(columns) > _MOST_BOXES:
        asked.dropped(f"A grid of {len(rows) * len(columns)} boxes is too much to ask one by one.")
        return None
    kind = Kind.NUMBER if asked.question.type == ":" else Kind.SHORT_TEXT
    if asked.question.attribute("numbers_only") in ("1", "Y"):
        kind = Kind.NUMBER
    low, high = attributes.ends(asked.question, "multiflexible_min", "multiflexible_max", asked.why)
    for each in rows:
        for column in columns:
            item = row(asked, each, kind, suffix=column.code, beside=asked.tongues.said(column.words))
            if kind is Kind.NUMBER:
                item.minimum, item.maximum = low, high
    return None


def _ticked(asked: Asked, rows: list[Question], columns: list[Question]) -> None:
    options = [asked.option(column) for column in columns]
    for each in rows:
        item = row(asked, each, Kind.MANY)
        item.options = list(options)
        for column in columns:
            asked.put(
                f"{each.code}_{column.code}",
                replace(target(item, one=False), tick=column.code, ticked="1"),
            )


def ask(asked: Asked) -> None:
    """Asks the rows; the question itself is accounted for with the first of them."""
    asked.mapped.by_row = True
    GRIDS[asked.question.type](asked)
    if not asked.mapped.items:
        asked.dropped(_NO_ROWS)


#: By the letter of the kind.
GRIDS: dict[str, Callable[[Asked], None]] = {
    "A": scale, "B": scale, "C": fixed, "E": fixed, "F": listed, "H": listed, "1": two_scales, "K": numbers,
    "Q": texts, ";": cells, ":": cells,
}  # fmt: skip
