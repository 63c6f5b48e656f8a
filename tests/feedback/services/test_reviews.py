"""Promises of the queue: risk first, then what is late; and an allegation is hidden from who must never see it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback.models.comment_reader import CommentReader
from feedback.models.place import Place
from feedback.services import places, reviews
from feedback.services.reviews import Reader, Show, Wanted
from feedback.vocabulary import FOR_THE_LEAD, CommentOutcome, ReviewState
from tests.feedback.open_survey import BY, TODAY, Open
from tests.feedback.written_comments import ANYBODY, CALM, LEADS, RISKY, decide, only, queue, texts, write

THURSDAY, FRIDAY, MONDAY = TODAY - timedelta(days=1), TODAY, date(2026, 11, 23)
KEPT = [outcome for outcome in CommentOutcome if outcome not in FOR_THE_LEAD]


def test_possible_risk_comes_first_then_what_is_late_then_by_the_day_it_is_due(
    session: Session, opened: Open
) -> None:
    queue(session, today=THURSDAY - timedelta(days=10))
    write(session, opened, "a", "due on Monday", day=FRIDAY)
    write(session, opened, "b", "late for a week", day=FRIDAY - timedelta(days=8))
    write(session, opened, "c", "late for a day", day=THURSDAY - timedelta(days=1))
    write(session, opened, "d", f"{RISKY} Due on Monday.", day=FRIDAY)
    write(session, opened, "e", f"{RISKY} Late.", day=FRIDAY - timedelta(days=5))
    write(session, opened, "f", "due today", day=THURSDAY)
    assert texts(queue(session, today=FRIDAY)) == [
        f"{RISKY} Late.", f"{RISKY} Due on Monday.", "late for a week", "late for a day", "due today",
        "due on Monday",
    ]  # fmt: skip


def test_risk_words_never_hide_or_delete_a_comment(session: Session, opened: Open) -> None:
    for number in range(6):
        write(session, opened, f"page {number}", RISKY if number % 2 else CALM)
    assert sorted(texts(queue(session))) == sorted([RISKY, CALM] * 3)


def test_what_is_decided_leaves_what_waits_and_is_found_among_what_is_read(
    session: Session, opened: Open
) -> None:
    read = only(session, opened)
    review = decide(session, read, CommentOutcome.NO_CONCERN, note="Told the night team.")
    assert (review.state, review.decided_on, review.note) == (ReviewState.DONE, TODAY, "Told the night team.")
    assert queue(session) == [] and texts(queue(session, show=Show.DONE)) == [CALM]


def test_an_allegation_is_seen_and_counted_by_safeguarding_leads_of_the_whole_organisation_alone(
    session: Session, opened: Open
) -> None:
    ward = session.get_one(Place, opened.place_id)
    above = places.add(session, "Hospital", by=BY)
    ward.parent_id = above.id
    session.flush()
    review = decide(session, only(session, opened, share=True), CommentOutcome.ALLEGATION)
    team = [
        Reader(1, leads=False), Reader(1, leads=False, places=[ward.id]),
        Reader(1, leads=False, places=places.within(session, above.id)), Reader(1, leads=True, places=[ward.id]),
    ]  # fmt: skip
    for reader in team:
        assert reviews.find(session, reader, review.id) is None
        for show in Show:
            assert reviews.count(session, reader, Wanted(show)) == 0 and queue(session, reader, show) == []
    assert reviews.released(session, None, start=0, number=9) == ([], 0)
    assert reviews.find(session, LEADS, review.id) is not None
    assert [reviews.count(session, LEADS, Wanted(show)) for show in (Show.LEAD, Show.DONE)] == [1, 1]


def test_the_queue_is_narrowed_to_a_survey_and_a_language(session: Session, opened: Open) -> None:
    write(session, opened, "a", "in English")
    write(session, opened, "b", "en polski", language="pl")
    queue(session)

    def found(wanted: Wanted) -> list[str]:
        return texts(reviews.page(session, ANYBODY, wanted, start=0, number=9, today=TODAY))

    assert found(Wanted(Show.ALL, language="pl")) == ["en polski"]
    assert len(found(Wanted(Show.ALL, survey_id=opened.survey_id))) == 2
    assert found(Wanted(Show.ALL, survey_id=opened.survey_id + 1)) == []


def test_what_nobody_was_to_read_is_still_in_everybodys_queue(session: Session, opened: Open) -> None:
    session.execute(delete(CommentReader).where(CommentReader.survey_id == opened.survey_id))
    [read] = [only(session, opened)]
    assert read.review.came_though_closed and read.review.owner_id is None
