"""Letters: what a message says, block by block, set once as plain text and once as HTML from `templates/messages`.

It stands beside the setting of paper: whoever writes says every word, and nothing here knows rows, catalogues or the
web. So a service can write a letter, and a page can show the very same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedback.vocabulary import ENGLISH, direction, html_language

_TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "messages"


class Sort(StrEnum):
    """What a block of a letter is."""

    HEADING = "heading"
    TEXT = "text"
    #: The one thing to see first.
    LARGE = "large"
    #: The question that words answer, before them.
    ASKED = "asked"
    #: Somebody's own words.
    QUOTE = "quote"
    #: Somewhere to go, large enough for a thumb.
    LINK = "link"
    #: What stands beneath, smaller.
    SMALL = "small"
    SMALL_LINK = "small-link"


@dataclass(frozen=True)
class Block:
    """One piece of a letter; `language` where it is in another one than the letter."""

    sort: Sort
    text: str
    href: str = ""
    language: str = ""

    @property
    def lang(self) -> str:
        """The tag for `lang`, empty where the letter's own holds."""
        return html_language(self.language) if self.language else ""

    @property
    def dir(self) -> str:
        """The direction to go with it."""
        return direction(self.language) if self.language else ""


@dataclass(frozen=True)
class Letter:
    """A message to somebody: `sender` is the organisation it speaks for."""

    subject: str
    sender: str
    blocks: Sequence[Block]
    language: str = ENGLISH

    @property
    def body(self) -> str:
        """As plain text, which says everything that the HTML says."""
        text = _environment().get_template("letter.txt").render(letter=self)
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"

    @property
    def html(self) -> str:
        """As HTML that loads nothing."""
        return (
            _environment()
            .get_template("letter.html")
            .render(
                letter=self, html_language=html_language(self.language), direction=direction(self.language)
            )
        )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=lambda name: name is None or not name.endswith(".txt"),
    )  # fmt: skip
