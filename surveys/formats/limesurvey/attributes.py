"""What a LimeSurvey question demands beside its words: what is kept of it, and what is told as left out."""

from __future__ import annotations

from collections.abc import Iterable

from surveys.formats import wording
from surveys.formats.limesurvey.rows import Question, whole

#: Attributes that change who is asked what or which answers are taken, and that have no like here.
_LOST = {
    "min_answers": "At least {} answers had to be chosen.",
    "max_answers": "At most {} answers could be chosen.",
    "max_subquestions": "At most {} of its answers could be ranked.",
    "min_num_value": "The numbers together had to be at least {}.",
    "max_num_value": "The numbers together could be at most {}.",
    "equals_num_value": "The numbers together had to be {}.",
    "em_validation_q": "Its answers were checked by an expression: {}",
    "em_validation_sq": "Each of its answers was checked by an expression: {}",
    "array_filter": "Only what was answered in {} was shown.",
    "array_filter_exclude": "What was answered in {} was not shown.",
    "random_group": "It stood in random order with other questions ({}).",
    "exclude_all_others_auto": "An answer was ticked by itself once all others were.",
    "time_limit": "There was a limit of {} seconds; here there is none.",
    "date_min": "The date could not be before {}.",
    "date_max": "The date could not be after {}.",
    "location_mapservice": "A place could be chosen on a map.",
    "statistics_showmap": "",
    "max_num_of_files": "",
}  # fmt: skip
_OFF = ("", "0", "N")
_FREE = ("location_mapservice", "exclude_all_others_auto")
_RANDOM = ("random_order", "random_subquestions", "parent_order")
_IN_ORDER = ("normal", "code", "alphabetical")


def lost(question: Question) -> Iterable[str]:
    """A sentence for each demand that is not kept here."""
    if question.mandatory.strip().upper() in ("Y", "1"):
        yield "It had to be answered; here people may skip it."
    if question.validation.strip():
        yield f"Its answer had to fit a pattern: {_short(question.validation)}"
    if question.filled_in:
        yield "An answer stood in it beforehand; that is left out."
    if question.script:
        yield "Its script is left out."
    for name, sentence in _LOST.items():
        value = question.attribute(name)
        if sentence and value not in _OFF:
            yield sentence.format(_short(value))
    shuffled = [question.attribute(name) for name in ("answer_order", "subquestion_order")]
    if any(question.attribute(name) not in _OFF for name in _RANDOM) or "random" in shuffled:
        yield "Its answers or rows stood in random or another question's order."


def _short(value: str) -> str:
    return wording.shortened(" ".join(wording.seen(value).split()), 120)


def hidden(question: Question) -> bool:
    """Whether nobody is ever shown it."""
    return question.attribute("hidden") in ("1", "Y")


def ends(question: Question, lowest: str, highest: str, why: list[str]) -> tuple[int | None, int | None]:
    """The lowest and highest number of two attributes; one that is no whole number goes to `why`."""
    found = []
    for name in (lowest, highest):
        value = question.attribute(name)
        if value and whole(value) is None:
            why.append(f"A limit of its numbers is left out: {_short(value)}")
        found.append(whole(value))
    return found[0], found[1]


def longest(question: Question, why: list[str]) -> int | None:
    """The most letters an answer may have."""
    value = question.attribute("maximum_chars")
    found = whole(value)
    if value not in _OFF and (found is None or found < 1):
        why.append(f"The most letters of an answer are left out: {_short(value)}")
    return found if found is not None and found > 0 else None


def exclusive(question: Question) -> set[str]:
    """The codes of answers that stand alone."""
    return {code.strip() for code in question.attribute("exclude_all_others").replace(",", ";").split(";")}
