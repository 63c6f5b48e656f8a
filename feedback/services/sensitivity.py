"""Sensitive places: whose patients nobody may find out about by a message on somebody's screen."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.campaign import Campaign
from feedback.models.place import Place
from feedback.models.survey import Survey, SurveyTexts
from feedback.services import audit, contact_words, places
from feedback.services.refusals import Refused

_LONGEST = 300
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("sensitivity.toml").read_text("utf-8"))


@cache
def _quiet() -> frozenset[str]:
    """The words of names that tell nothing."""
    return frozenset(_data()["quiet"]["words"])


@cache
def _elsewhere() -> tuple[tuple[str, str], ...]:
    """Words of other languages, as texts are compared, each with what it is about."""
    return tuple(
        (contact_words.folded(word), about) for about, words in _data()["elsewhere"].items() for word in words
    )


def hint(text: str) -> str:
    """What a name or a message says that may make its place sensitive, in any language; empty where nothing does.

    Of a name somebody decides. Nobody can list every word.
    """
    small, folded = text.casefold(), contact_words.folded(text)
    english = (about for about, pattern in _data()["hints"].items() if re.search(pattern, small))
    return next(english, "") or next((about for word, about in _elsewhere() if word in folded), "")


def mark(session: Session, place: Place, because: str, *, by: str) -> None:
    """Makes a place and all below it sensitive, for a reason; texts are off from here on. Raises Refused."""
    place.sensitive_because, place.sensitive = _sentence(because, "sensitive_because"), True
    place.texts_on, place.texts_because = False, ""
    session.flush()
    audit.record(session, "place-sensitive", place.slug, by=by, detail=place.sensitive_because)


def unmark(session: Session, place: Place, *, by: str) -> None:
    """Not sensitive any more by itself; below a sensitive place it still is."""
    place.sensitive, place.sensitive_because = False, ""
    session.flush()
    audit.record(session, "place-not-sensitive", place.slug, by=by)


def switch_texts(session: Session, place: Place, *, on: bool, because: str, by: str) -> None:
    """Switches texts and e-mails on for this very place, which is sensitive, for a reason; or off. Raises Refused."""
    if on:
        place.texts_because = _sentence(because, "texts_because")
    else:
        place.texts_because = ""
    place.texts_on = on
    session.flush()
    action = "texts-switched-on" if on else "texts-switched-off"
    audit.record(session, action, place.slug, by=by, detail=place.texts_because)


def _sentence(words: str, field: str) -> str:
    words = " ".join(words.split())
    if len(words) < 10:
        raise Refused("Say why, in a sentence.", field)
    if len(words) > _LONGEST:
        raise Refused(f"Keep it under {_LONGEST} letters.", field)
    return words


def names_it(session: Session, campaign: Campaign, text: str) -> list[str]:
    """The words of a message, a sender or an address that would tell what a sensitive place or its survey is about.

    Empty for a campaign of any other place. Looks for the names of the place and of the sensitive ones above it, for
    the titles of the survey in every language, for the words of those that tell something, and for what the
    hints know in any language. They cannot know every word: whoever writes the message still has to.
    """
    sensitive = _sensitive_above(session, campaign.place_id)
    if not sensitive:
        return []
    folded = contact_words.folded(text)
    joined = folded.replace(" ", "")
    phrases = [place.name for place in sensitive] + _titles(session, campaign.survey_id)
    found = [phrase for phrase in phrases if _within(contact_words.folded(phrase), folded, joined)]
    words = {word.casefold() for phrase in phrases for word in _WORD.findall(phrase)} - _quiet()
    found += sorted(word for word in words if len(word) > 3 and _said(word, folded, joined))
    if about := hint(text):
        found.append(about)
    return list(dict.fromkeys(found))


def refuse_naming(session: Session, campaign: Campaign, text: str, *, what: str) -> None:
    """Raises Refused where a text of a campaign tells what its sensitive place is about; `what` says which text."""
    if found := names_it(session, campaign, text):
        said = ", ".join(f"“{word}”" for word in found[:5])
        raise Refused(
            f"{what}: this place is marked as sensitive, and {said} tells what it is about. Leave it out."
        )


def _within(phrase: str, folded: str, joined: str) -> bool:
    """Whether a whole name or title stands there, as words or run together as in an address."""
    if not phrase or all(word in _quiet() for word in phrase.split()):
        return f" {phrase} " in f" {folded} " if len(phrase.split()) > 1 else False
    return f" {phrase} " in f" {folded} " or (len(phrase) > 7 and phrase.replace(" ", "") in joined)


def _said(word: str, folded: str, joined: str) -> bool:
    return f" {word}" in f" {folded}" or (len(word) > 5 and word in joined)


def _sensitive_above(session: Session, place_id: int) -> list[Place]:
    """The place and those above it, up to the highest that is sensitive; none where none is."""
    line = places.upwards(session, place_id)
    highest = max((at for at, place in enumerate(line) if place.sensitive), default=-1)
    return line[: highest + 1]


def _titles(session: Session, survey_id: int) -> list[str]:
    survey = session.get_one(Survey, survey_id)
    found = [survey.title]
    if survey.current_revision_id is not None:
        rows = select(SurveyTexts).where(
            SurveyTexts.revision_id == survey.current_revision_id, SurveyTexts.on_offer
        )
        found += [row.texts["title"] for row in session.scalars(rows) if row.texts.get("title")]
    return found
