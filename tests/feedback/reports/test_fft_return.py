"""Promises of the official return: exact counts however small, each in its place, setting, touch point and mode."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import openpyxl
import pandas
import pytest
from sqlalchemy.orm import Session

from feedback.models.collector_link import CollectorLink
from feedback.models.place import Place
from feedback.models.survey import Revision, Survey
from feedback.reports import fft_files, fft_return
from feedback.reports.fft_files import Format
from feedback.reports.fft_return import Return
from feedback.services import (
    collector_links,
    fft_returns,
    organisations,
    places,
    publications,
    responses,
    surveys,
)
from feedback.services.responses import Arrival
from feedback.vocabulary import FFT_MODE_OF, Channel, FftMode, FftSetting
from surveys import official, publishing
from surveys.definition import Definition
from tests.feedback.open_survey import BY

OCTOBER = date(2026, 10, 1)
RATING = "overall-experience"


@dataclass
class Trust:
    """A hospital with a code and two wards, and a clinic that nobody has described yet."""

    session: Session
    survey: Survey
    hospital: Place
    ward: Place
    other_ward: Place
    clinic: Place
    sent: int = 0
    known: dict[tuple[int, int, str], CollectorLink] = field(default_factory=dict)

    def link(self, place: Place, survey: Survey, channel: Channel) -> CollectorLink:
        """The link of a survey at a place, made once."""
        key = (place.id, survey.id, channel.value)
        if key not in self.known:
            self.known[key] = collector_links.make(
                self.session, survey, place, channel=channel, label="", by=BY, today=OCTOBER
            )
        return self.known[key]

    def answer(
        self, number: int, place: Place, *, channel: Channel = Channel.QR, day: date = date(2026, 10, 31),
        survey: Survey | None = None, **answers: Any,
    ) -> None:  # fmt: skip
        """So many people answer alike."""
        asked = survey or self.survey
        served = surveys.served(self.session, asked.id)
        assert served is not None
        link_id = None if channel is Channel.PHONE else self.link(place, asked, channel).id
        said = {key.replace("_", "-"): value for key, value in answers.items()}
        for _ in range(number):
            self.sent += 1
            responses.submit(
                self.session, served, Arrival(link_id, place.id, channel.value, "en", 1), said,
                submission=f"page {self.sent}", today=day,
            )  # fmt: skip

    def returned(self, **how: Any) -> Return:
        """The return of October."""
        return fft_return.prepare(self.session, OCTOBER, **how)

    def rows(self) -> list[dict[str, str]]:
        """The rows of the CSV, as an analyst reads them."""
        content = fft_files.write(self.returned(), Format.CSV)
        table = pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")
        return list(table.to_dict("records"))


def opened(session: Session, slug: str) -> Survey:
    """A shipped survey that the public can answer."""
    survey = surveys.adopt(session, slug, by=BY, today=OCTOBER)
    publications.publish(session, survey, by=BY, today=OCTOBER, contacts_later=True)
    return survey


@pytest.fixture
def trust(session: Session) -> Trust:
    """Nobody has answered yet."""
    hospital = places.add(session, "St Anne's", by=BY, ods_code="RX1RA", fft_setting="inpatient")
    ward = places.add(session, "Ward 7", by=BY, parent=hospital)
    other = places.add(session, "وارڈ ۸", slug="ward-8", by=BY, parent=hospital, fft_setting="outpatient")
    clinic = places.add(session, "Clinic", by=BY)
    return Trust(session, opened(session, "friends-and-family"), hospital, ward, other, clinic)


def test_every_count_is_exact_however_small(trust: Trust) -> None:
    for number, key in enumerate(official.OPTIONS, 1):
        trust.answer(number, trust.ward, overall_experience=key)
    [row] = trust.rows()
    assert [row[name] for name in fft_files.ANSWERS.values()] == ["1", "2", "3", "4", "5", "6"]
    assert (row["Total Responses"], row["Percentage Positive"], row["Percentage Negative"]) == (
        "21", "0.1429", "0.4286",
    )  # fmt: skip
    assert (row["Month"], row["Site Code"], row["Site Name"], row["Ward Name"], row["Setting"]) == (
        "2026-10", "RX1RA", "St Anne's", "Ward 7", "Inpatient and day case",
    )  # fmt: skip


def test_neither_and_dont_know_count_into_the_total(trust: Trust) -> None:
    trust.answer(38, trust.ward, overall_experience="very-good")
    trust.answer(1, trust.ward, overall_experience="neither")
    trust.answer(1, trust.ward, overall_experience="dont-know")
    [row] = trust.rows()
    assert (row["Total Responses"], row["Percentage Positive"]) == ("40", "0.9500")


def test_who_skipped_the_question_or_took_the_answers_back_is_not_counted(trust: Trust) -> None:
    trust.answer(2, trust.ward, overall_experience="good")
    trust.answer(1, trust.ward, good_and_better={"text": "Fine", "share": False})
    responses.withdraw(trust.session, trust.survey.id, submission="page 1", today=OCTOBER)
    assert trust.returned().total == 1


def test_a_month_holds_its_first_and_last_day_and_no_other(trust: Trust) -> None:
    for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)):
        trust.answer(1, trust.ward, day=day, overall_experience="good")
    assert trust.returned().total == 2
    assert fft_return.prepare(trust.session, date(2026, 12, 1)).total == 0


def test_a_place_takes_its_code_and_setting_from_the_nearest_place_above(trust: Trust) -> None:
    trust.answer(1, trust.ward, overall_experience="good")
    trust.answer(1, trust.other_ward, overall_experience="poor")
    trust.answer(1, trust.hospital, overall_experience="good")
    trust.answer(1, trust.clinic, overall_experience="good")
    lines = {line.place: line for line in trust.returned().lines}
    assert (lines["ward-7"].setting, lines["ward-8"].setting) == (FftSetting.INPATIENT, FftSetting.OUTPATIENT)
    assert {lines[place].ods_code for place in ("ward-7", "ward-8", trust.hospital.slug)} == {"RX1RA"}
    assert lines["clinic"].lacks == ("ods-code", "setting") and lines["ward-7"].lacks == ()
    row = next(row for row in trust.rows() if row["Ward Name"] == "Clinic")
    assert (row["Site Code"], row["Setting"], row["Total Responses"]) == ("", "", "1")
    assert "" in [row["Ward Name"] for row in trust.rows() if row["Site Name"] == "St Anne's"]


def test_each_channel_has_its_mode_and_a_link_can_say_otherwise(trust: Trust) -> None:
    for channel in Channel:
        trust.answer(2, trust.ward, channel=channel, overall_experience="good")
    usual = trust.returned().lines[0].modes
    assert usual == dict.fromkeys(FftMode, 0) | {
        FftMode.SMS: 2, FftMode.ELECTRONIC_DISCHARGE: 2, FftMode.PAPER_DISCHARGE: 2, FftMode.TELEPHONE: 2,
        FftMode.ONLINE: 6,
    }  # fmt: skip
    link = trust.link(trust.ward, trust.survey, Channel.PAPER)
    fft_returns.choose_mode(trust.session, link, FftMode.PAPER_HOME.value, by=BY)
    moved = trust.returned().lines[0].modes
    assert (moved[FftMode.PAPER_DISCHARGE], moved[FftMode.PAPER_HOME]) == (0, 2)
    assert sum(moved.values()) == trust.returned().total == 14
    fft_returns.choose_mode(trust.session, link, FFT_MODE_OF[Channel.PAPER].value, by=BY)
    assert link.fft_mode is None and trust.returned().lines[0].modes == usual


def test_a_place_where_nobody_answered_has_a_line_of_noughts(trust: Trust) -> None:
    trust.link(trust.ward, trust.survey, Channel.QR)
    [row] = trust.rows()
    assert (row["Ward Name"], row["Total Responses"], row["Percentage Positive"]) == ("Ward 7", "0", "")


def test_maternity_has_a_line_a_touch_point(trust: Trust) -> None:
    maternity = opened(trust.session, "friends-and-family-maternity")
    asked = {"maternity_care": ["birth", "postnatal-ward"]}
    trust.answer(
        3,
        trust.ward,
        survey=maternity,
        **asked,
        birth_experience="very-good",
        postnatal_ward_experience="poor",
    )
    lines = {line.touch_point: line for line in trust.returned().lines}
    assert list(lines) == list(official.TOUCH_POINTS.values())
    assert {line.setting for line in lines.values()} == {FftSetting.MATERNITY}
    assert (lines["Birth"].answers["very-good"], lines["Postnatal ward"].answers["poor"]) == (3, 3)
    assert lines["Antenatal care"].total == lines["Postnatal community"].total == 0


def test_a_maternity_ward_asked_without_touch_points_is_told_to_be_mended(trust: Trust) -> None:
    trust.ward.fft_setting = FftSetting.MATERNITY.value
    trust.answer(1, trust.ward, overall_experience="good")
    assert trust.returned().lines[0].lacks == ("touch-point",)


def test_only_the_places_within_reach_are_in_it(trust: Trust) -> None:
    trust.answer(1, trust.ward, overall_experience="good")
    trust.answer(1, trust.clinic, overall_experience="good")
    within = places.within(trust.session, trust.hospital.id)
    assert [line.place for line in trust.returned(places=within).lines] == ["ward-7"]


def test_other_surveys_do_not_count(trust: Trust) -> None:
    other = opened(trust.session, "my-care")
    trust.answer(1, trust.ward, survey=other, what_matters="yes")
    assert trust.returned().lines == ()


def test_an_answer_to_an_earlier_version_counts_with_the_later_ones(trust: Trust) -> None:
    trust.answer(1, trust.ward, overall_experience="good")
    trust.survey.state = "published"
    before = surveys.revision_of(trust.session, trust.survey)
    assert before is not None
    data = before.definition
    sections = [*data["sections"][1:], data["sections"][0]]

    turned = Definition.model_validate({**data, "sections": sections})
    book = publishing.codebook(turned, publishing.codebook_from_data(before.codebook))
    assert book[RATING].offset != before.codebook[RATING][0]
    later = Revision(
        organisation_id=before.organisation_id, survey_id=before.survey_id, number=2, definition=turned.as_data(),
        codebook=publishing.codebook_as_data(book), fingerprint=publishing.fingerprint(turned), published_on=OCTOBER,
    )  # fmt: skip
    trust.session.add(later)
    trust.session.flush()
    trust.survey.current_revision_id = later.id
    trust.session.flush()
    trust.answer(2, trust.ward, overall_experience="good")
    assert trust.returned().lines[0].answers["good"] == 3


def test_the_spreadsheet_holds_the_same_as_the_csv_and_what_is_to_mend(trust: Trust) -> None:
    trust.answer(3, trust.other_ward, overall_experience="good")
    trust.answer(1, trust.clinic, overall_experience="poor")
    book = openpyxl.load_workbook(io.BytesIO(fft_files.write(trust.returned(), Format.XLSX)))
    head, *lines = book["Return"].iter_rows(values_only=True)
    found = [dict(zip(head, line, strict=True)) for line in lines]
    for ours, theirs in zip(trust.rows(), found, strict=True):
        for name, cell in ours.items():
            value = theirs[name]
            assert cell == (
                f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)
            ) or (float(cell) == value)
    assert [row["Ward Name"] for row in found] == ["Clinic", "وارڈ ۸"]
    assert book["To mend"]["A2"].value == "Clinic"


def test_the_name_of_a_place_runs_in_no_cell(trust: Trust) -> None:
    trust.ward.name = "=HYPERLINK(1)"
    trust.answer(1, trust.ward, overall_experience="good")
    assert trust.rows()[0]["Ward Name"] == "'=HYPERLINK(1)"


def test_invented_answers_say_so(trust: Trust) -> None:
    organisations.current(trust.session).demonstration = True
    trust.answer(1, trust.ward, overall_experience="good")
    prepared = trust.returned()
    assert fft_files.name(prepared, Format.CSV) == "fft-return-2026-10-invented.csv"
    assert next(csv.DictReader(io.StringIO(fft_files.write(prepared, Format.CSV).decode("utf-8-sig"))))[
        fft_files.NOTE
    ].startswith("Invented")
