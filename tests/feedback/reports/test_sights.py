"""Promises of the sights: a part is a group too, and what it leaves out is one; no look tells of fewer than ten."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import voices
from feedback.reports.frames import EVERYTHING, Part
from feedback.reports.shapes import ShownItem
from feedback.reports.sights import Seen, Sight
from feedback.services import places, responses, surveys
from feedback.services.responses import Arrival
from tests.feedback.open_survey import BY, TODAY, Open

ITEM = "help-to-decide"
LATER = TODAY + timedelta(days=1)


@dataclass
class Answered:
    """The open survey, answered at two places and on two days."""

    session: Session
    opened: Open
    clinic: int
    sent: int = 0

    def by(
        self, number: int, *, at: int | None = None, on: date = TODAY, link: bool = True, **given: Any
    ) -> None:
        """So many people answer alike."""
        served = surveys.served(self.session, self.opened.survey_id)
        assert served is not None
        where = self.opened.place_id if at is None else at
        arrival = Arrival(self.opened.link_id if link else None, where, "qr" if link else "paper", "en", 1)
        answers = {ITEM: "yes"} | {key.replace("_", "-"): value for key, value in given.items()}
        for _ in range(number):
            self.sent += 1
            responses.submit(self.session, served, arrival, answers, submission=f"page {self.sent}", today=on)

    def look(
        self, *groups: str, part: Part = EVERYTHING, voice: str | None = None, places: Any = None
    ) -> Seen:
        """What somebody sees."""
        survey = self.session.get_one(Survey, self.opened.survey_id)
        revision = surveys.revision_of(self.session, survey)
        assert revision is not None
        sight = Sight(self.session, survey, surveys.definition_of(revision), places)
        return sight.of(groups, part, voice)


@pytest.fixture
def answered(session: Session, opened: Open) -> Answered:
    return Answered(session, opened, places.add(session, "Clinic", by=BY).id)


def base(seen: Seen) -> int | None:
    return item(seen).overall.base


def item(seen: Seen) -> ShownItem:
    found = seen.item(ITEM)
    assert found is not None
    return found


def row_bases(seen: Seen, group: str) -> dict[str, int | None]:
    [table] = [table for table in item(seen).breakdowns if table.group == group]
    return {value: row.base for value, row in table.rows}


def numbers(seen: Seen) -> list[int | None]:
    """Every number of a look."""
    rows = [
        row
        for one in seen.items
        for row in (one.overall, *(row for table in one.breakdowns for _, row in table.rows))
    ]
    return [row.base for row in rows] + [option.count for row in rows for option in row.options]


@pytest.mark.parametrize(
    ("inside", "outside", "shown"),
    [(10, 10, True), (9, 30, False), (30, 9, False), (30, 1, False), (30, 0, True), (9, 0, False)],
)
def test_a_part_is_shown_where_ten_are_in_it_and_none_or_ten_outside(
    answered: Answered, inside: int, outside: int, shown: bool
) -> None:
    answered.by(inside)
    answered.by(outside, at=answered.clinic)
    seen = answered.look("age-band", part=Part(places=[answered.opened.place_id]))
    assert seen.narrow is not shown
    if shown:
        assert (seen.total, base(seen)) == (inside, inside)
    else:
        assert seen.total is None and set(numbers(seen)) == {None} and seen.voices == ()
    assert voices.PEOPLE not in [one.key for one in seen.items]


def test_everything_within_somebody_s_reach_is_no_part(answered: Answered) -> None:
    answered.by(3)
    answered.by(30, at=answered.clinic)
    seen = answered.look(places=[answered.opened.place_id])
    assert (seen.total, base(seen)) == (3, 3)


@pytest.mark.parametrize(
    "part",
    [
        Part(since=LATER), Part(until=TODAY), Part(channel="paper"), Part(channel="qr"),
    ],
)  # fmt: skip
def test_parts_by_day_and_way_of_answering_count_those_alone(answered: Answered, part: Part) -> None:
    answered.by(20)
    answered.by(30, on=LATER, link=False)
    early = part in (Part(until=TODAY), Part(channel="qr"))
    assert base(answered.look(part=part)) == (20 if early else 30)


def test_a_row_that_leaves_out_fewer_than_ten_is_hidden_in_company(answered: Answered) -> None:
    """Else whoever looks at everybody and at the ward could take the one from the other."""
    answered.by(20, age_band="25-34")
    answered.by(25, age_band="65-74")
    # Rows that nobody is in take the smallest one for company.
    answered.by(11, age_band="35-44")
    answered.by(12, age_band="35-44", at=answered.clinic)
    answered.by(4, age_band="25-34", at=answered.clinic)
    answered.by(16, age_band="45-54", at=answered.clinic)
    answered.by(20, age_band="65-74", at=answered.clinic)
    assert row_bases(answered.look("age-band"), "age-band")["25-34"] == 24
    seen = row_bases(answered.look("age-band", part=Part(places=[answered.opened.place_id])), "age-band")
    hidden = [value for value, number in seen.items() if number is None]
    assert "25-34" in hidden and seen["65-74"] == 25
    assert len(hidden) > 1, "else it would be what the total leaves"


def test_an_item_asked_of_few_is_hidden_in_a_part_and_so_is_its_rest(answered: Answered) -> None:
    answered.by(30)
    answered.by(30, at=answered.clinic)
    served = surveys.served(answered.session, answered.opened.survey_id)
    assert served is not None
    other = next(one.key for one in served.definition.items() if one.kind == "statement" and one.key != ITEM)
    answered.by(5, **{other.replace("-", "_"): "no"})
    seen = answered.look(part=Part(places=[answered.opened.place_id]))
    found = seen.item(other)
    assert found is not None and found.overall.base is None and base(seen) == 35


def test_one_voice_is_a_part_as_well(answered: Answered) -> None:
    answered.by(40, answered_by="myself")
    answered.by(12, answered_by="someone-else")
    assert base(answered.look(voice=voices.SOMEONE_ELSE)) == 12
    assert base(answered.look(voice=voices.OWN_WORDS)) == 40
    answered.by(4, answered_by="helped", helper="staff")
    assert answered.look(voice=voices.STAFF_HELPED).narrow


def test_the_days_of_a_burst_are_left_out_with_their_link_alone(answered: Answered) -> None:
    answered.by(20)
    answered.by(30, on=LATER)
    answered.by(10, on=LATER, link=False)
    without = Part(without=[(answered.opened.link_id, LATER)])
    assert base(answered.look(part=without)) == 30


def test_a_burst_of_fewer_than_ten_is_never_told_by_leaving_it_out(answered: Answered) -> None:
    answered.by(30)
    answered.by(9, on=LATER)
    assert answered.look(part=Part(without=[(answered.opened.link_id, LATER)])).narrow


def test_two_groups_crossed_stand_beside_the_others(answered: Answered) -> None:
    answered.by(15, age_band="25-34", sex="female")
    answered.by(15, age_band="65-74", sex="female")
    answered.by(12, age_band="25-34", sex="male")
    answered.by(40, age_band="65-74", sex="male")
    seen = answered.look("age-band", "sex*age-band")
    assert [table.group for table in item(seen).breakdowns] == ["age-band", voices.WHO, "sex*age-band"]
    assert row_bases(seen, "sex*age-band")["male*65-74"] == 40


@pytest.mark.parametrize("seed", range(6))
def test_whoever_sets_a_part_beside_the_whole_never_gets_at_fewer_than_ten(
    answered: Answered, seed: int
) -> None:
    """For every number shown in both: nobody lies between them, or ten or more do."""
    chance = random.Random(seed)
    for age in ("16-24", "25-34", "45-54", "65-74"):
        for place in (None, answered.clinic):
            for said in ("yes", "no"):
                answered.by(chance.randint(0, 14), at=place, age_band=age, help_to_decide=said,
                            sex=chance.choice(("female", "male")))  # fmt: skip
    groups = ("age-band", "sex", "sex*age-band")
    whole = shown_bases(answered.look(*groups))
    for place in (answered.opened.place_id, answered.clinic):
        part = shown_bases(answered.look(*groups, part=Part(places=[place])))
        assert part, "something is shown, or the test proves nothing"
        for where, number in part.items():
            rest = whole[where] - number if where in whole else 0
            assert number >= 10 and (rest == 0 or rest >= 10), where


def shown_bases(seen: Seen) -> dict[tuple[str, str, str], int]:
    """Every base that is shown, by item, group and row."""
    found = {
        (one.key, table.group, value): row.base
        for one in seen.items
        for table in one.breakdowns
        for value, row in table.rows
    }
    found |= {(one.key, "", ""): one.overall.base for one in seen.items}
    # Of what nobody was asked there is nothing to take away.
    return {where: number for where, number in found.items() if number}
