"""The thank-you: compiled once for an organisation, a language and what it published, around one receipt code."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app, g, render_template
from markupsafe import Markup

from feedback import db
from feedback.services import media, media_slots, tellings
from feedback.services.faces import Face
from feedback.services.looks import Look
from feedback.vocabulary import BSL, Channel
from feedback.web import headers, labels, telling, templating, transactions
from feedback.web.respond import pages
from feedback.web.respond.compiled import RECEIPT, CompiledPage, compile_page
from feedback.web.shown_media import shown

_MOST = 256
#: How long the address of a thank-you shows its receipt code: long enough for a slow network, too short for the next
#: person who looks into the phone's history.
SHOWN_SECONDS = 120


@dataclass(frozen=True)
class _Key:
    """Everything a thank-you depends on."""

    look: Look
    language: str
    told: str
    receipt: bool
    carer: bool
    kiosk: str
    #: The survey and what is put up for it, where the thank-you is signed.
    signed: tuple[int, str] | None


def style_of(look: Look) -> str:
    """The style of an organisation's thank-you; the survey page lets exactly this one take its place."""
    sheets = ("tokens", "answer", "steps", "public", "media")
    return f"{templating.stylesheet(*sheets)}:root{{--accent:{look.accent}}}"


def page(face: Face, language: str, *, receipt: str, carer: bool) -> Response:
    """Thank you, the receipt code where there is one, what changed, and where to turn."""
    kiosk = face.link.code if face.link.channel == Channel.KIOSK else ""
    signed = (face.link.survey_id, face.media) if language == BSL else None
    key = _Key(face.look, language, face.told, bool(receipt), carer, kiosk, signed)
    kept: dict[_Key, CompiledPage] = current_app.extensions.setdefault("thanks", {})
    compiled = kept.get(key)
    if compiled is None:
        if len(kept) >= _MOST:
            kept.clear()
        compiled = kept[key] = _compile(key, face)
    answer = pages.sent(compiled, {"RECEIPT": receipt})
    answer.headers["Cache-Control"] = "no-store"
    return pages.clears_itself(answer, face.link)


def _compile(key: _Key, face: Face) -> CompiledPage:
    session = transactions.session()
    db.set_scope(session, face.link.organisation_id)
    words = templating.speak(key.language)
    g.organisation = key.look
    told = tellings.newest(session, language=key.language, number=2)
    panels = [telling.panels(one, words, key.look.slug, labels.of_figure(one, words)) for one in told]
    put_up = media.of_survey(session, key.signed[0], BSL) if key.signed else {}
    style = style_of(key.look)
    html = render_template(
        "respond/thanks.html", changes=panels, style=Markup(style), receipt=RECEIPT if key.receipt else "",
        carer=key.carer, kiosk=key.kiosk,
        signed=shown(put_up, media_slots.THANKS),
    )  # fmt: skip
    return compile_page(html, headers.policy(headers.hash_source(style), "'none'"))
