"""Promise of the snapshots: what left the house stays as it was, and two of them tell of nobody."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.reports import results
from feedback.services import audit, responses, snapshots, surveys
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, TODAY, Open, answer


@pytest.fixture
def survey(session: Session, opened: Open) -> Survey:
    found = surveys.find(session, opened.slug)
    assert found is not None
    answered(session, opened, range(60))
    return found


def answered(session: Session, opened: Open, numbers: Iterable[int]) -> None:
    for number in numbers:
        choice, age = ("yes", "no", "sometimes")[number % 3], ("25-34", "65-74")[number % 2]
        answer(session, opened, str(number), help_to_decide=choice, age_band=age)


def publish(session: Session, survey: Survey, *groups: str) -> snapshots.Snapshot:
    return snapshots.publish(session, survey, groups, by=BY, today=TODAY)


def test_a_snapshot_is_by_every_group_of_the_survey_or_by_those_named(
    session: Session, survey: Survey
) -> None:
    assert publish(session, survey).groups == [
        "role", "answered-by", "helper", "age-band", "sex", "ethnic-group", "disability", "deprivation-quintile",
    ]  # fmt: skip


def test_groups_named_twice_are_one_and_an_unknown_one_is_told_with_those_there_are(
    session: Session, survey: Survey
) -> None:
    with pytest.raises(Refused, match=r"shoe-size.*age-band"):
        publish(session, survey, "age-band", "shoe-size")
    assert publish(session, survey, "sex", "age-band", "sex").groups == ["sex", "age-band"]


def test_a_crossing_is_published_alone_and_neither_with_nor_after_its_groups(
    session: Session, survey: Survey, opened: Open
) -> None:
    with pytest.raises(Refused, match=r"sex\*age-band cannot be published with or after sex, age-band"):
        publish(session, survey, "sex", "age-band", "sex*age-band")
    assert publish(session, survey, "sex*age-band", "role").groups == ["sex*age-band", "role"]
    answered(session, opened, range(100, 130))
    with pytest.raises(Refused, match=r"sex cannot be published with or after sex\*age-band"):
        publish(session, survey, "sex")


def test_what_was_published_stays_though_answers_go_on(
    session: Session, survey: Survey, opened: Open
) -> None:
    first = publish(session, survey, "age-band")
    before = results.items_of(first)
    shown = next(item for item in before if item.key == "help-to-decide")
    assert (first.number, first.responses, first.shown_total, shown.overall.base) == (1, 60, 60, 60)
    answered(session, opened, range(100, 130))
    session.expire(first)
    assert results.items_of(first) == before
    second = publish(session, survey, "age-band")
    assert (second.number, second.responses) == (2, 90)
    assert snapshots.newest(session, survey) is second and list(snapshots.all_of(session, survey)) == [
        first,
        second,
    ]


@pytest.mark.parametrize(
    ("more", "fewer", "allowed"), [(9, 0, False), (10, 0, True), (5, 4, False), (6, 4, True), (0, 10, True)]
)
def test_ten_answers_must_come_or_go_between_two_snapshots(
    session: Session, survey: Survey, opened: Open, more: int, fewer: int, allowed: bool
) -> None:
    publish(session, survey, "age-band")
    answered(session, opened, range(100, 100 + more))
    for number in range(fewer):
        assert responses.withdraw(session, survey.id, submission=str(number), today=TODAY)
    if allowed:
        assert publish(session, survey, "age-band").number == 2
    else:
        with pytest.raises(Refused, match=f"{more + fewer} answers"):
            publish(session, survey, "age-band")


def test_a_draft_has_no_results_to_publish(session: Session) -> None:
    survey = surveys.adopt(session, "being-heard", by=BY, today=TODAY)
    with pytest.raises(Refused, match="publish the survey first"):
        publish(session, survey)


def test_a_survey_nobody_answered_shows_nothing_and_breaks_nothing(session: Session, opened: Open) -> None:
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    snapshot = publish(session, survey)
    assert snapshot.shown_total in (None, 0)
    assert all(item.overall.base is None for item in results.items_of(snapshot))


def test_the_audit_names_who_published(session: Session, survey: Survey) -> None:
    snapshots.publish(session, survey, ["sex"], by="cam@oakfield.example.org", today=TODAY)
    newest = audit.latest(session, 1)[0]
    assert (newest.action, newest.by, newest.detail) == (
        "results-published",
        "cam@oakfield.example.org",
        "snapshot 1",
    )


def test_no_true_count_of_a_small_group_is_kept_in_a_snapshot(
    session: Session, survey: Survey, opened: Open
) -> None:
    answer(session, opened, "alone", help_to_decide="no", age_band="85-plus")
    snapshot = publish(session, survey, "age-band")
    item = next(item for item in results.items_of(snapshot) if item.key == "help-to-decide")
    rows = dict(item.breakdowns[0].rows)
    assert rows["85-plus"].base is None and {option.count for option in rows["85-plus"].options} == {None}


def test_what_was_prepared_is_not_kept_when_somebody_published_in_between(
    session: Session, opened: Open
) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    prepared = snapshots.prepare(session, survey, ["sex"])
    snapshots.publish(session, survey, ["sex"], by=BY, today=TODAY)
    with pytest.raises(Refused, match="just now"):
        snapshots.keep(session, prepared, by=BY, today=TODAY)


def test_preparing_writes_nothing(session: Session, opened: Open) -> None:
    survey = session.get_one(Survey, opened.survey_id)
    snapshots.prepare(session, survey, ["sex"])
    assert not session.new and not session.dirty and snapshots.newest(session, survey) is None
