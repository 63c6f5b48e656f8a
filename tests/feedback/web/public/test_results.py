"""Promise of the public results: frozen, by group, said to be only of those who answered, and nothing by accident."""

from __future__ import annotations

import re
import threading

import pytest

from feedback.channels import typesetting
from tests.feedback.invented_place import Demonstration

PAGE = "/results/invented-place/my-care"


def test_a_sentence_comes_first_and_says_who_the_numbers_speak_for(demonstration: Demonstration) -> None:
    page = demonstration.page(PAGE)
    assert re.search(r"\d+ in 10 people answered “", page)
    assert "People chose to answer. They may not speak for everyone." in page


@pytest.mark.parametrize("group", ["role", "age-band", "ethnic-group", "impairment", "deprivation-quintile"])
def test_one_group_at_a_time_is_shown_and_marked(demonstration: Demonstration, group: str) -> None:
    page = demonstration.page(f"{PAGE}?by={group}")
    current = re.search(
        r'<a[^>]*aria-current="[^"]+"[^>]*href="([^"]*)"|<a[^>]*href="([^"]*)"[^>]*aria-current="[^"]+"', page
    )
    assert current and f"by={group}&amp;lang=en" in (current[1] or current[2])


@pytest.mark.parametrize("by", ["nowhere", "", "<script>", "age-band&by=sex", "x" * 5000, "%00"])
def test_a_group_that_is_not_there_shows_the_first(demonstration: Demonstration, by: str) -> None:
    page = demonstration.page(f"{PAGE}?by={by}")
    assert "<script" not in page and "<table" in page


@pytest.mark.parametrize("language", ["ur", "pl", "cy", "bn"])
def test_questions_answers_and_groups_are_in_the_readers_language(
    demonstration: Demonstration, language: str
) -> None:
    page = demonstration.page(f"{PAGE}?by=age-band&lang={language}")
    for english in (
        "I help to decide about my care.",
        "too few to show",
        "35 to 44",
        "Sometimes",
        "Prefer not to say",
    ):
        assert english not in page


def test_every_table_has_a_caption_and_headings_that_say_what_they_head(demonstration: Demonstration) -> None:
    page = demonstration.page(f"{PAGE}?by=sex")
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert tables
    for table in tables:
        assert "<caption>" in table and 'scope="col"' in table and 'scope="row"' in table


def test_a_number_too_small_to_show_says_so_in_words_and_is_nowhere_in_the_page(
    demonstration: Demonstration,
) -> None:
    page = demonstration.page(f"{PAGE}?by=ethnic-group-detail")
    hidden = re.findall(r'<tr role="row" class="all-hidden">.*?</tr>', page, re.DOTALL)
    assert hidden
    for row in hidden:
        assert "too few to show" in row
        without_label = re.sub(r"<th.*?</th>", "", row, flags=re.DOTALL)
        assert not re.search(r">\s*\d+\s*%?\s*<", without_label)


def test_words_people_wrote_are_in_no_result(demonstration: Demonstration) -> None:
    from feedback.services.demonstration.people import WORDS

    page = demonstration.page(PAGE)
    assert not [words for words in WORDS if words in page] and "one-thing-better" not in page


@pytest.mark.parametrize(
    "address",
    ["/results/nowhere/my-care", "/results/invented-place/nowhere", "/results/invented-place/about-you"],
)
def test_what_is_not_there_is_a_kind_404(demonstration: Demonstration, address: str) -> None:
    assert demonstration.app.test_client().get(address).status_code == 404


def test_results_that_nobody_published_are_not_there(demonstration: Demonstration) -> None:
    from feedback.services import organisations, surveys
    from tests.feedback.invented_place import TODAY

    database = demonstration.app.extensions["database"]
    with database.transaction() as session:
        organisations.add(session, "real-place", "Real place", by="a test", today=TODAY)
        surveys.adopt(session, "my-care", by="a test", today=TODAY)
    assert demonstration.app.test_client().get("/results/real-place/my-care").status_code == 404


def test_many_who_print_at_once_keep_the_threads_from_nobody_who_answers(
    demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can ask for this file, and each is a second of a processor."""
    monkeypatch.setattr(typesetting, "_places", threading.Semaphore(0))
    answered = demonstration.app.test_client().get(f"{PAGE}/report.pdf", headers={"Accept-Language": "pl"})
    assert answered.status_code == 503 and answered.headers["Retry-After"] == "30"
    assert 'lang="pl"' in answered.text and answered.mimetype == "text/html"
