"""Promises of published results: earlier times stay readable, one place alone, tables and report to take along."""

from __future__ import annotations

import copy
import csv
import io
import re
from datetime import date
from typing import Any

import pypdfium2 as pdfium
import pytest
from flask import Flask

from feedback.db import Database
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey
from feedback.services import places, responses, snapshots, surveys
from feedback.services.responses import Arrival
from tests.feedback.open_survey import BY, TODAY, Open, open_survey

ITEM = "help-to-decide"
LATER = date(2026, 11, 27)


class Reader:
    """Somebody who reads what `oakfield` published."""

    def __init__(self, app: Flask, opened: Open, database: Database) -> None:
        self.client, self.opened, self.database = app.test_client(), opened, database
        self.page = f"/results/oakfield/{opened.slug}"
        self.sent = 0

    def answered(self, number: int, said: str, **given: Any) -> None:
        """So many more people answer alike, at a place by its slug."""
        with self.database.transaction(self.opened.organisation_id) as session:
            where = places.by_slug(session, given.pop("at", "ward-7"))
            served = surveys.served(session, self.opened.survey_id)
            assert where and served
            arrival = Arrival(self.opened.link_id, where.id, "qr", "en", 1)
            answers = {ITEM: said} | {key.replace("_", "-"): value for key, value in given.items()}
            for _ in range(number):
                self.sent += 1
                responses.submit(session, served, arrival, answers, submission=f"p{self.sent}", today=TODAY)

    def publish(self, *groups: str, on: date = TODAY) -> None:
        """What may be shown is frozen."""
        with self.database.transaction(self.opened.organisation_id) as session:
            survey = session.get_one(Survey, self.opened.survey_id)
            snapshots.publish(session, survey, groups, by=BY, today=on)

    def get(self, path: str = "") -> Any:
        """An answer to `/results/oakfield/my-care<path>`."""
        return self.client.get(self.page + path)

    def card(self, path: str = "") -> str:
        """The card of the one item."""
        page = self.get(path).text
        return page[page.index(f'id="r-{ITEM}"') :].partition("</section>")[0]


@pytest.fixture
def reader(app: Flask, database: Database, organisation: Organisation) -> Reader:
    opened = open_survey(database, organisation.id, signed=("ur",))
    with database.transaction(organisation.id) as session:
        places.add(session, "Clinic", by=BY)
    return Reader(app, opened, database)


def words_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    return text


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def two_places(reader: Reader) -> None:
    for place, age, yes, no in (
        ("ward-7", "25-34", 55, 5), ("ward-7", "45-54", 10, 10),
        ("ward-7", "65-74", 6, 14), ("clinic", "25-34", 10, 5), ("clinic", "65-74", 5, 20),
    ):  # fmt: skip
        reader.answered(yes, "yes", age_band=age, at=place)
        reader.answered(no, "no", age_band=age, at=place)


def test_the_newest_time_is_shown_and_an_earlier_one_when_asked_for(reader: Reader) -> None:
    reader.answered(40, "yes")
    reader.answered(20, "no")
    reader.publish("age-band")
    reader.answered(40, "no")
    reader.publish("age-band", on=LATER)
    newest, first = reader.get().text, reader.get("?on=1").text
    assert "Published on 27 November 2026." in newest and "Answers: 100" in reader.card()
    assert "Published on 20 November 2026." in first and "Answers: 60" in reader.card("?on=1")
    assert "As published on 20 November 2026" in newest and "See the newest results" in first
    assert "See the newest results" not in newest


@pytest.mark.parametrize("on", ["2", "0", "-1", "newest", "1'--", "9" * 40])
def test_a_time_that_there_was_not_is_a_404(reader: Reader, on: str) -> None:
    reader.answered(40, "yes")
    reader.publish("age-band")
    for path in ("", "/table.csv", "/report.pdf"):
        assert reader.get(f"{path}?on={on}").status_code == 404


def test_one_place_is_shown_with_its_own_published_numbers_alone(reader: Reader) -> None:
    two_places(reader)
    reader.publish("age-band", "place")
    page = reader.get("?place=clinic").text
    assert "<strong>Clinic</strong>" in page and "Number of people who answered" not in page
    shown = reader.card("?place=clinic")
    assert "Answers: 40" in shown and "By group" not in shown
    for path in ("", "/table.csv", "/report.pdf"):
        assert reader.get(f"{path}?place=nowhere").status_code == 404


def test_where_nothing_was_published_by_place_there_is_no_place_to_choose(reader: Reader) -> None:
    two_places(reader)
    reader.publish("age-band")
    assert reader.get("?place=clinic").status_code == 404
    assert "One place" not in reader.get().text


def test_a_place_never_borrows_the_numbers_of_everybody(reader: Reader) -> None:
    """An item that was not published by place shows nothing there."""
    two_places(reader)
    reader.publish("age-band", "place")
    with reader.database.transaction(reader.opened.organisation_id) as session:
        [snapshot] = snapshots.all_of(session, session.get_one(Survey, reader.opened.survey_id))
        snapshot.items = [
            {**item, "breakdowns": [one for one in item["breakdowns"] if one["group"] != "place"]}
            if item["key"] == ITEM
            else item
            for item in snapshot.items
        ]
    assert "Too few people answered this" in reader.card("?place=clinic")


def test_every_table_of_a_time_is_in_one_file(reader: Reader) -> None:
    two_places(reader)
    reader.publish("age-band", "place")
    answer = reader.get("/table.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert 'filename="my-care-2026-11-20.csv"' in answer.headers["Content-Disposition"]
    mine = [row for row in rows(answer.text) if row["question"] == ITEM]
    assert {row["group"] for row in mine} == {"", "age-band", "place"}
    assert [row["count"] for row in mine if (row["value"], row["answer"]) == ("clinic", "yes")] == ["15"]


def test_the_file_and_the_report_hold_no_number_that_the_page_hides(reader: Reader) -> None:
    reader.answered(40, "yes", age_band="25-34")
    reader.answered(20, "no", age_band="65-74")
    reader.answered(3, "no", age_band="75-84")
    reader.publish("age-band")
    hidden = [
        row
        for row in rows(reader.get("/table.csv").text)
        if row["value"] == "75-84" and row["question"] == ITEM
    ]
    assert hidden and {row[name] for row in hidden for name in ("answers", "count", "percent")} == {
        "too few to show"
    }
    text = words_of(reader.get("/report.pdf").data)
    assert "too few to show" in text and "People chose to answer" in text


def test_a_place_with_the_name_of_a_formula_is_harmless_in_the_file(reader: Reader) -> None:
    two_places(reader)
    with reader.database.transaction(reader.opened.organisation_id) as session:
        clinic = places.by_slug(session, "clinic")
        assert clinic
        clinic.name = "=HYPERLINK(1)"
    reader.publish("place")
    assert ",'=HYPERLINK(1)," in reader.get("/table.csv").text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_report_is_tagged_in_the_reader_s_language_and_says_when(reader: Reader, language: str) -> None:
    two_places(reader)
    reader.publish("age-band")
    answer = reader.get(f"/report.pdf?lang={language}")
    assert answer.status_code == 200 and b"<pdfuaid:part>1</pdfuaid:part>" in answer.data
    assert f"/Lang({language}".encode() in answer.data.replace(b" ", b"")
    if language == "en":
        text = words_of(answer.data)
        assert "Published on 20 November 2026." in text and "Number of people who answered: 140." in text
        assert (
            "staff only" not in text
            and "6 in 10 people answered “Yes” to: I help to decide about my care." in text
        )


def test_the_group_that_says_so_less_is_in_the_first_sentence(reader: Reader) -> None:
    two_places(reader)
    reader.publish("age-band")
    page = reader.get().text
    lead = page[page.index('class="lead"') :].partition("</p>")[0]
    assert "6 in 10 people answered “Yes”" in lead
    assert "Fewer of “Age – 65 to 74” say so: 24%, and 79% of everyone else." in lead
    marked = reader.card()
    row = marked[marked.index("65 to 74") :].partition("</tr>")[0]
    assert "worth looking into" in row and "significant" not in page and "real " not in lead


def test_what_stands_out_leads_to_where_it_is_told(reader: Reader) -> None:
    two_places(reader)
    reader.publish("age-band")
    page = reader.get().text
    found = re.findall(r'<ol class="standing">.*?</ol>', page, re.DOTALL)
    assert found and f"by=age-band&amp;lang=en#r-{ITEM}" in found[0] and f'id="r-{ITEM}"' in page


def test_no_number_of_a_page_needs_a_script_or_another_place(reader: Reader) -> None:
    two_places(reader)
    reader.publish("age-band", "place")
    page = reader.get().text
    assert "<script" not in page and not re.search(r'(src|href)="(https?:)?//', page)


def test_a_hidden_share_is_said_in_words_on_the_page_in_the_file_and_in_the_report(reader: Reader) -> None:
    two_places(reader)
    reader.publish("age-band")
    with reader.database.transaction(reader.opened.organisation_id) as session:
        [snapshot] = snapshots.all_of(session, session.get_one(Survey, reader.opened.survey_id))
        items = copy.deepcopy(snapshot.items)
        item = next(one for one in items if one["key"] == ITEM)
        row = dict(item["breakdowns"][0]["rows"])["25-34"]
        row |= {"suppressed": "too-few", "words": "nearly-all"}
        row["options"] = [[key, None, None, None, None] for key, *_ in row["options"]]
        snapshot.items = items
    shown = reader.card()
    line = shown[shown.rindex("25 to 34") :].partition("</tr>")[0]
    assert "Positive answers: Nearly all" in line and "%" not in line
    told = [
        row
        for row in rows(reader.get("/table.csv").text)
        if row["value"] == "25-34" and row["question"] == ITEM
    ]
    assert {row["positive answers in words"] for row in told} == {"Nearly all"}
    assert "Nearly all" in words_of(reader.get("/report.pdf").data)
