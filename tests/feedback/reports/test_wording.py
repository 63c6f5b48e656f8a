"""Promises of the words: they mean what they say, stand only for what is hidden, and leave it hidden."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from feedback.reports import results
from feedback.reports.bands import BANDS, band, between, edges
from feedback.reports.history import weak_spots
from feedback.reports.shapes import Shown, ShownItem, ShownOption
from feedback.reports.suppression import Profile, as_data, from_data, protect
from surveys import reading
from tests.feedback.reports import random_surveys
from tests.feedback.reports.test_suppression import every_row


@pytest.mark.parametrize(
    ("positive", "base", "word"),
    [
        (10, 10, "nearly-all"), (90, 100, "nearly-all"), (89, 100, "most"), (60, 100, "most"),
        (59, 100, "about-half"), (40, 100, "about-half"), (39, 100, "some"), (20, 100, "some"),
        (19, 100, "few"), (10, 100, "few"), (9, 100, "hardly-any"), (0, 11, "hardly-any"),
    ],
)  # fmt: skip
def test_each_word_means_the_share_that_it_is_said_to_mean(positive: int, base: int, word: str) -> None:
    assert band(positive, base) == word
    least, most = between(word, base)
    assert least <= positive <= most
    from_, under = edges(word)
    assert from_ * base <= 100 * positive < under * base


def test_the_bands_leave_no_share_out_and_none_lies_in_two() -> None:
    for base in (10, 11, 29, 97, 100):
        limits = [between(word, base) for word in BANDS]
        assert limits[0][1] == base and limits[-1][0] == 0
        assert all(lower[1] + 1 == upper[0] for upper, lower in pairwise(limits))
    assert set(results.WORDS) == set(BANDS)


def surveys_with_words(profile: Profile) -> list[tuple[random_surveys.People, list[ShownItem]]]:
    found = []
    for seed in range(60):
        people = random_surveys.invent(seed, most=200, items=2, groups=3)
        found.append((people, protect(random_surveys.count(people), profile)))
    return found


@pytest.mark.parametrize("profile", [Profile.PUBLIC, Profile.SENSITIVE])
def test_a_word_is_true_and_stands_only_where_the_base_is_shown_and_the_share_is_not(
    profile: Profile,
) -> None:
    words = 0
    for people, shown in surveys_with_words(profile):
        for true, counts, _, row in every_row(random_surveys.count(people), shown):
            if row.words is None:
                continue
            words += 1
            good = sum(
                count for count, o in zip(counts, true.options, strict=True) if o.polarity == "positive"
            )
            assert row.words == band(good, sum(counts))
            names = {o.key for o in true.options if o.polarity == "positive"} | {"positive"}
            assert row.base is not None
            assert any(option.count is None for option in row.options if option.key in names)
    assert words > 20


def test_staff_read_numbers_and_no_words() -> None:
    people = random_surveys.invent(3)
    for _, _, _, row in every_row(
        random_surveys.count(people), protect(random_surveys.count(people), Profile.STAFF)
    ):
        assert row.words is None


def test_a_word_that_would_leave_fewer_than_three_values_does_not_stand() -> None:
    """A word more than the door gave, put where it says too much, is found to give numbers away."""
    options = random_surveys.SETS["yes-no"]
    cells = tuple(ShownOption(option.key, None, None, None, None) for option in options)
    people = random_surveys.invent(3)
    item = next(iter(random_surveys.count(people)))
    item = type(item)("heard", options, (11, 1), ())
    for word, told in ((None, False), ("about-half", False), ("nearly-all", True)):
        shown = ShownItem("heard", False, Shown(12, "too-few", cells, word), ())
        assert bool(weak_spots([item], [[shown]], [])) is told


def test_what_was_frozen_before_there_were_words_reads_as_without_them() -> None:
    row = Shown(40, "too-few", (ShownOption("yes", None, None, None, None),), "most")
    data = as_data(ShownItem("heard", False, row, ()))
    assert from_data(data).overall.words == "most"
    del data["overall"]["words"]
    assert from_data(data).overall == Shown(row.base, row.suppressed, row.options)
    assert "words" not in as_data(from_data(data))["overall"]


def test_a_script_and_a_page_are_given_the_word_and_what_it_means() -> None:
    definition = reading.shipped("my-care")
    row = Shown(40, "too-few", (ShownOption("yes", None, None, None, None),), "about-half")
    key = next(item.key for item in definition.items())
    table = results.table("my-care", Profile.PUBLIC, 40, [ShownItem(key, False, row, ())], definition, [])
    assert table["items"][0]["overall"]["words"] == {
        "key": "about-half", "label": "About half", "from": 40, "under": 60,
    }  # fmt: skip
    numbers = Shown(40, None, (ShownOption("yes", 20, 50, 35, 65),))
    table = results.table("my-care", Profile.PUBLIC, 40, [ShownItem(key, False, numbers, ())], definition, [])
    assert "words" not in table["items"][0]["overall"]


def test_with_words_more_is_told_of_small_surveys() -> None:
    rows = [
        row
        for _, shown in surveys_with_words(Profile.PUBLIC)
        for item in shown
        for row in (item.overall, *(r for table in item.breakdowns for _, r in table.rows))
    ]
    hidden = [row for row in rows if row.base is not None and row.suppressed]
    share = np.mean([row.words is not None for row in hidden])
    print(f"rows with hidden cells that say it in words: {share:.0%}")
    assert share > 0.2
