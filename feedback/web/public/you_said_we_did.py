"""What changed because people answered: everywhere, for one organisation, one by one, and as a feed."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, g, make_response, render_template

from feedback.config import Config
from feedback.services import tellings
from feedback.web import labels, telling, templating, transactions
from feedback.web.guard import public
from feedback.web.public import blueprint, readers


@blueprint.get("/you-said-we-did/")
@public
def everywhere() -> str:
    """The organisations that have told what changed."""
    readers.of_everybody()
    found = tellings.organisations_with_any(transactions.session())
    return render_template("public/everywhere.html", found=found)


@blueprint.get("/you-said-we-did/<organisation>/", strict_slashes=False)
@blueprint.get("/YOU-SAID-WE-DID/<organisation>/", endpoint="changes_in_capitals", strict_slashes=False)
@public
def you_said_we_did(organisation: str) -> str:
    """Everything one organisation has told, newest first."""
    language = readers.of_organisation(organisation)
    told = tellings.newest(transactions.session(), language=language)
    return render_template("public/you_said_we_did.html", changes=[_panels(one) for one in told])


@blueprint.get("/you-said-we-did/<organisation>/<slug>")
@public
def one_change(organisation: str, slug: str) -> str:
    """One of them, with the address of the results it rests on."""
    language = readers.of_organisation(organisation)
    told = tellings.tell(transactions.session(), slug, language=language) or abort(404)
    change = {**_panels(told), "href": None}
    return render_template("public/one_change.html", change=change, told=told)


@blueprint.get("/you-said-we-did/<organisation>/feed.xml")
@public
def feed(organisation: str) -> Response:
    """The same as an Atom feed (RFC 4287)."""
    language = readers.of_organisation(organisation)
    told = tellings.newest(transactions.session(), language=language)
    config: Config = current_app.extensions["config"]
    page = render_template(
        "public/feed.xml", changes=told, base=config.base_url or "", panels=[_panels(one) for one in told]
    )
    answer = make_response(page)
    answer.content_type = "application/atom+xml; charset=utf-8"
    return answer


def _panels(told: tellings.Told) -> dict[str, Any]:
    words = templating.words()
    return telling.panels(told, words, g.organisation.slug, labels.of_figure(told, words))
