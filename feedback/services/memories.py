"""The memory of translations: what was signed before is offered again, and what differs is said."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import db
from feedback.models.remembered_text import RememberedText
from feedback.services import appending, batches, shipped_words

TABLE = db.table_of(RememberedText)
#: How alike the English has to be, from 0 to 1, and how many close offers a line gets.
_CLOSE, _MOST_CLOSE = 0.8, 3
#: So many remembered texts are looked at, the newest first.
_MOST_REMEMBERED = 5_000


@dataclass(frozen=True)
class Difference:
    """A piece of the English: what it was and what it is now; the same in both where it did not change."""

    was: str
    now: str

    @property
    def same(self) -> bool:
        """Whether nothing changed here."""
        return self.was == self.now


@dataclass(frozen=True)
class Offer:
    """Words for a line, with who signed them; `signed_name` is empty for words of the library."""

    text: str
    english: str
    signed_name: str = ""
    signed_on: date | None = None
    #: Word by word, where they were signed for English that is only close.
    differences: tuple[Difference, ...] = ()

    @property
    def close(self) -> bool:
        """Whether it was signed for other English than this."""
        return bool(self.differences)


def remember(
    session: Session,
    survey_id: int,
    language: str,
    pairs: Iterable[tuple[str, str]],
    *,
    name: str,
    today: date,
) -> None:
    """Keeps each pair of English and signed words once, with whoever signed it last."""
    signed = {"survey_id": survey_id, "signed_name": name, "signed_on": today}
    wanted = {
        fingerprint: {
            **signed, "organisation_id": db.scope_of(session), "language": language, "english": english,
            "text": text, "fingerprint": fingerprint,
        }
        for english, text in pairs
        for fingerprint in (_fingerprint(language, english, text),)
    }  # fmt: skip
    # At once, so that two who sign the same words at the same moment never meet.
    once = appending.insert(session, TABLE).on_conflict_do_update(
        index_elements=["organisation_id", "fingerprint"], set_=signed
    )
    for some in batches.of(wanted.values()):
        session.execute(once, some)


def _fingerprint(language: str, english: str, text: str) -> str:
    return hashlib.sha256("\x00".join((language, english, text)).encode()).hexdigest()[:32]


def offers(session: Session, language: str, lines: Sequence[tuple[str, str, str]]) -> dict[str, list[Offer]]:
    """What could stand in each line, for (key, English, words now) triples.

    First what was signed for exactly this English, then the library's words, then what was signed for English that
    is close.
    """
    remembered = session.scalars(
        select(RememberedText)
        .where(RememberedText.language == language)
        .order_by(RememberedText.signed_on.desc(), RememberedText.id.desc())
        .limit(_MOST_REMEMBERED)
        .execution_options(populate_existing=True)
    ).all()
    found = {}
    for key, english, text in lines:
        exact = [
            Offer(one.text, english, one.signed_name, one.signed_on)
            for one in remembered
            if one.english == english
        ]
        shipped = [Offer(one, english) for one in shipped_words.library(language, key, english)]
        different: dict[str, Offer] = {}
        for offer in [*exact, *shipped, *_close(english, remembered)]:
            different.setdefault(offer.text, offer)
        different.pop(text, None)
        found[key] = list(different.values())
    return found


def _close(english: str, remembered: Sequence[RememberedText]) -> list[Offer]:
    """The closest English that was signed before, the closest first."""
    matcher = difflib.SequenceMatcher(b=english, autojunk=False)
    found: list[tuple[float, RememberedText]] = []
    for one in remembered:
        if one.english == english:
            continue
        matcher.set_seq1(one.english)
        if matcher.real_quick_ratio() >= _CLOSE and matcher.quick_ratio() >= _CLOSE:
            ratio = matcher.ratio()
            if ratio >= _CLOSE:
                found.append((ratio, one))
    found.sort(key=lambda pair: -pair[0])
    return [
        Offer(one.text, one.english, one.signed_name, one.signed_on, differences(one.english, english))
        for _, one in found[:_MOST_CLOSE]
    ]


def differences(was: str, now: str) -> tuple[Difference, ...]:
    """Two texts side by side, word by word."""
    old, new = was.split(), now.split()
    steps = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return tuple(Difference(" ".join(old[a:b]), " ".join(new[c:d])) for _, a, b, c, d in steps)
