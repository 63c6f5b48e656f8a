"""The survey page put together: the same for whoever answers, and for staff who look how it will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from feedback.i18n import Words
from feedback.services import looks
from feedback.vocabulary import EASY_READ, direction, html_language
from feedback.web import asking, headers, templating

#: The parts of the page's script in the order they are put together: on a phone, on a shared screen, and where nothing
#: is sent or kept.
_ON_A_PHONE = (
    "form", "routing", "keeping", "steps", "mending", "review", "sending", "waiting", "leaving", "moving", "aloud",
)  # fmt: skip
#: How the script writes the address of its own page, and how it writes that of somebody's personal link.
_BY_CODE, _BY_TOKEN = "`/s/${code}/$", "`/i/${form.elements.invitation.value}/$"
_IN_A_PREVIEW = ("form", "routing", "steps", "mending", "review", "moving", "aloud", "preview")


@dataclass(frozen=True)
class Rendered:
    """A page, and the policy sources of exactly its own style and scripts."""

    html: str
    style: str
    scripts: str


def _parts(kiosk: bool, preview: str) -> list[str]:
    last = ["kiosk", "start"] if kiosk else ["start"]
    return [f"answer/{name}" for name in [*(_IN_A_PREVIEW if preview else _ON_A_PHONE), *last]]


def render(
    page: asking.Asking,
    look: looks.Look,
    speaking: Words,
    *,
    kiosk: bool = False,
    preview: str = "",
    runs: bool = True,
    **shown: Any,
) -> Rendered:
    """The page as HTML; `shown` is what the template says beside the questions.

    `preview` are the words that say it is one. Without `runs` no script is in it.
    """
    language = speaking.language
    personal = bool(shown.get("invitation"))
    accent = f":root{{--accent:{look.accent}}}" if look.accent != looks.DEFAULT_ACCENT else ""
    style = "\n".join(
        [templating.stylesheet("tokens", "answer", "steps", *page.sheets), page.routing_css, accent]
    )
    beginning = templating.script("begin") if runs else ""
    script = templating.script(*_parts(kiosk, preview)) if runs else ""
    if personal:
        # A page behind a personal link goes on under that address: its code alone opens nothing.
        script = script.replace(_BY_CODE, _BY_TOKEN)
    html = render_template(
        "respond/survey.html", page=page, style=Markup(style), beginning=Markup(beginning), script=Markup(script),
        organisation=look, easy=language == EASY_READ,
        practice=asking.practice(speaking) if language == EASY_READ else (), kiosk=kiosk, preview=preview,
        _=speaking, language=language, html_language=html_language(language), direction=direction(language), **shown,
    )  # fmt: skip
    return Rendered(
        templating.mark_fallback(html),
        headers.hash_source(style),
        f"{headers.hash_source(beginning)} {headers.hash_source(script)}" if runs else "'none'",
    )
