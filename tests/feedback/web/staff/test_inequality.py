"""Promises of the page of gaps: a sentence somebody can read aloud, intervals beside, and nothing from too few."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.vocabulary import Role
from tests.feedback.open_survey import open_survey
from tests.feedback.web.staff.answers_by_month import answered_by_month
from tests.feedback.web.staff.conftest import STATEMENT, Office

PAGE = "/staff/results/my-care/inequality"
FIFTHS = ("1", "2", "3", "4", "5")


@pytest.fixture
def town(database: Database, organisation: Organisation) -> Office:
    """A survey that asks for a postcode."""
    opened = open_survey(database, organisation.id, more=("deprivation-quintile",), with_postcodes=True)
    return Office(database, organisation.id, {"ward-7": opened.code})


def by_fifth(_: int, person: int) -> dict[str, str]:
    """250 people, 50 a fifth: 20, 25, 30, 35 and 40 content."""
    fifth, within = divmod(person, 50)
    content = within < 20 + 5 * fifth
    sex = ("female", "male")[person % 2]
    return {STATEMENT: "yes" if content else "no", "deprivation-quintile": FIFTHS[fifth], "sex": sex}


def others(town: Any) -> None:
    """Enough people who would not say, and who did not, that nobody else is hidden to keep them company."""
    for silent in ({"sex": "prefer-not-to-say", "deprivation-quintile": "prefer-not-to-say"}, {}):
        answered_by_month(town, date(2026, 10, 1), 1, 20, lambda *_, said=silent: {STATEMENT: "yes", **said})


def opened(browser: Any, account: Any, path: str = PAGE) -> str:
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    page = browser.get(path)
    assert page.status_code == 200
    return str(page.text)


def test_the_slope_is_a_sentence_that_can_be_read_aloud(browser: Any, account: Any, town: Any) -> None:
    answered_by_month(town, date(2026, 10, 1), 1, 250, by_fifth, edition="2019")
    others(town)
    page = opened(browser, account)
    # 40, 50, 60, 70 and 80 % at 0.1, 0.3, 0.5, 0.7 and 0.9: from 35 to 85.
    assert "People in the most deprived places have it worse: 35 in 100 give a positive answer there" in page
    assert "and 85 in 100 in the least deprived places." in page
    assert (
        "Slope index of inequality: +50 (+29 to +68) points." in page and "Relative index: 2.43 times" in page
    )
    assert "Edition of the index: 2019." in page
    assert "significant" not in page and " style=" not in page


def test_mixed_editions_are_told(browser: Any, account: Any, town: Any) -> None:
    answered_by_month(town, date(2026, 10, 1), 1, 250, by_fifth, edition="2019")
    answered_by_month(town, date(2026, 10, 1), 1, 1, by_fifth, edition="2025")
    page = opened(browser, account)
    assert "These answers mix editions of the index: 2019, 2025." in page


def test_a_fifth_of_fewer_than_thirty_has_no_slope(browser: Any, account: Any, town: Any) -> None:
    answered_by_month(town, date(2026, 10, 1), 1, 228, by_fifth, edition="2019")
    page = opened(browser, account)
    assert "Not enough answers in each fifth yet (30 needed)." in page
    assert "Slope index" not in page


def test_each_group_stands_beside_everybody_else_with_both_gaps(
    browser: Any, account: Any, town: Any
) -> None:
    def given(_: int, person: int) -> dict[str, str]:
        woman = person < 100
        return {STATEMENT: "yes" if person % 100 < (40 if woman else 70) else "no",
                "sex": "female" if woman else "male"}  # fmt: skip

    answered_by_month(town, date(2026, 10, 1), 1, 200, given)
    others(town)
    page = opened(browser, account, f"{PAGE}?by=sex")
    assert "Male: 70 in 100. Female: 40 in 100. They are 30 points apart (16 to 42)." in page
    # Everybody else is 110 of 140: the men and the forty who said nothing of their sex.
    assert "−39 (−49 to −26)" in page and "0.51 times" in page
    assert "worth looking into" in page


def test_groups_of_fewer_than_thirty_are_not_ranked(browser: Any, account: Any, town: Any) -> None:
    town.answer(20, {STATEMENT: "yes", "sex": "female"})
    town.answer(20, {STATEMENT: "no", "sex": "male"})
    page = opened(browser, account, f"{PAGE}?by=sex")
    assert "Fewer than two groups have 30 answers yet." in page
    assert browser.get(f"{PAGE}?by=place").status_code == 404
