"""Promises of the report: tagged, in every language without a missing letter, few pages, its bars said in words."""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from feedback.channels import report
from feedback.channels.report import Answer, Finding, Line, Matrix, MatrixRow, Question, Report, Unprintable
from feedback.vocabulary import BSL, LANGUAGES
from tests.feedback.channels.sentences import SENTENCES

ON_PAPER = [language for language in LANGUAGES if language != BSL]


def made(language: str = "en", *, questions: int = 10, groups: int = 7, words: str | None = None) -> Report:
    """A report in the letters of a language; where it is longer than a line, it is cut to some of its words."""
    sentence = SENTENCES[language] if words is None else words

    def say(length: int = 60) -> Line:
        return Line(sentence[:length], language)

    answers = [Answer(say(12), 62, Line("62% (143)", language)), Answer(say(12), None, say(15))]
    rows = [MatrixRow(say().text, [(Line("62%", language), at == 3) for at in range(groups + 1)])] * questions
    return Report(
        language=language, title=sentence[:60], organisation="Oakfield NHS Trust", accent="#0a5a5c",
        marking=Line("For staff only", "en"), facts=[Line(sentence, language)], sentence=say(),
        standing_title=say(30), standing=[Finding(say(20), say())] * 3, questions_title=say(30),
        questions=[Question(say().text, [say(), say(30)], answers)] * questions,
        matrix=Matrix(say(40), say(20), [say(15)] * (groups + 1), rows, say(20)), notes_title=say(30),
        notes=[Line(sentence, language)] * 3, page=Line("{page} / {pages}", language),
    )  # fmt: skip


@pytest.mark.parametrize("language", ON_PAPER)
def test_every_language_is_set_without_a_missing_letter_as_tagged_pdf(language: str) -> None:
    pdf = report.pdf(made(language, questions=2))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert pdfium.FPDFCatalog_IsTagged(document) and document.get_metadata_dict()["Title"]
    document.close()


def test_a_survey_of_ten_questions_by_seven_groups_is_four_pages_at_most() -> None:
    document = pypdfium2.PdfDocument(report.pdf(made(words="I can see my health record when I want to.")))
    assert 2 <= len(document) <= 4
    document.close()


def test_every_figure_of_a_bar_and_each_mark_is_in_the_text_layer() -> None:
    document = pypdfium2.PdfDocument(report.pdf(made(questions=1)))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    assert text.count("62% (143)") == 1 and "For staff only" in text and "1 / " in text


def test_answers_that_make_up_no_whole_have_a_bar_each() -> None:
    """Three in four ticked each of two: one bar could not hold them."""
    bare = made(questions=1)
    asked = Question(
        "Which?", [], [Answer(Line(word, "en"), 75, Line("75% (30)", "en")) for word in ("A", "B")], True
    )
    document = pypdfium2.PdfDocument(report.pdf(Report(**{**vars(bare), "questions": [asked]})))
    text = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()
    assert "A: 75% (30)" in text and "B: 75% (30)" in text


def test_a_survey_without_groups_or_findings_is_a_report_too() -> None:
    bare = made(questions=1)
    plain = Report(**{**vars(bare), "matrix": None, "standing": [], "sentence": None, "marking": None})
    assert report.pdf(plain).startswith(b"%PDF-")


def test_a_sign_that_no_font_has_is_named() -> None:
    with pytest.raises(Unprintable, match="𓀀"):
        report.pdf(made(words="A hieroglyph 𓀀 in a name"))


def test_the_same_report_is_the_same_file() -> None:
    assert report.pdf(made(questions=1)) == report.pdf(made(questions=1))
