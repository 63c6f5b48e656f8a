"""The score of the Friends and Family Test is the published one, and the other one says what it is."""

from __future__ import annotations

from feedback.reports.friends_and_family import OPTIONS, Score, is_test, score, score_without_dont_know
from tests.feedback.reports.shown_rows import nothing, row

#: January 2024 as a practice published it (www.baymedicalgroup.co.uk/fft): 1251, 196, 49, 38, 45 and 15.
PUBLISHED = (1251, 196, 49, 38, 45, 15)


def test_the_score_divides_by_every_answer_those_who_do_not_know_too() -> None:
    # 1447 and 83 of 1594.
    assert score(row(PUBLISHED, keys=OPTIONS)) == Score(1594, 91, 5)
    assert score(row((50, 20, 10, 5, 5, 10), keys=OPTIONS)) == Score(100, 70, 10)


def test_without_dont_know_the_score_is_labelled_as_something_else() -> None:
    assert score_without_dont_know(row((50, 20, 10, 5, 5, 10), keys=OPTIONS)) == Score(90, 78, 11, True)


def test_merged_answers_give_the_published_score_and_no_other() -> None:
    merged = row((70, 20, 10), keys=("positive", "neither", "negative"))
    assert score(merged) == Score(100, 70, 10)
    assert score_without_dont_know(merged) is None


def test_a_hidden_answer_hides_the_score_it_is_part_of() -> None:
    assert score(row((50, 20, 10, 5, 5, 10), hidden=(3, 5), keys=OPTIONS)) == Score(100, 70, None)
    assert score_without_dont_know(row((50, 20, 10, 5, 5, 10), hidden=(3, 5), keys=OPTIONS)) is None
    assert score(nothing(OPTIONS)) is None
    assert score_without_dont_know(nothing(OPTIONS)) is None


def test_nobody_has_no_score() -> None:
    assert score(row((0,) * 6, keys=OPTIONS)) is None
    assert score_without_dont_know(row((0, 0, 0, 0, 0, 4), keys=OPTIONS)) is None


def test_the_test_is_known_by_its_six_answers() -> None:
    assert is_test(OPTIONS) and is_test(reversed(OPTIONS))
    assert not is_test(OPTIONS[:5])
