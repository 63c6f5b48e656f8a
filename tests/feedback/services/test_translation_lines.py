"""Promises of editing a translation: nobody writes over anybody, and a line knows the English it was made from."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback.models.survey import Revision, Survey
from feedback.services import surveys, translation_lines, translations, word_rows
from feedback.services.refusals import Refused
from feedback.services.translation_lines import Change, Line, Saved
from feedback.vocabulary import Provenance
from tests.feedback import a_draft
from tests.feedback.open_survey import BY, NOW, Open

KEY = a_draft.QUESTION


@pytest.fixture
def survey(session: Session, opened: Open) -> Survey:
    found = surveys.find(session, opened.slug)
    assert found is not None
    return found


@pytest.fixture
def revision(session: Session, survey: Survey) -> Revision:
    return translations.workplace(session, survey)


def line(session: Session, revision: Revision, key: str = KEY, language: str = "pl") -> Line:
    return next(one for one in translation_lines.of_revision(session, revision, language) if one.key == key)


def save(session: Session, revision: Revision, *changes: Change, language: str = "pl") -> Saved:
    return translation_lines.save(
        session, revision, language, changes, provenance=Provenance.COMMUNITY_CHECKED, by=BY, now=NOW
    )


def test_a_changed_line_is_kept_with_where_it_comes_from_and_who_wrote_it(
    session: Session, revision: Revision
) -> None:
    before = line(session, revision)
    saved = save(session, revision, Change(KEY, "  Pomagam\u200b decydować. ", before.seen))
    after = line(session, revision)
    assert saved.kept == [KEY] and after.text == "Pomagam decydować."
    assert after.provenance == "community-checked" and after.made_from == before.english
    row = word_rows.newest(session, revision.id, "pl")
    assert row is not None and (row.changed_by, row.changed_at, row.stamp) == (BY, NOW, 2)


def test_a_line_that_the_form_left_alone_is_not_touched_whatever_became_of_it(
    session: Session, revision: Revision
) -> None:
    before = line(session, revision)
    save(session, revision, Change(KEY, "Pomagam.", before.seen))
    saved = save(session, revision, Change(KEY, before.text, before.seen))
    assert saved == Saved() and line(session, revision).text == "Pomagam."


def test_two_who_change_the_same_line_both_see_it_and_nothing_is_lost(
    session: Session, revision: Revision
) -> None:
    page = line(session, revision)
    title = line(session, revision, "title")
    save(session, revision, Change(KEY, "Pierwsze słowa.", page.seen))
    saved = save(
        session, revision, Change(KEY, "Drugie słowa.", page.seen), Change("title", "Opieka", title.seen)
    )
    assert saved.kept == ["title"] and line(session, revision, "title").text == "Opieka"
    conflict = saved.conflicts[KEY]
    assert (conflict.yours, conflict.theirs, conflict.english_changed) == (
        "Drugie słowa.", "Pierwsze słowa.", False,
    )  # fmt: skip
    assert line(session, revision).text == "Pierwsze słowa."
    again = save(session, revision, Change(KEY, "Drugie słowa.", line(session, revision).seen))
    assert again.kept == [KEY]


def test_words_written_beside_english_that_changed_meanwhile_are_not_taken_for_it(
    session: Session, survey: Survey, revision: Revision
) -> None:
    page = line(session, revision)
    draft, _ = a_draft.begin(session, survey, a_draft.reworded)
    saved = save(session, draft, Change(KEY, "Pomagam decydować.", page.seen))
    assert saved.conflicts[KEY].english_changed and line(session, draft).text == page.text


def test_old_words_that_still_hold_are_kept_by_saying_so(session: Session, survey: Survey) -> None:
    draft, _ = a_draft.begin(session, survey, a_draft.reworded)
    stale = line(session, draft)
    assert stale.changed and stale.stops
    assert save(session, draft, Change(KEY, stale.text, stale.seen)).kept == []
    saved = save(session, draft, Change(KEY, stale.text, stale.seen, still_right=True))
    after = line(session, draft)
    assert saved.kept == [KEY] and not after.changed and after.text == stale.text and after.provenance == ""


def test_a_line_can_be_emptied_and_is_missing_then(session: Session, revision: Revision) -> None:
    save(session, revision, Change(KEY, "", line(session, revision).seen))
    after = line(session, revision)
    assert after.missing and after.stops and after.made_from == ""
    assert translation_lines.progress([after]).missing == 1


def test_a_text_without_end_is_refused(session: Session, revision: Revision) -> None:
    with pytest.raises(Refused) as refused:
        save(session, revision, Change(KEY, "a" * 2_401, line(session, revision).seen))
    assert refused.value.field == KEY


def test_a_key_that_is_no_line_changes_nothing(session: Session, revision: Revision) -> None:
    assert save(session, revision, Change("item/nothing/text", "Nic", "x.y")) == Saved()


def test_a_language_nobody_has_begun_begins_with_its_first_line(session: Session, survey: Survey) -> None:
    draft, _ = a_draft.begin(session, survey)
    row = word_rows.newest(session, draft.id, "so")
    assert row is not None
    session.delete(row)
    session.flush()
    empty = translation_lines.of_revision(session, draft, "so")
    assert all(one.missing for one in empty)
    save(
        session, draft, Change(KEY, "Waan caawiyaa.", line(session, draft, language="so").seen), language="so"
    )
    assert line(session, draft, language="so").text == "Waan caawiyaa."


def test_words_that_were_signed_get_a_new_version_when_somebody_changes_them(
    session: Session, survey: Survey, revision: Revision
) -> None:
    save(
        session,
        revision,
        Change(KEY, "میں مدد کرتا ہوں۔", line(session, revision, KEY, "ur").seen),
        language="ur",
    )
    row = word_rows.newest(session, revision.id, "ur")
    assert row is not None and row.version == 2 and row.frozen_on is None
    served = surveys.served(session, survey.id)
    assert served is not None and served.languages["ur"] == 1
