"""Promises of the page of weights: raw beside weighted, what it costs, what it does not mend, and never the FFT."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from feedback.services import publications, surveys
from feedback.vocabulary import Role
from tests.feedback.web.staff.conftest import STATEMENT, TODAY
from tests.feedback.web.staff.test_reference import keep

PAGE = "/staff/results/my-care/weighted"


def answered(office: Any, times: int = 1) -> None:
    """Women say yes, men no; a few do not tell."""
    office.answer(80 * times, {STATEMENT: "yes", "sex": "female"})
    office.answer(40 * times, {STATEMENT: "no", "sex": "male"})
    office.answer(10, {STATEMENT: "no"})


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff, who may look."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def words(page: str, key: str = STATEMENT) -> str:
    card = page[page.index(f'id="w-{key}"') :].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", card).split())


def test_raw_and_weighted_stand_side_by_side_with_what_the_weights_cost(sam: Any, office: Any) -> None:
    keep(office, female=500, male=500)
    answered(office)
    page = sam.get(f"{PAGE}?by=sex").text
    # 80 of 130 raw. A woman weighs 3/4, a man 3/2, who did not say 1: 60 of 130.
    assert "Yes Raw 62% Weighted 46%" in words(page)
    assert "Weights do not make up for people choosing whether to answer" in page
    assert '117<span class="hint"> (effective base)' in page and "<dd>1.12<" in page


def test_the_download_holds_both_numbers_and_hides_the_same(sam: Any, office: Any) -> None:
    keep(office, female=500, male=500)
    answered(office)
    office.answer(9, {STATEMENT: "dont-know", "sex": "male"})
    address = re.search(
        r'href="(/staff/results/my-care/weighted\.csv\?[^"]*)"', sam.get(f"{PAGE}?by=sex").text
    )
    assert address
    answer = sam.get(address.group(1))
    assert 'filename="my-care-weighted-sex.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    mine = {
        row["answer"]: (row["raw percent"], row["weighted percent"])
        for row in rows
        if row["question"] == STATEMENT
    }
    assert mine["dont-know"] == ("6", "too few to weigh") and mine["yes"][1].isdigit()
    assert len(list(csv.DictReader(io.StringIO(sam.get(f"{PAGE}.csv").text)))) == 0


def test_before_a_group_is_chosen_nothing_is_weighted(sam: Any, office: Any) -> None:
    keep(office, female=500, male=500)
    answered(office)
    page = sam.get(PAGE).text
    assert "Weigh by which groups?" in page and 'id="w-' not in page


def test_too_few_answers_are_shown_raw_alone_and_the_page_says_why(sam: Any, office: Any) -> None:
    keep(office, female=500, male=500)
    office.answer(60, {STATEMENT: "yes", "sex": "female"})
    office.answer(30, {STATEMENT: "no", "sex": "male"})
    office.answer(5, {STATEMENT: "no"})
    page = sam.get(f"{PAGE}?by=sex").text
    assert "Raw results only" in page and "Fewer than 100 people answered" in page
    assert "Yes Raw 63% Weighted too few to weigh" in words(page)
    assert "effective base" not in page


def test_weights_that_would_be_too_uneven_are_not_used(sam: Any, office: Any) -> None:
    keep(office, female=30, male=970)
    office.answer(400, {STATEMENT: "yes", "sex": "female"})
    office.answer(40, {STATEMENT: "no", "sex": "male"})
    office.answer(5, {STATEMENT: "no"})
    page = sam.get(f"{PAGE}?by=sex").text
    assert "Raw results only" in page and "so uneven" in page


def test_categories_put_together_and_groups_left_out_are_named(sam: Any, office: Any) -> None:
    keep(office, female=500, male=500)
    keep(office, "age-band", **{"n25-34": 500, "n65-74": 300, "n75-84": 200})
    for age, number in (("25-34", 90), ("65-74", 30), ("75-84", 15)):
        office.answer(number, {STATEMENT: "yes", "age-band": age, "sex": "female"})
    office.answer(12, {STATEMENT: "no", "age-band": "25-34", "sex": "male"})
    office.answer(8, {STATEMENT: "no"})
    page = sam.get(f"{PAGE}?by=sex&by=age-band").text
    assert "Age: weighted together, because few answered: 65 to 74 · 75 to 84." in page
    assert "Sex was left out: too few answered in all but one category." in page


def test_five_groups_are_too_many_and_an_unknown_one_is_a_404(
    sam: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.reports.weighting.MOST_MARGINS", 1)
    keep(office, female=500, male=500)
    keep(office, "age-band", **{"n25-34": 500, "n65-74": 300})
    answered(office)
    refused = sam.get(f"{PAGE}?by=sex&by=age-band")
    assert refused.status_code == 400 and "Choose up to 1 groups." in refused.text
    for group in ("religion", "shoe-size", STATEMENT, "disability"):
        assert sam.get(f"{PAGE}?by={group}").status_code == 404


def test_the_friends_and_family_test_is_refused(sam: Any, office: Any) -> None:
    keep(office, female=500, male=500)
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.adopt(session, "friends-and-family", by="a test", today=TODAY)
        publications.publish(session, survey, by="a test", today=TODAY)
    for query in ("", "?by=sex"):
        page = sam.get(f"/staff/results/friends-and-family/weighted{query}").text
        assert "The Friends and Family Test is never weighted." in page
        assert "Weigh by which groups?" not in page and "%" not in page[page.index("<h1") :]


def test_without_a_population_there_is_nothing_to_weigh_by(sam: Any, office: Any) -> None:
    answered(office)
    assert "Nothing to weigh by yet" in sam.get(PAGE).text
