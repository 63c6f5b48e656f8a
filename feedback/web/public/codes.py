"""The QR code of a link, and an organisation's logo."""

from __future__ import annotations

from flask import Response, abort, current_app, make_response, request

from feedback.channels import links, qr
from feedback.config import Config
from feedback.services import collector_links, logos, looks, organisations
from feedback.web import transactions
from feedback.web.guard import public
from feedback.web.public import blueprint


@blueprint.get("/q/<code>.svg")
@public
def code_as_svg(code: str) -> Response:
    """The code as a drawing."""
    answer = make_response(qr.svg(printed_address(code)))
    answer.content_type = "image/svg+xml"
    return answer


@blueprint.get("/q/<code>.png")
@public
def code_as_png(code: str) -> Response:
    """The code as a picture."""
    answer = make_response(qr.png(printed_address(code)))
    answer.content_type = "image/png"
    return answer


def printed_address(code: str) -> str:
    """What the code of a link says: 404 for an unknown one, 410 for a revoked one, 409 without a base address."""
    session = transactions.session()
    link = collector_links.open_code(session, code) or abort(404)
    if link.revoked:
        abort(410)
    config: Config = current_app.extensions["config"]
    demonstration = config.base_url is None and looks.of(session, link.organisation_id).demonstration
    base = links.base_address(config.base_url, demonstration=demonstration, opened_at=request.host_url)
    try:
        return links.printed_address(base, link.code)
    except links.NoBaseAddress as error:
        abort(make_response((str(error), 409, {"Content-Type": "text/plain; charset=utf-8"})))


@blueprint.get("/logo/<organisation>.png")
@public
def logo(organisation: str) -> Response:
    """The logo that an organisation uploaded, as this program encoded it."""
    session = transactions.session()
    found = organisations.by_slug(session, organisation) or abort(404)
    picture = logos.read(session, found) or abort(404)
    answer = make_response(picture)
    answer.content_type = "image/png"
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
