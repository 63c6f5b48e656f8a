"""What would have been sent: the texts and e-mails of an installation that sends none, readable for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, current_app, render_template

from feedback.services import outbox_recorded, working_days
from feedback.services.outbox_recorded import Recorded
from feedback.vocabulary import MessageKind, Permission
from feedback.web import templating, transactions
from feedback.web.guard import requires
from feedback.web.staff import blueprint, stuck_words

if TYPE_CHECKING:
    from feedback.config import Config

SHOWN = 100


def kinds() -> list[MessageKind]:
    """What is recorded here and not sent."""
    config: Config = current_app.extensions["config"]
    recorded = [MessageKind.SMS] if config.sms.provider == "record" else []
    return recorded + ([MessageKind.EMAIL] if config.smtp_url is None else [])


@blueprint.get("/jobs/recorded")
@requires(Permission.TEND_JOBS)
def recorded_messages() -> Any:
    """The newest of them."""
    which = kinds()
    if not which:
        abort(404)
    rows = outbox_recorded.recent(transactions.session(), which, most=SHOWN)
    return render_template("staff/recorded_messages.html", rows=[_row(one) for one in rows], shown=SHOWN)


def _row(one: Recorded) -> dict[str, Any]:
    return {
        "purpose": stuck_words.purpose(one.purpose, templating.words()), "to": one.to, "subject": one.subject,
        "lines": one.body.splitlines(), "at": working_days.here(one.at), "email": one.kind is MessageKind.EMAIL,
    }  # fmt: skip
