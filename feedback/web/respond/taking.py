"""Taking what a phone sends: opened where it waited sealed, checked, stored once, thanked for or shown again."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import abort, current_app, g, redirect, request

from feedback.services import (
    audit,
    collector_links,
    funnels,
    geographies,
    opening_times,
    receipts,
    responses,
    surveys,
)
from feedback.services.collector_links import OpenedLink
from feedback.services.faces import Face
from feedback.services.responses import Arrival, Outcome
from feedback.services.surveys import Served
from feedback.vocabulary import EASY_READ, canonical_language
from feedback.web import templating, transactions
from feedback.web.respond import board, pages, refusals, waiting
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


@dataclass(frozen=True)
class _Sent:
    """What came: its fields, whether it waited sealed, and the name its page was served with."""

    fields: list[tuple[str, str]]
    form: dict[str, str]
    sealed: bool
    submission: str

    @classmethod
    def read(cls) -> _Sent:
        """The request's form, opened where it was sealed; a form that is none has no fields."""
        fields = list(request.form.items(multi=True)) if request.mimetype in _FORMS else []
        sealed = dict(fields).get("sealed")
        if sealed:
            try:
                fields = waiting.open_sealed(_secret(), sealed)
            except waiting.CannotOpen:
                abort(400)
        form = dict(reversed(fields))
        return cls(fields, form, bool(sealed), form.get("submission", "") or secrets.token_urlsafe(18))


def take(code: str, language: str) -> Any:
    """What becomes of what was sent in the language of a page: a thank-you, or a page that says why not."""
    session = transactions.session()
    link = collector_links.open_code(session, code) or abort(404)
    sent = _Sent.read()
    face, served, problems = _shown_to(link, sent.form)
    if link.revoked or not opening_times.takes_answers(link.survey_state, link.closed_at, now()):
        # What waited sealed on a phone that others may hold is not shown to whoever holds it now.
        return refusals.gone(link, served, language, [] if sent.sealed else sent.fields)
    switch = canonical_language(sent.form.get("switch-to", ""))
    if switch and switch in served.languages:
        return pages.again(face, served, switch, sent.fields, [], 200)
    if request.mimetype not in _FORMS:
        return pages.again(face, served, language, [], [Problem(None, "not-a-form")], 415)
    reading = read_form(
        served.definition, sent.fields, geographies.look_up(session), easy=language == EASY_READ
    )
    if problems or reading.problems:
        if sent.sealed:
            abort(400)
        return pages.again(face, served, language, sent.fields, [*problems, *reading.problems], 400)
    return _kept(link, served, language, reading, sent)


def _kept(link: OpenedLink, served: Served, language: str, reading: Reading, sent: _Sent) -> Any:
    """Stores the answers and leads to the thank-you; asks whose they are where the page's name is taken."""
    outcome, receipt = _submit(link, served, language, reading, sent)
    if outcome is Outcome.DIFFERENT and sent.sealed:
        # Nobody is there to be asked whose they are, so both are kept.
        own = hashlib.sha256(repr(sent.fields).encode("utf-8", "replace")).hexdigest()
        sent = replace(sent, submission=f"{sent.submission[:100]} {own}")
        outcome, receipt = _submit(link, served, language, reading, sent)
    if outcome is Outcome.SPENT:
        g.discard = True
        # What waited sealed on a phone is not shown to whoever holds the phone now.
        return refusals.used(link, served, language, [] if sent.sealed else sent.fields)
    if outcome is Outcome.DIFFERENT:
        g.discard = True
        return refusals.whose(link, served, templating.speak(language), sent.fields)
    # Here and not after the request: a disk that fills up now must not cost anybody their answers.
    transactions.commit()
    if outcome is Outcome.STORED:
        board.the().tally.note(link, language, funnels.STARTED, funnels.SENT, *_took(sent.form))
        if not _changes(sent.form):
            board.the().tally.arrived(link)
    # To the minute, so that the same answers sent again at once lead to the same address.
    minute = now().replace(second=0, microsecond=0)
    # Whoever took the sealed answers off a phone could send them as well: they get no code that opens them.
    ticket = "" if sent.sealed else f"?t={receipts.ticket(_secret(), receipt, _is_carer(reading), minute)}"
    thanks = redirect(f"/s/{link.code}/{language}/thanks{ticket}", 303)
    thanks.headers["Cache-Control"] = "no-store"
    return thanks


def _changes(form: dict[str, str]) -> bool:
    """Whether somebody changed answers that had come before."""
    return bool(form.get("replaces") or form.get("replaces-receipt"))


def _took(form: dict[str, str]) -> list[str]:
    """The step of the minutes a page told, if it did; changing an answer is no answering to be timed."""
    took = None if _changes(form) else funnels.minutes_step(form.get("took-minutes", ""))
    return [took] if took else []


def _is_carer(reading: Reading) -> bool:
    """Whether somebody answered as an unpaid carer, who is then offered the local service."""
    hours = reading.answers.get("carer", "no")
    return reading.answers.get("role") == "carer" or hours not in ("no", DECLINE)


def _submit(
    link: OpenedLink, served: Served, language: str, reading: Reading, sent: _Sent
) -> tuple[Outcome, str]:
    """What became of it, and its receipt code."""
    session, secret = transactions.session(), _secret()
    edition = geographies.edition_of(session, reading.answers)
    version, known = sent.form.get("texts", ""), served.languages.get(language, 1)
    shown = int(version) if version.isdecimal() and len(version) < 9 else known
    receipt, earlier = receipts.code(secret, sent.submission), sent.form.get("replaces-receipt")
    outcome = responses.submit(
        session,
        served,
        Arrival.by_link(link, language, shown, edition),
        reading.answers,
        submission=sent.submission,
        receipt=receipts.keyed(secret, receipt),
        replaces=sent.form.get("replaces"),
        replaces_receipt=receipts.keyed(secret, earlier) if earlier else None,
        today=today(),
        personal=link.personal,
        invitation=sent.form.get("invitation", ""),
    )
    return outcome, receipt


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
