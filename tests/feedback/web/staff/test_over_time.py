"""Promises of results over time: words first, a table beside each line, limits that move only with a reason."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from feedback.models.control_limit import ControlLimit
from feedback.models.improvement import Improvement
from feedback.models.snapshot import Snapshot
from feedback.models.survey import Survey
from feedback.services import audit
from feedback.vocabulary import Role
from tests.feedback.web.staff.answers_by_month import answered_by_month
from tests.feedback.web.staff.conftest import STATEMENT, TODAY

FIRST = date(2025, 8, 1)
PAGE, ITEM = "/staff/results/my-care/time", f"/staff/results/my-care/time/{STATEMENT}"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "now", lambda: datetime(2026, 11, 20, 12, 0))


def better_since(month: int, each: int = 40, months: int = 15) -> Any:
    """What people say: 15 or 16 of 40 content in turn before a month, 28 or 29 from then on."""

    def given(at: int, person: int) -> dict[str, str]:
        content = (28 if at >= month else 15) + at % 2
        return {
            STATEMENT: "yes" if person < content * each // 40 else "no",
            "sex": ("female", "male")[person % 2],
        }

    return given


def signed_in(browser: Any, account: Any, role: Role = Role.ANALYST, **more: Any) -> Any:
    account("ana@oakfield.example.org", role, **more)
    browser.sign_in("ana@oakfield.example.org")
    return browser


def card(page: str) -> str:
    """The part of the page about the one statement."""
    return page[page.index(f'id="t-{STATEMENT}"') :].partition("</section>")[0]


def done(office: Any, on: date) -> None:
    """A published change that was done on a day."""
    with office.database.transaction(office.organisation_id) as session:
        survey = session.scalars(select(Survey)).one()
        snapshot = session.scalars(select(Snapshot)).first()
        assert snapshot is not None
        two = list(session.scalars(select(Improvement.id)))
        session.add(Improvement(
            organisation_id=office.organisation_id, slug=f"quieter-{len(two)}", survey_id=survey.id,
            title="Quieter nights", said="Loud", did="Bins", status="done", item_key=STATEMENT, done_on=on,
            snapshot_id=snapshot.id, figure={}, state="published", drafted_by=1, reviewed_by=2, updated_at=audit.now(),
        ))  # fmt: skip


def test_a_line_is_told_in_words_before_it_is_drawn(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(7))
    told = card(signed_in(browser, account).get(PAGE).text)
    assert "Improving" in told and "8 months in a row above the usual." in told
    assert told.index("8 months in a row") < told.index('<svg class="line-chart"')
    assert 'role="img"' in told and "<desc" in told and "Improving. 8 months in a row" in told
    assert "significant" not in told and " style=" not in told


def test_ups_and_downs_as_usual_are_no_change(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(99))
    told = card(signed_in(browser, account).get(PAGE).text)
    assert "No change" in told and "It goes up and down as usual, between" in told


def test_a_few_months_are_too_early_to_tell(browser: Any, account: Any, office: Any) -> None:
    office.answer(12, {STATEMENT: "yes"})
    told = card(signed_in(browser, account).get(PAGE).text)
    assert "Too early" in told and '<svg class="line-chart"' not in told


def test_every_point_of_a_line_stands_in_its_table(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(7))
    page = signed_in(browser, account).get(ITEM).text
    names = re.findall(r'scope="row">([A-Z][a-z]+ 20\d\d)<', page)
    assert len(names) == 15 and names[0] == "October 2026" and names[-1] == "August 2025"
    assert "70%" in page and "in a row above the usual" in page
    assert (
        len(re.findall(r'class="chart-(?:usual|better|worse)" (?:cx|d)', page.partition("chart-key")[0]))
        == 15
    )


def test_fewer_than_twelve_points_are_a_trial_range(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, date(2026, 3, 1), 8, 40, better_since(99))
    page = signed_in(browser, account).get(ITEM).text
    assert "A trial range: it rests on 8 points and settles at 12." in page


def test_months_with_few_answers_are_joined_to_quarters_and_that_is_told(
    browser: Any, account: Any, office: Any
) -> None:
    answered_by_month(office, FIRST, 15, 16, better_since(99, 16))
    page = signed_in(browser, account).get(ITEM).text
    assert "By quarter, because many months have fewer than 30 answers." in page
    assert "January to March 2026" in page


def test_what_was_done_is_drawn_as_an_upright_line_and_listed(
    browser: Any, account: Any, office: Any
) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(7))
    office.publish_results()
    account("ben@oakfield.example.org", Role.STAFF)
    signed_in(browser, account)
    done(office, date(2026, 3, 4))
    page = browser.get(ITEM).text
    assert "4 March 2026: Quieter nights" in page
    assert page.count('class="chart-event"') == 1


def test_limits_move_only_with_a_reason_and_the_reason_is_shown(
    browser: Any, account: Any, office: Any
) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(7))
    signed_in(browser, account)
    page = browser.get(ITEM)
    assert "Set the usual range anew" in page.text
    refused = browser.post(ITEM, start="2026-03-01", reason=" ")
    assert refused.status_code == 400 and "Say why; whoever reads the chart will see it." in refused.text
    assert browser.post(ITEM, start="2031-03-01", reason="Since the new bins").status_code == 400
    kept = browser.post(ITEM, start="2026-03-01", reason="Since the new bins")
    assert kept.status_code == 303
    after = browser.get(ITEM).text
    assert "Since the new bins" in after and "set from March 2026 on 20 November 2026" in after
    # Judged by what is usual since March, nothing has changed.
    assert "It goes up and down as usual" in after and after.count('class="chart-mean" d="M') >= 2
    with office.database.reading(office.organisation_id) as session:
        [limit] = session.scalars(select(ControlLimit)).all()
        assert (limit.from_month, limit.mean, limit.made_on) == (date(2026, 3, 1), None, TODAY)


def test_twelve_points_lock_the_range_where_it_stands(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(99))
    signed_in(browser, account)
    browser.get(ITEM)
    assert browser.post(ITEM, start="2025-08-01", reason="Settled").status_code == 303
    with office.database.reading(office.organisation_id) as session:
        [limit] = session.scalars(select(ControlLimit)).all()
        assert limit.points == 12 and limit.mean == pytest.approx(38.75) and limit.spread
    # What is locked stays, whatever is withdrawn or comes late.
    answered_by_month(office, FIRST, 1, 400, lambda _, __: {STATEMENT: "yes"})
    assert "between 32% and 45%" in card(browser.get(PAGE).text)


def test_whoever_may_not_publish_moves_no_limit(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(7))
    signed_in(browser, account, Role.STAFF)
    assert "Set the usual range anew" not in browser.get(ITEM).text
    assert browser.post(ITEM, start="2026-03-01", reason="x").status_code == 404


def test_the_gap_of_each_value_of_a_group_is_a_line_of_its_own(
    browser: Any, account: Any, office: Any
) -> None:
    def given(at: int, person: int) -> dict[str, str]:
        woman = person % 2 == 0
        content = person < (64 if at >= 7 or not woman else 40) if woman else person < 64
        return {STATEMENT: "yes" if content else "no", "sex": "female" if woman else "male"}

    answered_by_month(office, FIRST, 15, 80, given)
    answered_by_month(office, FIRST, 15, 4, lambda *_: {STATEMENT: "no"})
    page = signed_in(browser, account).get(f"{ITEM}?by=sex").text
    women = page[page.index('id="g-female"') :].partition("</section>")[0]
    assert "Narrowing" in women and "months in a row" in women
    assert "points behind" in women
    assert browser.get(f"{ITEM}?by=shoes").status_code == 404


def test_a_target_is_met_or_missed_or_now_and_then(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(99))
    signed_in(browser, account)
    for target, told in ((20, "will be met unless"), (39, "now and then"), (90, "will be missed unless")):
        page = browser.get(f"{ITEM}?target={target}").text
        assert f"The target of {target}% " in page and told in page
    assert "The target" not in browser.get(f"{ITEM}?target=900").text


def test_a_place_has_a_line_of_its_own_and_none_beyond_reach(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 15, 40, better_since(7))
    answered_by_month(office, FIRST, 15, 40, better_since(99), place="clinic")
    signed_in(browser, account, Role.WARD_LEAD, place="ward-7")
    assert "8 months in a row" in card(browser.get(PAGE).text)
    assert browser.get(f"{PAGE}?place=clinic").status_code == 404


def test_a_place_where_nobody_answered_has_a_page_too(browser: Any, account: Any, office: Any) -> None:
    answered_by_month(office, FIRST, 2, 40, better_since(7))
    page = signed_in(browser, account).get(f"{PAGE}?place=clinic")
    assert page.status_code == 200 and "Too early" in card(page.text)
