"""Questionnaires as other systems write them, and the many ways in which a file can be broken."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

HL7 = "http://hl7.org/fhir/StructureDefinition"


def questionnaire(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A Questionnaire of these items."""
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": "Invented",
        "item": list(items),
        **more,
    }


def question(link: str, kind: str = "choice", **more: Any) -> dict[str, Any]:
    """A question with words, and two answers where it is a choice."""
    offered = {"answerOption": [coded("y", "Yes"), coded("n", "No")]} if kind == "choice" else {}
    return {"linkId": link, "text": f"Question {link}?", "type": kind, **offered, **more}


def coded(code: str, display: str, system: str = "") -> dict[str, Any]:
    """An answer by code."""
    return {"valueCoding": {**({"system": system} if system else {}), "code": code, "display": display}}


def group(link: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A group of items."""
    return {"linkId": link, "text": f"Group {link}", "type": "group", "item": list(items), **more}


def said(**translations: str) -> dict[str, Any]:
    """The shadow of a text with its translations, underscores for hyphens."""
    return {
        "extension": [
            {"url": f"{HL7}/translation", "extension": [
                {"url": "lang", "valueCode": tag.replace("_", "-")}, {"url": "content", "valueString": text}]}
            for tag, text in translations.items()
        ]
    }  # fmt: skip


def extended(name: str, **value: Any) -> dict[str, Any]:
    """One extension of FHIR's own."""
    return {"url": f"{HL7}/{name}", **value}


def when(question: str, operator: str = "=", **answer: Any) -> dict[str, Any]:
    """One entry of enableWhen."""
    return {"question": question, "operator": operator, **answer}


RICH = questionnaire(
    {"linkId": "hello", "type": "display", "text": "Hello"},
    question("smokes", "boolean", _text=said(pl="Pali?", xx="?")),
    group(
        "g",
        {"linkId": "g-words", "type": "display", "text": "About you"},
        question("kind", enableWhen=[when("smokes", answerBoolean=True)], extension=[
            extended("questionnaire-itemControl", valueCodeableConcept={"coding": [{"code": "radio-button"}]})]),
        group("g2", question("many", repeats=True, required=True), question("n", "integer", extension=[
            extended("minValue", valueInteger=1), extended("maxValue", valueInteger=9)])),
        question("after", "text", maxLength=300, item=[question("below", "date")]),
        enableWhen=[when("smokes", "exists", answerBoolean=True)],
    ),
    question("set", "choice", answerOption=None, answerValueSet="#vs"),
    question("far", "choice", answerOption=None, answerValueSet="http://example.org/vs"),
    question("file", "attachment"),
    language="en",
    description="Some words.",
    contained=[{"resourceType": "ValueSet", "id": "vs", "compose": {"include": [
        {"system": "s", "concept": [{"code": "a", "display": "A"}, {"code": "b", "designation": [
            {"language": "pl", "value": "B"}]}]}]}}],
)  # fmt: skip

_NAMES = [
    "linkId",
    "item",
    "type",
    "text",
    "_text",
    "extension",
    "enableWhen",
    "answerOption",
    "url",
    "valueString",
]
_LEAF = (
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats() | st.text(max_size=9)
    | st.sampled_from(["group", "display", "choice", "integer", "#vs", "smokes", "{}", "<b>", "\ud800", "\x00"])
)  # fmt: skip
JSON = st.recursive(
    _LEAF,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        found += _paths(child, (*path, name))
    return found


def broken(draw: st.DrawFn, whole: dict[str, Any]) -> bytes:
    """A file in which some nodes are something else, are gone, or hold what our own extensions hold."""
    found = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from([each for each in _paths(found) if each] or [()]))
        if not path:
            break
        parent = found
        for step in path[:-1]:
            parent = parent[step]
        old = parent[path[-1]]
        new = draw(JSON)
        if isinstance(old, str) and old.startswith("{") and draw(st.booleans()):
            inner = json.loads(old)
            for name in draw(st.lists(st.sampled_from(sorted(inner) or ["key"]), max_size=2)):
                inner[name] = draw(JSON)
            new = json.dumps(inner)
        parent[path[-1]] = new
    return json.dumps(found).encode()
