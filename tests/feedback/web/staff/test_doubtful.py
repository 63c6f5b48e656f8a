"""Promises of the second look: why a sheet waits is told, and somebody decides: it counts, or it is gone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from feedback.services import audit
from feedback.vocabulary import Role
from tests.feedback.open_survey import hidden_field, rows
from tests.feedback.web.staff.conftest import STATEMENT
from tests.feedback.web.staff.test_paper import key, today

LIST = "/staff/answers/doubtful/"
DOUBTFUL = {
    STATEMENT: "yes", "help-i-need": "two_or_more", "has-care-plan": "no", "helped-make-plan": "yes",
    "one-thing-better": ["Quiet ni...", "cannot_be_read"], "age-band": "25-34",
}  # fmt: skip


@pytest.fixture
def sam(browser: Any, account: Any, office: Any) -> Any:
    """A member of staff who typed in a doubtful sheet."""
    account("sam@oakfield.example.org", Role.STAFF)
    browser.sign_in("sam@oakfield.example.org")
    assert key(browser, **DOUBTFUL).status_code == 303
    return browser


@pytest.fixture
def sheet(sam: Any, office: Any) -> str:
    """The address of that sheet."""
    return f"{LIST}{rows(office.database, 'doubtful_sheet')[0]['id']}"


def keep(browser: Any, sheet: str, number: str = "12", day: str = "", **cells: Any) -> Any:
    page = browser.get(sheet).text
    return browser.post(
        sheet, sheet_number=number, filled_on=day or today().isoformat(), revision=hidden_field(page, "revision"),
        **(cells or DOUBTFUL),
    )  # fmt: skip


def actions(office: Any) -> list[tuple[str, str, str]]:
    with office.database.reading(office.organisation_id) as session:
        told = [event for event in audit.latest(session) if event.action.startswith("sheet")]
        return [(event.action, event.subject, event.detail) for event in reversed(told)]


def test_the_list_says_which_sheets_wait_and_until_when(sam: Any, sheet: str) -> None:
    page = sam.get(LIST).text
    assert "Sheet 12" in page and f'href="{sheet}"' in page and "Doubts: 3." in page and "Ward 7" in page
    assert "sam@" not in page[page.index("<main") :]


def test_each_doubt_is_told_with_its_reason_and_leads_to_its_question(sam: Any, sheet: str) -> None:
    page = sam.get(sheet).text
    for question, reason in (
        ("help-i-need", "Two or more answers are ticked where one is asked for."),
        ("helped-make-plan", "This is answered, but other answers on the sheet lead past it."),
        ("one-thing-better", "This cannot be read."),
    ):
        assert f'href="#q-{question}"' in page and f'id="p-{question}">{reason}' in page
        assert page.count(reason) == 2
    assert 'value="two_or_more" checked' in page and "\nQuiet ni...</textarea>" in page
    assert 'name="helped-make-plan" value="yes" checked' in page and 'value="12"' in page


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({STATEMENT: "yes"}, "Fewer than two questions are answered."),
        ({STATEMENT: "yes", "sex": "male", "ethnic-group": "white", "day": "2020-01-01"}, "more than 90 days ago"),
        ({STATEMENT: "yes", "sex": "male", "day": "2999-01-01"}, "has not come yet"),
        (dict.fromkeys(("what-matters", STATEMENT, "control-of-daily-life", "confident-with-health", "help-i-need"),
                       "no"), "5 statements in a row have the same answer"),
    ],
)  # fmt: skip
def test_a_doubt_about_the_whole_sheet_is_told_too(
    sam: Any, office: Any, cells: dict[str, str], reason: str
) -> None:
    answers = {name: value for name, value in cells.items() if name != "day"}
    assert key(sam, number="13", day=cells.get("day", ""), **answers).status_code == 303
    newest = rows(office.database, "doubtful_sheet")[-1]["id"]
    assert reason in sam.get(f"{LIST}{newest}").text


def test_a_number_that_is_stored_already_is_told(sam: Any, office: Any) -> None:
    key(sam, number="14")
    key(sam, number="14", **{STATEMENT: "no", "sex": "male"})
    newest = rows(office.database, "doubtful_sheet")[-1]["id"]
    assert "stored already, with other answers" in sam.get(f"{LIST}{newest}").text
    assert keep(sam, f"{LIST}{newest}", number="14", **{STATEMENT: "no", "sex": "male"}).status_code == 400
    assert keep(sam, f"{LIST}{newest}", number="15", **{STATEMENT: "no", "sex": "male"}).status_code == 303
    assert len(rows(office.database)) == 2


def test_a_kept_sheet_counts_as_corrected_and_waits_no_more(sam: Any, office: Any, sheet: str) -> None:
    answer = keep(sam, sheet, **{**DOUBTFUL, "help-i-need": "no", "one-thing-better": "Quiet nights"})
    assert (answer.status_code, answer.location) == (303, LIST)
    [row] = rows(office.database)
    assert json.loads(row["answers"]) == {
        STATEMENT: "yes", "help-i-need": "no", "has-care-plan": "no", "age-band": "25-34",
        "one-thing-better": {"text": "Quiet nights", "share": False},
    }  # fmt: skip
    assert rows(office.database, "doubtful_sheet") == [] and sam.get(sheet).status_code == 404
    assert "Nothing is in doubt" in sam.get(LIST).text
    assert actions(office) == [("sheet-keyed", "my-care", ""), ("sheet-kept", "my-care", "")]


def test_cells_that_stay_in_doubt_count_as_not_answered(sam: Any, office: Any, sheet: str) -> None:
    keep(sam, sheet)
    answers = json.loads(rows(office.database)[0]["answers"])
    assert answers == {STATEMENT: "yes", "has-care-plan": "no", "age-band": "25-34"}


def test_a_sheet_set_aside_is_gone_and_counts_nowhere(sam: Any, office: Any, sheet: str) -> None:
    sam.get(sheet)
    answer = sam.post(f"{sheet}/set-aside")
    assert (answer.status_code, answer.location) == (303, LIST)
    assert rows(office.database) == rows(office.database, "doubtful_sheet") == []
    assert actions(office) == [("sheet-keyed", "my-care", ""), ("sheet-set-aside", "my-care", "")]
    assert sam.post(f"{sheet}/set-aside").status_code == 404 and sam.post(sheet).status_code == 404


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"number": ""}, "#f-sheet_number"),
        ({"day": "2999-01-01"}, "#f-filled_on"),
        ({"sex": "unheard-of"}, "#q-sex"),
    ],
)
def test_what_is_wrong_is_told_and_every_correction_is_kept(
    sam: Any, office: Any, sheet: str, change: dict[str, str], told: str
) -> None:
    cells = {**DOUBTFUL, "help-i-need": "no"} | {k: v for k, v in change.items() if k == "sex"}
    given = {name: value for name, value in change.items() if name != "sex"}
    answer = keep(sam, sheet, **given, **cells)
    assert answer.status_code == 400 and f'href="{told}"' in answer.text
    assert 'name="help-i-need" value="no" checked' in answer.text
    assert rows(office.database) == [] and len(rows(office.database, "doubtful_sheet")) == 1


def test_a_sheet_with_nothing_left_to_count_can_only_be_set_aside(sam: Any, office: Any, sheet: str) -> None:
    answer = keep(sam, sheet, **{STATEMENT: "cannot_be_read"})
    assert answer.status_code == 400 and "Set it aside." in answer.text and rows(office.database) == []


def test_a_ward_lead_decides_for_their_own_places_only(
    sam: Any, another_browser: Any, account: Any, office: Any, sheet: str
) -> None:
    account("cy@oakfield.example.org", Role.WARD_LEAD, place="clinic")
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    lead = another_browser
    lead.sign_in("cy@oakfield.example.org")
    assert "Nothing is in doubt" in lead.get(LIST).text
    assert lead.get(sheet).data == lead.get(f"{LIST}999999").data
    assert lead.post(sheet).status_code == lead.post(f"{sheet}/set-aside").status_code == 404
    assert "Waiting for a second look" not in lead.get("/staff/answers/").text
    lead.post("/staff/sign-out")
    lead.sign_in("wes@oakfield.example.org")
    assert lead.get(sheet).status_code == 200 and "Sheet 12" in lead.get(LIST).text
    assert keep(lead, sheet).status_code == 303
