"""Promise of the promise: people hear by when their words are read, by whom out of hours, and whom to ring."""

from __future__ import annotations

import pytest

from feedback.i18n import Words
from feedback.services import promises
from feedback.services.comment_readers import Promise
from feedback.vocabulary import Cover

ENGLISH = Words("en", {})


@pytest.mark.parametrize(
    ("cover", "out_of_hours"),
    [
        (Cover.NOBODY, "Nobody reads this at night or at weekends."),
        (Cover.WEEKENDS, "Staff also read this at weekends."),
        (Cover.ALWAYS, "Staff also read this at night and at weekends."),
    ],
)
def test_what_an_organisation_promised_is_what_people_are_told(cover: Cover, out_of_hours: str) -> None:
    told = promises.in_words(Promise(2, cover), ENGLISH)
    assert told == ["Our staff read this within 2 working days.", out_of_hours]


def test_one_working_day_is_told_in_the_singular() -> None:
    assert promises.in_words(Promise(1), ENGLISH)[0] == "Our staff read this within 1 working day."


def test_a_number_to_ring_is_told_last_and_only_where_there_is_one() -> None:
    *others, ring = promises.in_words(Promise(1, Cover.NOBODY, "01632 960 111"), ENGLISH)
    assert others == promises.in_words(Promise(1), ENGLISH)
    assert ring == "At night and at weekends you can ring 01632 960 111."
