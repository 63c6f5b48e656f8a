"""Questions in words for staff: what kind they are, when they are asked, and what has to be mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback.i18n import marked
from feedback.web import templating
from surveys import building
from surveys.definition import DECLINE, Definition, Item, Kind
from surveys.reading import decline_option

#: Every kind as staff call it, and an example.
KINDS = {
    Kind.STATEMENT: (
        marked("A statement people agree with or not"),
        marked("“Staff listen to me.” Yes, Sometimes, No"),
    ),
    Kind.YES_NO: (marked("Yes or no"), marked("“Did somebody explain your medicine?” Yes, No")),
    Kind.ONE: (marked("One answer"), marked("“Where were you seen?” At home, In a clinic, On the phone")),
    Kind.MANY: (marked("Several answers"), marked("“What helped you?” Tick all that are true")),
    Kind.SCALE: (marked("A number on a scale"), marked("“How much pain do you have?” 0 to 10")),
    Kind.NUMBER: (marked("A number to type in"), marked("“How many weeks did you wait?”")),
    Kind.SHORT_TEXT: (marked("A few words to type in"), marked("“Which clinic was it?”")),
    Kind.COMMENT: (marked("A box to write in"), marked("“What is the one thing we should do better?”")),
    Kind.RATING: (marked("The official rating"), marked("The Friends and Family Test")),
    Kind.POSTCODE: (marked("A postcode"), marked("Only how deprived the area is will be kept")),
}
#: The kinds somebody can choose; the others come ready-made.
TO_CHOOSE = [kind for kind in KINDS if kind not in (Kind.RATING, Kind.POSTCODE)]
#: The end of a problem's path to what staff can do about it; the first that fits.
_MENDING = (
    (r"\.options$", marked("Give it at least two answers.")),
    (r"\.polarity$", marked("Say of each answer whether it is good, bad or neither.")),
    (r"\.options\.\d+\.key$", marked("Two answers are the same. Take one away.")),
    (r"\.exclusive$", marked("Only a question with several answers has one that stands alone.")),
    (
        r"\.show-when",
        marked("It is asked only after a question or an answer that is not before it any more."),
    ),
    (r"\.(parent-item|parent)$", marked("Its answers belong to a question that is not before it any more.")),
    (r"\.minimum$", marked("Say where the scale begins and where it ends.")),
    (r"\.maximum$", marked("The end of the scale has to be larger than its beginning, by 100 at most.")),
)


@dataclass(frozen=True)
class ToMend:
    """One thing to mend before publishing: whose, what, and the page or place where it is done."""

    whose: str
    what: str
    href: str


def address(slug: str, key: str) -> str:
    """The page of a question; a few keys are the names of other pages."""
    inside = f"question/{key}" if key in ("new", "bank", "about-you", "words") else key
    return f"/staff/surveys/{slug}/build/{inside}"


def kind(item: Mapping[str, Any]) -> str:
    """What kind of question it is."""
    return templating.words()(KINDS[Kind(item["kind"])][0])


def answer_choices(item: Item) -> list[tuple[str, str]]:
    """Every answer that another question can look back to: (key, words)."""
    found = [(option.key, option.text) for option in item.options]
    return [*found, (DECLINE, decline_option().text)] if item.group else found


def routing(definition: Definition, item: Item) -> list[str]:
    """When an item is asked, one sentence for each clause; empty for one that everybody is asked."""
    said = templating.words()
    found = []
    for clause in item.show_when:
        other = definition.item(clause.item)
        keys = clause.is_ or clause.is_not
        words = dict(answer_choices(other)) if other else {}
        figures = {
            "question": other.text if other else clause.item,
            "answers": _either([words.get(key, key) for key in keys]),
        }
        if clause.is_:
            found.append(said("Asked only if “{question}” is answered {answers}.", **figures))
        else:
            found.append(said("Asked only if “{question}” is not answered {answers}.", **figures))
    if not item.proxy:
        found.append(said("Not asked of somebody who answers for another person."))
    if item.minimum_age:
        found.append(said("Only for people aged {age} or over.", age=item.minimum_age))
    return found


def _either(answers: list[str]) -> str:
    quoted = [f"“{answer}”" for answer in answers]
    if len(quoted) < 2:
        return "".join(quoted)
    return templating.words()("{answers} or {last}", answers=", ".join(quoted[:-1]), last=quoted[-1])


def to_mend(slug: str, data: Mapping[str, Any]) -> list[ToMend]:
    """What stands in the way of publishing, each once, with the way to where it is mended."""
    return list(dict.fromkeys(_each(slug, data)))


def _each(slug: str, data: Mapping[str, Any]) -> Iterator[ToMend]:
    said = templating.words()
    build = f"/staff/surveys/{slug}/build"
    for problem in building.problems(data):
        what = next((said(text) for end, text in _MENDING if re.search(end, problem.path)), "")
        found = re.match(r"sections\.(\d+)(?:\.items\.(\d+))?", problem.path)
        if found is None:
            yield ToMend(said("The survey"), said("It asks nothing yet. Add a question."), f"{build}#add")
            continue
        section = data["sections"][int(found[1])]
        if found[2] is None:
            empty = said("It has no question yet. Add one, or remove the part.")
            yield ToMend(section["title"], empty, f"{build}#part-{section['key']}")
            continue
        item = section["items"][int(found[2])]
        plain = what or f"{problem.message[:1].upper()}{problem.message[1:]}."
        yield ToMend(item["text"], plain, address(slug, item["key"]))


def of_item(found: Iterable[ToMend], slug: str, key: str) -> list[str]:
    """What has to be mended in one question."""
    return [one.what for one in found if one.href == address(slug, key)]
