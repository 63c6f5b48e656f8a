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
