"""Writes a survey as a FHIR R4 Questionnaire in JSON, in every language, so that it can come back the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.definition import DECLINE, Condition, Definition, Item, Kind, Option, Section
from surveys.formats.fhir.nodes import (
    EASY_TAG,
    IMPLIED,
    LARGEST,
    OF_ITEM,
    OF_OPTION,
    OF_SECTION,
    OF_SURVEY,
    SMALLEST,
    STRUCTURES,
    TRANSLATION,
    WHEN,
)
from surveys.reading import decline_option
from surveys.texts import EASY_READ, ENGLISH, option_key

_TYPES = {
    Kind.STATEMENT: "choice", Kind.RATING: "choice", Kind.YES_NO: "choice", Kind.ONE: "choice",
    Kind.MANY: "choice", Kind.SCALE: "integer", Kind.NUMBER: "integer", Kind.SHORT_TEXT: "string",
    Kind.COMMENT: "text",
}  # fmt: skip
_OF_AN_ITEM = {
    "kind", "picture", "answers", "registry", "proxy", "easy_read", "group", "default", "minimum_age", "parent_item",
}  # fmt: skip
_OF_AN_OPTION = {"picture", "polarity", "age_from", "parent", "shared"}
_OF_A_SURVEY = {"key", "kind", "edition", "principle", "about_you"}
_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"


def write(
    definition: Definition,
    texts: Mapping[str, Mapping[str, str]],
    *,
    status: str = "draft",
    url: str = "",
) -> bytes:
    """The survey as an R4 Questionnaire: pretty JSON in UTF-8.

    `texts` holds the words of each further language by text key. `status` is draft, active or retired; `url` is the
    address under which the survey is known, a name of our own where there is none.
    """
    return _Writer(definition, texts).questionnaire(status, url)


class _Writer:
    def __init__(self, definition: Definition, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._definition = definition
        self._texts = {tag: words for tag, words in texts.items() if tag not in (ENGLISH, EASY_READ)}
        self._items = {item.key for item in definition.items()}

    def questionnaire(self, status: str, url: str) -> bytes:
        about = self._definition
        said = about.model_dump(mode="json", by_alias=True, include=_OF_A_SURVEY, exclude_defaults=True)
        data: dict[str, Any] = {"resourceType": "Questionnaire", "language": "en-GB"}
        data["extension"] = [_ours(OF_SURVEY, {**said, "key": about.key})]
        data["url"] = url or f"urn:said-and-done:survey:{about.key}"
        data |= {"version": about.edition} if about.edition.strip() else {}
        data["name"] = "Survey" + "".join(part.capitalize() for part in about.key.split("-"))
        data |= self._words("title", about.title, about.title_easy, "title")
        data["status"] = status
        data |= self._words("description", about.introduction, about.introduction_easy, "introduction")
        data["item"] = [self._section(section) for section in about.sections]
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()

    def _words(self, name: str, english: str | None, easy: str | None, key: str) -> dict[str, Any]:
        """A text with its translations in the shadow element beside it."""
        if not english:
            return {}
        said = [(EASY_TAG, easy)] if easy else []
        said += [(tag, words[key]) for tag, words in self._texts.items() if words.get(key, "").strip()]
        shadow = {"extension": [_translation(tag, text) for tag, text in said]}
        return {name: english} | ({f"_{name}": shadow} if said else {})

    def _section(self, section: Section) -> dict[str, Any]:
        link = section.key if section.key not in self._items else f"section:{section.key}"
        said = section.model_dump(
            mode="json", by_alias=True, include={"position", "source"}, exclude_defaults=True
        )
        data: dict[str, Any] = {
            "extension": [_ours(OF_SECTION, {"key": section.key, **said})],
            "linkId": link,
        }
        home = f"section/{section.key}"
        data |= self._words("text", section.title, section.title_easy, f"{home}/title")
        data["type"] = "group"
        introduction = self._display(
            f"{link}/introduction", section.introduction, section.introduction_easy, f"{home}/introduction"
        )
        data["item"] = [*introduction, *(self._routed(item) for item in section.items)]
        return data

    def _display(
        self, link: str, english: str | None, easy: str | None, key: str, control: str = ""
    ) -> list[dict[str, Any]]:
        if not english:
            return []
        shown: dict[str, Any] = {"extension": [_control(control)]} if control else {}
        return [{**shown, "linkId": link, **self._words("text", english, easy, key), "type": "display"}]

    def _routed(self, item: Item) -> dict[str, Any]:
        """A question within one group for each clause that cannot stand beside the others."""
        levels = _levels(self._clauses(item))
        data = self._item(item, levels.pop() if levels else [])
        for number, level in reversed(list(enumerate(levels, 1))):
            data = {
                "extension": [{"url": WHEN, "valueBoolean": True}],
                "linkId": f"{item.key}/when-{number}",
                "type": "group",
                **_enabled(level),
                "item": [data],
            }
        return data

    def _clauses(self, item: Item) -> list[tuple[Condition, bool]]:
        """Every clause about an earlier question, and whether it only follows from what is said elsewhere."""
        keys = [each.key for each in self._definition.items()]
        earlier = set(keys[: keys.index(item.key)])
        own = len(item.show_when)
        every = enumerate(self._definition.conditions[item.key])
        return [(condition, i >= own) for i, condition in every if condition.item in earlier]

    def _item(self, item: Item, level: Sequence[tuple[Condition, bool]]) -> dict[str, Any]:
        home = f"item/{item.key}"
        data: dict[str, Any] = {"extension": list(_extensions(item)), "linkId": item.key}
        data |= self._words("text", item.text, item.easy, f"{home}/text")
        options = [*item.options, *([decline_option()] if item.group else [])]
        data["type"] = _TYPES.get(item.kind) or ("open-choice" if options else "string")
        data |= _enabled(level)
        data |= {"repeats": True} if item.kind is Kind.MANY else {}
        texty = item.kind in (Kind.SHORT_TEXT, Kind.COMMENT)
        data |= {"maxLength": item.maximum_length} if item.maximum_length and texty else {}
        data |= {"answerOption": [self._option(item, each) for each in options]} if options else {}
        beneath = [
            *self._display(f"{item.key}/help", item.help, item.help_easy, f"{home}/help", "help"),
            *self._display(f"{item.key}/minimum-label", item.minimum_label, item.minimum_label_easy,
                           f"{home}/minimum-label", "lower"),
            *self._display(f"{item.key}/maximum-label", item.maximum_label, item.maximum_label_easy,
                           f"{home}/maximum-label", "upper"),
        ]  # fmt: skip
        return data | ({"item": beneath} if beneath else {})

    def _option(self, item: Item, option: Option) -> dict[str, Any]:
        said = option.model_dump(mode="json", by_alias=True, include=_OF_AN_OPTION, exclude_defaults=True)
        extensions = [_ours(OF_OPTION, said)] if said and option.key != DECLINE else []
        if option.exclusive:
            extensions.append({"url": f"{STRUCTURES}questionnaire-optionExclusive", "valueBoolean": True})
        words = self._words("display", option.text, option.easy, option_key(item, option))
        return {
            **({"extension": extensions} if extensions else {}),
            "valueCoding": {"code": option.key, **words},
        }


def _levels(clauses: Sequence[tuple[Condition, bool]]) -> list[list[tuple[Condition, bool]]]:
    """The clauses in order, in runs that one enableWhen can say.

    "Any of these answers" needs a run of its own. So do two clauses about one question, which would else read as one.
    """
    levels: list[list[tuple[Condition, bool]]] = []
    alone = True
    for clause in clauses:
        condition, implied = clause
        several = len(condition.is_) > 1
        again = not alone and levels[-1][-1][0].item == condition.item and not implied
        if alone or several or again:
            levels.append([])
        levels[-1].append(clause)
        alone = several
    return levels


def _enabled(level: Sequence[tuple[Condition, bool]]) -> dict[str, Any]:
    when = [entry for condition, implied in level for entry in _entries(condition, implied=implied)]
    if not when:
        return {}
    either = len(level) == 1 and len(level[0][0].is_) > 1
    return {"enableWhen": when} | ({"enableBehavior": "any" if either else "all"} if len(when) > 1 else {})


def _entries(condition: Condition, *, implied: bool) -> Iterator[dict[str, Any]]:
    marked = {"extension": [{"url": IMPLIED, "valueBoolean": True}]} if implied else {}
    for key in condition.is_ or condition.is_not:
        operator = "=" if condition.is_ else "!="
        yield {**marked, "question": condition.item, "operator": operator, "answerCoding": {"code": key}}


def _extensions(item: Item) -> Iterator[dict[str, Any]]:
    said = item.model_dump(mode="json", by_alias=True, include=_OF_AN_ITEM, exclude_defaults=True)
    if item.kind is Kind.SCALE:
        yield _control("slider")
    for name, limit in (("minimum", item.minimum), ("maximum", item.maximum)):
        if limit is None:
            continue
        if item.kind in (Kind.SCALE, Kind.NUMBER) and SMALLEST <= limit <= LARGEST:
            yield {"url": f"{STRUCTURES}{name[:3]}Value", "valueInteger": limit}
        else:
            said[name] = limit
    yield _ours(OF_ITEM, said)


def _ours(address: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"url": address, "valueString": json.dumps(said, ensure_ascii=False)}


def _translation(tag: str, text: str) -> dict[str, Any]:
    return {
        "url": TRANSLATION,
        "extension": [{"url": "lang", "valueCode": tag}, {"url": "content", "valueString": text}],
    }


def _control(code: str) -> dict[str, Any]:
    return {
        "url": f"{STRUCTURES}questionnaire-itemControl",
        "valueCodeableConcept": {"coding": [{"system": _CONTROLS, "code": code}]},
    }
