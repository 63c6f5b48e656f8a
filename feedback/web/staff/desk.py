"""A translator's desk: a survey, the revision whose words are worked on, and one language, as an address names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import abort

from feedback.i18n import marked
from feedback.services import translation_lines, translations
from feedback.services.refusals import Refused
from feedback.vocabulary import (
    BSL,
    ENGLISH_NAMES,
    LANGUAGES,
    OWN_LANGUAGES,
    Provenance,
    canonical_language,
    direction,
    html_language,
)
from feedback.web import templating, transactions
from feedback.web.staff import reach

if TYPE_CHECKING:
    from feedback.models.survey import Revision, Survey
    from feedback.services.translation_lines import Line

#: Where words come from, as staff choose it.
PROVENANCES = {
    Provenance.MACHINE_DRAFT: marked("Draft by a machine"),
    Provenance.PROFESSIONAL: marked("By a professional translator"),
    Provenance.COMMUNITY_CHECKED: marked("Checked by people who speak it"),
    Provenance.BACK_TRANSLATED: marked("Translated back into English and compared"),
}


@dataclass(frozen=True)
class Desk:
    """What lies on it."""

    survey: Survey
    revision: Revision
    language: str

    @property
    def name(self) -> str:
        """The English name of the language."""
        return ENGLISH_NAMES[self.language]

    @property
    def home(self) -> str:
        """The address of the language."""
        return f"/staff/surveys/{self.survey.slug}/languages/{self.language}"

    @property
    def beside(self) -> bool:
        """Whether this is a draft beside a revision that people answer."""
        return self.revision.id != self.survey.current_revision_id

    @property
    def open_now(self) -> bool:
        """Whether the public meets these words as soon as they are signed."""
        return self.revision.published_on is not None

    def lines(self) -> list[Line]:
        """The newest words, line by line."""
        return translation_lines.of_revision(transactions.session(), self.revision, self.language)

    def standing(self) -> translations.Standing | None:
        """Where the language stands; None where nobody has begun."""
        found = translations.standing(transactions.session(), self.survey, self.revision)
        return next((one for one in found if one.language == self.language), None)

    def described(self) -> dict[str, Any]:
        """The language, for a template."""
        return described(self.language)


def described(language: str) -> dict[str, Any]:
    """A language, for a template: its names, its direction, and whether we write it ourselves."""
    return {
        "language": language,
        "name": ENGLISH_NAMES[language],
        "native": LANGUAGES[language],
        "html_language": html_language(language),
        "direction": direction(language),
        "own": language in OWN_LANGUAGES,
    }


def revision_of(found: Survey) -> Revision:
    """The revision whose words are worked on; 404 where there is none."""
    try:
        return translations.workplace(transactions.session(), found)
    except Refused:
        return abort(404)


def of(slug: str, tag: str, *, translated: bool = True) -> Desk:
    """The desk that an address names; 404 for no survey of theirs, no language, and with `translated` for our own."""
    found = reach.survey(slug)
    language = canonical_language(tag) or abort(404)
    if language == BSL or (translated and language in OWN_LANGUAGES):
        abort(404)
    return Desk(found, revision_of(found), language)


def provenance_words(said: str) -> str:
    """Where words come from, as a sentence: one of our own words for it, or what a catalogue says."""
    words = templating.words()
    if said in PROVENANCES:
        return words(PROVENANCES[Provenance(said)])
    return f"{said[:1].upper()}{said[1:]}"


def provenance_choices() -> list[tuple[str, str]]:
    """The choices of a form."""
    words = templating.words()
    return [(key.value, words(text)) for key, text in PROVENANCES.items()]
