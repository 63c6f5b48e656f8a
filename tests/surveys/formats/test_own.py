"""Promise of our own files: a survey and all its words go out and come back exactly, and a wrong file says where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import reading
from surveys.definition import Definition
from surveys.formats import own
from surveys.formats.accounting import BadFile, Brought
from surveys.reading import LIBRARY, compose, shipped, shipped_surveys
from surveys.texts import sources
from tests.surveys.formats.random_surveys import LANGUAGES, TRANSLATED, translated
from tests.surveys.formats.strange_questionnaires import JSON, broken
from tests.surveys.surveys_for_tests import data, every_kind, options, survey

BLOCK = shipped("about-you")
SHIPPED = [
    *shipped_surveys(),
    BLOCK,
    compose(shipped("my-care"), BLOCK, [item.key for item in BLOCK.items()]),
]
ITEM = {"key": "q", "kind": "one", "options": options("a", "b")}
OURS = json.loads(own.write(every_kind(), {"pl": {"title": "Tytuł"}}))


def brought(whole: Any) -> Brought:
    return own.read(json.dumps(whole).encode(), "file.json", LANGUAGES)


def refusal(content: Any) -> list[str]:
    with pytest.raises(BadFile) as caught:
        own.read(content, "file.json", LANGUAGES) if isinstance(content, bytes) else brought(content)
    return caught.value.problems


def enveloped(**more: Any) -> dict[str, Any]:
    return {"format": own.FORMAT, "version": 1, "definition": data(ITEM), **more}


@pytest.mark.parametrize("definition", SHIPPED, ids=lambda found: found.key)
def test_a_shipped_survey_comes_back_exactly_and_every_item_is_carried(definition: Definition) -> None:
    texts = {tag: {each.key: f"{tag} {each.english}" for each in sources(definition)} for tag in TRANSLATED}
    found = own.read(own.write(definition, texts), "x.json", LANGUAGES)
    assert reading.read(found.definition) == definition and found.texts == texts
    sections = [section.key for section in definition.sections]
    carried = [entry.item for entry in found.account.carried]
    assert sorted(carried) == sorted([*sections, *(item.key for item in definition.items())])
    assert not (found.account.changed or found.account.dropped or found.account.remarks)


@settings(max_examples=60, deadline=None)
@given(translated())
def test_any_survey_comes_back_exactly(drawn: tuple[Definition, dict[str, dict[str, str]]]) -> None:
    definition, texts = drawn
    found = own.read(own.write(definition, texts), "x.json", LANGUAGES)
    assert reading.read(found.definition) == definition and found.texts == texts


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_of_the_library_is_read_and_the_answer_sets_are_no_survey(path: Any) -> None:
    if path.stem == "answers":
        with pytest.raises(BadFile):
            own.read_toml(path.read_bytes(), path.name, LANGUAGES)
    else:
        found = own.read_toml(path.read_bytes(), path.name, LANGUAGES)
        assert reading.read(found.definition) == shipped(path.stem)


def test_windows_line_ends_are_read() -> None:
    content = (LIBRARY / "my-care.toml").read_bytes().replace(b"\n", b"\r\n")
    assert own.read_toml(content, "x.toml", LANGUAGES).definition["key"] == "my-care"


def test_a_definition_alone_is_a_file_too() -> None:
    assert reading.read(brought(data(ITEM)).definition) == survey(ITEM)


def test_every_problem_of_a_definition_is_told_with_its_path() -> None:
    told = refusal(data({**ITEM, "kind": "riddle"}, {"key": "B!", "kind": "comment"}, principle=9))
    assert [problem.split(":")[0] for problem in told] == [
        "principle", "sections.0.items.0.kind", "sections.0.items.1.key",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"), (b"[]", "one object"), (b"{}", '"format"'), ({**enveloped(), "format": "other"}, '"format"'),
        ({**enveloped(), "version": 2}, "version '2'"), ({**enveloped(), "version": True}, "version 'True'"),
        (enveloped(definition=None), "definition"), (b"\xff\xff", "UTF-8"),
        (b'{"sections": ' + b"[" * 50_000, "nested too deeply"), (b'{"sections": 1, "sections": 2}', "twice"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_told_what_is_wrong(content: Any, told: str) -> None:
    assert told in " ".join(refusal(content))


@pytest.mark.parametrize(
    ("whole", "path"),
    [
        (data({**ITEM, "text": "<script>"}), "definition.sections.0.items.0.text"),
        (data({**ITEM, "options": [*options("a"), {"key": "b", "text": "javascript:x"}]}), "options.1.text"),
        (enveloped(texts={"pl": {"title": "<img onerror=x>"}}), "texts.pl.title"),
    ],
)
def test_a_script_is_refused_with_its_path(whole: Any, path: str) -> None:
    assert path in refusal(whole)[0] and "script" in refusal(whole)[0]


def test_more_questions_than_anybody_answers_are_refused() -> None:
    assert "10000 questions" in refusal(data(*({**ITEM, "key": f"q{i}"} for i in range(10_000))))[0]


def test_ten_thousand_problems_are_told_within_bounds() -> None:
    told = refusal(data(*({**ITEM, "key": "Q!"} for _ in range(10_000))))
    assert len(told) == 501 and told[-1] == "And 9500 more."


def test_texts_that_do_not_belong_are_remarked_on_and_left_out() -> None:
    found = brought(
        enveloped(
            texts={
                "pl": {"title": "Tytuł", "item/gone/text": "?", "introduction": 5, "section/only/title": " "},
                "de": {"title": "Titel"}, "en": {"title": "Other"}, "polish": {"title": "Drugi"}, "ur": "words",
            },
            provenance={"pl": {"signed": "Somebody"}},
            extra=1,
        )
    )  # fmt: skip
    assert found.texts == {"pl": {"title": "Tytuł"}}
    told = " | ".join(found.account.remarks)
    for word in ("signed again", "'extra'", "no text item/gone/text", "2 texts were in 'pl'", "'de'", "'en'",
                 "'polish'", "'ur'"):  # fmt: skip
        assert word in told


def test_texts_of_another_shape_are_remarked_on() -> None:
    assert "by language" in brought(enveloped(texts=["pl"])).account.remarks[0]


def test_where_words_come_from_goes_out_with_them() -> None:
    out = json.loads(own.write(survey(ITEM), {}, provenance={"pl": {"by": "Ala"}}))
    assert out["provenance"] == {"pl": {"by": "Ala"}}


def test_what_no_page_takes_is_taken_out() -> None:
    assert (
        brought(data({**ITEM, "text": "A\u0000B\u202eC"})).definition["sections"][0]["items"][0]["text"]
        == "ABC"
    )


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_file_with_anything_anywhere_is_refused_or_read(drawn: st.DataObject) -> None:
    try:
        found = own.read(broken(drawn.draw, OURS), "x.json", LANGUAGES)
    except BadFile as bad:
        assert all(problem.strip() for problem in bad.problems)
        return
    definition = reading.read(found.definition)
    assert len(found.account.carried) == len(definition.sections) + sum(1 for _ in definition.items())
    assert set(found.texts) <= set(LANGUAGES)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=40)
    | st.text(max_size=40).map(str.encode)
    | JSON.map(lambda value: json.dumps(value).encode())
)
def test_any_bytes_are_refused_in_either_form(content: bytes) -> None:
    for read in (own.read, own.read_toml):
        with pytest.raises(BadFile):
            read(content, "x", LANGUAGES)


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a = 1\na = 2", 'key = "x"\nsections = 5']
)
def test_broken_toml_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        own.read_toml(text.encode(), "x.toml", LANGUAGES)
