"""The respondent's pages: compiled where nothing was answered yet, rendered where answers must be shown again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g, make_response, render_template, request

from feedback import db
from feedback.i18n import Words
from feedback.services import (
    collector_links,
    funnels,
    invitations,
    looks,
    media,
    places,
    promises,
    translations,
)
from feedback.services.collector_links import OpenedLink
from feedback.services.comment_readers import Promise
from feedback.services.faces import Face
from feedback.services.surveys import Served
from feedback.vocabulary import EASY_READ, ENGLISH, LANGUAGES, Channel, direction, html_language
from feedback.web import answered, answering, asking, headers, templating, transactions
from feedback.web.respond import board, ready, thanking, waiting
from feedback.web.respond.compiled import CODE, INVITATION, SUBMISSION, CompiledPage, compile_page
from surveys.answers import Problem, read_form
from surveys.definition import RESERVED_KEYS

Sent = Sequence[tuple[str, str]]
#: Pages a process keeps; emptied when it holds too many, since compiling again is cheap.
_COMPILED_PAGES = 256

#: After so many seconds a shared screen leaves a page that has no script to ask whether somebody is still there.
_SHARED_SECONDS = 240


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

    answer = sent(page, fill(""))
    ready.offer(ready.Offer(face, page, "Content-Encoding" in answer.headers, fill))
    answer.headers["Content-Language"] = html_language(language)
    if key.kiosk:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def sent(page: CompiledPage, slots: Mapping[str, str]) -> Response:
    """A compiled page as an answer, packed where the phone can unpack it."""
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = make_response(page.gzipped(slots) if zipped else page.body(slots))
    answer.content_type = "text/html; charset=utf-8"
    answer.headers["Content-Security-Policy"] = page.policy
    answer.headers["Vary"] = "Accept-Encoding"
    if zipped:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def personal(face: Face, served: Served, language: str, token: str) -> Response:
    """The same behind a personal link, which stands in a hidden field; no browser and no server keeps this page."""
    key = _key(face, served, language, personal=True, quiet=_is_quiet(face))
    answer = sent(
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
    speaking, page = _asking(served, key.language, key.version, bool(key.media), key.promise)
    token = INVITATION if key.personal else ""
    return compile_page(
        *_render(
            page, face, served, speaking, CODE, SUBMISSION, kept=False, invitation=token, quiet=key.quiet
        )
    )


def _asking(
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
    speaking, page = _asking(served, language, version, bool(face.media), face.promise(language))
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


def clears_itself(answer: Response, link: OpenedLink) -> Response:
    """The same answer; on a shared screen it gives way to a fresh start."""
    if link.channel == Channel.KIOSK:
        answer.headers["Refresh"] = f"{_SHARED_SECONDS}; url=/s/{link.code}"
    return answer


def whose(link: OpenedLink, served: Served, speaking: Words, sent: Sent) -> Response:
    """Asks whether other answers from the same page are a change of mind or another person; keeps them all."""
    g.organisation = look_of(link.organisation_id)
    kept = [(name, value) for name, value in sent if name not in RESERVED_KEYS or name == "invitation"]
    earlier = dict(sent).get("submission", "")
    page = render_template(
        "respond/whose.html", kept=kept, earlier=earlier, code=link.code, revision=served.number,
        texts=dict(sent).get("texts", ""), changed=secrets.token_urlsafe(18), another=secrets.token_urlsafe(18),
    )  # fmt: skip
    answer = make_response(page, 409)
    answer.headers["Cache-Control"] = "no-store"
    return clears_itself(answer, link)


def used(link: OpenedLink, served: Served, language: str, sent: Sent) -> Response:
    """A personal link that was used: nothing is stored, every answer stays in the page, and there is another way."""
    g.organisation = look_of(link.organisation_id)
    speaking = templating.speak(language)
    _, page = _asking(
        served, language, served.languages.get(language, 1), has_media=False, promise=Promise(1)
    )
    beside = collector_links.open_beside(
        transactions.session(), link.link_id, survey_id=link.survey_id, place_id=link.place_id
    )
    answer = make_response(
        render_template(
            "respond/used.html", code=beside, revision=served.number, texts=dict(sent).get("texts", ""),
            submission=secrets.token_urlsafe(18),
            kept=[(name, value) for name, value in sent if name not in RESERVED_KEYS],
            answers=answered.in_words(page, read_form(served.definition, sent).answers, speaking),
        ),
        409,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def gone(link: OpenedLink, served: Served, language: str, sent: Sent) -> Response:
    """A link that was revoked, or a survey long closed: says so, and shows the answers back."""
    g.organisation = look_of(link.organisation_id)
    version = served.languages.get(language, 1)
    # Every answer is shown back, also one to a question that is not asked any more.
    _, page = _asking(served, language, version, has_media=False, promise=Promise(1))
    template = "respond/revoked.html" if link.revoked else "respond/closed.html"
    answer = make_response(
        render_template(
            template,
            answers=answered.in_words(page, read_form(served.definition, sent).answers, templating.words()),
        ),
        410,
    )
    answer.headers["Cache-Control"] = "no-store"
    return clears_itself(answer, link)


def held(language: str, sent: Iterable[tuple[str, str]]) -> Response:
    """The database cannot be reached: nothing was stored; the answers stay in the page, ready to be sent again."""
    templating.speak(language)
    g.pop("organisation", None)
    kept = [(name, value) for name, value in sent if name != "switch-to"]
    answer = make_response(render_template("respond/held.html", kept=kept), 503)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Retry-After"] = "30"
    return answer
