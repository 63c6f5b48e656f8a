"""Promises of what people are sent: a link, a way to stop, nothing unknown, and nothing that texts that cheat say."""

from __future__ import annotations

import re

import pytest

from feedback.channels import sms_parts
from feedback.services import campaign_messages as messages
from feedback.services.campaign_messages import Filling
from feedback.services.refusals import Refused
from feedback.vocabulary import LANGUAGES

LINK = f"https://feedback.example.nhs.uk/i/{'x' * 22}"
FILLING = Filling("Oakfield", LINK, name="Zoë", place="Ward 7")


def checked(text: str, language: str = "en", *, sensitive: bool = False) -> str:
    return messages.check(text, FILLING, language, sensitive=sensitive, place="Ward 7")


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "bfi"])
def test_the_usual_words_stand_the_check_in_every_language(language: str) -> None:
    for reminder in (False, True):
        usual = messages.usual(language, reminder=reminder)
        assert checked(usual, language) == usual and messages.advice(usual) == []
        body = messages.filled(usual, FILLING, language)
        assert body.count(LINK) == 1 and "{" not in body and "Oakfield" in body


def test_the_usual_words_fit_two_parts_with_a_long_name_and_address() -> None:
    filling = Filling("Invented Place Health and Care", LINK)
    assert sms_parts.count(messages.filled(messages.usual("en"), filling, "en")).parts <= 2


def test_a_message_without_a_way_to_stop_gets_one() -> None:
    assert checked("Hello, {link}") == "Hello, {link} {stop}"
    assert messages.filled("{link} {stop}", FILLING, "en").endswith("To stop texts, reply STOP.")
    by_link = Filling("Oakfield", LINK, stop_link="https://feedback.example.nhs.uk/texts/stop")
    assert messages.filled("{link} {stop}", by_link, "en").endswith(
        "To stop texts: https://feedback.example.nhs.uk/texts/stop"
    )


def test_without_a_name_or_a_place_the_words_close_up() -> None:
    bare = Filling("Oakfield", LINK)
    assert messages.filled("Hello {name}, about {place}: {link}", bare, "en") == f"Hello, about: {LINK}"


@pytest.mark.parametrize("name", ["{link}", "{stop} {organisation}", "A\n\nB", "x" * 500, "\u202eevil"])
def test_what_a_name_holds_is_put_in_as_it_is_and_opens_nothing(name: str) -> None:
    body = messages.filled("Hello {name}: {link}", Filling("Oakfield", LINK, name=name), "en")
    assert body.count(LINK) == 1 and len(body) < 150 and "\n" not in body


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hello", "{link}"), ("{link}{link}", "once"), ("{link} {who}", "{who}"), ("{link} {Name}", "{Name}"),
        ("{link} {name?}", "{name?}"), ("{link} }", "brace"), ("{link} {{name}}", "brace"), ("{link} {}", "{}"),
        ("{link} www.example.org", "only address"), ("{link} http://x.org", "only address"),
        ("{link} bit.ly/abc", "only address"), ("{link} " + "x" * 900, "7 parts"),
        ("{link} nhs.uk", "only address"), ("{link} oakfield.nhs.uk/x", "only address"),
    ],
)  # fmt: skip
def test_what_would_fail_people_is_refused_and_named(text: str, why: str) -> None:
    with pytest.raises(Refused, match=re.escape(why)):
        checked(text)


@pytest.mark.parametrize("text", ["{place}: {link}", "How was ward 7? {link}"])
def test_no_text_names_a_sensitive_place(text: str) -> None:
    assert checked(text)
    with pytest.raises(Refused, match="sensitive"):
        checked(text, sensitive=True)


@pytest.mark.parametrize(
    "text",
    [
        "URGENT {organisation} {link}", "Confirm your NHS number {organisation} {link}",
        "Your HIV clinic {organisation} {link}", "Hi {link}", "Poradnia psychiatryczna: {organisation} {link}",
        "آپ کی ذہنی صحت: {organisation} {link}",
    ],
)  # fmt: skip
def test_what_cheats_or_tells_too_much_is_advised_against(text: str) -> None:
    assert messages.advice(text)


def test_plain_signs_are_proposed_and_letters_left_alone() -> None:
    assert sms_parts.plainer("It’s “good” – yes… • Łódź") == 'It\'s "good" - yes... - Łódź'


def test_a_text_in_the_dear_alphabet_is_no_longer_than_phones_put_together() -> None:
    assert checked("{link} " + "ب" * 500, "ur")
    with pytest.raises(Refused, match="11 parts"):
        checked("{link} " + "ب" * 600, "ur")


def test_costs_are_added_up_by_language() -> None:
    own = {"en": "{link}", "ur": "سلام {link}"}
    english, urdu = messages.costs(own, {"en": 10, "ur": 3}, FILLING, 40)
    assert (english.counted.encoding, english.each, english.together) == ("GSM-7", 40, 400)
    assert (urdu.counted.encoding, urdu.counted.forced_by[0], urdu.together) == ("UCS-2", "س", 120)
