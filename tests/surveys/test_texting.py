"""Promise of asking by text: nothing sensitive, nothing that cannot be said in a text, and the order of the page."""

from __future__ import annotations

import pytest

from surveys import reading, texting
from surveys.definition import Definition, Kind
from surveys.kinds import KINDS
from surveys.routing import asked
from surveys.texting import Reason


def test_every_kind_is_either_texted_or_said_not_to_be() -> None:
    assert set(KINDS) - set(texting.WAYS) == {Kind.POSTCODE}


def test_of_the_questions_about_the_person_only_the_harmless_are_texted() -> None:
    block = reading.shipped("about-you")
    told = {item.key for item in block.items() if texting.why_not(item) is None}
    assert told == {"role", "answered-by", "helper", "age-band", "carer"}
    assert all(texting.why_not(item) is Reason.SENSITIVE for item in block.items() if item.key not in told)


def test_a_question_about_the_person_that_somebody_wrote_is_held_to_be_sensitive() -> None:
    one = {
        "key": "hearing-voices",
        "kind": "yes-no",
        "text": "Do you hear voices?",
        "group": True,
        "answers": "yes-no",
    }
    read = Definition.model_validate(
        {"key": "own", "title": "Own", "sections": [{"key": "a", "title": "A", "items": [one]}]}
    )
    assert texting.why_not(next(read.items())) is Reason.SENSITIVE


@pytest.mark.parametrize("slug", [survey.key for survey in reading.shipped_surveys()])
def test_what_is_texted_comes_in_the_order_of_the_page(slug: str) -> None:
    survey = reading.compose(
        reading.shipped(slug),
        reading.shipped("about-you"),
        {item.key for item in reading.shipped("about-you").items()},
    )
    page = [item.key for item in asked(survey, {}) if texting.why_not(item) is None]
    assert [item.key for item in texting.items(survey, {})] == page and page


def test_choices_end_with_the_way_to_decline_where_there_is_one() -> None:
    item = reading.shipped("about-you").item("age-band")
    assert item is not None
    offered = texting.choices(item, {"answers/decline": "Wolę nie odpowiadać"}, {})
    assert offered[0].text == "15 or under" and offered[-1].text == "Wolę nie odpowiadać"


def test_only_answers_below_what_was_answered_before_are_offered() -> None:
    item = reading.shipped("about-you").item("ethnic-group-detail")
    assert item is not None
    offered = texting.choices(item, {}, {"ethnic-group": "mixed"})
    assert len(offered) == 5 and offered[0].key == "white-and-black-caribbean"
