"""Taking what a phone sends: opened where it waited sealed, checked, stored once, thanked for or shown again."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from flask import abort, current_app, g, redirect, request

from feedback.services import audit, collector_links, funnels, geographies, receipts, responses, surveys
from feedback.services.collector_links import OpenedLink
from feedback.services.faces import Face
from feedback.services.responses import Arrival, Outcome
from feedback.services.surveys import Served
from feedback.vocabulary import EASY_READ, canonical_language
from feedback.web import templating, transactions
from feedback.web.respond import board, pages, waiting
from surveys.answers import Problem, Reading, read_form
from surveys.definition import DECLINE

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def now() -> datetime:
    """This moment in UTC, as moments are stored."""
    return audit.now()


def today() -> date:
    """The day an answer is dated with."""
    return now().date()


def _secret() -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return secret


def take(code: str, language: str) -> Any:
    """What becomes of what was sent in the language of a page: a thank-you, or a page that says why not."""
    session = transactions.session()
    link = collector_links.open_code(session, code) or abort(404)
    sent = list(request.form.items(multi=True)) if request.mimetype in _FORMS else []
    sealed = dict(sent).get("sealed")
    if sealed:
        try:
            sent = waiting.open_sealed(_secret(), sealed)
        except waiting.CannotOpen:
            abort(400)
    form = dict(reversed(sent))
    face, served, problems = _shown_to(link, form)
    if link.revoked or not surveys.takes_answers(link.survey_state, link.closed_at, now()):
        # What waited sealed on a phone that others may hold is not shown to whoever holds it now.
        return pages.gone(link, served, language, [] if sealed else sent)
    switch = canonical_language(form.get("switch-to", ""))
    if switch and switch in served.languages:
        return pages.again(face, served, switch, sent, [], 200)
    if request.mimetype not in _FORMS:
        return pages.again(face, served, language, [], [Problem(None, "not-a-form")], 415)
    reading = read_form(served.definition, sent, geographies.look_up(session), easy=language == EASY_READ)
    if problems or reading.problems:
        if sealed:
            abort(400)
        return pages.again(face, served, language, sent, [*problems, *reading.problems], 400)
    submission = form.get("submission", "") or secrets.token_urlsafe(18)
    outcome = _submit(link, served, language, reading, form, submission)
    if outcome is Outcome.DIFFERENT and sealed:
        # Nobody is there to be asked whose they are, so both are kept.
        submission = f"{submission[:100]} {hashlib.sha256(sealed.encode()).hexdigest()}"
        outcome = _submit(link, served, language, reading, form, submission)
    if outcome is Outcome.DIFFERENT:
        g.discard = True
        return pages.whose(link, served, templating.speak(language), sent)
    # Here and not after the request: a disk that fills up now must not cost anybody their answers.
    transactions.commit()
    if outcome is Outcome.STORED:
        board.the().tally.note(link, language, funnels.STARTED, funnels.SENT)
    carer = reading.answers.get("role") == "carer" or reading.answers.get("carer", "no") not in (
        "no",
        DECLINE,
    )
    ticket = receipts.ticket(_secret(), receipts.code(_secret(), submission), carer, now())
    thanks = redirect(f"/s/{link.code}/{language}/thanks?t={ticket}", 303)
    thanks.headers["Cache-Control"] = "no-store"
    return thanks


def _submit(
    link: OpenedLink, served: Served, language: str, reading: Reading, form: dict[str, str], submission: str
) -> Outcome:
    session = transactions.session()
    edition = geographies.edition_of(session, reading.answers)
    version = form.get("texts", "")
    known = served.languages.get(language, 1)
    arrival = Arrival.by_link(
        link, language, int(version) if version.isdecimal() and len(version) < 9 else known, edition
    )
    earlier = form.get("replaces-receipt")
    return responses.submit(
        session,
        served,
        arrival,
        reading.answers,
        submission=submission,
        receipt=receipts.keyed(_secret(), receipts.code(_secret(), submission)),
        replaces=form.get("replaces"),
        replaces_receipt=receipts.keyed(_secret(), earlier) if earlier else None,
        today=today(),
    )


def _shown_to(link: OpenedLink, form: dict[str, str]) -> tuple[Face, Served, list[Problem]]:
    """The revision the page showed; when it names one that is not ours, the current one and a problem saying so.

    Whether the link is open was asked of the database; what a revision holds never changes, so the board may tell.
    """
    face = board.the().look_up(link.code) or abort(404)
    current = face.served or abort(404)
    named = form.get("revision", "")
    if not named or named == str(current.number):
        return face, current, []
    earlier = surveys.served_revision(
        transactions.session(), link.survey_id, int(named) if named.isdecimal() and len(named) < 9 else 0
    )
    return (face, earlier, []) if earlier else (face, current, [Problem(None, "out-of-date")])
