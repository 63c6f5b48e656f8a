"""Promise of "You said, we did": it rests on a published number, and a second person read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy.orm import Session

from feedback.models.improvement import Improvement
from feedback.models.snapshot import Snapshot
from feedback.models.survey import Survey
from feedback.services import audit, improvements, snapshots, staff_members, surveys, tellings
from feedback.services.improvements import Figure, Wording
from feedback.services.refusals import Refused
from feedback.vocabulary import ImprovementState, Role
from tests.feedback.open_survey import NOW, TODAY, Open, answer

WORDS = Wording(
    title="Quieter nights", said="Nights are loud.", did="", next="We buy soft bins.", next_on=date(2027, 1, 31),
    owner="Ward manager", status="planned", reason="",
)  # fmt: skip
FIGURE = Figure("help-to-decide", "yes")


class Bench(NamedTuple):
    survey: Survey
    snapshot: Snapshot
    author: int
    reviewer: int


@pytest.fixture
def bench(session: Session, opened: Open) -> Bench:
    """Forty answers, published; a person who drafts and one who reads."""
    for number in range(40):
        choice = ("yes", "yes", "sometimes", "no")[number % 4]
        age = "25-34" if number < 20 else "65-74"
        answer(session, opened, str(number), help_to_decide=choice, age_band=age)
    survey = surveys.find(session, opened.slug)
    assert survey is not None
    snapshot = snapshots.publish(session, survey, ["age-band"], by="a test", today=TODAY)
    people = [
        staff_members.add(session, f"{name}@oakfield.example.org", role=role, by="a test", now=NOW).id
        for name, role in (("ana", Role.ANALYST), ("cam", Role.COMMISSIONER))
    ]
    return Bench(survey, snapshot, *people)


def draft(session: Session, bench: Bench, wording: Wording = WORDS, figure: Figure = FIGURE) -> Improvement:
    return improvements.draft(
        session,
        bench.survey,
        bench.snapshot,
        figure,
        wording,
        place_id=None,
        staff_id=bench.author,
        by="ana",
        now=NOW,
    )


def publish(session: Session, improvement: Improvement, staff: int, today: date = TODAY) -> None:
    improvements.publish(session, improvement, staff_id=staff, by="cam", today=today, now=NOW)


def published(session: Session, bench: Bench, wording: Wording = WORDS, today: date = TODAY) -> Improvement:
    improvement = draft(session, bench, wording)
    improvements.ask_for_review(session, improvement, by="ana")
    publish(session, improvement, bench.reviewer, today)
    return improvement


def test_a_draft_carries_the_figure_exactly_as_it_was_published(session: Session, bench: Bench) -> None:
    shown = next(item for item in bench.snapshot.items if item["key"] == "help-to-decide")["overall"]
    key, count, percent, low, high = next(option for option in shown["options"] if option[0] == "yes")
    assert draft(session, bench).figure == {
        "item": "help-to-decide", "group": None, "value": None, "option": key, "count": count, "percent": percent,
        "low": low, "high": high, "base": shown["base"], "snapshot": 1,
    }  # fmt: skip
    assert (count, shown["base"]) == (20, 40)


@pytest.mark.parametrize(
    "figure",
    [Figure("nowhere", "yes"), Figure("help-to-decide", "always"), Figure("help-to-decide", "yes", "sex", "female"),
     Figure("help-to-decide", "yes", "age-band", "35-44"), Figure("what-matters", "yes")],
)  # fmt: skip
def test_a_number_that_was_not_published_supports_nothing(
    session: Session, bench: Bench, figure: Figure
) -> None:
    with pytest.raises(Refused) as caught:
        draft(session, bench, figure=figure)
    assert caught.value.field == "figure"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": " "}, "title"), ({"said": ""}, "said"), ({"status": "perhaps"}, "status"), ({"status": "done"}, "did"),
     ({"status": "cannot"}, "reason")],
)  # fmt: skip
def test_what_is_missing_is_told_at_its_box(
    session: Session, bench: Bench, change: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        draft(session, bench, replace(WORDS, **change))
    assert caught.value.field == field


def test_nothing_is_public_before_a_second_person_read_it(session: Session, bench: Bench) -> None:
    improvement = draft(session, bench)
    with pytest.raises(Refused, match="review"):
        publish(session, improvement, bench.reviewer)
    improvements.ask_for_review(session, improvement, by="ana")
    with pytest.raises(Refused, match="other than its author"):
        publish(session, improvement, bench.author)
    assert (
        tellings.newest(session, language="en") == []
        and tellings.tell(session, "quieter-nights", language="en") is None
    )
    publish(session, improvement, bench.reviewer)
    told = tellings.tell(session, "quieter-nights", language="en")
    assert told is not None and (told.title, told.language, told.published_on) == (
        "Quieter nights",
        "en",
        TODAY,
    )


def test_a_published_one_that_is_changed_goes_back_to_draft(session: Session, bench: Bench) -> None:
    improvement = published(session, bench)
    changed = replace(WORDS, status="done", did="We bought them.")
    improvements.revise(session, improvement, changed, by="cam", staff_id=bench.reviewer, now=NOW)
    assert (improvement.state, improvement.drafted_by, improvement.reviewed_by) == (
        ImprovementState.DRAFT,
        bench.reviewer,
        None,
    )
    assert tellings.newest(session, language="en") == []
    improvements.ask_for_review(session, improvement, by="cam")
    with pytest.raises(Refused):
        publish(session, improvement, bench.reviewer)
    publish(session, improvement, bench.author, TODAY + timedelta(days=9))
    assert improvement.published_on == TODAY


def test_the_second_person_can_send_it_back_and_take_it_down(session: Session, bench: Bench) -> None:
    improvement = published(session, bench)
    improvements.send_back(session, improvement, by="cam")
    assert improvement.state == ImprovementState.DRAFT and tellings.newest(session, language="en") == []


def test_a_translation_is_shown_once_somebody_answers_for_it(session: Session, bench: Bench) -> None:
    improvement = published(session, bench)
    words = {"title": " پرسکون راتیں ", "said": "راتیں شور بھری ہیں۔"}
    improvements.translate(session, improvement, "ur", words, signed_name=None, by="ana", now=NOW)
    unsigned = tellings.tell(session, improvement.slug, language="ur")
    assert unsigned is not None and (unsigned.language, unsigned.title) == ("en", "Quieter nights")
    improvements.translate(session, improvement, "ur", words, signed_name="T. Example", by="ana", now=NOW)
    signed = tellings.tell(session, improvement.slug, language="ur")
    assert signed is not None and (signed.language, signed.title) == ("ur", "پرسکون راتیں")
    elsewhere = tellings.tell(session, improvement.slug, language="pl")
    assert elsewhere is not None and elsewhere.language == "en"
    assert len(improvements.translations_of(session, improvement)) == 1


def test_words_that_changed_are_not_shown_in_their_old_translation(session: Session, bench: Bench) -> None:
    improvement = published(session, bench)
    improvements.translate(
        session, improvement, "ur", {"title": "x", "said": "y"}, signed_name="T. Example", by="ana", now=NOW
    )
    improvements.revise(
        session, improvement, replace(WORDS, said="Other"), by="ana", staff_id=bench.author, now=NOW
    )
    improvements.ask_for_review(session, improvement, by="ana")
    publish(session, improvement, bench.reviewer)
    told = tellings.tell(session, improvement.slug, language="ur")
    assert told is not None and (told.language, told.said) == ("en", "Other")


def test_two_of_one_title_have_two_addresses(session: Session, bench: Bench) -> None:
    titles = ["Quieter nights", "Quieter  nights!", "Quieter", "راتیں", "…", "x" * 200]
    slugs = [draft(session, bench, replace(WORDS, title=title)).slug for title in titles]
    assert slugs == ["quieter-nights", "quieter-nights-2", "quieter", "change", "change-2", "x" * 60]


def test_the_newest_are_told_first_and_only_so_many(session: Session, bench: Bench) -> None:
    for age in (3, 1, 2):
        published(session, bench, replace(WORDS, title=f"Change {age}"), TODAY - timedelta(days=age))
    assert [told.title for told in tellings.newest(session, language="en", number=2)] == [
        "Change 1",
        "Change 2",
    ]
    assert tellings.newest(session, language="en", place_id=999) == []


def test_every_step_has_a_name_in_the_audit(session: Session, bench: Bench) -> None:
    published(session, bench)
    events = [(event.action, event.by) for event in audit.latest(session, 3)]
    assert events == [
        ("improvement-published", "cam"),
        ("improvement-sent-for-review", "ana"),
        ("improvement-drafted", "ana"),
    ]


def test_what_is_done_and_told_stands_on_the_day_it_was_done(session: Session, bench: Bench) -> None:
    done = replace(WORDS, status="done", did="Soft bins.")
    published(session, bench)
    drafted = draft(session, bench, done)
    # Done, and nobody says when: the day it is written, which stays when the words change.
    assert drafted.done_on == NOW.date()
    later = NOW + timedelta(days=40)
    improvements.revise(
        session, drafted, replace(done, said="Louder."), by="ana", staff_id=bench.author, now=later
    )
    assert drafted.done_on == NOW.date()
    assert improvements.done(session, bench.survey.id) == []
    march = published(session, bench, replace(done, done_on=date(2026, 3, 4)))
    assert [one.id for one in improvements.done(session, bench.survey.id)] == [march.id]
    improvements.revise(session, drafted, WORDS, by="ana", staff_id=bench.author, now=later)
    assert drafted.done_on is None
