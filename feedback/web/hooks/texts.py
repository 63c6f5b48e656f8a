"""Texts that came in, and what became of those that went out, as the provider tells them."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app, request

from feedback.channels import sms_signature
from feedback.config import Config
from feedback.services import audit, delivery_reports, inbound
from feedback.web import transactions
from feedback.web.guard import public
from feedback.web.hooks import blueprint

#: More than any text with all that the provider says of it.
LONGEST = 64 * 1024
_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_ID = re.compile(r"[0-9]{1,18}")


@blueprint.post("/incoming")
@public
def incoming() -> Response:
    """Somebody texted us."""
    refused, said = _heard()
    if refused is not None:
        return refused
    config: Config = current_app.extensions["config"]
    inbound.receive(
        transactions.session(),
        sid=said["MessageSid"],
        sender=said.get("From", ""),
        to=said.get("To", ""),
        body=said.get("Body", "").replace("\x00", ""),
        now=audit.now(),
        lane=config.sms.sender,
        told=said.get("OptOutType", ""),
        base_url=config.base_url,
    )
    return _nothing_to_say()


@blueprint.post("/status")
@public
def status() -> Response:
    """Something became of a text that we sent."""
    refused, said = _heard()
    if refused is not None:
        return refused
    named = request.args.get("message", "")
    delivery_reports.record(
        transactions.session(),
        sid=said["MessageSid"],
        status=said.get("MessageStatus", ""),
        code=said.get("ErrorCode", "").replace("\x00", ""),
        to=said.get("To", ""),
        message_id=int(named) if _ID.fullmatch(named) else None,
        now=audit.now(),
    )
    return _nothing_to_say()


def _heard() -> tuple[Response | None, Any]:
    """The form of a request that the provider signed; otherwise a refusal, the same for every reason."""
    config: Config = current_app.extensions["config"]
    if config.sms.provider != "twilio":
        return Response(status=404), {}
    request.max_content_length = LONGEST
    # The public address as it is configured: what a request says of its own host proves nothing.
    query = request.query_string.decode("latin-1")
    address = f"{config.base_url or ''}{request.path}{'?' + query if query else ''}"
    signature = request.headers.get("X-Twilio-Signature")
    right = sms_signature.is_right(config.sms.auth_token, address, request.form, signature)
    if not (right and config.base_url and _SID.fullmatch(request.form.get("MessageSid", ""))):
        return Response(status=403), {}
    return None, request.form


def _nothing_to_say() -> Response:
    """Answers leave through the outbox, so that they keep its promises."""
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")
