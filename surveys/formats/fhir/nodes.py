"""FHIR's JSON as strangers write it: any value may be missing or of another type, and no look at it may fail."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.formats import wording

Node = Mapping[str, Any]

STRUCTURES = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION = f"{STRUCTURES}translation"
#: What FHIR has no word for stands in extensions of our own, as JSON in a string.
OF_SURVEY, OF_SECTION = "urn:said-and-done:survey", "urn:said-and-done:section"
OF_ITEM, OF_OPTION = "urn:said-and-done:item", "urn:said-and-done:option"
#: A group that only carries a clause of routing, and a clause that follows from what is said elsewhere.
WHEN, IMPLIED = "urn:said-and-done:when", "urn:said-and-done:implied"
#: Easy Read as a language: English, in a variant that is private use.
EASY_TAG = "en-x-simple"

#: FHIR's integer, and ours.
SMALLEST, LARGEST = -(2**31), 2**31 - 1
_FAMILY = re.compile(r"^(?:sdc-)?(?:questionnaire-)?")


def things(value: Any) -> list[Any]:
    """A list as it is; one thing on its own as a list of it; nothing as none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def nodes(node: Node, name: str) -> list[Node]:
    """The objects under a name; anything else that stands there is passed over."""
    return [each for each in things(node.get(name)) if isinstance(each, dict)]


def string(node: Node, name: str) -> str:
    """The text under a name, without unseen characters; empty when there is none."""
    value = node.get(name)
    return wording.seen(value) if isinstance(value, str) else ""


def whole(value: Any) -> int | None:
    """A whole number that FHIR's integer holds, also where it is written 5.0 or "5"."""
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,10}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) and SMALLEST <= value <= LARGEST else None


def name_of(url: str) -> str:
    """What an extension is called, wherever and in whatever edition it is defined: "hidden", "minValue"."""
    return _FAMILY.sub("", url.rstrip("/").rsplit("/", 1)[-1])


def extensions(node: Any) -> Iterator[tuple[str, Node]]:
    """Each extension of an element with its full address."""
    if isinstance(node, dict):
        for each in nodes(node, "extension"):
            if url := string(each, "url"):
                yield url, each


def value_of(extension: Node) -> Any:
    """The value of an extension, whatever its type."""
    return next((extension[name] for name in extension if name.startswith("value")), None)


def extension(node: Any, name: str) -> Any:
    """The value of the first extension of this short name; None when there is none."""
    return next((value_of(each) for url, each in extensions(node) if name_of(url) == name), None)


def coding(value: Any) -> tuple[str, str]:
    """System and code of a Coding, or of the first in a CodeableConcept."""
    if not isinstance(value, dict):
        return "", ""
    first = next(iter(nodes(value, "coding")), value)
    return string(first, "system"), string(first, "code")


def controls(node: Node) -> set[str]:
    """How an item is to be shown: the codes of its itemControl ("slider", "help", "lower")."""
    return {
        string(each, "code").casefold()
        for url, ext in extensions(node)
        if name_of(url) == "itemControl" and isinstance(value := value_of(ext), dict)
        for each in nodes(value, "coding") or [value]
    }


def own(node: Node, address: str) -> dict[str, Any]:
    """What one of our own extensions says; empty when it is not there or cannot be read."""
    said = next((value_of(each) for url, each in extensions(node) if url == address), None)
    try:
        found = json.loads(said) if isinstance(said, str) else None
    except (ValueError, RecursionError):
        return {}
    return clean(found) if isinstance(found, dict) else {}


def clean(value: Any, depth: int = 0) -> Any:
    """Plain data without unseen characters and without anything nested deeper than our own words ever are."""
    if isinstance(value, str):
        return wording.seen(value)
    if isinstance(value, dict | list) and depth > 9:
        return None
    if isinstance(value, dict):
        return {wording.seen(name): clean(each, depth + 1) for name, each in value.items()}
    return [clean(each, depth + 1) for each in value] if isinstance(value, list) else value


def chosen(said: Node, names: tuple[str, ...]) -> dict[str, Any]:
    """Those of some names that are there."""
    return {name: said[name] for name in names if name in said}
