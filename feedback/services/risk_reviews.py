"""Reviews of the risk words: who answers for a language's list here, and the phrases an organisation adds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.risk_list import RiskListReview, RiskPhrase
from feedback.services import audit, risk_lists
from feedback.services.refusals import Refused
from feedback.services.risk_lists import BadPhrase, Category, RiskList

#: A phrase this short would be found in nearly every comment.
_LEAST_LETTERS, _MOST_LETTERS = 3, 200


@dataclass(frozen=True)
class Standing:
    """A language's list, and who answers for it here."""

    list: RiskList
    review: RiskListReview | None
    #: Somebody reviewed it once, and its words changed since.
    changed: bool

    @property
    def phrases(self) -> int:
        """How many phrases the list has."""
        return sum(map(len, self.list.phrases.values()))


def fingerprint(language: str) -> str:
    """What stands for every word of a list: it changes with any of them."""
    words = (risk_lists.FOLDER / f"{language}.toml").read_bytes()
    return hashlib.blake2b(words, digest_size=16).hexdigest()


def standing(session: Session, language: str) -> Standing:
    """Where a language's list stands. Raises KeyError for a language that has none."""
    its = risk_lists.of(language)
    rows = (
        select(RiskListReview).where(RiskListReview.language == language).order_by(RiskListReview.id.desc())
    )
    reviews = session.scalars(rows).all()
    current = next((row for row in reviews if row.fingerprint == fingerprint(language)), None)
    return Standing(its, current, bool(reviews) and current is None)


def every(session: Session) -> list[Standing]:
    """Every shipped language's."""
    return [standing(session, language) for language in risk_lists.languages()]


def sign(
    session: Session, language: str, *, name: str, role: str, staff_id: int, by: str, today: date
) -> RiskListReview:
    """A named person says that they have read a list and answer for it here. Raises Refused."""
    if not name.strip():
        raise Refused("give the name of whoever read the list", "name")
    if not role.strip():
        raise Refused("say what they are", "role")
    if standing(session, language).review is not None:
        raise Refused("somebody has signed these words already", "name")
    row = RiskListReview(
        organisation_id=db.scope_of(session), language=language, fingerprint=fingerprint(language),
        name=name.strip(), role=role.strip(), signed_by=staff_id, signed_on=today,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(session, "risk-words-reviewed", language, by=by, detail=f"{row.name}, {row.role}")
    return row


def phrases(session: Session) -> Sequence[RiskPhrase]:
    """The phrases this organisation added, by category."""
    return session.scalars(select(RiskPhrase).order_by(RiskPhrase.category, RiskPhrase.phrase)).all()


def own(session: Session) -> tuple[tuple[str, str], ...]:
    """The same as `risk_words.find` takes them."""
    return tuple((row.category, row.phrase) for row in phrases(session))


def add_phrase(
    session: Session, category: str, phrase: str, *, staff_id: int, by: str, today: date
) -> RiskPhrase:
    """Adds a phrase that every comment here is searched for. Raises Refused for one that says too little."""
    words = " ".join(phrase.split())
    if category not in [one.value for one in Category]:
        raise Refused("choose what the phrase is a sign of", "category")
    if sum(map(str.isalnum, words)) < _LEAST_LETTERS and not any(
        "\u3400" <= each <= "\u9fff" for each in words
    ):
        raise Refused("a phrase needs three letters at least", "phrase")
    if len(words) > _MOST_LETTERS:
        raise Refused("that is too long", "phrase")
    try:
        risk_lists.pattern(words)
    except BadPhrase as problem:
        raise Refused(str(problem), "phrase") from problem
    if any(row.category == category and row.phrase == words for row in phrases(session)):
        raise Refused("this phrase is on the list already", "phrase")
    row = RiskPhrase(
        organisation_id=db.scope_of(session),
        category=category,
        phrase=words,
        added_by=staff_id,
        added_on=today,
    )
    session.add(row)
    session.flush()
    audit.record(session, "risk-phrase-added", category, by=by, detail=words)
    return row


def remove_phrase(session: Session, phrase_id: int, *, by: str) -> None:
    """Takes a phrase of this organisation away; nothing where there is none."""
    row = session.scalars(select(RiskPhrase).where(RiskPhrase.id == phrase_id)).first()
    if row is not None:
        audit.record(session, "risk-phrase-removed", row.category, by=by, detail=row.phrase)
        session.delete(row)
        session.flush()
