"""Promise of the templates' tools: pictures are inline and decorative, and turn where people read from the right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from feedback import i18n
from feedback.vocabulary import ENGLISH, TURNING_PICTURES
from feedback.web import pictures, templating

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.mark.parametrize("name", ["bus", "walking", "book"])
def test_a_picture_that_goes_or_reads_in_a_direction_turns(app: Flask, name: str) -> None:
    assert 'class="picture turns"' in templating.picture(name)
    assert "[dir=rtl] .turns{transform:scaleX(-1)}" in templating.stylesheet("tokens")


@pytest.mark.parametrize("name", ["heart", "clock", "tick", "thumb-up"])
def test_other_pictures_stay_as_they_are(app: Flask, name: str) -> None:
    assert 'class="picture"' in templating.picture(name)


def test_every_picture_that_turns_is_there(app: Flask) -> None:
    drawn = {path.stem for path in (ROOT / "static/images/symbols").glob("*.svg")}
    assert drawn >= TURNING_PICTURES


def test_every_picture_is_said_in_words_and_in_every_language(app: Flask) -> None:
    drawn = {path.stem for path in (ROOT / "static/images/symbols").glob("*.svg")}
    assert drawn == set(pictures.IN_WORDS)
    for language in set(i18n.shipped_languages()) - {ENGLISH}:
        assert set(pictures.IN_WORDS.values()) <= set(i18n.interface(language)), language


def test_a_picture_that_is_part_of_the_message_has_a_name_of_its_own(app: Flask) -> None:
    assert 'role="img" aria-label="A &amp; B"' in templating.picture("heart", "A & B")
    assert "aria-hidden" not in templating.picture("heart", "A heart")


@pytest.mark.parametrize("name", ["", "../secret", "no-such-picture", "HEART"])
def test_what_is_no_picture_is_nothing(app: Flask, name: str) -> None:
    assert templating.picture(name) == ""


def test_an_inline_picture_says_nothing_to_a_screen_reader(app: Flask) -> None:
    assert re.match(r'<svg [^>]*aria-hidden="true" focusable="false"', templating.picture("heart"))


def test_a_script_loses_its_comments_and_keeps_its_lines(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "static/js").mkdir(parents=True)
    (tmp_path / "static/js/one-for-this-test.js").write_text(
        '// What it is for.\nconst address = "https://example.org//x"; // why\n\n    return address;\n',
        "utf-8",
    )
    monkeypatch.setattr(templating, "_folder", tmp_path)
    assert (
        templating.script("one-for-this-test") == 'const address="https://example.org//x";\nreturn address;'
    )


def test_several_scripts_share_one_scope_and_leave_nothing_on_the_page(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "static/js").mkdir(parents=True)
    for name in ("a-of-two", "b-of-two"):
        (tmp_path / f"static/js/{name}.js").write_text(f"const x{name[0]} = 1;\n", "utf-8")
    monkeypatch.setattr(templating, "_folder", tmp_path)
    assert templating.script("a-of-two", "b-of-two") == "(() => {\nconst xa=1;\nconst xb=1;\n})();"


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").rglob("*.js")), ids=lambda path: path.stem)
def test_no_script_says_anything_that_taking_comments_out_would_cut(app: Flask, path: Path) -> None:
    name = path.relative_to(ROOT / "static/js").with_suffix("").as_posix()
    bare, whole = templating.script(name), path.read_text("utf-8")
    for line in whole.splitlines():
        code = line.strip()
        # Two strokes after a space are a comment here and nothing else: never within a text or a pattern.
        within = re.search(r"""(["'`])(?:(?!\1).)*\s//(?:(?!\1).)*\1""", code.partition(" // ")[0])
        assert not within, line
    assert not re.search(r"(?:^|\s)//", bare)


#: A text of a script: within quotes, or a pattern of words between the figures put into it.
_TEXT = re.compile(r"""(["'])((?:\\.|(?!\1).)*)\1|`((?:\\.|[^`])*)`""")


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").rglob("*.js")), ids=lambda path: path.stem)
def test_taking_needless_spaces_out_changes_no_text_and_joins_no_two_signs(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        code = re.sub(r"(?:^|\s+)//.*$", "", line)
        for found in _TEXT.finditer(code):
            said = found.group(2) or re.sub(r"\$\{[^}]*\}", "", found.group(3) or "")
            # A selector means the same without them.
            assert not templating._NEEDLESS.search(said.replace(" > ", ">")), line
        assert not re.search(r"([+-]) \1", code), line
