"""By text: whether a survey can be answered so, what is left out and why, and the whole conversation to look at."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from feedback.i18n import marked
from feedback.services import drafts, sending_rules, surveys, texted_previews
from feedback.vocabulary import (
    ENGLISH,
    ENGLISH_NAMES,
    Permission,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import templating, transactions
from feedback.web.guard import current_member, requires
from feedback.web.staff import blueprint, reach, text_words
from surveys.texting import Reason

#: Why a question is not texted, for staff.
REASONS = {
    Reason.KIND: marked("A postcode would stay on the phone and with the telephone companies."),
    Reason.SENSITIVE: marked("It is private, and texts lie open on a phone."),
    Reason.NO_READER: marked("Nobody is named who reads answers in this language."),
    Reason.TOO_LONG: marked("It is too long for one text in this language."),
}


@blueprint.get("/surveys/<slug>/by-text")
@requires(Permission.SEE_SURVEYS)
def by_text(slug: str) -> Any:
    """What staff see before anybody is texted; `lang` chooses the conversation that is shown."""
    session, found = transactions.session(), reach.survey(slug)
    revision = drafts.shown(session, found)
    told = texted_previews.every(
        session,
        found,
        revision,
        surveys.definition_of(revision),
        base_url=reach.base_address(current_member()),
    )
    price = sending_rules.of(session).price
    wanted = canonical_language(request.args.get("lang", "")) or ENGLISH
    chosen = next((one for one in told if one.language == wanted), told[0] if told else None)
    return render_template(
        "staff/by_text.html",
        survey=found,
        told=told,
        chosen=chosen,
        names=ENGLISH_NAMES,
        reasons={reason.value: templating.words()(text) for reason, text in REASONS.items()},
        languages=[(one.language, ENGLISH_NAMES[one.language]) for one in told],
        tag=html_language(chosen.language) if chosen else ENGLISH,
        direction=direction(chosen.language) if chosen else "ltr",
        cost={one.language: text_words.money(one.parts * price) for one in told},
    )
