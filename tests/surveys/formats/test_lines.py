"""Promise of the lines: a translator sees every text once, with what it is, and stale words are never sent as good."""

from __future__ import annotations

from dataclasses import replace

from surveys import texts
from surveys.formats import lines
from tests.surveys.surveys_for_tests import options, survey

SURVEY = survey(
    {"key": "heard", "kind": "statement", "answers": "yes-sometimes-no", "text": "People listened.",
     "easy": "They heard.", "help": "All of them.", "picture": "speech"},
    {"key": "plan", "kind": "statement", "answers": "yes-sometimes-no", "text": "I have a plan."},
    {"key": "age", "kind": "many", "text": "Which of {number}?", "options": options("young", "old", picture="cake")},
    {"key": "pain", "kind": "scale", "minimum": 0, "maximum": 10, "minimum-label": "None", "maximum-label": "Worst"},
    title="Title", introduction="Hello",
)  # fmt: skip


def made(words: dict[str, str] | None = None, made_from: dict[str, str] | None = None) -> lines.Sheet:
    return lines.sheet(SURVEY, words or {}, language="pl", name="Polish", made_from=made_from)


def test_every_text_goes_out_once_in_reading_order_with_its_translation() -> None:
    sheet = made({"title": "Tytuł ", "gone/key": "x"})
    assert [(line.key, line.english, line.easy) for line in sheet.lines] == [
        (source.key, source.english, source.easy) for source in texts.sources(SURVEY)
    ]
    assert {line.key: line.text for line in sheet.lines if line.text} == {"title": "Tytuł"}
    assert (sheet.title, sheet.label) == ("Title", "Polish (pl)")


def test_every_line_says_what_it_is() -> None:
    notes = {line.key: line.note for line in made().lines}
    assert all(notes.values())
    assert notes["item/heard/text"] == "A statement to agree with or not. It stands beside a picture: speech."
    assert notes["item/heard/help"] == "Help under “People listened.”."
    assert "several questions" in notes["answers/yes-sometimes-no/yes"]
    assert "“People listened.”" in notes["answers/yes-sometimes-no/yes"]
    assert notes["option/age/young"] == "An answer to “Which of {number}?”. It stands beside a picture: cake."
    assert "Several answers" in notes["item/age/text"] and "Copy {number} as it is." in notes["item/age/text"]
    assert "low end" in notes["item/pain/minimum-label"] and "heading" in notes["section/only/title"]


def test_words_made_from_other_english_go_out_empty_with_the_old_words_in_the_note() -> None:
    then = {"title": "Heading", "introduction": "Hello"}
    sheet = {line.key: line for line in made({"title": "Nagłówek", "introduction": "Cześć"}, then).lines}
    assert sheet["title"].text == "" and sheet["introduction"].text == "Cześć"
    assert "“Heading”" in sheet["title"].note and "“Nagłówek”" in sheet["title"].note


def test_the_fingerprint_names_the_english_alone() -> None:
    sheet = made()
    assert sheet.fingerprint == made({"title": "Tytuł"}).fingerprint
    other = replace(sheet, lines=(replace(sheet.lines[0], english="Other"), *sheet.lines[1:]))
    assert sheet.fingerprint != other.fingerprint
