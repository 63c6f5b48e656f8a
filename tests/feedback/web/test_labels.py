"""Promise of labels: a group has one short name on every page, with a survey at hand or without."""

from __future__ import annotations

import pytest

from feedback.i18n import Words
from feedback.web import labels
from surveys.reading import shipped

ENGLISH = Words("en", {})
BLOCK = shipped("about-you")
GROUPS = [item.key for item in BLOCK.groups()]


@pytest.mark.parametrize("key", [*GROUPS, "place", "period", "channel", "language", "age-band*sex"])
def test_a_group_is_called_the_same_whether_its_survey_is_at_hand(key: str) -> None:
    assert labels.short_name(key, ENGLISH) == labels.group_name(BLOCK, key, {}, ENGLISH)


def test_a_group_of_an_organisations_own_is_its_key_in_words_and_two_crossed_have_both_names() -> None:
    assert labels.short_name("night-or-day", ENGLISH) == "Night or day"
    assert labels.short_name("age-band*night-or-day", ENGLISH) == "Age, Night or day"
