"""Promises of the paper form: every language is set whole, tagged and large, and its code opens that language."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from PIL import Image

from feedback.channels.paper import Unprintable
from feedback.i18n import Words
from feedback.services import papers
from feedback.vocabulary import BSL, EASY_READ, LANGUAGES
from surveys import texts
from tests.feedback.channels.invented_form import (
    BASE,
    CODE,
    LOOK,
    composed,
    form,
    invented_words,
    opened,
    pages_of,
    printed,
)
from tests.feedback.channels.sentences import SENTENCES

FONTS = Path(__file__).parent.parent.parent.parent / "static" / "fonts"
#: What must at least be as large as this, in points; the line for staff and the sheet number may be smaller.
LARGE, LARGE_EASY, SMALL = 14, 16, 10
#: Where those two stand, in points from the foot of the page.
FOOTER, SHEET_NUMBER = 50, 745


#: Every language that is written.
ON_PAPER = [language for language in LANGUAGES if language != BSL]


def everything_said(language: str) -> list[str]:
    wanted = form(language, definition=composed(everything=True))
    shown = {item.key for _, items in wanted.definition.shown(easy=language == EASY_READ) for item in items}
    hidden = {item.key for item in wanted.definition.items()} - shown
    return [text for key, text in wanted.texts.items() if text and not hidden & set(key.split("/")[1:2])]


def squeezed(text: str) -> str:
    """Without white space, which a line end may stand for."""
    return "".join(text.split())


def letters(text: str) -> str:
    """Letters and digits alone: a hyphen at the end of a line is read out in ways of its own."""
    return re.sub(r"[\W_]", "", text)


@pytest.mark.parametrize("language", ON_PAPER)
def test_every_language_is_set_without_a_missing_letter_as_tagged_pdf(language: str) -> None:
    pdf = printed(language, definition=composed(everything=True), words=invented_words(language))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    tag = {"en-simple": "en-GB", "en": "en-GB", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}.get(
        language, language
    )
    with opened(pdf) as document:
        assert pdfium.FPDFCatalog_IsTagged(document)
        size = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
        buffer = (pdfium.FPDF_WCHAR * (size // 2))()
        pdfium.FPDFCatalog_GetLanguage(document, buffer, size)
        assert bytes(buffer).decode("utf-16-le").rstrip("\0") == tag
        assert document.get_metadata_dict()["Title"]


@pytest.mark.parametrize("language", ON_PAPER)
def test_the_code_leads_to_the_survey_in_the_language_of_the_form(language: str) -> None:
    with opened(printed(language)) as document:
        [found] = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
        text = squeezed(document[0].get_textpage().get_text_range())
    ending = "" if language == "en" else f"/{language}"
    assert found.text == f"{BASE}/s/{CODE}{ending}".upper()
    address = found.text.removeprefix("HTTPS://")
    assert address in text, (
        "an address is read out letter by letter as it is typed, whatever stands around it"
    )


def test_the_code_is_at_least_thirty_millimetres_wide_without_its_quiet_zone() -> None:
    with opened(printed("en")) as document:
        [found] = zxingcpp.read_barcodes(document[0].render(scale=4).to_pil())
    millimetres = (found.position.top_right.x - found.position.top_left.x) / 4 / 72 * 25.4
    assert millimetres >= 29.9


@pytest.mark.parametrize(
    "language", ["en", "en-simple", "cy", "pl", "ro", "pt", "es", "it", "so", "tr", "uk"]
)
def test_every_word_of_the_survey_is_in_the_text_layer(language: str) -> None:
    text = letters("".join(pages_of(printed(language, definition=composed(everything=True)))))
    assert not [said for said in everything_said(language) if letters(said) not in text]


@pytest.mark.parametrize("language", ["en", "en-simple", "ur", "zh-Hans"])
def test_each_page_says_which_link_language_and_revision_it_belongs_to_and_which_page_it_is(
    language: str,
) -> None:
    pages = pages_of(printed(language, words=Words(language, {})))
    assert len(pages) > 1
    for number, text in enumerate(pages, 1):
        assert CODE in text and f"({language})" in text and "revision 3.2" in text
        assert f"Page {number} of {len(pages)}" in re.sub("[\u2066-\u2069]", "", text)


@pytest.mark.parametrize(
    ("language", "points"),
    [("en", LARGE), ("cy", LARGE), ("ar", LARGE), ("ta", LARGE), ("en-simple", LARGE_EASY)],
)
def test_everything_to_read_is_in_large_print(language: str, points: int) -> None:
    small = []
    with opened(printed(language)) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                size, letter = pdfium.FPDFText_GetFontSize(text, index), text.get_text_range(index, 1)
                _, bottom, _, _ = text.get_charbox(index, loose=True)
                for_staff = bottom < FOOTER or (number == 0 and bottom > SHEET_NUMBER and size >= SMALL)
                if letter.strip() and not for_staff and size < points - 0.01:
                    small.append((letter, size))
    assert not small


def test_a_form_has_as_many_pages_as_it_needs_and_no_empty_one() -> None:
    short, long = pages_of(printed("en")), pages_of(printed("en", definition=composed(everything=True)))
    assert 3 <= len(short) <= 7 and len(short) < len(long) <= 14
    assert min(len(page) for page in [*short, *long]) > 150


def test_no_question_of_an_easy_read_form_is_broken_over_pages() -> None:
    definition = composed("being-heard")
    pages = [squeezed(page) for page in pages_of(printed("en-simple", definition=definition))]
    easy = texts.easy_texts(definition)
    for item in (item for _, items in definition.shown(easy=True) for item in items):
        options = [easy.get(texts.option_key(item, option), "") for option in item.options]
        first = next(page for page in pages if squeezed(easy[f"item/{item.key}/text"]) in page)
        assert all(squeezed(option) in first for option in options), item.key


def test_a_question_longer_than_a_page_loses_nothing() -> None:
    definition = composed()
    item = next(definition.items())
    many = [
        item.options[0].model_copy(update={"key": f"o{n}", "text": f"Choice number {n} of a list"})
        for n in range(150)
    ]
    longer = item.model_copy(update={"options": many})
    section = definition.sections[0].model_copy(update={"items": [longer]})
    definition = definition.model_copy(update={"sections": [section]})
    found = set()
    with opened(printed("en", definition=definition)) as document:
        for number, page in enumerate(document):
            layer = page.get_textpage()
            starts = [match.start() for match in re.finditer("Choice number", layer.get_text_range())]
            found |= {(number, *map(round, layer.get_charbox(start)[:2])) for start in starts}
    # What does not fit is set on top of itself at the foot of the page.
    assert len(found) == 150


@pytest.mark.parametrize(("name", "sign"), [("Ward 🙂", "🙂"), ("한 Ward", "한")])
def test_a_sign_that_no_font_has_is_named_instead_of_left_blank(name: str, sign: str) -> None:
    with pytest.raises(Unprintable, match=f"no sign for {sign}: take it out"):
        printed("en", place=name)


def test_names_in_every_script_of_ours_can_stand_on_a_form_in_english() -> None:
    assert printed("en", look=replace(LOOK, name=" ".join(SENTENCES.values())))


def test_what_somebody_typed_is_never_taken_for_a_command_of_the_typesetter() -> None:
    name = '#panic("no") $x$ *bold* <label> @ref \\ ` // /* [Ward] "7"'
    assert squeezed(name) in squeezed(pages_of(printed("en", place=name))[0])


def test_a_logo_of_any_shape_leaves_room_for_the_sheet_number() -> None:
    for shape in ((400, 10), (400, 160), (10, 160)):
        out = io.BytesIO()
        Image.new("RGB", shape, "#6b2d5c").save(out, "PNG")
        with opened(papers.print_form(replace(form("en"), logo=out.getvalue()), BASE)) as document:
            page = document[0].render(scale=2).to_pil().convert("RGB")
            at = [
                x
                for x in range(page.width)
                for y in range(60, 200, 4)
                if page.getpixel((x, y)) == (107, 45, 92)
            ]
        assert at and max(at) < page.width * 0.6


def test_a_right_to_left_form_keeps_the_order_of_a_telephone_number() -> None:
    with opened(printed("ar")) as document:
        text = document[0].get_textpage()
        whole = text.get_text_range()
        begin = whole.index("01632")
        across = [
            text.get_charbox(begin + n)[0] for n in range(len("01632 960 001")) if whole[begin + n].isdigit()
        ]
    assert across == sorted(across)


def test_the_fonts_are_small_licensed_and_used_by_no_page() -> None:
    files = list(FONTS.glob("*.ttf"))
    assert sum(file.stat().st_size for file in files) < 9_000_000
    licences = [file.read_text("utf-8") for file in (FONTS / "licences").glob("*.txt")]
    assert licences and all("SIL Open Font License, Version 1.1" in licence for licence in licences)
    readme = (FONTS / "README.md").read_text("utf-8")
    assert not [file.name for file in files if file.name.split("-")[0] not in readme]
    root = FONTS.parent.parent
    for page in [*root.glob("templates/**/*.html"), *root.glob("static/css/*.css")]:
        assert "@font-face" not in page.read_text("utf-8") and "static/fonts" not in page.read_text("utf-8")
