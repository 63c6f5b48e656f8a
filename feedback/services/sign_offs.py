"""Sign-offs: who answers for a translation, who has read it a second time, and how that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.survey import Survey, SurveyTexts
from feedback.services import (
    audit,
    library_sign_offs,
    memories,
    organisations,
    revisions,
    signatures,
    translation_lines,
    translations,
    word_rows,
)
from feedback.services.refusals import Refused
from feedback.vocabulary import BSL, LANGUAGES, OWN_LANGUAGES, Provenance
from surveys import texts
from surveys.definition import Definition

_LONGEST = 200
_NAMED_IN_A_REFUSAL = 3


def sign(
    session: Session,
    survey: Survey,
    language: str,
    *,
    name: str,
    role: str,
    qualification: str,
    by: str,
    today: date,
    provenance: Provenance | None = None,
    travels: bool = False,
) -> SurveyTexts:
    """Signs the newest words of a language, which never change from now on.

    The public can choose them at once, or after a second reader where the organisation wants one. Raises Refused, in
    words for staff, when a line is missing, made from other English or broken.
    """
    given = {"name": name, "role": role, "qualification": qualification}
    who = {field: " ".join(typed.split()) for field, typed in given.items()}
    _refuse_unsignable(language, who)
    revision = translations.workplace(session, survey)
    word_rows.lock(session, revision.id)
    definition = revisions.definition_of(revision)
    row = word_rows.newest(session, revision.id, language)
    if row is None:
        raise Refused(f"there is no complete translation in {LANGUAGES.get(language, language)} to sign")
    sources = word_rows.sources_of(session, row)
    _refuse_unfinished(definition, row, sources)
    if row.frozen_on is None:
        wanted = texts.english_texts(definition)
        word_rows.write(row, {key: row.texts[key] for key in wanted}, wanted)
        row.frozen_on = today
    row.signed_name, row.signed_role, row.signed_qualification = (
        who["name"],
        who["role"],
        who["qualification"],
    )
    row.signed_on, row.signed_by, row.may_travel = today, by[:255], travels
    row.second_name = row.second_role = row.second_on = row.adopted_by = row.adopted_from = None
    if provenance is not None:
        row.provenance = provenance.value
    row.on_offer = row.on_offer or not organisations.current(session).second_reviewer
    session.flush()
    pairs = [(english, row.texts[key]) for key, english in texts.english_texts(definition).items()]
    memories.remember(session, survey.id, language, pairs, name=who["name"], today=today)
    audit.record(session, "translation-signed", f"{survey.slug} {language}", by=by, detail=row.fingerprint)
    return row


def _refuse_unsignable(language: str, who: Mapping[str, str]) -> None:
    if language == BSL:
        raise Refused(
            "British Sign Language is put online beside its videos, with the names of two translators"
        )
    if language in OWN_LANGUAGES:
        raise Refused(f"{LANGUAGES[language]} needs no signature: it is part of the survey")
    if not all(who.values()):
        raise Refused("give the name, the role and the qualification of whoever checked this translation")
    if field := next((field for field, typed in who.items() if len(typed) > _LONGEST), ""):
        raise Refused(f"keep the {field} under {_LONGEST} letters", field)


def _refuse_unfinished(definition: Definition, row: SurveyTexts, sources: Mapping[str, str]) -> None:
    broken = [
        line for line in translation_lines.of(definition, row.language, row.texts, sources) if line.stops
    ]
    if broken:
        number = len(broken)
        told = "; ".join(f"“{line.english}”: {line.findings[0].why}" for line in broken[:_NAMED_IN_A_REFUSAL])
        more = f" And {number - _NAMED_IN_A_REFUSAL} more." if number > _NAMED_IN_A_REFUSAL else ""
        raise Refused(f"{number} {'line is' if number == 1 else 'lines are'} not ready to sign. {told}{more}")


def second(
    session: Session,
    survey: Survey,
    language: str,
    *,
    name: str,
    role: str,
    by: str,
    today: date,
    account: str | None = None,
) -> SurveyTexts:
    """A second person has read what somebody signed: it is on offer, and may travel where the signer allows it.

    `account` is who is signed in, in a browser: it has to be another one than signed. Raises Refused.
    """
    name, role = " ".join(name.split()), " ".join(role.split())
    revision = translations.workplace(session, survey)
    word_rows.lock(session, revision.id)
    row = word_rows.newest(session, revision.id, language)
    if row is None or row.signed_on is None or language == BSL:
        raise Refused("nobody has signed these words yet: the second reader comes after that")
    if row.second_name:
        raise Refused(f"{row.second_name} has read these words already")
    if not name or not role:
        raise Refused("give the name and the role of the second reader", "name" if not name else "role")
    if max(len(name), len(role)) > _LONGEST:
        raise Refused(f"keep name and role under {_LONGEST} letters", "name")
    if name.casefold() == (row.signed_name or "").casefold():
        raise Refused(f"{name} signed these words. Somebody else has to read them.", "name")
    if account is not None and account == row.signed_by:
        raise Refused("You signed these words. Somebody else has to read them, with an account of their own.")
    row.second_name, row.second_role, row.second_on, row.on_offer = name, role, today, True
    session.flush()
    audit.record(session, "translation-read", f"{survey.slug} {language}", by=by, detail=row.fingerprint)
    if row.may_travel:
        library_sign_offs.offer(session, row, by=by)
    return row


def take_back(session: Session, survey: Survey, language: str, *, by: str, today: date) -> None:
    """Stops serving a language, in the draft too; its words stay as they are, unsigned, and travel no more."""
    revisions = {survey.current_revision_id or 0, translations.workplace(session, survey).id}
    rows = select(SurveyTexts).where(SurveyTexts.revision_id.in_(revisions), SurveyTexts.language == language)
    for row in session.scalars(rows):
        if row.may_travel and row.second_on:
            library_sign_offs.withdraw(session, row, today=today)
        for part in signatures.PARTS:
            setattr(row, part, False if part == "may_travel" else None)
        row.on_offer = False
    session.flush()
    audit.record(session, "translation-withdrawn", f"{survey.slug} {language}", by=by)
