"""The survey's pages: compiled where nothing was answered yet, rendered where answers must be shown again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, make_response

from feedback import db
from feedback.i18n import Words
from feedback.services import funnels, invitations, looks, media, places, promises, translations
from feedback.services.comment_readers import Promise
from feedback.services.faces import Face
from feedback.services.surveys import Served
from feedback.vocabulary import EASY_READ, ENGLISH, LANGUAGES, Channel, direction, html_language
from feedback.web import answered, answering, asking, headers, transactions
from feedback.web.respond import board, ready, thanking, waiting
from feedback.web.respond.compiled import CODE, INVITATION, SUBMISSION, CompiledPage, as_answer, compile_page
from surveys.answers import Problem

Sent = Sequence[tuple[str, str]]
#: Pages a process keeps; emptied when it holds too many, since compiling again is cheap.
_COMPILED_PAGES = 256


@dataclass(frozen=True)
class _Key:
    """Everything a compiled page depends on."""

    revision_id: int
    language: str
    version: int
    languages: tuple[tuple[str, int], ...]
    look: looks.Look
    place: str
    younger: str | None
    kiosk: bool
    media: str
    promise: Promise | None
    personal: bool = False
    #: Neither the place nor the survey is named in the tab and the history of a browser.
    quiet: bool = False


def look_of(organisation_id: int) -> looks.Look:
    """The organisation as the public sees it."""
    return looks.of(transactions.session(), organisation_id)


def fresh(face: Face, served: Served, language: str) -> Response:
    """The survey with nothing answered: compiled parts around this link's code and a new submission id."""
    key = _key(face, served, language)
    page = _compiled(key, face, served)
    tally = board.the().tally

    def fill(_query: str) -> Mapping[str, str]:
        tally.note(face.link, language, funnels.OPENED)
        return {"CODE": face.link.code, "SUBMISSION": secrets.token_urlsafe(18)}

    answer = as_answer(page, fill(""))
    ready.offer(ready.Offer(face, page, "Content-Encoding" in answer.headers, fill))
    answer.headers["Content-Language"] = html_language(language)
    if key.kiosk:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def personal(face: Face, served: Served, language: str, token: str) -> Response:
    """The same behind a personal link, which stands in a hidden field; no browser and no server keeps this page."""
    key = _key(face, served, language, personal=True, quiet=_is_quiet(face))
    answer = as_answer(
        _compiled(key, face, served),
        {"CODE": face.link.code, "SUBMISSION": secrets.token_urlsafe(18), "INVITATION": token},
    )
    board.the().tally.note(face.link, language, funnels.OPENED)
    answer.headers["Content-Language"] = html_language(language)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _is_quiet(face: Face) -> bool:
    """Whether the place is marked as sensitive: whoever looks at a phone must not find out who was treated there."""
    session = transactions.session()
    place = places.find(session, face.link.place_id)
    return place is not None and places.is_sensitive(session, place)


def _key(face: Face, served: Served, language: str, *, personal: bool = False, quiet: bool = False) -> _Key:
    return _Key(
        served.revision_id, language, served.languages[language], tuple(served.languages.items()), face.look,
        face.link.place_name, face.younger, face.link.channel == Channel.KIOSK, face.media, face.promise(language),
        personal, quiet,
    )  # fmt: skip


def _compiled(key: _Key, face: Face, served: Served) -> CompiledPage:
    cache: dict[_Key, CompiledPage] = current_app.extensions.setdefault("compiled-pages", {})
    page = cache.get(key)
    if page is None:
        if len(cache) >= _COMPILED_PAGES:
            cache.clear()
        page = cache[key] = _compile(key, face, served)
    return page


def _compile(key: _Key, face: Face, served: Served) -> CompiledPage:
    speaking, page = asked(served, key.language, key.version, bool(key.media), key.promise)
    token = INVITATION if key.personal else ""
    return compile_page(
        *_render(
            page, face, served, speaking, CODE, SUBMISSION, kept=False, invitation=token, quiet=key.quiet
        )
    )


def asked(
    served: Served, language: str, version: int, has_media: bool, promise: Promise | None
) -> tuple[Words, asking.Asking]:
    """The words and the questions; without a promise none for free text, since nobody would read it."""
    session = transactions.session()
    db.set_scope(session, served.organisation_id)
    texts, interface = translations.frozen(session, served.revision_id, language, version)
    put_up = media.of_survey(session, served.survey_id, language) if has_media else None
    speaking = Words(language, interface, marks_fallback=True)
    promised = promises.in_words(promise, speaking) if promise else ()
    return speaking, asking.build(
        served.definition, texts, language, put_up, comments=promise is not None, promised=promised
    )


def _render(
    page: asking.Asking,
    face: Face,
    served: Served,
    speaking: Words,
    code: str,
    submission: str,
    *,
    kept: bool,
    invitation: str = "",
    quiet: bool = False,
) -> tuple[str, str]:
    """The page as HTML, with the policy that lets exactly its own style and scripts run and nothing else."""
    language, look = speaking.language, face.look
    rendered = answering.render(
        page, look, speaking, kiosk=face.link.channel == Channel.KIOSK, code=code, submission=submission,
        revision=served.number, texts=served.languages.get(language, 1),
        place="" if quiet else face.link.place_name, quiet=quiet,
        easy_offered=LANGUAGES[EASY_READ] if language == ENGLISH and EASY_READ in served.languages else "",
        kept=kept, invitation=invitation, younger=face.younger,
        seal_key=waiting.public_key(current_app.config["SECRET_KEY"]),
        languages=_chooser(served, language, f"/i/{invitation}" if invitation else f"/s/{code}"),
    )  # fmt: skip
    # The thank-you takes the place of the survey without another request, and brings its own style.
    styles = f"{rendered.style} {headers.hash_source(thanking.style_of(look, language))}"
    return rendered.html, headers.policy(styles, rendered.scripts, more="; worker-src 'self'")


def _chooser(served: Served, current: str, address: str) -> list[dict[str, Any]]:
    return [
        {
            "tag": tag, "name": LANGUAGES[tag], "html_language": html_language(tag), "direction": direction(tag),
            "current": tag == current, "href": f"{address}/{tag}",
        }
        for tag in served.languages
    ]  # fmt: skip


def again(
    face: Face, served: Served, language: str, sent: Sent, problems: Sequence[Problem], status: int
) -> Response:
    """The page once more, with the answers in it and every problem beside its question."""
    version = served.languages.get(language, 1)
    speaking, page = asked(served, language, version, bool(face.media), face.promise(language))
    filled = answered.with_answers(page, served.definition, sent, problems, speaking)
    submission = dict(sent).get("submission") or secrets.token_urlsafe(18)
    token = dict(sent).get("invitation", "")
    html, policy = _render(
        filled, face, served, speaking, face.link.code, submission[:200], kept=True,
        invitation=token if invitations.possible(token) else "",
        quiet=invitations.possible(token) and _is_quiet(face),
    )  # fmt: skip
    answer = make_response(html, status)
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Cache-Control"] = "no-store"
    return answer
