"""Promise of FHIR import to whoever brings a broken or hostile file: a clear refusal or an account, never a crash."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.formats.accounting import Account, BadFile, Brought
from surveys.formats.fhir import reading as fhir_reading
from surveys.formats.fhir import writing as fhir_writing
from surveys.reading import compose, read, shipped
from tests.surveys.formats.random_surveys import LANGUAGES
from tests.surveys.formats.strange_questionnaires import (
    JSON,
    RICH,
    broken,
    coded,
    group,
    question,
    questionnaire,
    said,
)

OURS = json.loads(
    fhir_writing.write(
        compose(shipped("friends-and-family"), shipped("about-you"), ["answered-by", "helper", "age-band"]),
        {"pl": {"title": "Tytuł", "item/overall-experience/text": "Jak?"}},
    )
)


def brought(content: bytes | dict[str, Any]) -> Brought:
    file = content if isinstance(content, bytes) else json.dumps(content).encode()
    return fhir_reading.read(file, "strange.json", LANGUAGES)


def refusal(content: bytes | dict[str, Any]) -> str:
    with pytest.raises(BadFile) as caught:
        brought(content)
    return str(caught.value)


def names(account: Account) -> list[str]:
    return [entry.item for entry in [*account.carried, *account.changed, *account.dropped]]


def links(node: Any) -> list[str]:
    """Every linkId of an item that stands where items stand."""
    found = []
    below = node.get("item") if isinstance(node, dict) else None
    for each in below if isinstance(below, list) else [below]:
        if isinstance(each, dict):
            named = each.get("linkId")
            found += (
                [named.strip()] if isinstance(named, str) and named.isprintable() and named.strip() else []
            )
            found += links(each)
    return found


@settings(max_examples=300, deadline=None)
@given(st.data())
@pytest.mark.parametrize("whole", [RICH, OURS], ids=["theirs", "ours"])
def test_a_file_with_anything_anywhere_is_refused_or_accounted_for(whole: Any, data: st.DataObject) -> None:
    content = broken(data.draw, whole)
    try:
        found = brought(content)
    except BadFile as bad:
        assert all(problem.strip() for problem in bad.problems)
        return
    read(found.definition)
    accounted = names(found.account)
    parsed = json.loads(content)
    assert len(accounted) == len(set(accounted))
    assert set(links(parsed)) <= set(accounted)
    assert set(found.texts) <= set(LANGUAGES)


@settings(max_examples=300, deadline=None)
@given(JSON | st.dictionaries(st.just("item"), JSON))
def test_any_json_is_refused_or_read(value: Any) -> None:
    for whole in (value, {"resourceType": "Questionnaire", "item": value},
                  {"resourceType": "Bundle", "entry": [{"resource": questionnaire()}, value]}):  # fmt: skip
        try:
            read(brought(json.dumps(whole).encode()).definition)
        except BadFile:
            pass


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_refused(content: bytes) -> None:
    refusal(content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"), (b"{", "not JSON"), (b"<Questionnaire/>", "XML"), (b"[]", "no FHIR resource"),
        (b'{"a": 1}', "no resourceType"), (b'{"resourceType": "Patient"}', "is a Patient"),
        (b'{"resourceType": "QuestionnaireResponse"}', "is a QuestionnaireResponse"),
        (b'{"resourceType": "Questionnaire"}', "no items"),
        (b'{"resourceType": "Questionnaire", "a": 1, "a": 2}', "twice"),
        (b'{"resourceType": "Bundle"}', "holds 0 Questionnaires"), (b"[" * 100_000, "nested too deeply"),
        (b'{"resourceType": "Questionnaire", "item": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)  # fmt: skip
def test_what_is_no_questionnaire_is_told_what_it_is(content: bytes, told: str) -> None:
    assert told in refusal(content)


def test_a_bundle_of_two_names_both() -> None:
    held = [{"resource": questionnaire(title=title)} for title in ("First", "Second")]
    assert "First, Second" in refusal({"resourceType": "Bundle", "entry": held})


def test_a_link_that_stands_twice_is_named_with_its_places() -> None:
    told = refusal(questionnaire(question("a"), group("g", question("a"))))
    assert "'a' stands 2 times (item[0], item[1].item[0])" in told


@pytest.mark.parametrize(
    "item",
    [
        question("bad", text="<script>alert(1)</script>"),
        question("bad", text="&lt;script&gt;alert(1)"),
        question("bad", _text=said(pl="<img src=x onerror=alert(1)>")),
        question("bad", answerOption=[coded("a", "javascript:alert(1)"), coded("b", "B")]),
        {"linkId": "bad", "type": "display", "text": "<iframe src=x>"},
        group("bad", question("q"), text="<object>"),
    ],
)
def test_a_script_in_any_words_is_refused_with_the_link(item: dict[str, Any]) -> None:
    told = refusal(questionnaire(item))
    assert "'bad'" in told and "script" in told


def test_too_many_items_are_refused() -> None:
    assert "more than 5000 items" in refusal(questionnaire(*(question(f"q{i}") for i in range(10_000))))


def test_items_too_deep_within_each_other_are_refused() -> None:
    found = question("q")
    for i in range(60):
        found = group(f"g{i}", found)
    assert "more than 50 deep" in refusal(questionnaire(found))


def test_the_most_that_is_taken_is_read_in_seconds() -> None:
    concepts = [{"code": f"c{i}", "display": f"Answer {i}"} for i in range(50_000)]
    held = {
        "resourceType": "ValueSet",
        "id": "vs",
        "compose": {"include": [{"system": "s", "concept": concepts}]},
    }
    far = [question(f"f{i}", answerOption=None, answerValueSet="#vs") for i in range(2400)]
    near = [question(f"q{i}") for i in range(2600)]
    started = time.process_time()
    account = brought(questionnaire(*far, *near, contained=[held])).account
    assert time.process_time() - started < 20
    assert len(names(account)) == 5000 and len(account.carried) == 500


@pytest.mark.parametrize(
    "text", ["<" * 40_000, "[" * 40_000, "<br" * 13_000, "< on" * 12_000, "&#" + "9" * 9000 + ";"]
)
def test_a_text_of_nothing_but_brackets_takes_no_longer(text: str) -> None:
    started = time.process_time()
    try:
        brought(questionnaire(*(question(f"q{i}", text=text + " a?") for i in range(50))))
    except BadFile:
        pass
    assert time.process_time() - started < 10


def test_a_text_that_is_a_document_is_refused() -> None:
    assert "60000 letters" in refusal(questionnaire(question("q", text="a" * 60_000)))


def test_one_that_pretends_to_be_ours_cannot_bring_what_no_page_takes() -> None:
    whole = json.loads(json.dumps(OURS))
    whole["title"] = "A\u0000B\u202eC"
    assert brought(whole).definition["title"] == "ABC"
