"""Promise of the pictures: each one a survey names is there, small, and nothing but a drawing."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from surveys.reading import LIBRARY, answer_sets, decline_option, shipped
from tests.house.strings import ROOT

FOLDER = ROOT / "static" / "images" / "symbols"
PICTURES = sorted(FOLDER.glob("*.svg"))
DRAWN_WITH = {"svg", "g", "path", "circle", "ellipse", "rect"}
LARGEST = 1400


def named() -> dict[str, str]:
    """Every picture the library names, with the first thing that names it."""
    found: dict[str, str] = {}
    for path in sorted(LIBRARY.glob("*.toml")):
        if path.stem == "answers":
            continue
        for item in shipped(path.stem).items():
            for holder in (item, *item.options):
                if holder.picture:
                    found.setdefault(holder.picture, f"{path.stem}: {item.key}")
    for options in answer_sets().values():
        found.update({option["picture"]: "answers" for option in options if option.get("picture")})
    if decline_option().picture:
        found[str(decline_option().picture)] = "answers"
    return found


def test_every_picture_a_survey_names_is_drawn() -> None:
    drawn = {path.stem for path in PICTURES}
    assert not {picture: where for picture, where in named().items() if picture not in drawn}


def test_every_item_and_option_of_the_library_has_a_picture() -> None:
    lacking = [
        f"{path.stem}: {item.key} {getattr(holder, 'key', '')}"
        for path in sorted(LIBRARY.glob("*.toml"))
        if path.stem != "answers"
        for item in shipped(path.stem).items()
        for holder in (item, *item.options)
        if not holder.picture
    ]
    assert not lacking, "\n".join(lacking)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_small_and_nothing_but_a_drawing(path: Path) -> None:
    text = path.read_text("ascii")
    assert len(text) <= LARGEST
    assert not re.search(r"\s(id|style|class|href|on\w+)\s*=", text)
    tree = ElementTree.fromstring(text)
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= DRAWN_WITH
    assert tree.get("viewBox") == "0 0 96 96"
    assert tree.get("width") is None and tree.get("height") is None
