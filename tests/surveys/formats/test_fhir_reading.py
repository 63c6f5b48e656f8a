"""Promise of FHIR import: what people were asked is asked here, and everything else is told with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from surveys.definition import Definition, Item, Kind
from surveys.formats.accounting import Brought
from surveys.formats.fhir import reading as fhir_reading
from surveys.reading import read
from surveys.texts import sources
from tests.surveys.formats.random_surveys import LANGUAGES
from tests.surveys.formats.strange_questionnaires import (
    RICH,
    coded,
    extended,
    group,
    question,
    questionnaire,
    said,
    when,
)

SLIDER = extended("questionnaire-itemControl", valueCodeableConcept={"coding": [{"code": "slider"}]})


def brought(*items: dict[str, Any], **more: Any) -> Brought:
    whole = questionnaire(*items, **more) if items else more
    return fhir_reading.read(json.dumps(whole).encode(), "folder/my form.json", LANGUAGES)


def definition(*items: dict[str, Any], **more: Any) -> Definition:
    return read(brought(*items, **more).definition)


def only(item: dict[str, Any], **more: Any) -> Item:
    """The item as it is asked here, a question that everybody is asked before it."""
    found = definition(question("first"), item, **more).item(item["linkId"])
    assert found is not None
    return found


def why(found: Brought, link: str) -> str:
    account = found.account
    entries = [e for e in [*account.carried, *account.changed, *account.dropped] if e.item == link]
    assert len(entries) == 1
    return " ".join(entries[0].why)


def dropped(found: Brought) -> list[str]:
    return [entry.item for entry in found.account.dropped]


def test_every_item_at_every_depth_is_accounted_for_once() -> None:
    account = brought(**RICH).account
    named = [entry.item for entry in [*account.carried, *account.changed, *account.dropped]]
    assert sorted(named) == sorted([
        "hello", "smokes", "g", "g-words", "kind", "g2", "many", "n", "after", "below", "set", "far", "file",
    ])  # fmt: skip
    assert [entry.item for entry in account.dropped] == ["far", "file"]


@pytest.mark.parametrize(
    ("kind", "becomes", "told"),
    [
        ("boolean", Kind.ONE, ""), ("integer", Kind.NUMBER, ""), ("string", Kind.SHORT_TEXT, ""),
        ("text", Kind.COMMENT, ""), ("decimal", Kind.SHORT_TEXT, "decimals"), ("date", Kind.SHORT_TEXT, "A date"),
        ("dateTime", Kind.SHORT_TEXT, "time"), ("time", Kind.SHORT_TEXT, "A time"), ("choice", Kind.ONE, ""),
        ("quantity", Kind.SHORT_TEXT, "unit"),
    ],
)  # fmt: skip
def test_each_type_becomes_a_kind(kind: str, becomes: Kind, told: str) -> None:
    found = brought(question("q", kind))
    asked = read(found.definition).item("q")
    assert asked is not None and asked.kind is becomes
    assert told in why(found, "q") and bool(told) == bool(why(found, "q"))


@pytest.mark.parametrize("kind", ["url", "attachment", "reference", "hologram", ""])
def test_a_type_that_cannot_be_asked_is_dropped_with_its_reason(kind: str) -> None:
    found = brought(question("first"), question("q", kind))
    assert dropped(found) == ["q"] and why(found, "q")


def test_yes_and_no_are_the_words_that_every_survey_shares() -> None:
    options = only(question("q", "boolean")).options
    assert [(o.key, o.shared) for o in options] == [
        ("yes", "answers/yes-no/yes"),
        ("no", "answers/yes-no/no"),
    ]


def test_a_slider_between_two_numbers_is_a_scale_with_words_at_its_ends() -> None:
    ends = [extended("minValue", valueInteger=0), extended("maxValue", valueInteger=10)]
    lower = {"linkId": "low", "type": "display", "text": "None", "extension": [
        extended("questionnaire-itemControl", valueCodeableConcept={"coding": [{"code": "lower"}]})]}  # fmt: skip
    asked = only(question("q", "integer", extension=[SLIDER, *ends], item=[lower]))
    assert (asked.kind, asked.minimum, asked.maximum, asked.minimum_label) == (Kind.SCALE, 0, 10, "None")
    assert only(question("q", "integer", extension=[SLIDER])).kind is Kind.NUMBER


def test_several_answers_may_be_chosen_and_one_stand_alone() -> None:
    none = {
        **coded("none", "None"),
        "extension": [extended("questionnaire-optionExclusive", valueBoolean=True)],
    }
    asked = only(question("q", repeats=True, answerOption=[coded("a", "A"), none]))
    assert asked.kind is Kind.MANY and [option.exclusive for option in asked.options] == [False, True]
    assert not any(o.exclusive for o in only(question("q", answerOption=[coded("a", "A"), none])).options)


def test_answers_of_every_type_and_of_older_editions_are_read() -> None:
    values = [
        {"valueString": "Often"},
        {"valueInteger": 5},
        {"valueDate": "2024-01-01"},
        {"valueTime": "10:00"},
    ]
    assert [o.text for o in only(question("q", answerOption=values)).options] == [
        "Often",
        "5",
        "2024-01-01",
        "10:00",
    ]
    older = {"linkId": "q", "text": "?", "type": "choice", "option": [coded("a", "A"), coded("b", "B")]}
    assert [o.key for o in only(older).options] == ["a", "b"]
    newer = question("q", "coding", answerOption=[coded("a", "A"), coded("b", "B")])
    assert only(newer).kind is Kind.ONE


def test_codes_of_two_systems_that_are_the_same_stay_two_answers_and_routing_knows_which() -> None:
    first = question(
        "c", answerOption=[coded("1", "A", "http://x.org/one"), coded("1", "B", "http://x.org/two")]
    )
    second = question("q", enableWhen=[when("c", answerCoding={"system": "http://x.org/two", "code": "1"})])
    found = definition(first, second)
    one, other = found.item("c"), found.item("q")
    assert one is not None and [(o.key, o.text) for o in one.options] == [("1", "A"), ("1-two", "B")]
    assert other is not None and other.show_when[0].is_ == ["1-two"]


SET = {"resourceType": "ValueSet", "id": "vs", "url": "http://x.org/vs", "compose": {"include": [
    {"system": "s", "concept": [{"code": "a", "display": "A", "designation": [{"language": "pl", "value": "Ą"}]},
                                {"code": "b", "display": "B"}]}]}}  # fmt: skip
EXPANDED = {
    "resourceType": "ValueSet",
    "id": "vs",
    "expansion": {
        "contains": [
            {
                "code": "t",
                "abstract": True,
                "contains": [{"code": "a", "display": "A"}, {"code": "b", "display": "B"}],
            }
        ]
    },
}


@pytest.mark.parametrize("held", [SET, EXPANDED])
def test_a_value_set_that_the_file_holds_is_written_out(held: dict[str, Any]) -> None:
    found = brought(question("q", answerOption=None, answerValueSet="#vs"), contained=[held])
    asked = read(found.definition).item("q")
    assert asked is not None and [option.key for option in asked.options] == ["a", "b"]
    assert found.texts == ({"pl": {"option/q/a": "Ą"}} if held is SET else {})


def test_a_code_system_and_a_bundle_are_looked_into_too() -> None:
    system = {"resourceType": "CodeSystem", "url": "s", "concept": [
        {"code": "a", "concept": [{"code": "b", "display": "B"}]}]}  # fmt: skip
    held = {"resourceType": "ValueSet", "url": "http://x.org/vs", "compose": {"include": [{"system": "s"}]}}
    whole = questionnaire(question("q", answerOption=None, answerValueSet="http://x.org/vs|1.0"))
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in (held, system, whole)]}
    asked = definition(**bundle).item("q")
    assert asked is not None and [option.key for option in asked.options] == ["a", "b"]


def test_a_value_set_elsewhere_is_dropped_by_name() -> None:
    far = question("q", answerOption=None, answerValueSet="http://x.org/vs")
    assert "'http://x.org/vs'" in why(brought(question("first"), far), "q")


def test_groups_within_groups_are_sections_in_reading_order() -> None:
    found = brought(group("g", question("a"), group("h", question("b")), question("c")))
    sections = read(found.definition).sections
    assert [(s.title, [i.key for i in s.items]) for s in sections] == [
        ("Group g", ["a"]), ("Group h", ["b"]), ("Group g", ["c"]),
    ]  # fmt: skip


def test_the_words_of_a_group_that_only_holds_groups_introduce_the_first_of_them() -> None:
    found = brought(group("g", question("far", "url"), group("h", question("a")), group("i", question("b"))))
    sections = read(found.definition).sections
    assert [(s.title, s.introduction) for s in sections] == [("Group h", "Group g"), ("Group i", None)]
    assert why(found, "g") and dropped(found) == ["far"]


def test_a_group_in_which_nothing_is_asked_is_dropped_with_all_that_is_in_it() -> None:
    hidden = group("h", question("a"), extension=[extended("questionnaire-hidden", valueBoolean=True)])
    found = brought(question("first"), hidden, group("e"), group("u", question("x", "url")))
    assert sorted(dropped(found)) == ["a", "e", "h", "u", "x"]
    assert "hidden" in why(found, "a") and "hidden" in why(found, "h")


def display(link: str, words: str = "Words", **more: Any) -> dict[str, Any]:
    return {"linkId": link, "type": "display", "text": words, **more}


def test_words_stand_before_what_follows_them() -> None:
    found = brought(
        display("d1", "One", _text=said(pl="Jeden")),
        group("g", display("d2", "Two"), display("d3", "Three"), question("a"), display("d4", "Four"),
              question("b"), display("d5")),
    )  # fmt: skip
    section = read(found.definition).sections[0]
    assert section.introduction == "One\nTwo\nThree"
    assert [item.help for item in section.items] == [None, "Four"]
    assert found.texts["pl"][f"section/{section.key}/introduction"].startswith("Jeden")
    assert dropped(found) == ["d5"] and "follows" in why(found, "d5")


def test_words_beneath_a_question_are_its_help() -> None:
    asked = only(question("q", item=[display("h", "Take your time.")]))
    assert asked.help == "Take your time."


def test_words_that_come_and_go_are_dropped_rather_than_always_shown() -> None:
    found = brought(
        question("yn", "boolean"), display("d", enableWhen=[when("yn", answerBoolean=True)]), question("q")
    )
    assert dropped(found) == ["d"] and "come and go" in why(found, "d")


def test_a_question_beneath_a_question_is_asked_after_it_under_the_same_clauses() -> None:
    below = question("c", "text")
    found = brought(
        question("yn", "boolean"), question("p", item=[below], enableWhen=[when("yn", answerBoolean=True)]),
        question("z"),
    )  # fmt: skip
    back = read(found.definition)
    assert [item.key for item in back.items()] == ["yn", "p", "c", "z"]
    asked = back.item("c")
    assert asked is not None and asked.show_when[0].item == "yn" and "beneath" in why(found, "c")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"required": True}, "leave it out"), ({"initial": [{"valueString": "x"}]}, "beforehand"),
        ({"type": "string", "repeats": True, "answerOption": None}, "takes one"),
        ({"type": "open-choice"}, "answer of their own"),
        ({"extension": [extended("regex", valueString=".")]}, "not checked"),
        ({"extension": [extended("questionnaire-unit", valueCoding={"display": "kg"})], "type": "decimal",
          "answerOption": None}, "'kg'"),
        ({"_text": {"extension": [extended("rendering-xhtml", valueString="<b>x</b>")]}}, "formatting"),
        ({"extension": [extended("questionnaire-itemMedia", valueAttachment={})]}, "picture"),
        ({"modifierExtension": [{"url": "x"}]}, "meaning"),
        ({"answerOption": [{**coded("a", "A"), "extension": [extended("ordinalValue", valueDecimal=1)]},
                           coded("b", "B")]}, "scores"),
        ({"answerOption": [coded("a", "A"), coded("a", "A"), coded("b", "B")]}, "twice"),
        ({"extension": [extended("sdc-questionnaire-enableWhenExpression", valueExpression={})]}, "expression"),
    ],
)  # fmt: skip
def test_what_changes_is_told_at_the_question(more: dict[str, Any], told: str) -> None:
    found = brought(question("first"), question("q", **more))
    assert told in why(found, "q") and not dropped(found)


@pytest.mark.parametrize(
    "more",
    [
        {"extension": [extended("questionnaire-hidden", valueBoolean=True)]},
        {"extension": [extended("sdc-questionnaire-calculatedExpression", valueExpression={})]},
        {"readOnly": True},
    ],
)
def test_what_software_fills_in_is_asked_of_nobody(more: dict[str, Any]) -> None:
    found = brought(question("first"), question("q", "integer", **more))
    assert dropped(found) == ["q"] and "software" in why(found, "q")


def test_a_prefix_stands_before_the_words_in_every_language() -> None:
    found = brought(question("q", prefix="1.", _text=said(pl="Jak?")))
    assert (found.definition["sections"][0]["items"][0]["text"], found.texts["pl"]) == (
        "1. Question q?", {"item/q/text": "1. Jak?"},
    )  # fmt: skip


def test_translations_come_by_our_tags_and_languages_we_lack_are_counted() -> None:
    found = brought(
        question("q", _text=said(pl_PL="Jak?", zh_TW="如何", de="Wie?"), answerOption=[
            {"valueCoding": {"code": "a", "display": "A", "_display": said(pl="Ą", de="Ä")}},
            {"valueString": "B", "_valueString": said(pl="Be")}]),
        _title=said(ur="عنوان"),
        language="en",
    )  # fmt: skip
    assert found.texts == {
        "pl": {"item/q/text": "Jak?", "option/q/a": "Ą", "option/q/b": "Be"},
        "zh-Hant": {"item/q/text": "如何"},
        "ur": {"title": "عنوان"},
    }
    assert "2 texts were in 'de' left out: it is none of our languages." in found.account.remarks
    assert {key for words in found.texts.values() for key in words} <= {
        each.key for each in sources(read(found.definition))
    }


def test_the_words_of_a_file_in_another_language_stand_for_english_and_that_is_told() -> None:
    polish = brought(question("q"), language="pl")
    assert polish.texts["pl"]["item/q/text"] == "Question q?"
    german = brought(question("q"), language="de")
    assert german.texts == {} and german.definition["sections"][0]["items"][0]["text"] == "Question q?"
    for found in (polish, german):
        assert any("the language of the file" in remark for remark in found.account.remarks)


def test_english_beside_another_language_of_the_file_is_the_source() -> None:
    found = brought(question("q", _text=said(en="How?")), language="pl", _title=said(en="Title"))
    assert found.definition["sections"][0]["items"][0]["text"] == "How?"
    assert found.texts["pl"]["item/q/text"] == "Question q?"


def test_an_item_without_a_link_goes_by_its_place() -> None:
    found = brought({"text": "What?", "type": "text"}, None, question("q"))  # type: ignore[arg-type]  # broken
    assert "item[0]" in [entry.item for entry in found.account.carried]
    assert dropped(found) == ["item[1]"]


def test_formatted_words_become_plain_ones() -> None:
    assert only(question("q", text="<p>Do you&nbsp;<b>smoke</b>?</p>")).text == "Do you smoke?"


def test_what_the_file_says_of_itself_is_remarked_on() -> None:
    found = brought(
        question("q", code=[{"code": "1"}], extension=[extended("questionnaire-displayCategory", valueString="x")]),
        copyright="Held by somebody", publisher="Somebody",
    )  # fmt: skip
    told = " ".join(found.account.remarks)
    assert all(
        each in told for each in ("Held by somebody", "publisher", "1 item carries", "displayCategory")
    )


def test_the_survey_is_named_after_the_form_or_its_file() -> None:
    assert definition(question("q"), name="MyForm").key == "myform"
    assert definition(question("q")).key == "my-form"
    untitled = definition(question("q"), title=None)
    assert untitled.title == "my form"


def test_of_two_wordings_in_one_language_the_first_is_kept_and_the_other_told() -> None:
    found = brought(question("q", text="Color?", _text=said(en_AU="Hue?", pl="Kolor?", pl_PL="Barwa?")))
    assert found.definition["sections"][0]["items"][0]["text"] == "Color?"
    assert found.texts["pl"]["item/q/text"] == "Kolor?"
    assert sum("same language" in remark for remark in found.account.remarks) == 2
    british = brought(question("q", text="Color?", _text=said(en_GB="Colour?")), language="en-US")
    assert british.definition["sections"][0]["items"][0]["text"] == "Colour?"
