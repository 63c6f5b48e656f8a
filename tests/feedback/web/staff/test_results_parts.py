"""Promises of the parts of results: filters bounded and written down once, whose words, bursts, groups crossed."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string

from feedback.models.audit_event import AuditEvent
from feedback.reports.measures import Mean
from feedback.reports.readings import Reading
from feedback.services import arrivals, audit, collector_links
from feedback.services.arrivals import Hour
from feedback.vocabulary import Role
from tests.feedback.web.staff.conftest import STATEMENT, TODAY

PAGE = "/staff/results/my-care"


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff who looks at results."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    return browser


def answered(office: Any) -> None:
    office.answer(30, {STATEMENT: "yes", "age-band": "25-34", "sex": "female"}, place="ward-7")
    office.answer(
        20, {STATEMENT: "no", "age-band": "65-74", "sex": "male"}, place="clinic", language="en-simple"
    )


def looks_written_down(office: Any) -> list[AuditEvent]:
    with office.database.reading(office.organisation_id) as session:
        return [event for event in audit.latest(session) if event.action == "results-part-seen"]


def card(page: str) -> str:
    return page[page.index(f'id="r-{STATEMENT}"') :].partition("</section>")[0]


def test_a_filter_shows_a_part_and_says_which(sam: Any, office: Any) -> None:
    answered(office)
    for query, number, words in (
        ("place=clinic", 20, "Clinic"),
        ("language=en-simple", 20, "Easy Read"),
        ("from=2026-11&to=2026-11", 50, "November 2026"),
        ("channel=qr&place=ward-7", 30, "Ward 7 · By QR code"),
    ):
        page = sam.get(f"{PAGE}?{query}").text
        assert f"Number of people who answered: {number}." in page
        assert f"<strong>{words}</strong>" in page and "is written down" in page


def test_a_part_of_fewer_than_ten_shows_no_number_nor_does_one_that_leaves_out_fewer(
    sam: Any, office: Any
) -> None:
    answered(office)
    office.answer(4, {STATEMENT: "no", "age-band": "65-74"}, place="ward-7", language="en-simple")
    office.answer(3, {STATEMENT: "no"}, place="clinic", language="cy")
    for query in ("language=cy", "from=2026-12", "until=x&to=2026-10"):
        page = sam.get(f"{PAGE}?{query}").text
        assert "fewer than ten answers, so nothing of it is shown" in page
        assert "Number of people who answered" not in page and f'id="r-{STATEMENT}"' not in page
        assert not re.search(r"\d+% positive", page)


def test_each_look_at_a_part_is_written_down_once_a_day_and_holds_no_answer(sam: Any, office: Any) -> None:
    answered(office)
    sam.get(PAGE)
    sam.get(f"{PAGE}?by=sex")
    assert looks_written_down(office) == []
    for _ in range(2):
        sam.get(f"{PAGE}?by=sex&place=clinic")
        sam.get(f"{PAGE}/table.csv?by=sex&place=clinic")
    sam.get(f"{PAGE}?by=sex&place=ward-7")
    found = looks_written_down(office)
    assert [(event.by, event.subject) for event in found] == [("sam@oakfield.example.org", "my-care")] * 2
    assert {event.detail for event in found} == {"by=sex&place=clinic", "by=sex&place=ward-7"}


def test_another_person_s_look_is_another_line(
    sam: Any, account: Any, another_browser: Any, office: Any
) -> None:
    answered(office)
    sam.get(f"{PAGE}?place=clinic")
    account("ana@oakfield.example.org", Role.ANALYST)
    another_browser.sign_in("ana@oakfield.example.org")
    another_browser.get(f"{PAGE}?place=clinic")
    assert {event.by for event in looks_written_down(office)} == {
        "sam@oakfield.example.org",
        "ana@oakfield.example.org",
    }


@pytest.mark.parametrize(
    "query",
    ["from=2026-13", "from=yesterday", "channel=pigeon", "language=xx", "who=nobody", "bursts=in", "and=shoe-size",
     "from=2026-11-01", "until=2026-11&to=x"],
)  # fmt: skip
def test_a_choice_that_there_is_not_is_a_404(sam: Any, office: Any, query: str) -> None:
    answered(office)
    assert sam.get(f"{PAGE}?by=sex&{query}").status_code == 404
    assert looks_written_down(office) == []


def test_two_groups_are_crossed(sam: Any, office: Any) -> None:
    answered(office)
    office.answer(40, {STATEMENT: "yes", "age-band": "65-74", "sex": "female"})
    shown = card(sam.get(f"{PAGE}?by=sex&and=age-band").text)
    assert "By group: Sex, Age" in shown
    row = shown[shown.rindex("Female, 65 to 74") :].partition("</tr>")[0]
    assert "<bdi>40</bdi>" in row
    assert sam.get(f"{PAGE}?by=sex*shoe-size").status_code == 404
    assert sam.get(f"{PAGE}?by=sex*age-band").text.count("Female, 65 to 74") == sam.get(
        f"{PAGE}?by=sex&and=age-band"
    ).text.count("Female, 65 to 74")


@pytest.mark.parametrize("pair", ["by=sex&and=sex", "by=place&and=sex", "by=who-answered&and=sex"])
def test_groups_that_make_no_table_together_are_said_and_the_first_is_shown(
    sam: Any, office: Any, pair: str
) -> None:
    answered(office)
    page = sam.get(f"{PAGE}?{pair}")
    assert page.status_code == 200 and "make no table together" in page.text


@pytest.mark.parametrize(
    ("by", "words"),
    [("place", "Ward 7"), ("period", "November 2026"), ("channel", "By QR code"), ("language", "Easy Read")],
)  # fmt: skip
def test_answers_are_shown_by_place_month_way_and_language(
    sam: Any, office: Any, by: str, words: str
) -> None:
    answered(office)
    assert words in card(sam.get(f"{PAGE}?by={by}").text)


def test_places_are_in_the_order_of_the_organisation_and_never_of_their_numbers(
    sam: Any, office: Any
) -> None:
    answered(office)
    shown = card(sam.get(f"{PAGE}?by=place").text)
    assert shown.index(">Clinic") < shown.index(">Hospital") < shown.index(">Ward 7")


def test_one_line_says_whose_words_are_in_the_numbers_and_each_can_be_seen_apart(
    sam: Any, office: Any
) -> None:
    office.answer(30, {STATEMENT: "no", "answered-by": "myself"})
    office.answer(12, {STATEMENT: "yes", "answered-by": "helped", "helper": "staff"})
    office.answer(15, {STATEMENT: "yes", "answered-by": "someone-else", "helper": "carer"})
    office.answer(11, {STATEMENT: "yes"})
    page = sam.get(PAGE).text
    assert (
        "In these numbers: in people’s own words: 30; a member of staff helped: 12; "
        "somebody answered for them: 15; did not say who answered: 11." in page
    )
    assert (
        "Positive, told apart: in people’s own words 0% of 30; a member of staff helped 100% of 12; "
        "somebody answered for them 100% of 15." in card(page)
    )
    own = card(sam.get(f"{PAGE}?who=own-words").text)
    assert "0% positive" in own and "Answers: 30" in own
    side_by_side = card(sam.get(f"{PAGE}?by=who-answered").text)
    assert "In people’s own words" in side_by_side and "A member of staff helped" in side_by_side


def test_where_nobody_said_who_answered_the_page_does_not_speak_of_it(sam: Any, office: Any) -> None:
    answered(office)
    assert "In these numbers" not in sam.get(PAGE).text


def with_a_burst(office: Any, number: int = 30) -> None:
    """So many answers came at once to the clinic on a day after the others."""
    office.answer(30, {STATEMENT: "yes", "age-band": "25-34"}, place="ward-7")
    office.answer(number, {STATEMENT: "no", "age-band": "65-74"}, place="clinic")
    with office.database.transaction(office.organisation_id) as session:
        link = collector_links.find(session, office.links["clinic"])
        assert link
        arrivals.add(session, {
            Hour(office.organisation_id, link.id, TODAY, 14): max(number, 20),
            Hour(office.organisation_id, link.id, TODAY - timedelta(days=2), 9): 1,
        })  # fmt: skip


def test_a_burst_is_marked_in_plain_words_with_and_without_it(sam: Any, office: Any) -> None:
    with_a_burst(office)
    page = sam.get(PAGE).text
    assert "30 answers came through one link in one hour on 20 November 2026: Clinic, Clinic door." in page
    assert "It may be an event, or one person." in page
    assert "With the marked days 50% positive of 60 answers; without them 100% of 30." in card(page)
    without = sam.get(f"{PAGE}?bursts=out").text
    assert "Number of people who answered: 30." in without and "without the days marked as bursts" in without


def test_a_burst_of_fewer_than_ten_is_marked_and_never_taken_out(sam: Any, office: Any) -> None:
    """Some were withdrawn since: the difference would tell of those who were left."""
    with_a_burst(office, number=8)
    page = sam.get(PAGE).text
    assert "They cannot be left out" in page and "without them" not in card(page)
    assert "nothing of it is shown" in sam.get(f"{PAGE}?bursts=out").text


def test_a_ward_lead_hears_of_the_bursts_of_their_own_links_alone(
    browser: Any, account: Any, office: Any
) -> None:
    with_a_burst(office)
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    browser.sign_in("wes@oakfield.example.org")
    assert "in one hour" not in browser.get(PAGE).text


def test_quarters_are_a_tap_away(sam: Any, office: Any) -> None:
    answered(office)
    office.answer(1, {STATEMENT: "yes"})
    page = sam.get(PAGE).text
    options = re.findall(r'<option value="(2026-\d\d)"', page)
    assert "2026-11" in options


def test_the_report_is_a_tagged_pdf_of_the_same_protected_numbers_marked_for_staff(
    sam: Any, office: Any
) -> None:
    import pypdfium2 as pdfium

    answered(office)
    office.answer(3, {STATEMENT: "no", "age-band": "75-84"})
    answer = sam.get(f"{PAGE}/report.pdf?by=age-band")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.data
    document = pdfium.PdfDocument(answer.data)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    text = " ".join(" ".join(pages).split())
    assert all("For staff only" in page for page in pages)
    assert "Number of people who answered: 53." in text and "People chose to answer" in text
    assert "57% positive (43 to 69)" in text and "too few to show" in text
    assert "my-care-age-band.pdf" in answer.headers["Content-Disposition"]


def test_the_report_of_a_part_is_written_down_and_says_which(sam: Any, office: Any) -> None:
    answered(office)
    assert sam.get(f"{PAGE}/report.pdf?place=clinic&by=sex").status_code == 200
    assert [event.detail for event in looks_written_down(office)] == ["by=sex&place=clinic"]


def test_a_mean_stands_beside_its_distribution_and_says_from_what_to_what(app: Flask) -> None:
    options = [
        {"key": str(at), "label": str(at), "count": 10, "percent": 50, "low": 30, "high": 70}
        for at in (0, 10)
    ]
    item = {"key": "life-now", "text": "How good?", "overall": {"base": 20, "options": options}, "groups": []}
    template = (
        '{% from "staff/_results_item.html" import result_item with context %}'
        "{{ result_item(viewed, item, reading, [], [], [], badges, '', False) }}"
    )
    with app.test_request_context("/staff/"):
        page = render_template_string(
            template,
            viewed=SimpleNamespace(with_care=(), without={}, version=1),
            item=item,
            reading=Reading(mean=Mean(5.04, 20, ((0.0, 10), (10.0, 10)))),
            badges=str,
        )
    assert "Mean: 5.0, from 0 to 10, over 20 answers. The bar shows how they are spread." in page
    assert 'class="answer-bar"' in page and page.index("answer-bar") < page.index("Mean:")
