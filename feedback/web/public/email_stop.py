"""The link in an e-mail that stops such e-mails: a page that asks, and a press that does it, without signing in."""

from __future__ import annotations

from typing import Any

from flask import render_template

from feedback.services import audit, email_stops
from feedback.web import transactions
from feedback.web.guard import public
from feedback.web.public import blueprint, readers


@blueprint.get("/email/stop/<sealed>")
@public
def email_stop(sealed: str) -> Any:
    """Asks once. Opening it stops nothing: programs that look for harm open every link of an e-mail."""
    readers.of_every_language()
    found = email_stops.read(transactions.session(), sealed)
    return _page(found, done=False)


@blueprint.post("/email/stop/<sealed>")
@public
def stop_emails(sealed: str) -> Any:
    """Stops them: from the page, or by the one press of a mail program (RFC 8058), which brings nothing else along."""
    readers.of_every_language()
    session = transactions.session()
    found = email_stops.read(session, sealed)
    answer = _page(found, done=True)
    if found is not None:
        email_stops.stop(session, found, today=audit.now().date())
    return answer


def _page(found: email_stops.Stop | None, *, done: bool) -> Any:
    return render_template("public/email_stop.html", found=found, done=done), 200 if found else 404
