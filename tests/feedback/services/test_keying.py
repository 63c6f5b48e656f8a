"""Promise of the keying: each sheet counts once, and one in doubt counts not before somebody looked again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback.models.response import Response
from feedback.services import audit, geographies, keying, places, responses, surveys
from feedback.services.keying import Fate, Keyed, Sheet
from feedback.services.refusals import Refused
from surveys.doubts import CANNOT_BE_READ, TWO_OR_MORE, Doubt, Look
from tests.feedback.open_survey import BY, POSTCODES, TODAY, Open

CALM = [("what-matters", "yes"), ("help-to-decide", "no"), ("deprivation-quintile", "QX3 1AA")]
DOUBTFUL = [*CALM, ("help-i-need", TWO_OR_MORE)]
DAY = TODAY - timedelta(days=3)


@pytest.fixture
def desk(session: Session, opened: Open, colleague: int) -> Desk:
    return Desk(session, opened, colleague)


class Desk:
    """Somebody with a pile of sheets."""

    def __init__(self, session: Session, opened: Open, colleague: int) -> None:
        self.session, self.opened, self.colleague = session, opened, colleague
        served = surveys.served(session, opened.survey_id)
        assert served is not None
        self.served = served

    def sheet(self, number: str = "12", day: date = DAY) -> Sheet:
        return Sheet(number, self.opened.place_id, "ur", day)

    def key(
        self, form: Sequence[tuple[str, str]], number: str = "12", day: date = DAY,
        closed_on: date | None = None,
    ) -> Keyed:  # fmt: skip
        return keying.key(
            self.session, self.served, self.sheet(number, day), form, by=BY, staff_id=self.colleague, today=TODAY,
            closed_on=closed_on,
        )  # fmt: skip

    def keep(self, form: Sequence[tuple[str, str]], number: str = "12", day: date = DAY) -> Look:
        [row] = keying.waiting(self.session)
        return keying.keep(self.session, row, self.served, self.sheet(number, day), form, by=BY, today=TODAY)

    def stored(self) -> list[Response]:
        return self.session.query(Response).order_by(Response.id).all()

    def actions(self) -> list[str]:
        told = [event for event in audit.latest(self.session) if event.action.startswith("sheet")]
        assert {(event.subject, event.detail) for event in told} <= {("my-care", "")}
        return [event.action for event in reversed(told)]


def test_a_sheet_without_doubts_is_stored_at_once_with_its_day_place_and_language(desk: Desk) -> None:
    assert desk.key(CALM).fate is Fate.STORED
    [row] = desk.stored()
    assert (row.channel, row.link_id, row.place_id, row.language, row.answered_on, row.interpreter) == (
        "paper", None, desk.opened.place_id, "ur", DAY, None,
    )  # fmt: skip
    assert json.loads(row.answers) == {
        "what-matters": "yes",
        "help-to-decide": "no",
        "deprivation-quintile": "2",
    }
    assert row.geography_edition == "2025" and desk.actions() == ["sheet-keyed"]


@pytest.mark.parametrize("again", ["12", " 12 ", "1 2"])
def test_the_same_sheet_typed_in_again_is_stored_once(desk: Desk, again: str) -> None:
    desk.key(CALM)
    assert desk.key(CALM, number=again).fate is Fate.REPEATED
    assert len(desk.stored()) == 1 and not keying.waiting(desk.session)
    assert desk.actions() == ["sheet-keyed"]


def test_the_number_is_the_same_in_small_letters(desk: Desk) -> None:
    desk.key(CALM, number="w7-12")
    assert desk.key(CALM, number="W7-12").fate is Fate.REPEATED


@pytest.mark.parametrize("number", ["", "   ", "x" * 41])
def test_a_sheet_needs_a_number_that_fits(desk: Desk, number: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.key(CALM, number=number)
    assert refused.value.field == "sheet_number" and not desk.stored()


def test_a_number_that_is_stored_with_other_answers_is_a_doubt_and_changes_nothing(desk: Desk) -> None:
    desk.key(CALM)
    keyed = desk.key([("what-matters", "no"), ("help-to-decide", "no")])
    assert keyed.fate is Fate.WAITS and list(keyed.doubts) == [Doubt("sheet-seen")]
    assert len(desk.stored()) == 1 and json.loads(desk.stored()[0].answers)["what-matters"] == "yes"


def test_a_sheet_in_doubt_waits_and_does_not_count(desk: Desk) -> None:
    keyed = desk.key(DOUBTFUL)
    assert keyed.fate is Fate.WAITS and list(keyed.doubts) == [Doubt("two-or-more", ("help-i-need",))]
    assert not desk.stored() and responses.count(desk.session, desk.opened.survey_id) == 0
    [row] = keying.waiting(desk.session)
    assert (row.number, row.answered_on, row.keyed_on, row.language) == ("12", DAY, TODAY, "ur")
    assert keying.doubts_of(row) == [Doubt("two-or-more", ("help-i-need",))]
    assert desk.actions() == ["sheet-keyed"]


def test_no_postcode_waits_in_the_database(desk: Desk) -> None:
    desk.key(DOUBTFUL)
    [row] = keying.waiting(desk.session)
    assert ["deprivation-quintile", "2"] in row.form and row.geography_edition == "2025"
    whole = desk.session.execute(text("SELECT form, doubts FROM doubtful_sheet")).one()
    assert "QX3" not in str(whole)


def test_a_sheet_that_waits_is_not_typed_in_twice(desk: Desk) -> None:
    desk.key(DOUBTFUL)
    for form in (DOUBTFUL, CALM):
        with pytest.raises(Refused, match="waits for a second look") as refused:
            desk.key(form)
        assert refused.value.field == "sheet_number"
    assert len(keying.waiting(desk.session)) == 1 and not desk.stored()


def test_two_people_who_type_in_one_sheet_at_once_lose_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.key(DOUBTFUL)
    monkeypatch.setattr(keying, "_waits", lambda *_: None)
    with pytest.raises(Refused, match="a moment ago"):
        desk.key(DOUBTFUL)
    assert len(keying.waiting(desk.session)) == 1


def test_slips_of_typing_keep_nothing_until_they_are_mended(desk: Desk) -> None:
    keyed = desk.key([*CALM, ("age-band", "unheard-of")])
    assert keyed.fate is None and [problem.code for problem in keyed.problems] == ["unknown-option"]
    assert not desk.stored() and not keying.waiting(desk.session) and desk.actions() == []


def test_keeping_makes_it_a_response_and_leaves_no_row(desk: Desk) -> None:
    desk.key(DOUBTFUL)
    desk.keep([*CALM, ("help-i-need", "sometimes")])
    [row] = desk.stored()
    assert json.loads(row.answers)["help-i-need"] == "sometimes"
    assert (row.channel, row.answered_on, row.language) == ("paper", DAY, "ur")
    assert not keying.waiting(desk.session) and desk.actions() == ["sheet-keyed", "sheet-kept"]
    assert desk.key([*CALM, ("help-i-need", "sometimes")]).fate is Fate.REPEATED


def test_what_stays_in_doubt_counts_as_not_answered(desk: Desk) -> None:
    form = [*DOUBTFUL, ("one-thing-better", "?"), ("one-thing-better", CANNOT_BE_READ),
            ("has-care-plan", "no"), ("helped-make-plan", "yes")]  # fmt: skip
    desk.key(form)
    [row] = keying.waiting(desk.session)
    desk.keep([(name, value) for name, value in row.form])
    assert json.loads(desk.stored()[0].answers) == {
        "what-matters": "yes", "help-to-decide": "no", "deprivation-quintile": "2", "has-care-plan": "no",
    }  # fmt: skip


def test_a_fifth_keeps_the_look_up_it_came_from(desk: Desk) -> None:
    desk.key(DOUBTFUL)
    [row] = keying.waiting(desk.session)
    geographies.load(desk.session, POSTCODES, "2026", today=TODAY + timedelta(days=1))
    desk.keep([(name, value) for name, value in row.form])
    assert desk.stored()[0].geography_edition == "2025"
    desk.key([*DOUBTFUL[:2], ("help-i-need", TWO_OR_MORE)], number="13")
    desk.keep(CALM, number="13")
    assert desk.stored()[1].geography_edition == "2026"


def test_a_corrected_number_and_day_are_what_is_stored(desk: Desk) -> None:
    desk.key(CALM, day=TODAY + timedelta(days=9))
    desk.keep(CALM, number="21", day=TODAY)
    assert desk.stored()[0].answered_on == TODAY
    assert desk.key(CALM, number="21").fate is Fate.REPEATED
    assert desk.key([("what-matters", "no"), ("help-to-decide", "no")], number="12").fate is Fate.STORED


def test_a_day_to_come_is_not_stored(desk: Desk) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert desk.key(CALM, day=tomorrow).fate is Fate.WAITS
    with pytest.raises(Refused) as refused:
        desk.keep(CALM, day=tomorrow)
    assert refused.value.field == "filled_on" and not desk.stored() and len(keying.waiting(desk.session)) == 1


def test_a_sheet_with_nothing_to_count_can_only_be_set_aside(desk: Desk) -> None:
    desk.key([("what-matters", CANNOT_BE_READ)])
    with pytest.raises(Refused, match="Set it aside"):
        desk.keep([("what-matters", CANNOT_BE_READ), ("help-i-need", TWO_OR_MORE)])
    assert len(keying.waiting(desk.session)) == 1


def test_keeping_never_overwrites_a_sheet_that_is_stored(desk: Desk) -> None:
    desk.key(CALM)
    other = [("what-matters", "no"), ("help-to-decide", "no")]
    desk.key(other)
    with pytest.raises(Refused, match="stored already") as refused:
        desk.keep(other)
    assert refused.value.field == "sheet_number" and len(keying.waiting(desk.session)) == 1
    assert json.loads(desk.stored()[0].answers)["what-matters"] == "yes"


def test_keeping_under_the_number_of_another_that_waits_is_refused(desk: Desk) -> None:
    desk.key(DOUBTFUL, number="13")
    other = keying.waiting(desk.session)[0]
    desk.key(DOUBTFUL)
    row = keying.waiting(desk.session)[1]
    with pytest.raises(Refused, match="Another sheet 13"):
        keying.keep(desk.session, row, desk.served, desk.sheet("13"), CALM, by=BY, today=TODAY)
    assert other in keying.waiting(desk.session)


def test_slips_while_correcting_keep_it_waiting(desk: Desk) -> None:
    desk.key(DOUBTFUL)
    look = desk.keep([*CALM, ("help-i-need", "unheard-of")])
    assert [problem.code for problem in look.problems] == ["unknown-option"]
    assert len(keying.waiting(desk.session)) == 1 and not desk.stored()


def test_setting_aside_leaves_a_name_and_a_survey_and_nothing_of_the_sheet(desk: Desk) -> None:
    desk.key(DOUBTFUL)
    keying.set_aside(desk.session, keying.waiting(desk.session)[0], "my-care", by=BY)
    assert not keying.waiting(desk.session) and not desk.stored()
    assert desk.actions() == ["sheet-keyed", "sheet-set-aside"]
    assert desk.key(CALM).fate is Fate.STORED


def test_sheets_wait_within_their_places(desk: Desk) -> None:
    desk.key(DOUBTFUL)
    elsewhere = places.add(desk.session, "Corner", by=BY)
    assert not keying.waiting(desk.session, [elsewhere.id])
    assert len(keying.waiting(desk.session, [desk.opened.place_id, elsewhere.id])) == 1


def test_a_sheet_filled_in_before_the_survey_closed_still_counts(desk: Desk) -> None:
    assert desk.key(CALM, day=DAY, closed_on=DAY).fate is Fate.STORED
    with pytest.raises(Refused, match="closed on 17 November 2026") as refused:
        desk.key(CALM, number="13", day=TODAY, closed_on=DAY)
    assert refused.value.field == "filled_on"
