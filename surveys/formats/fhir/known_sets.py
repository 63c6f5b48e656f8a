"""The few lists of answers that FHIR itself defines and forms name without holding them."""

from __future__ import annotations

from typing import Any

from surveys.formats.fhir.nodes import Node

_V2, _ABSENT = (f"http://terminology.hl7.org/CodeSystem/{name}" for name in ("v2-0136", "data-absent-reason"))
_GENDER = "http://hl7.org/fhir/administrative-gender"


def _set(*answers: tuple[str, str, str]) -> dict[str, Any]:
    listed = [{"system": system, "code": code, "display": words} for system, code, words in answers]
    return {"resourceType": "ValueSet", "expansion": {"contains": listed}}


#: By canonical address; the words are FHIR's own.
KNOWN_SETS: dict[str, Node] = {
    "http://hl7.org/fhir/ValueSet/yesnodontknow": _set(
        (_V2, "Y", "Yes"), (_V2, "N", "No"), (_ABSENT, "asked-unknown", "Don't know")
    ),
    "http://hl7.org/fhir/ValueSet/administrative-gender": _set(
        (_GENDER, "male", "Male"), (_GENDER, "female", "Female"), (_GENDER, "other", "Other"),
        (_GENDER, "unknown", "Unknown"),
    ),
}  # fmt: skip
