"""The thank-you: compiled once for an organisation, a language and what it published, around one receipt code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, current_app, g, render_template
from markupsafe import Markup

from feedback import db
from feedback.services import audit, media, media_slots, receipts, tellings
from feedback.services.faces import Face
from feedback.services.looks import Look
from feedback.services.receipts import Ticket
from feedback.vocabulary import BSL, Channel
from feedback.web import headers, labels, telling, templating, transactions
from feedback.web.respond import ready
from feedback.web.respond.compiled import RECEIPT, CompiledPage, as_answer, compile_page
from feedback.web.respond.shared_screen import clears_itself
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


def style_of(look: Look, language: str) -> str:
    """The style of an organisation's thank-you; the survey page lets exactly this one take its place."""
    sheets = ("tokens", "answer", "steps", "public", *(["media"] if language == BSL else []))
    return f"{templating.stylesheet(*sheets)}:root{{--accent:{look.accent}}}"


def page(face: Face, language: str, ticket: str) -> Response:
    """Thank you, the receipt code that the address carries, what changed, and where to turn."""
    secret = current_app.config["SECRET_KEY"]
    opened = _opened(secret, ticket)
    kiosk = face.link.code if face.link.channel == Channel.KIOSK else ""
    signed = (face.link.survey_id, face.media) if language == BSL else None
    carer = opened is not None and opened.carer
    key = _Key(face.look, language, face.told, opened is not None, carer, kiosk, signed)
    kept: dict[_Key, CompiledPage] = current_app.extensions.setdefault("thanks", {})
    compiled = kept.get(key)
    if compiled is None:
        if len(kept) >= _MOST:
            kept.clear()
        compiled = kept[key] = _compile(key, face)
    answer = as_answer(compiled, {"RECEIPT": opened.code if opened else ""})
    answer.headers["Cache-Control"] = "no-store"
    if opened is not None:

        def fill(query: str) -> Mapping[str, str] | None:
            other = _opened(secret, query.removeprefix("t="))
            return {"RECEIPT": other.code} if other is not None and other.carer == carer else None

        zipped = "Content-Encoding" in answer.headers
        ready.offer(ready.Offer(face, compiled, zipped, fill, any_query=True))
    return clears_itself(answer, face.link)


def _opened(secret: str, ticket: str) -> Ticket | None:
    return receipts.open_ticket(secret, ticket, audit.now(), lasting=SHOWN_SECONDS) if ticket else None


def _compile(key: _Key, face: Face) -> CompiledPage:
    session = transactions.session()
    db.set_scope(session, face.link.organisation_id)
    words = templating.speak(key.language)
    g.organisation = key.look
    told = tellings.newest(session, language=key.language, number=2)
    panels = [telling.panels(one, words, key.look.slug, labels.of_figure(one, words)) for one in told]
    put_up = media.of_survey(session, key.signed[0], BSL) if key.signed else {}
    style, script = style_of(key.look, key.language), templating.script("done")
    html = render_template(
        "respond/thanks.html", changes=panels, style=Markup(style), receipt=RECEIPT if key.receipt else "",
        carer=key.carer, kiosk=key.kiosk, script=Markup(script),
        signed=shown(put_up, media_slots.THANKS),
    )  # fmt: skip
    return compile_page(html, headers.policy(headers.hash_source(style), headers.hash_source(script)))
