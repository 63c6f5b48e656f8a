"""What every public page starts with: whose page it is, and the language of whoever reads it."""

from __future__ import annotations

from flask import abort, g, request

from feedback import db, i18n
from feedback.services import looks, translations
from feedback.vocabulary import canonical_language
from feedback.web import templating, transactions


def of_organisation(slug: str) -> str:
    """Scopes the request to an organisation and chooses the language; returns the language. 404 for an unknown slug."""
    session = transactions.session()
    found = looks.by_slug(session, slug)
    if found is None:
        _speak(("en", "en-simple"))
        abort(404)
    organisation_id, g.organisation = found
    db.set_scope(session, organisation_id)
    return _speak(tuple(translations.signed_languages(session)))


def of_everybody() -> str:
    """The same for a page of no organisation."""
    session = transactions.session()
    db.set_scope(session, db.EVERYWHERE)
    return _speak(tuple(translations.signed_languages(session)))


def of_every_language() -> str:
    """A page of no organisation that nobody may be shut out of: in every language with words, signed or not."""
    db.set_scope(transactions.session(), db.EVERYWHERE)
    return _speak(i18n.shipped_languages())


def _speak(offered: tuple[str, ...]) -> str:
    asked = canonical_language(request.args.get("lang", ""))
    language = asked if asked in offered else i18n.choose(request.headers.get("Accept-Language", ""), offered)
    templating.speak(language)
    g.languages = templating.language_links(offered)
    return language
