"""Promise of the files for translators: one door out, and one back that looks at what is in a file, not at its name."""

from __future__ import annotations

import subprocess
import sys

import pytest

from feedback.services import line_files, shipped_words
from feedback.services.line_files import Format
from feedback.vocabulary import RIGHT_TO_LEFT
from surveys import texts
from surveys.formats.accounting import BadFile
from surveys.reading import compose, shipped

SURVEY = compose(shipped("my-care"), shipped("about-you"), {"role", "age-band"})


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("language", ["ur", "pl", "zh-Hant", "ckb", "ta"])
def test_a_shipped_translation_goes_out_and_comes_back(format: Format, language: str) -> None:
    words = shipped_words.texts_of(SURVEY, language)
    full, blank = line_files.sheet(SURVEY, words, language), line_files.sheet(SURVEY, {}, language)
    content = line_files.write(full, format)
    back = line_files.read(content, blank)
    assert dict(back.accepted) == words and not back.rejected and not back.missing
    assert line_files.read(content, full).unchanged == len(words)
    with pytest.raises(BadFile, match="Polish|Urdu"):
        line_files.read(content, line_files.sheet(SURVEY, {}, "pl" if language != "pl" else "ur"))


@pytest.mark.parametrize("format", Format)
def test_an_english_that_changed_is_told_line_by_line(format: Format) -> None:
    content = line_files.write(line_files.sheet(SURVEY, shipped_words.texts_of(SURVEY, "pl"), "pl"), format)
    changed = SURVEY.model_copy(update={"title": "Your health"})
    back = line_files.read(content, line_files.sheet(changed, {}, "pl"))
    assert [one.key for one in back.rejected] == ["title"] and len(back.accepted) == len(
        texts.sources(SURVEY)
    ) - 1


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_a_file_is_known_by_what_stands_in_it(coding: str) -> None:
    sheet = line_files.sheet(SURVEY, {}, "pl")
    for text in (
        'msgctxt "title"\nmsgid "Your care"\nmsgstr "Twoja opieka"\n',
        "Key,English,Polish\ntitle,Your care,Twoja opieka\n",
        f'<?xml version="1.0" encoding="{coding.removesuffix("-sig")}"?><xliff><file><unit id="title"><segment>'
        "<source>Your care</source><target>Twoja opieka</target></segment></unit></file></xliff>",
    ):
        assert line_files.read(text.encode(coding), sheet).accepted == [("title", "Twoja opieka")]


def test_a_sheet_knows_its_language() -> None:
    assert {line_files.sheet(SURVEY, {}, tag).right_to_left for tag in RIGHT_TO_LEFT} == {True}
    sheet = line_files.sheet(SURVEY, {"title": "Tytuł"}, "pl", made_from={"title": "Before"})
    assert sheet.label == "Polish (pl)" and sheet.lines[0].text == "" and not sheet.right_to_left


def test_readers_of_files_are_not_imported_until_a_file_is_read() -> None:
    look = "any(name in sys.modules for name in ('openpyxl', 'xlsxwriter'))"
    code = f"import sys, feedback.services.line_files; sys.exit({look})"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
