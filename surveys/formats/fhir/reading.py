"""Brings in a FHIR Questionnaire (R4, and what is near it: R4B, R5, STU3) from JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from surveys.formats import opening, tags, wording
from surveys.formats.accounting import BadFile, Brought
from surveys.formats.assembling import assemble
from surveys.formats.fhir.answers import Answers
from surveys.formats.fhir.losses import Beside, of_survey
from surveys.formats.fhir.nodes import OF_SURVEY, Node, chosen, nodes, own, string
from surveys.formats.fhir.sections import Sections
from surveys.formats.fhir.tree import named
from surveys.formats.fhir.words import EASY, Words
from surveys.formats.found import FoundSurvey

_OF_A_SURVEY = ("kind", "edition", "principle", "about-you")


def read(content: bytes, name: str, languages: tags.Languages) -> Brought:
    """What a Questionnaire becomes here: a definition, its translations, and the account of every linkId.

    `name` is that of the file. Our own exports come back as the survey that they were. Raises BadFile for what is no
    Questionnaire, and for one that may not be opened.
    """
    if content.lstrip()[:1] == b"<":
        raise BadFile("This is XML. Save the Questionnaire as JSON and try again.")
    questionnaire, beside = _opened(opening.json_of(content))
    try:
        return _brought(questionnaire, beside, name, languages)
    except BadFile as refusal:
        raise refusal.with_items(named(questionnaire)) from None


def _brought(questionnaire: Node, beside: list[Node], name: str, languages: tags.Languages) -> Brought:
    words = Words(string(questionnaire, "language"), languages)
    contained = nodes(questionnaire, "contained")
    ours = own(questionnaire, OF_SURVEY)
    answers = Answers(contained, beside, words)
    walked = Sections(questionnaire, words, answers, exact=bool(ours))
    if not walked.rows and not walked.dropped:
        raise BadFile(*_nothing(questionnaire))
    found = _survey(questionnaire, ours, words, name)
    found.sections, found.dropped = walked.sections, walked.dropped
    found.remarks = [*of_survey(questionnaire), *_looked(questionnaire, walked), *words.remarks()]
    found.remarks.extend(_others(beside))
    return assemble(found)


def _opened(data: Any) -> tuple[Node, list[Node]]:
    """The one Questionnaire of a file, and the resources that came with it in a Bundle."""
    if not isinstance(data, dict):
        raise BadFile("The file is no FHIR resource: it should hold one object with a resourceType.")
    kind = data.get("resourceType")
    if kind == "Questionnaire":
        return data, []
    if kind != "Bundle":
        said = (
            f"The file is a {wording.seen(kind)[:60]}"
            if isinstance(kind, str)
            else "The file names no resourceType"
        )
        raise BadFile(f"{said}, and not a FHIR Questionnaire.")
    held = [each["resource"] for each in nodes(data, "entry") if isinstance(each.get("resource"), dict)]
    asked = [each for each in held if each.get("resourceType") == "Questionnaire"]
    if len(asked) != 1:
        titles = ", ".join(string(each, "title")[:60] or string(each, "id")[:60] or "?" for each in asked[:9])
        named = f" ({titles})" if titles else ""
        raise BadFile(f"The Bundle holds {len(asked)} Questionnaires{named}. Bring in one at a time.")
    return asked[0], [each for each in held if each is not asked[0]]


def _nothing(questionnaire: Node) -> Iterable[str]:
    yield "The Questionnaire has no items."
    yield from of_survey(questionnaire)


def _survey(questionnaire: Node, ours: dict[str, Any], words: Words, name: str) -> FoundSurvey:
    title = words.said(questionnaire, "title", "The title")
    introduction = words.said(questionnaire, "description", "The description")
    more = chosen(ours, _OF_A_SURVEY)
    for key, said in (("title-easy", title), ("introduction-easy", introduction)):
        easy = said.pop(EASY, "")
        if easy := easy.strip() if ours else wording.plain(easy):
            more[key] = easy
    own_name = ours.get("key") if isinstance(ours.get("key"), str) else ""
    named = own_name or string(questionnaire, "name") or string(questionnaire, "id") or _stem(name)
    if not title:
        title = {words.default: string(questionnaire, "name") or _stem(name)}
    return FoundSurvey(
        named, title, introduction, default_language=words.default, exact=bool(ours), more=more
    )


def _stem(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _looked(questionnaire: Node, walked: Sections) -> Iterable[str]:
    beside = Beside()
    for row in walked.rows.values():
        beside.look(row.node)
    return beside.remarks(questionnaire)


def _others(beside: list[Node]) -> Iterable[str]:
    """What else a Bundle held; value sets in it were looked at."""
    kinds = sorted({string(each, "resourceType")[:60] for each in beside} - {"ValueSet", "CodeSystem", ""})
    if kinds:
        yield f"What else the Bundle holds is left out: {', '.join(kinds)}."
