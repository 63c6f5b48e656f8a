"""What a FHIR item says that no question here can: each with the sentence for the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from surveys.formats.fhir.nodes import Node, extension, extensions, name_of, nodes, things

_BY_SOFTWARE = "It is filled in by software and not by people, so it is not asked."
#: Extensions that change what is asked, by their short name.
_LOST = {
    "initialExpression": "What it was filled in with beforehand is left out.",
    "answerExpression": "Other software worked out its answers; that is left out.",
    "candidateExpression": "Other software worked out its answers; that is left out.",
    "variable": "Other software worked something out for it; that is left out.",
    "answerOptionsToggleExpression": "Some of its answers came and went; here all of them are shown.",
    "unitOption": "The units that it offered are left out.",
    "unitValueSet": "The units that it offered are left out.",
    "regex": "The form of its answer is not checked here.",
    "constraint": "A rule that checked its answer is left out.",
    "targetConstraint": "A rule that checked its answer is left out.",
    "minLength": "The form of its answer is not checked here.",
    "minOccurs": "How many answers it takes is not checked here.",
    "maxOccurs": "How many answers it takes is not checked here.",
    "itemMedia": "Its picture, sound or film is left out.",
    "itemAnswerMedia": "Its picture, sound or film is left out.",
    "supportLink": "The link beside it is left out.",
    "signatureRequired": "It asked for a signature; none is taken here.",
}
_FORMATTING = {"xhtml", "rendering-xhtml", "rendering-markdown", "rendering-style", "markdown"}
#: Read and kept, or told at the item where they matter.
_READ = {
    "itemControl", "minValue", "maxValue", "unit", "hidden", "calculatedExpression", "enableWhenExpression",
    "sliderStepValue", "optionExclusive",
}  # fmt: skip


def not_for_people(node: Node) -> str:
    """Why an item is never asked of anybody; empty when it is."""
    if extension(node, "hidden") is True:
        return f"It is hidden. {_BY_SOFTWARE}"
    if any(name_of(url) == "calculatedExpression" for url, _ in extensions(node)):
        return f"It is worked out from other answers. {_BY_SOFTWARE}"
    if node.get("readOnly") is True and node.get("type") not in ("group", "display"):
        return f"It is read-only. {_BY_SOFTWARE}"
    if any(name_of(url) == "subQuestionnaire" for url, _ in extensions(node)):
        return "It stands for another Questionnaire. Bring that one in by itself."
    return ""


def of_item(node: Node) -> Iterator[str]:
    """What of an item changes or is left out when it is asked here."""
    if node.get("required") is True:
        yield "It had to be answered; here people may leave it out."
    if any(name.startswith("initial") and things(node[name]) for name in node):
        yield "What it was filled in with beforehand is left out."
    names = {name_of(url) for url, _ in extensions(node)}
    yield from (sentence for name, sentence in _LOST.items() if name in names)
    if _FORMATTING & {
        name_of(url) for shadow in ("_text", "_prefix") for url, _ in extensions(node.get(shadow))
    }:
        yield "The formatting of its words is left out."
    if "unit" in names and node.get("type") not in ("integer", "decimal", "quantity"):
        yield "Its unit is left out."
    if things(node.get("modifierExtension")):
        yield "The file says that a rule of other software changes its meaning; that rule is left out."


def of_survey(questionnaire: Node) -> Iterator[str]:
    """Remarks on what the file says of itself and of all its items that has no place here."""
    if isinstance(held := questionnaire.get("copyright"), str) and held.strip():
        yield f"The file states a copyright. Ask whether you may use it: {held.strip()[:300]}"
    names = (
        "publisher", "contact", "purpose", "useContext", "jurisdiction", "effectivePeriod", "approvalDate",
        "lastReviewDate", "derivedFrom", "identifier", "code", "subjectType", "modifierExtension",
    )  # fmt: skip
    if kept_not := [name for name in names if things(questionnaire.get(name))]:
        yield f"What the file says of itself is left out: {', '.join(kept_not)}."
    if "group" in questionnaire:
        yield "Its questions under 'group' are of an older FHIR (DSTU2) and are left out."


class Beside:
    """Counts what items carry for other software alone: codes, definitions and extensions of all kinds."""

    def __init__(self) -> None:
        self._coded = 0
        self._extensions: Counter[str] = Counter()

    def look(self, node: Node) -> None:
        """Counts one item."""
        self._coded += bool(things(node.get("code")) or isinstance(node.get("definition"), str))
        for url, _ in extensions(node):
            if not url.startswith("urn:said-and-done:"):
                self._extensions[name_of(url)[:60]] += 1

    def remarks(self, questionnaire: Node) -> Iterator[str]:
        """What was counted, as remarks."""
        if self._coded:
            number = "1 item carries" if self._coded == 1 else f"{self._coded} items carry"
            yield f"{number} a code of another system (such as LOINC or SNOMED CT); codes are left out."
        if looks := sorted(self._extensions.keys() - _LOST.keys() - _FORMATTING - _READ):
            yield f"Directions for other software are left out: {', '.join(looks[:30])}."
        at_top = sorted(
            {name_of(url)[:60] for url, _ in extensions(questionnaire) if "said-and-done" not in url}
        )
        if at_top:
            yield f"Directions for the whole form are left out: {', '.join(at_top[:30])}."


def unit_of(node: Node) -> str:
    """The unit that a number is given in, in words; empty when there is none."""
    unit: Any = extension(node, "unit")
    if isinstance(unit, str):
        return unit
    if isinstance(unit, dict):
        first = next(iter(nodes(unit, "coding")), unit)
        said = first.get("display") or first.get("code")
        return said if isinstance(said, str) else ""
    return ""
