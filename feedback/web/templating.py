"""What every template can say: the reader's words, pictures, addresses of files, and the organisation."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from markupsafe import Markup, escape

from feedback import i18n
from feedback.vocabulary import LANGUAGES, TURNING_PICTURES, direction, html_language
from feedback.web import headers, pictures
from feedback.web.problems import SENTENCES

_NAME = re.compile(r"^[a-z0-9-]+$")
_folder = Path()


@cache
def picture(name: str, described: str = "") -> Markup:
    """One of our own drawn pictures, inline; empty when unknown.

    Decorative where words beside it say the same; with `described` it is an image of that name.
    """
    path = _folder / "static" / "images" / "symbols" / f"{name}.svg"
    if not name or not _NAME.match(name) or not path.is_file():
        return Markup()
    drawing = path.read_text("utf-8").strip()
    kind = "picture turns" if name in TURNING_PICTURES else "picture"
    said = f'role="img" aria-label="{escape(described)}"' if described else 'aria-hidden="true"'
    return Markup(drawing.replace("<svg ", f'<svg class="{kind}" {said} focusable="false" ', 1))


@cache
def static(path: str) -> str:
    """The address of a static file, with the hash of what is in it."""
    content = (_folder / "static" / path).read_bytes()
    return f"/static/{path}?v={hashlib.sha256(content).hexdigest()[:12]}"


@cache
def stylesheet(*names: str) -> str:
    """Style sheets as one text to put inline, comments and needless space taken out."""
    text = "\n".join((_folder / "static" / "css" / f"{name}.css").read_text("utf-8") for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}").strip()


#: Spaces around a sign and within braces. No string of ours holds such a thing.
_NEEDLESS = re.compile(r" (=|[!=]==|[<>]=?|[+*-]|=>|&&|\|\||\?|:) |(?<=\{) | (?=\})")


@cache
def script(*names: str) -> str:
    """Our own scripts as one text, comments and indentation taken out; several share one scope, as one function."""
    text = "\n".join((_folder / "static" / "js" / f"{name}.js").read_text("utf-8") for name in names)
    lines = (re.sub(r"(?:^|\s+)//.*$", "", line).strip() for line in text.splitlines())
    bare = _NEEDLESS.sub(r"\1", "\n".join(line for line in lines if line))
    return bare if len(names) == 1 else f"(() => {{\n{bare}\n}})();"


#: What is no text of a page: tags with their attributes, and what stands in a title, a style or a script.
_NO_TEXT = re.compile(r"<(title|style|script|textarea)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_FALLEN_BACK = re.compile(f"{i18n.FELL_BACK}(.*?){i18n.FELL_BACK_END}", re.DOTALL)


def mark_fallback(html: str) -> str:
    """English that stands in for a missing translation, told as English to the browser and to whoever listens.

    An attribute or a title cannot say so; there the bare words stand.
    """
    if i18n.FELL_BACK not in html:
        return html
    parts, at = [], 0
    for found in _NO_TEXT.finditer(html):
        parts += [_FALLEN_BACK.sub(r'<span lang="en" dir="ltr">\1</span>', html[at : found.start()])]
        parts += [_FALLEN_BACK.sub(r"\1", found.group())]
        at = found.end()
    parts.append(_FALLEN_BACK.sub(r'<span lang="en" dir="ltr">\1</span>', html[at:]))
    return "".join(parts)


def _inline_style(*names: str) -> Markup:
    """The same for a template, where its quotes and brackets must not be escaped: our own files, no one else's."""
    return Markup(stylesheet(*names))


def speak(language: str) -> i18n.Words:
    """Makes this request speak a language; returns its words."""
    g.words = i18n.words(language)
    found: i18n.Words = g.words
    return found


def words() -> i18n.Words:
    """The words this request speaks; English until it says otherwise."""
    found: i18n.Words = g.get("words") or i18n.english()
    return found


def language_links(offered: tuple[str, ...]) -> list[dict[str, Any]]:
    """The languages a public page can be read in, each with the same address in that language."""
    current = words().language
    keep = {name: value for name, value in request.args.items() if name != "lang"}
    return [
        {
            "tag": tag,
            "name": LANGUAGES[tag],
            "html_language": html_language(tag),
            "direction": direction(tag),
            "current": tag == current,
            "href": f"?{'&'.join([*(f'{name}={value}' for name, value in keep.items()), f'lang={tag}'])}",
        }
        for tag in offered
    ]


def set_up(app: Flask, root: Path) -> None:
    """Gives templates their words and tools."""
    global _folder
    _folder = root
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        picture=picture,
        static=static,
        stylesheet=_inline_style,
        sentences=SENTENCES,
        in_words=pictures.IN_WORDS,
    )

    @app.context_processor
    def _always() -> dict[str, Any]:
        speaking = words()
        return {
            "_": speaking,
            "language": speaking.language,
            "html_language": speaking.html_language,
            "direction": speaking.direction,
            "nonce": headers.nonce(),
            "organisation": g.get("organisation"),
            "languages": g.get("languages", []),
        }
