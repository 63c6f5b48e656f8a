"""Words of a strange file as plain text: tags and Markdown links taken out, and anything that runs found out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from surveys.formats.accounting import BadFile

#: No pattern here may take more than a time in proportion to a text, whoever wrote it.
#: An address of a script has no space behind its colon, or stands in an attribute or a link.
_RUNS = re.compile(
    r"<[\s/]*(?:script|iframe|object|embed)\b|javascript\s{0,9}:(?=\S|\s{1,9}[\w.$]{1,40}[(=])|[=(][\s\"']{0,9}javascript\s{0,9}:",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"[<>]|[\s/]on[a-z]+\s*=", re.IGNORECASE)
_BREAK = re.compile(r"<\s{0,9}(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
_NO_WORDS = re.compile(r"<(style|script)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_PICTURE = re.compile(r"<(?:img|picture|svg|video|audio)\b|!\[[^\[\]]*\]\([^()\s]*\)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"<a\b[^<>]*?\shref\s{0,9}=\s{0,9}[\"']?(?P<tag>[^\"'<>\s]{1,2000})"
    r"|(?<!!)\[[^\[\]]*\]\((?P<link>[^()\s]{1,2000})\)",
    re.IGNORECASE,
)
#: What no page, database or spreadsheet takes: controls, halves of pairs, marks that turn the direction of a line.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_LONGEST_KEPT = 1_000


def runs(text: str) -> bool:
    """Whether a text holds something that a browser would run: a script, a handler, a `javascript:` address."""
    return _runs(text) or ("&" in text and _runs(_unescaped(text)))


def _runs(text: str) -> bool:
    return bool(_RUNS.search(text)) or _handles(text)


def _handles(text: str) -> bool:
    """Whether a handler such as `onclick=` stands inside a tag."""
    inside = False
    for found in _HANDLER.finditer(text):
        if found[0] in "<>":
            inside = found[0] == "<"
        elif inside:
            return True
    return False


def refuse_what_runs(text: str, where: str) -> None:
    """Raises BadFile, naming the place, for a text that would run."""
    if runs(text):
        raise BadFile(f"{where} holds a script. Words of a survey are plain text: take the script out.")


def seen(text: str) -> str:
    """The text without what no page, database or spreadsheet takes."""
    return _UNSEEN.sub("", text)


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits for one letter
        return text


def plain(text: str) -> str:
    """The words alone, on as many lines as they had: no tags, no entities, no links, no unseen characters."""
    return _plain_again(text) if len(text) <= _LONGEST_KEPT else _plain(text)


def _plain(text: str) -> str:
    text = seen(text)
    text = _BREAK.sub("\n", _NO_WORDS.sub("", text))
    text = seen(_unescaped(_LINK.sub(r"\1", _TAG.sub("", text))))
    lines = (_SPACES.sub(" ", line).strip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


#: One list of answers stands under many questions; a long text stands once, and would be kept for long.
_plain_again = lru_cache(maxsize=8_192)(_plain)


def pictured(text: str) -> bool:
    """Whether a picture, sound or film stands in a text."""
    return bool(_PICTURE.search(text))


def left_out(texts: Iterable[str]) -> Iterator[str]:
    """What of some texts is more than words, and so is lost where they become plain: pictures, and where links lead."""
    addresses: list[str] = []
    picture = False
    for text in texts:
        picture = picture or pictured(text)
        addresses += [found["tag"] or found["link"] for found in _ADDRESS.finditer(text)]
    if picture:
        yield "A picture, sound or film in its words is left out; put it up again and describe it."
    if addresses := list(dict.fromkeys(addresses)):
        told = ", ".join(shortened(seen(each), 100) for each in addresses[:5])
        yield f"Its words had a link; they stay, and where it led is left out: {told}."


def shortened(text: str, longest: int) -> str:
    """The text, cut at the end of a word where it is longer than `longest` characters."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[longest // 2 :] else cut).rstrip() + "…"
