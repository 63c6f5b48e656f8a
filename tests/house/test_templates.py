"""Promises of templates and styles: a title and a language each, nothing unescaped, no left and right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.strings import ROOT, TEMPLATES

ALL = sorted(TEMPLATES.rglob("*.html"))
LAYOUTS = sorted((TEMPLATES / "layouts").glob("*.html"))
#: Parts that others put into their page.
PARTS = ("layouts", "components", "questions")
PAGES = [path for path in ALL if path.parent.name not in PARTS and not path.name.startswith("_")]
#: Pages that others extend: those say the title.
FRAMES = {
    found for path in ALL for found in re.findall(r'\{%-?\s*extends "([^"]+)"', path.read_text("utf-8"))
}
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))

#: `margin-left` and its kind; `text-align: left`; `left: 0` and `border-right: ...` as properties.
PHYSICAL = re.compile(
    r"(?:margin|padding|border|scroll-margin|scroll-padding|inset)-(?:left|right)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
    r"|(?:^|[{;\s])(?:left|right)\s*:",
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|/\*.*?\*/|<!--.*?-->", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_has_a_title_and_a_language(path: Path) -> None:
    text = path.read_text("utf-8")
    if re.search(r"<html\b", text):
        assert re.search(r"<title>", text) and re.search(r'<html[^>]*\blang="', text)
    else:
        assert re.search(r"\{%-?\s*extends\b", text), "a page extends a layout"
        titled = re.search(r"\{%-?\s*block title\b", text)
        assert titled or str(path.relative_to(TEMPLATES)) in FRAMES, "a page says its title"


@pytest.mark.parametrize("path", LAYOUTS, ids=name)
def test_a_layout_gives_the_page_its_language_and_direction(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "block title" in text
    if "<html" in text:
        assert re.search(r'<html[^>]*\blang="\{\{', text) or path.name == "staff.html"
        assert re.search(r"<html[^>]*\bdir=", text) or path.name == "staff.html"
        assert re.search(r'<html[^>]*\blang="', text)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_nothing_is_put_into_a_page_unescaped(path: Path) -> None:
    text = without_comments(path.read_text("utf-8"))
    assert not re.search(r"\|\s*safe\b", text)
    assert not re.search(r"autoescape\s+(false|off)", text, re.IGNORECASE)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_page_needs_what_the_security_policy_refuses(path: Path) -> None:
    tags = re.findall(r"<[a-z][^<>]*>", without_comments(path.read_text("utf-8")), re.IGNORECASE)
    for tag in tags:
        assert not re.search(r"\sstyle\s*=", tag), tag
        assert not re.search(r"\son[a-z]+\s*=", tag), tag
        assert not re.search(r"<(script|link|img|iframe)\b[^>]*(src|href)=\"(https?:)?//", tag), tag
        # An e-mail is no page of ours: nobody's browser holds it to our policy, and its style stands in it.
        if path.parent.name == "messages" and tag.startswith("<style"):
            continue
        if re.match(r"<(style|script)\b", tag) and path.parent.name != "respond" and path.stem != "answer":
            assert "nonce" in tag or 'type="application/' in tag, tag


@pytest.mark.parametrize("path", [*STYLES, *ALL], ids=name)
def test_style_knows_start_and_end_but_not_left_and_right(path: Path) -> None:
    text = without_comments(path.read_text("utf-8"))
    if path.suffix == ".html":
        text = "\n".join(re.findall(r"<style\b.*?</style>", text, re.DOTALL))
    found = [match.group(0).strip() for match in PHYSICAL.finditer(text)]
    assert not found, found


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style_fetches_nothing_from_elsewhere(path: Path) -> None:
    text = without_comments(path.read_text("utf-8"))
    assert "@import" not in text
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", text)
