"""Promises of prints: one tagged page, legible, its codes read back before it is handed out, in every script."""

from __future__ import annotations

import ctypes
import io
import subprocess
import sys
from typing import Any

import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from feedback.channels import decoding, prints, qr
from feedback.channels.prints import A4, A5, Format, Line, Unprintable, Voice
from feedback.vocabulary import BSL, LANGUAGES
from tests.feedback.channels.invented_form import opened, pages_of
from tests.feedback.channels.invented_print import (
    ADDRESS,
    LONG_ADDRESS,
    SHAPES,
    SIX,
    codes_read,
    most,
    sheet,
    title,
)
from tests.feedback.channels.sentences import SENTENCES

every_shape = pytest.mark.parametrize(("kind", "size"), SHAPES, ids=lambda part: str(part))
DOTS = (40, 72, 150, 300)


def letters(pdf: bytes) -> list[tuple[str, tuple[float, float, float, float], float]]:
    """Every letter of the page: itself, its box from the left and the foot, its size in points."""
    with opened(pdf) as document:
        text = document[0].get_textpage()
        whole = [text.get_text_range(n, 1) for n in range(text.count_chars())]
        return [
            (letter, text.get_charbox(n), pdfium.FPDFText_GetFontSize(text, n))
            for n, letter in enumerate(whole)
            if letter.strip()
        ]


def headings(pdf: bytes) -> int:
    """How many titles are read aloud."""
    found = 0
    with opened(pdf) as document:
        tree = pdfium.FPDF_StructTree_GetForPage(document[0])
        children = range(pdfium.FPDF_StructTree_CountChildren(tree))
        waiting = [pdfium.FPDF_StructTree_GetChildAtIndex(tree, n) for n in children]
        while waiting:
            one = waiting.pop()
            if not one:
                continue
            room = (ctypes.c_char * 64)()
            size = pdfium.FPDF_StructElement_GetType(one, room, 64)
            found += bytes(room)[: size - 2].decode("utf-16-le") == "H1"
            children = range(pdfium.FPDF_StructElement_CountChildren(one))
            waiting += [pdfium.FPDF_StructElement_GetChildAtIndex(one, n) for n in children]
        pdfium.FPDF_StructTree_Close(tree)
    return found


@every_shape
def test_a_print_is_one_tagged_page_with_a_title_a_language_and_its_address(kind: Format, size: str) -> None:
    pdf = most(kind, size)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    with opened(pdf) as document:
        assert len(document) == 1 and pdfium.FPDFCatalog_IsTagged(document)
        assert document.get_metadata_dict()["Title"] == "Your care: Ward 7"
        assert pdfium.FPDFCatalog_GetLanguage(document, None, 0) == len("en-GB\0") * 2
        width, height = document[0].get_size()
    across, high = (297, 210) if kind is Format.LEAFLET else (148, 210) if size == A5 else (210, 297)
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (across, high)
    [text] = pages_of(pdf)
    squeezed = "".join(text.split())
    assert squeezed.count("FEEDBACK.OAKFIELD.NHS.UK/S/K7M4QX2PZ") == prints.shape_of(kind, size).codes
    for said in (
        "Your care",
        "No app. No name.",
        "It takes about 4 minutes.",
        "Invented.",
        "Oakfield NHS Trust",
    ):
        assert said in text
    assert "07700 900 123" in text and "01632 960 001" in text


@every_shape
@pytest.mark.parametrize(
    ("address", "dots"), [(ADDRESS, DOTS), (LONG_ADDRESS, DOTS[:1])], ids=["short", "long"]
)
def test_every_code_decodes_from_a_poor_camera_to_a_good_one_and_after_a_poor_jpeg(
    kind: Format, size: str, address: str, dots: tuple[int, ...]
) -> None:
    pdf, wanted = most(kind, size, address), [address] * prints.shape_of(kind, size).codes
    for each in dots:
        assert codes_read(pdf, each) == wanted, each
        assert codes_read(pdf, each, quality=30) == wanted, f"{each} after a JPEG"


@pytest.mark.parametrize(
    ("kind", "size", "least"),
    [(Format.POSTER, A4, 60), (Format.POSTER, A5, 40), (Format.TABLE_TENT, A4, 42), (Format.LEAFLET, A4, 42),
     (Format.STICKERS, A4, 38), (Format.CARD, A4, 37)],
)  # fmt: skip
def test_the_code_is_large_without_its_quiet_zone(kind: Format, size: str, least: int) -> None:
    import zxingcpp

    [page] = decoding.drawn(most(kind, size), 150)
    for found in zxingcpp.read_barcodes(page):
        corners = [found.position.top_right, found.position.top_left]
        assert abs(corners[0].x - corners[1].x) / 150 * 25.4 >= least - 0.4


@pytest.mark.parametrize("turn", range(4))
def test_every_language_is_set_without_a_missing_letter(turn: int) -> None:
    six = [tag for tag in LANGUAGES if tag != BSL][turn::4]
    pdf = prints.pdf(sheet(languages=six, voices=[Voice(tag, SENTENCES[tag][:30]) for tag in six]))
    assert codes_read(pdf, 72) == [ADDRESS]
    assert b"/Direction/R2L" not in pdf


@pytest.mark.parametrize("language", ["pl", "uk", "zh-Hant"])
def test_the_sentence_is_in_the_text_layer(language: str) -> None:
    [text] = pages_of(prints.pdf(sheet(languages=[language])))
    assert "".join(title(language).split()) in "".join(text.split())


@pytest.mark.parametrize("language", ["ur", "ar", "ps"])
def test_what_is_read_from_the_right_begins_at_the_right_and_numbers_keep_their_order(language: str) -> None:
    ring = Line(
        "{} \u206801632\u00a0960\u00a0001\u2069".format(SENTENCES[language].split("،")[0][:12]), language
    )
    found = letters(prints.pdf(sheet(languages=[language], by_phone=ring)))
    digits = [box[0] for letter, box, _ in found if letter in "016329"][-11:]
    assert digits == sorted(digits)
    largest = max(size for _, _, size in found)
    headline = [(letter, box) for letter, box, size in found if size > largest - 0.1]
    first, last = title(language).strip()[0], title(language).strip()[-1]
    begins = [box[0] for letter, box in headline if letter == first]
    ends = [box[0] for letter, box in headline if letter == last]
    assert max(begins) > min(ends)


@pytest.mark.parametrize(("size", "least"), [(A4, 14), (A5, 10)])
def test_six_languages_are_legible_and_the_others_are_equally_large(size: str, least: float) -> None:
    six = ("en", "pl", "ro", "pt", "tr", "uk")
    found = letters(prints.pdf(sheet(Format.POSTER, size, six)))
    assert min(size for _, _, size in found) >= 7
    text = "".join(letter for letter, _, _ in found)
    sizes = set()
    for language in six[1:]:
        said = "".join(title(language).split())
        at = text.index(said)
        sizes |= {round(size, 2) for _, _, size in found[at : at + len(said)]}
    assert len(sizes) == 1 and sizes.pop() >= least


@every_shape
def test_a_format_takes_no_more_languages_than_stay_legible(kind: Format, size: str) -> None:
    shape = prints.shape_of(kind, size)
    too_many = [tag for tag in LANGUAGES if tag != BSL][: shape.most + 1]
    with pytest.raises(Unprintable, match=f"{shape.called} holds {shape.most} languages"):
        prints.pdf(sheet(kind, size, too_many))


def test_what_cannot_be_printed_is_told_in_words() -> None:
    with pytest.raises(Unprintable, match="not written, so it cannot be printed"):
        prints.fitting(Format.POSTER, A4, ["en", BSL])
    with pytest.raises(Unprintable, match="at least one language"):
        prints.fitting(Format.POSTER, A4, [])
    with pytest.raises(Unprintable, match="a sheet of contact cards is printed on A4"):
        prints.fitting(Format.CARD, A5, ["en"])
    with pytest.raises(Unprintable, match="a print has no sign for 🙂: take it out"):
        prints.pdf(sheet(corner="Ward 🙂"))


@pytest.mark.parametrize(("kind", "pieces"), [(Format.CARD, 10), (Format.STICKERS, 8)])
def test_each_card_says_it_in_the_first_language_and_in_one_of_the_others_in_turn(
    kind: Format, pieces: int
) -> None:
    others = ("pl", "ro", "pt", "tr", "uk")
    [text] = pages_of(prints.pdf(sheet(kind, A4, ("en", *others))))
    squeezed = "".join(text.split())
    assert squeezed.count("Yourcare") == pieces
    counted = [squeezed.count("".join(title(tag).split())) for tag in others]
    assert sum(counted) == pieces and min(counted) >= pieces // len(others)


def test_every_different_card_is_read_aloud_and_none_twice() -> None:
    for languages, different in ((SIX[:1], 1), (SIX[:2], 1), (SIX, 5)):
        made = prints.pdf(sheet(Format.CARD, A4, languages))
        assert headings(made) == different


@pytest.mark.parametrize("kind", [Format.CARD, Format.STICKERS, Format.TABLE_TENT])
@pytest.mark.parametrize("language", ["ur", "ar", "ckb", "fa"])
def test_a_long_title_in_tall_letters_is_printed_and_its_code_still_read(kind: Format, language: str) -> None:
    """As long as the longest titles that ship; the rest of the words are as tall."""
    said = SENTENCES[language]
    words = {
        name: Line(f"{said[:length]} \u206801632\u00a0960\u00a0001\u2069", language)
        for name, length in (("by_phone", 40), ("by_text", 40), ("minutes", 12))
    }
    pdf = prints.pdf(sheet(kind, A4, voices=[Voice(language, said[:44])], **words))
    address = [ADDRESS] * prints.shape_of(kind, A4).codes
    assert codes_read(pdf, 40, quality=30) == address


def test_prints_of_several_spots_are_one_file_and_a_refusal_says_whose() -> None:
    other = ADDRESS.replace("K7M4QX2PZ", "ABCDEFGHJ")
    pdf = prints.pdf(sheet(), sheet(address=other, corner="Clinic"))
    first, second = pages_of(pdf)
    assert "Ward 7" in first and "Clinic" in second and "ABCDEFGHJ" in second and "ABCDEFGHJ" not in first
    with opened(pdf) as document:
        assert document.get_metadata_dict()["Title"] == "Your care: Oakfield NHS Trust"
    long = sheet(Format.CARD, address=other, corner="Clinic", organisation="Extraordinarily long name " * 30)
    with pytest.raises(Unprintable, match="^Clinic: the words are too long for a sheet of contact cards"):
        prints.pdf(sheet(Format.CARD), long)


def test_long_words_are_refused_with_the_number_of_languages_that_would_fit() -> None:
    long = [Voice(tag, "How was the care of your whole family here this month? " * 3) for tag in SIX]
    with pytest.raises(Unprintable, match=r"an A5 poster holds (one|\d) languages?.*these words are long"):
        prints.pdf(sheet(Format.POSTER, A5, voices=long))
    with pytest.raises(Unprintable, match="the words are too long for a sheet of contact cards"):
        prints.pdf(sheet(Format.CARD, A4, voices=[Voice("en", "An extraordinarily long title " * 20)]))


@every_shape
def test_long_names_stay_on_the_page(kind: Format, size: str) -> None:
    given = {
        "organisation": "Oakfield and Surrounding Villages Integrated Community Health and Care Partnership",
        "corner": "" if kind in (Format.CARD, Format.STICKERS)
        else "Elizabeth Garrett Anderson Outpatients Department · On the door of the second waiting room",
        "address": LONG_ADDRESS, "by_text": None,
    }  # fmt: skip
    pdf = prints.pdf(sheet(kind, size, **given))
    with opened(pdf) as document:
        assert len(document) == 1
        width, height = document[0].get_size()
    edge = 5 / 25.4 * 72
    for letter, (left, bottom, right, top), _ in letters(pdf):
        assert edge <= left and right <= width - edge and edge <= bottom and top <= height - edge, letter


@every_shape
def test_no_two_lines_of_a_print_lie_over_each_other(kind: Format, size: str) -> None:
    with opened(prints.pdf(sheet(kind, size, ("en", "pl")))) as document:
        text = document[0].get_textpage()
        rects = [text.get_rect(n) for n in range(text.count_rects())]
    overlapping = [
        (one, two)
        for n, one in enumerate(rects)
        for two in rects[n + 1 :]
        if min(one[2], two[2]) - max(one[0], two[0]) > 1 and min(one[3], two[3]) - max(one[1], two[1]) > 2.5
    ]
    assert not overlapping


def test_a_code_that_says_something_else_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = qr.svg
    monkeypatch.setattr(qr, "svg", lambda address, **_: drawn("HTTPS://ELSEWHERE.EXAMPLE.ORG/S/K7M4QX2PZ"))
    for made in (prints.pdf, prints.picture):
        with pytest.raises(Unprintable, match=f"says HTTPS://ELSEWHERE.* where it should say {ADDRESS}"):
            made(sheet())


def test_a_code_that_does_not_decode_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = qr.svg

    def broken(address: str, **how: Any) -> str:
        return drawn(address, **how).replace("</svg>", '<path fill="#fff" d="M0 0h20v20h-20z"/></svg>')

    monkeypatch.setattr(qr, "svg", broken)
    with pytest.raises(Unprintable, match="the code on the print could not be read back, so it was not made"):
        prints.pdf(sheet())
    with pytest.raises(Unprintable, match="10 of the 10 codes"):
        prints.pdf(sheet(Format.CARD))


def test_the_picture_is_the_finished_page() -> None:
    shown = Image.open(io.BytesIO(prints.picture(sheet(Format.POSTER, A5, SIX))))
    assert shown.format == "PNG" and abs(shown.width / shown.height - 148 / 210) < 0.01
    [page] = decoding.drawn(most(Format.POSTER, A5), 120)
    assert shown.size == page.size
    near = [
        abs(a - b)
        for one, two in zip(shown.convert("L").tobytes(), page.convert("L").tobytes(), strict=True)
        for a, b in [(one, two)]
    ]
    assert sum(near) / len(near) < 4


def test_the_same_print_is_the_same_file() -> None:
    assert prints.pdf(sheet(Format.CARD)) == prints.pdf(sheet(Format.CARD))


def test_a_logo_of_any_shape_stands_on_a_print() -> None:
    for shape, kind in (
        ((400, 160), Format.POSTER),
        ((400, 20), Format.TABLE_TENT),
        ((30, 160), Format.CARD),
    ):
        out = io.BytesIO()
        Image.new("RGB", shape, "#6b2d5c").save(out, "PNG")
        [page] = decoding.drawn(prints.pdf(sheet(kind, logo=out.getvalue())), 72)
        assert (107, 45, 92) in {colour for _, colour in page.getcolors(1_000_000) or []}


def test_what_somebody_typed_is_never_taken_for_a_command_of_the_typesetter() -> None:
    name = '#panic("no") $x$ *bold* @ref \\ ` // [Ward] "7"'
    [text] = pages_of(prints.pdf(sheet(corner=name)))
    assert "".join(name.split()) in "".join(text.split())


def test_a_web_server_never_loads_what_sets_and_reads() -> None:
    ask = "import sys; from feedback.channels import decoding, prints, typesetting; print(*sys.modules)"
    loaded: Any = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    ).stdout
    assert not {"typst", "zxingcpp", "pypdfium2"} & set(loaded.split())
