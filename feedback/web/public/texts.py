"""Whether a text is ours, and no more of them: for everybody who was texted, without a sign-in or a reply."""

from __future__ import annotations

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from feedback.channels import sms
from feedback.config import Config
from feedback.services import audit, hashing, opt_outs, phone_numbers, rate_limits, texting_organisations
from feedback.web import errors, transactions, tries
from feedback.web.guard import public
from feedback.web.public import blueprint, readers


@blueprint.get("/texts")
@public
def texts() -> str:
    """What our texts look like, who they come from, and what no text of ours asks for."""
    readers.of_every_language()
    config = _config()
    return render_template(
        "public/texts.html",
        sends=config.sms.provider != "record",
        sender="" if sms.is_service(config.sms.sender) else config.sms.sender,
        address=f"{config.base_url}/" if config.base_url else "",
        organisations=texting_organisations.every(transactions.session()),
    )


@blueprint.get("/texts/stop")
@public
def stop_texts() -> Response:
    """Where somebody types the number that wants no more texts."""
    return _page()


@blueprint.post("/texts/stop")
@public
def stop_texts_to() -> ResponseReturnValue:
    """No more texts to a number. Anybody may say so: it does no harm, and a text with START undoes it.

    The page says the same whether the number was known, had stopped before, or neither.
    """
    if not tries.count_by_address("stop texts"):
        resting = errors.page(429)
        resting.headers["Retry-After"] = str(rate_limits.PERIOD)
        return resting
    typed = request.form.get("number", "").replace("\x00", "")
    number = phone_numbers.mobile(typed)
    if number is None:
        return _page(typed=typed[:40], wrong=True), 400
    session = transactions.session()
    opt_outs.stop(session, hashing.number(session, number), how=opt_outs.How.LINK, today=audit.now().date())
    return _page(done=True)


def _page(*, typed: str = "", wrong: bool = False, done: bool = False) -> Response:
    readers.of_every_language()
    replies = sms.takes_replies(_config().sms.sender)
    page = render_template("public/texts_stop.html", typed=typed, wrong=wrong, done=done, replies=replies)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _config() -> Config:
    found: Config = current_app.extensions["config"]
    return found
