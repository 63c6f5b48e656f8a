"""Writes answers as FHIR R4 QuestionnaireResponses that follow our Questionnaire item by item, link by link."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from surveys.definition import DECLINE, Definition
from surveys.formats.fhir import writing
from surveys.formats.fhir.nodes import EASY_TAG, LARGEST, SMALLEST, STRUCTURES
from surveys.reading import decline_option
from surveys.texts import EASY_READ

#: What FHIR has no word for: the place, the channel and the revision, as JSON in a string.
OF_RESPONSE = "urn:said-and-done:response"
#: FHIR's own word for what is there to try things out.
TEST_DATA = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST", "display": "test health data",
}  # fmt: skip
#: Why an answer is missing, in FHIR's words; what was not asked is not there at all.
_ABSENT = {"skipped": "asked-declined", "withheld": "masked"}


@dataclass(frozen=True)
class Answering:
    """One response: its answers as they are recorded, and each question without one with the reason."""

    answers: Mapping[str, Any]
    missing: Mapping[str, str]
    language: str
    answered_on: date
    #: What goes into our own extension.
    more: Mapping[str, Any]


class Responses:
    """Makes the responses to one revision; the shape is taken from the Questionnaire that we write for it."""

    def __init__(self, definition: Definition, *, invented: bool = False, url: str = "") -> None:
        questionnaire = json.loads(writing.write(definition, {}, url=url))
        version = questionnaire.get("version")
        self._about = f"{questionnaire['url']}|{version}" if version else questionnaire["url"]
        self._items = questionnaire["item"]
        self._words = {
            (item.key, option.key): option.text for item in definition.items() for option in item.options
        }
        self._meta = {"meta": {"tag": [TEST_DATA]}} if invented else {}

    def resource(self, answering: Answering) -> dict[str, Any]:
        """One QuestionnaireResponse as plain data. It names nobody: no subject, no author, no id, a day and no time."""
        items = [made for node in self._items if (made := self._item(node, answering))]
        return {
            "resourceType": "QuestionnaireResponse",
            **self._meta,
            "language": EASY_TAG if answering.language == EASY_READ else answering.language,
            "extension": [
                {"url": OF_RESPONSE, "valueString": json.dumps(answering.more, ensure_ascii=False)}
            ],
            "questionnaire": self._about,
            "status": "completed",
            "authored": answering.answered_on.isoformat(),
            **({"item": items} if items else {}),
        }

    def _item(self, node: Mapping[str, Any], answering: Answering) -> dict[str, Any] | None:
        """A group with what was asked in it, or a question; None for what was not asked and for mere words."""
        link = node["linkId"]
        if node["type"] == "display":
            return None
        if node["type"] == "group":
            within = [made for each in node["item"] if (made := self._item(each, answering))]
            return {"linkId": link, "item": within} if within else None
        if link in answering.answers:
            answer = answering.answers[link]
            values = answer if isinstance(answer, list) else [answer]
            return {"linkId": link, "answer": [self._value(node, link, value) for value in values]}
        if reason := _ABSENT.get(answering.missing.get(link, "")):
            absent = {"url": f"{STRUCTURES}data-absent-reason", "valueCode": reason}
            return {"extension": [absent], "linkId": link}
        return None

    def _value(self, node: Mapping[str, Any], link: str, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return {"valueString": value["text"]}
        if isinstance(value, int):
            fits = SMALLEST <= value <= LARGEST
            return {"valueInteger": value} if fits else {"valueDecimal": value}
        if node["type"] == "string" and not self._is_coded(node, value):
            return {"valueString": value}
        coding = {"code": value}
        words = decline_option().text if value == DECLINE else self._words.get((link, value))
        return {"valueCoding": coding | ({"display": words} if words else {})}

    @staticmethod
    def _is_coded(node: Mapping[str, Any], value: str) -> bool:
        return any(option["valueCoding"]["code"] == value for option in node.get("answerOption", ()))
