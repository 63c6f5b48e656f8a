"""LimeSurvey's kinds of question that become one item here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from surveys.definition import Kind
from surveys.formats.found import FoundItem, FoundOption
from surveys.formats.limesurvey import attributes as attributes
from surveys.formats.limesurvey.asked import GENDER, YES_NO, Asked, target
from surveys.formats.limesurvey.names import Target
from surveys.formats.limesurvey.words import joined, plain

_WHOLE = "Only whole numbers can be typed here."
#: Kinds that ask nothing, or nothing that can be asked here.
NOT_ASKED = {
    "*": "It is calculated and not asked.",
    "|": "Files cannot be sent here.",
    "I": "People choose their language at the top of every page here.",
}


def one(asked: Asked) -> None:
    """A list: one answer is chosen."""
    item = asked.item(Kind.ONE)
    options = asked.answers()
    other = asked.other(options)
    item.options = [*options, *other]
    if asked.question.type == "O":
        asked.why.append("The box to write in beside its answers is left out.")
    asked.put("", _with_other(item, other))


def _with_other(item: FoundItem, other: list[FoundOption]) -> Target:
    """The name of a list; its conditions call the last answer "-oth-"."""
    return replace(target(item), also={"-oth-": other[0].code} if other else {})


def many(asked: Asked) -> None:
    """A multiple choice; its rows are the answers. A single box is asked as yes or no."""
    options = asked.boxes()
    other = asked.other(options)
    if asked.question.type == "P":
        asked.why.append("The boxes to write in beside its answers are left out.")
    if len(options) + len(other) == 1:
        return _one_box(asked, [*options, *other][0])
    alone = attributes.exclusive(asked.question)
    item = asked.item(Kind.MANY)
    item.options = [
        replace(option, more={"exclusive": True}) if option.code in alone else option
        for option in [*options, *other]
    ]
    every = target(item, one=False)
    asked.put("", every)
    for option in options:
        asked.put(option.code, replace(every, tick=option.code))
    for option in other:
        asked.put("other", replace(every, tick=option.code))
    return None


def _one_box(asked: Asked, box: FoundOption) -> None:
    item = asked.item(Kind.ONE, why="One box to tick is asked as yes or no.")
    if plain(dict(box.said)):
        item.said = joined(asked.above, dict(box.said), asked.tongues.source)
    item.options = asked.own(YES_NO)
    asked.put("", target(item))
    asked.put(box.code, replace(target(item), tick="Y"))


def ranking(asked: Asked) -> None:
    """A ranking: answers can be chosen, not put in order."""
    item = asked.item(Kind.MANY, why="Answers are chosen here and not put in order.")
    item.options = asked.answers() or asked.boxes()


def yes_no(asked: Asked) -> None:
    """Yes or no."""
    item = asked.item(Kind.ONE)
    item.options = asked.own(YES_NO)
    asked.put("", target(item))


def gender(asked: Asked) -> None:
    """Female or male, as LimeSurvey asks it."""
    item = asked.item(Kind.ONE)
    item.options = asked.own(GENDER)
    asked.put("", target(item))


def five_points(asked: Asked) -> None:
    """One to five."""
    item = asked.item(Kind.SCALE)
    item.minimum, item.maximum = 1, 5


def number(asked: Asked) -> None:
    """A number."""
    item = asked.item(Kind.NUMBER)
    if asked.question.attribute("num_value_int_only") not in ("1", "Y"):
        asked.why.append(_WHOLE)
    item.minimum, item.maximum = attributes.ends(
        asked.question, "min_num_value_n", "max_num_value_n", asked.why
    )


def short_text(asked: Asked) -> None:
    """A few words; where only digits were taken, a number."""
    if asked.question.attribute("numbers_only") in ("1", "Y"):
        asked.item(Kind.NUMBER, why=_WHOLE)
        return
    item = asked.item(Kind.SHORT_TEXT)
    item.maximum_length = attributes.longest(asked.question, asked.why)


def long_text(asked: Asked) -> None:
    """Free text."""
    item = asked.item(Kind.COMMENT)
    item.maximum_length = attributes.longest(asked.question, asked.why)


def date(asked: Asked) -> None:
    """A date, as words."""
    asked.item(Kind.SHORT_TEXT, why="A date is typed here as words.")


#: By the letter of the kind; Z and W are the lists of the oldest files.
SINGLE: dict[str, Callable[[Asked], None]] = {
    "L": one, "!": one, "O": one, "Z": one, "W": one, "M": many, "P": many, "R": ranking, "Y": yes_no, "G": gender,
    "5": five_points, "N": number, "S": short_text, "T": long_text, "U": long_text, "D": date,
}  # fmt: skip
