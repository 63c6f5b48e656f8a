"""What people are sent: the usual words in each language, placeholders checked and filled, and advice on trust."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback import i18n
from feedback.channels import sms_parts
from feedback.channels.sms_parts import Parts
from feedback.i18n import marked
from feedback.services import sensitivity
from feedback.services.refusals import Refused
from feedback.vocabulary import ENGLISH_NAMES

INVITATION = marked(
    "{organisation} would like to know what you think. We do not ask for your name: {link} {stop}"
)
REMINDER = marked(
    "{organisation}: you can still tell us what you think. We will not text you about it again: {link} {stop}"
)
STOP_BY_REPLY = marked("To stop texts, reply STOP.")
STOP_BY_LINK = marked("To stop texts: {link}")
_PLACEHOLDERS = ("name", "organisation", "place", "link", "stop")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FILLED = re.compile(r"(?P<before>[ \u00a0]?)\{(?P<name>name|organisation|place|link|stop)\}")
_LONGEST_NAME = 40
#: What a phone turns into a link: with its beginning, with what short addresses end in, or as people write their own.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:ly|gl|co|me|io|link|app)/\S+|\b[a-z0-9-]+\.(?:uk|com|org|net|eu)\b",
    re.IGNORECASE,
)
#: What texts that cheat people say; ours never do.
_URGENT = (
    "urgent",
    "immediately",
    "act now",
    "last chance",
    "final notice",
    "within 24 hours",
    "expires",
    "!!",
)
_SECRETS = (
    "password",
    "bank",
    "card number",
    "date of birth",
    "nhs number",
    "national insurance",
    "prize",
    "reward",
)


@dataclass(frozen=True)
class Filling:
    """What the placeholders of one text become. Without a name or a place the words close up."""

    organisation: str
    link: str
    stop_link: str = ""
    name: str = ""
    place: str = ""


def usual(language: str, *, reminder: bool = False) -> str:
    """The words that are sent in a language unless somebody writes their own; English where nobody has put them."""
    return i18n.words(language)(REMINDER if reminder else INVITATION)


def of(messages: Mapping[str, str], language: str, *, reminder: bool = False) -> str:
    """What is sent in a language: as it was written for the campaign, or the usual words."""
    return messages.get(language) or usual(language, reminder=reminder)


def filled(text: str, filling: Filling, language: str) -> str:
    """The text as it is sent. Nothing that is put in is looked through for placeholders again."""
    stop = i18n.words(language)(STOP_BY_LINK if filling.stop_link else STOP_BY_REPLY)
    values = {
        "name": " ".join(filling.name.split())[:_LONGEST_NAME], "organisation": filling.organisation,
        "place": filling.place, "link": filling.link, "stop": stop.replace("{link}", filling.stop_link),
    }  # fmt: skip

    def value(found: re.Match[str]) -> str:
        put = values[found["name"]]
        return f"{found['before']}{put}" if put else ""

    return _FILLED.sub(value, text).strip()


def check(text: str, filling: Filling, language: str, *, sensitive: bool, place: str) -> str:
    """The text in order, with what lets people stop it added where it was missing.

    Raises Refused, naming what to mend. `sensitive` places are named in no text.
    """
    text = " ".join(text.split())
    name = ENGLISH_NAMES[language]
    unknown = [one for one in _PLACEHOLDER.findall(text) if one not in _PLACEHOLDERS]
    if unknown or text.count("{") != text.count("}") or "{" in _PLACEHOLDER.sub("", text):
        wrong = f"{{{unknown[0]}}}" if unknown else "a brace on its own"
        raise Refused(f"{name}: {wrong} means nothing here. There are {_listed()}.")
    if text.count("{link}") != 1:
        raise Refused(f"{name}: put {{link}} where people's own link goes, once.")
    if _ADDRESS.search(text):
        raise Refused(f"{name}: {{link}} is the only address in a text. People learn to trust no other.")
    if sensitive and ("{place}" in text or place.casefold() in text.casefold()):
        raise Refused(f"{name}: this place is marked as sensitive, so no text names it.")
    if "{stop}" not in text:
        text = f"{text} {{stop}}"
    counted = sms_parts.count(filled(text, filling, language))
    if not counted.fits:
        raise Refused(
            f"{name}: this takes {counted.parts} parts, which is more than phones put together well. Keep it short; "
            "one part is best."
        )
    return text


def _listed() -> str:
    return ", ".join(f"{{{one}}}" for one in _PLACEHOLDERS)


def advice(text: str) -> list[str]:
    """What makes a text look like one that cheats, or tells too much; nothing of it is forbidden."""
    said, found = text.casefold(), []
    if hurried := next((word for word in _URGENT if word in said), None):
        found.append(f"“{hurried}” hurries people. Texts that cheat do that, so leave it out.")
    if asks := next((word for word in _SECRETS if re.search(rf"\b{re.escape(word)}", said)), None):
        found.append(f"“{asks}” makes people think that they will be asked for it. Leave it out.")
    if tells := sensitivity.hint(text):
        found.append(
            f"It says something of {tells}. That tells whoever sees the screen what somebody comes for."
        )
    if "{organisation}" not in text:
        found.append("Say who writes, with {organisation}.")
    return found


@dataclass(frozen=True)
class Costed:
    """What one language costs: of one text, how many people get it, and all of them, in tenths of a penny."""

    language: str
    people: int
    counted: Parts
    each: int

    @property
    def together(self) -> int:
        """Of everybody who gets it."""
        return self.people * self.each


def costs(
    messages: Mapping[str, str], people: Mapping[str, int], filling: Filling, price: int, *, reminder: bool = False
) -> Sequence[Costed]:  # fmt: skip
    """What each language costs, with names counted as in `filling`."""
    found = []
    for language, number in people.items():
        found_in = sms_parts.count(filled(of(messages, language, reminder=reminder), filling, language))
        found.append(Costed(language, number, found_in, found_in.parts * price))
    return found
