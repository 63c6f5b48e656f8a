"""Conversation voices: a published survey as it is texted in each language, and whether it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from feedback import i18n
from feedback.i18n import Words
from feedback.services import comment_readers, looks, risk_reviews, translations
from feedback.services import conversation_messages as messages
from feedback.services import conversation_questions as questions
from feedback.services.comment_readers import Promise
from feedback.services.conversation_ground import Ground
from feedback.services.conversation_messages import Voice
from feedback.services.surveys import Served
from feedback.vocabulary import BSL
from surveys import texting
from surveys.definition import Definition, Item
from surveys.texting import Reason


@dataclass(frozen=True)
class Omission:
    """A question that is not texted in some language, and why."""

    item: Item
    reason: Reason

    @property
    def stops(self) -> bool:
        """Whether the survey is not itself without it: any question of its own, but not one about the person.

        What nobody would read is not asked on the page either.
        """
        return self.reason in (Reason.KIND, Reason.TOO_LONG) and not self.item.group


def plain(session: Session, organisation_id: int, language: str) -> Voice:
    """An organisation's voice in a language, for what is said outside any survey."""
    nothing = Definition(key="none", title="-")
    return Voice(language, 0, nothing, {}, i18n.words(language), looks.of(session, organisation_id))


def measured(whole: Voice) -> Voice:
    """The same, knowing which of its questions would be too long."""
    found = [
        item.key
        for item in whole.definition.items()
        if texting.why_not(item) is None
        and not questions.fits(questions.text(whole, item, {}, 99, 99, again=True))
    ]
    return replace(whole, left_out=frozenset(found))


def omissions(whole: Voice) -> list[Omission]:
    """Every question that is not texted in this language, in the order of the page."""
    found = []
    for item in whole.definition.items():
        reason = texting.why_not(item, comments=whole.promise is not None)
        if reason is None and item.key in whole.left_out:
            reason = Reason.TOO_LONG
        if reason is not None:
            found.append(Omission(item, reason))
    return found


def works(whole: Voice) -> bool:
    """Whether the survey can be answered by text in this language: every question of its own can be asked."""
    left = texting.items(whole.definition, {}, comments=whole.promise is not None, left_out=whole.left_out)
    return bool([item for item in left if not item.group]) and not any(
        omission.stops for omission in omissions(whole)
    )


def missing(whole: Voice) -> Sequence[str]:
    """The sentences of a conversation that the words of this language lack, and that come in English."""
    if whole.words.language in ("en", "en-simple"):
        return ()
    return [english for english in messages.SENTENCES if english not in whole.words.messages]


#: Voices measured in this process, and whether the survey works in them. Signed words never change, so nothing goes
#: stale: each key holds the fingerprint of the words, and who reads what people write.
_measured: dict[tuple[int, str, str, Promise | None], tuple[Voice, bool]] = {}
_MOST_MEASURED = 200


def ground(session: Session, served: Served) -> Ground:
    """What a conversation about this revision stands on: its languages on offer in which it works by text.

    Each is spoken with exactly the words that were signed.
    """
    promises = comment_readers.promises(session, served.survey_id)
    look = looks.of(session, served.organisation_id)
    prints = translations.fingerprints(session, served.revision_id)

    def known(language: str, version: int) -> tuple[Voice, bool]:
        promise = comment_readers.among(promises, language)
        key = (served.revision_id, language, prints.get((language, version), ""), promise)
        found = _measured.get(key)
        if found is None or found[0].definition is not served.definition:
            texts, interface = translations.frozen(session, served.revision_id, language, version)
            words = Words(language, interface)
            voice = measured(Voice(language, version, served.definition, texts, words, look, promise))
            if len(_measured) >= _MOST_MEASURED:
                _measured.clear()
            found = _measured[key] = voice, works(voice)
        return found

    def speak(language: str, version: int) -> Voice:
        return replace(known(language, version)[0], version=version, look=look)

    offered: Mapping[str, int] = {
        tag: version for tag, version in served.languages.items() if tag != BSL and known(tag, version)[1]
    }
    return Ground(served.definition, offered, speak, own_risks=risk_reviews.own(session))
