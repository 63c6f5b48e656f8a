"""Promise of the texts: every word of a survey has a key for ever, and what a language lacks is known."""

from __future__ import annotations

from surveys.reading import compose, shipped
from surveys.texts import easy_texts, english_texts, fingerprint, missing, option_key, sources
from tests.surveys.surveys_for_tests import options, survey

SURVEY = survey(
    {"key": "heard", "kind": "statement", "answers": "yes-sometimes-no", "text": "People listened to me.",
     "easy": "They listened.", "help": "All of them.", "help-easy": "All."},
    {"key": "plan", "kind": "statement", "answers": "yes-sometimes-no"},
    {"key": "age", "kind": "one", "group": True, "options": options("young", "old")},
    {"key": "pain", "kind": "scale", "minimum": 0, "maximum": 10, "minimum-label": "None", "maximum-label": "Worst"},
    title="Title", introduction="Hello", **{"title-easy": "Easy title"},
)  # fmt: skip


def test_every_text_has_its_key_in_reading_order_and_shared_words_are_there_once() -> None:
    shared = [f"answers/yes-sometimes-no/{key}" for key in ("yes", "sometimes", "no", "dont-know")]
    assert [source.key for source in sources(SURVEY)] == [
        "title", "introduction", "section/only/title", "item/heard/text", "item/heard/help", *shared, "item/plan/text",
        "item/age/text", "option/age/young", "option/age/old", "answers/decline", "item/pain/text",
        "item/pain/minimum-label", "item/pain/maximum-label",
    ]  # fmt: skip


def test_easy_read_stands_beside_each_english_text_and_english_where_it_says_nothing_else() -> None:
    english, easy = english_texts(SURVEY), easy_texts(SURVEY)
    assert english.keys() == easy.keys()
    assert (english["item/heard/text"], easy["item/heard/text"]) == (
        "People listened to me.",
        "They listened.",
    )
    assert (english["title"], easy["title"]) == ("Title", "Easy title")
    assert easy["option/age/young"] == english["option/age/young"] == "Young"


def test_a_text_says_which_catalogue_it_is_kept_in() -> None:
    composed = compose(shipped("my-care"), shipped("about-you"), {"role", "age-band"})
    kept = {source.key: source.catalogue for source in sources(composed)}
    assert kept["item/help-to-decide/text"] == "my-care" and kept["title"] == "my-care"
    assert kept["item/role/text"] == "about-you" and kept["section/about-you/title"] == "about-you"
    assert kept["answers/decline"] == "answers" and kept["answers/yes-sometimes-no/yes"] == "answers"


def test_an_option_is_named_by_its_shared_text_or_its_own() -> None:
    heard, age = SURVEY.item("heard"), SURVEY.item("age")
    assert heard is not None and age is not None
    assert option_key(heard, heard.options[0]) == "answers/yes-sometimes-no/yes"
    assert option_key(age, age.options[0]) == "option/age/young"


def test_what_a_language_lacks_is_named() -> None:
    words = english_texts(SURVEY)
    assert missing(SURVEY, words) == []
    del words["item/age/text"]
    words["title"] = "  "
    assert missing(SURVEY, words) == ["title", "item/age/text"]


def test_a_signature_is_for_exactly_these_words() -> None:
    words, buttons = {"a": "x", "b": "y"}, {"Send": "Wyślij"}
    signed = fingerprint(words, buttons)
    assert len(signed) == 32 and signed == fingerprint({"b": "y", "a": "x"}, dict(buttons))
    others = [
        fingerprint({**words, "a": "z"}, buttons),
        fingerprint(words, {}),
        fingerprint(words),
        fingerprint(buttons, words),
    ]
    assert len({signed, *others}) == 5
