"""Who answered, by group, passes the one door: true where shown, and hidden where the results hide it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from feedback.reports import counting, suppression
from feedback.reports.participants import UNTOLD, of_group
from feedback.reports.shapes import Profile
from tests.feedback.reports.small_frames import asking, frame

AGES = ("young", "middle", "old")


def test_shown_counts_are_everybody_in_the_category_also_those_who_skipped_every_question() -> None:
    definition = asking({"age-band": AGES})
    answered = frame(
        definition,
        [
            (40, {"heard": "yes", "age-band": "young"}), (5, {"age-band": "young"}),
            (30, {"heard": "no", "age-band": "middle"}), (20, {"heard": "no", "age-band": "old"}),
            (12, {"heard": "no", "age-band": "prefer-not-to-say"}), (15, {"heard": "yes"}),
        ],
    )  # fmt: skip
    found = of_group(answered, definition, "age-band")
    assert found.counts == {"young": 45, "middle": 30, "old": 20}
    assert found.missing == {"prefer-not-to-say": 12, "not-answered": 15}


def test_a_small_category_is_hidden_in_company() -> None:
    definition = asking({"age-band": AGES})
    answered = frame(
        definition,
        [
            (40, {"heard": "yes", "age-band": "young"}), (30, {"heard": "no", "age-band": "middle"}),
            (4, {"heard": "no", "age-band": "old"}), (12, {"heard": "no", "age-band": "prefer-not-to-say"}),
            (15, {"heard": "yes"}),
        ],
    )  # fmt: skip
    found = of_group(answered, definition, "age-band")
    assert found.counts == {"young": 40, "middle": 30, "old": None}
    # The smallest other row keeps it company, else the total would tell it.
    assert found.missing == {"prefer-not-to-say": None, "not-answered": 15}


def test_a_survey_of_comments_alone_hides_its_small_categories_too() -> None:
    definition = asking({"age-band": AGES}, items=())
    answered = frame(
        definition, [(40, {"age-band": "young"}), (30, {"age-band": "middle"}), (4, {"age-band": "old"})]
    )
    found = of_group(answered, definition, "age-band")
    assert found.counts == {"young": 40, "middle": 30, "old": None}
    assert found.missing == {"prefer-not-to-say": None, "not-answered": None}


def test_a_group_the_survey_does_not_ask_is_an_error() -> None:
    definition = asking({"age-band": AGES})
    with pytest.raises(KeyError):
        of_group(frame(definition, [(12, {"heard": "yes"})]), definition, "shoe-size")


def test_nobody_at_all_is_no_error() -> None:
    definition = asking({"age-band": AGES})
    found = of_group(frame(definition, []), definition, "age-band")
    assert set(found.counts) <= set(AGES) and set(found.missing) <= set(UNTOLD)


@pytest.mark.parametrize("seed", range(120))
def test_nothing_here_undoes_what_the_results_hide(seed: int) -> None:
    """Random surveys: no shown row under ten, no hidden row alone, and none shown that the results always hide."""
    chance = np.random.default_rng(seed)
    wide = ("a", "b", "c")
    definition = asking(
        {"wide": wide, "detail<wide": [f"{one}-{n}" for one in wide for n in range(2)]}, ("first", "second")
    )
    people: list[tuple[int, dict[str, str]]] = []
    for one in (*wide, "prefer-not-to-say", ""):
        for n in range(2):
            for answer in ("yes", "no", ""):
                answers = {"wide": one, "first": answer, "second": answer if chance.random() < 0.7 else ""}
                if one in wide and chance.random() < 0.8:
                    answers["detail"] = f"{one}-{n}"
                people.append(
                    (int(chance.choice([0, 1, 2, 5, 12, 40])), {k: v for k, v in answers.items() if v})
                )
    answered = frame(definition, people)
    truth = Counter[str]()
    for number, answers in people:
        truth[answers.get("wide", "not-answered")] += number
    found = of_group(answered, definition, "wide")
    rows = {**found.counts, **found.missing}
    for value, count in rows.items():
        assert count is None or count == truth[value] >= 10
    hidden = [value for value, count in rows.items() if count is None]
    assert len(hidden) != 1
    assert not hidden or sum(truth[value] for value in hidden) >= 2 or len(answered) < 2
    results = suppression.protect(counting.count(answered, definition, ["wide"]), Profile.STAFF)
    largest = max(results, key=lambda item: item.overall.base or 0)
    shown = dict(largest.breakdowns[0].rows) if largest.breakdowns else {}
    assert all(rows[value] is None for value, row in shown.items() if row.base is None)
    parts = of_group(answered, definition, "detail")
    for value in wide:
        inside = [parts.counts[f"{value}-{n}"] for n in range(2)]
        assert rows[value] is not None or None in inside or rows[value] == sum(n or 0 for n in inside)
    assert all(count is None or count >= 10 for count in (*parts.counts.values(), *parts.missing.values()))
