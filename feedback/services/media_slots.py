"""Media slots: every place of a survey where a picture, a recording or a signed video can stand."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.services.refusals import Refused
from feedback.vocabulary import BSL
from surveys import texts
from surveys.definition import Definition

#: What stands for a language where pictures are meant, which serve every language.
PICTURES = ""
#: The pages around the questions that are signed too, with what they say.
THANKS, ERROR = "page/thanks", "page/error"
_PAGES = {
    THANKS: "Thank you. Your answers have been sent.",
    ERROR: "Something is missing or wrong. The page says what. Please look at those questions and send again.",
}


@dataclass(frozen=True)
class Slot:
    """One place: its text key, what stands there in English, and which of ours is drawn there."""

    key: str
    english: str
    #: A question, an answer, or a page around them.
    role: str
    drawn: str = ""


def of(definition: Definition, language: str) -> list[Slot]:
    """The slots of a survey in reading order: pictures, videos for `bfi`, recordings for any other language."""
    if language == PICTURES:
        return _pictures(definition)
    spoken = [
        Slot(source.key, source.english, "question" if source.key.startswith("item/") else "answer")
        for source in texts.asked(definition)
    ]
    pages = [Slot(key, english, "page") for key, english in _PAGES.items()] if language == BSL else []
    return spoken + pages


def picture_key(item: str, option: str = "") -> str:
    """The key under which an item's picture is kept, or that of one of its options."""
    return f"picture/{item}/{option}" if option else f"picture/{item}"


def _pictures(definition: Definition) -> list[Slot]:
    found = []
    for item in definition.items():
        found.append(Slot(picture_key(item.key), item.text, "question", item.picture or ""))
        found += [
            Slot(picture_key(item.key, option.key), option.text, "answer", option.picture or "")
            for option in item.options
        ]
    return found


def find(definition: Definition, language: str, key: str) -> Slot:
    """One slot by its key. Raises Refused where the survey has none of that name."""
    found = next((slot for slot in of(definition, language) if slot.key == key), None)
    if found is None:
        raise Refused("This survey has no such question or answer. Choose one from the list.")
    return found


def fingerprint(words: str) -> str:
    """A short name for exactly the words that a recording reads or a video signs."""
    return texts.fingerprint({"words": words})
