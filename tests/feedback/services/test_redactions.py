"""Promises of redactions: others read what somebody left of a comment, and the comment itself stays as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.models.comment_redaction import CommentRedaction
from feedback.services import audit, comment_translations, comments, gaps, quotes, redactions
from feedback.services.comments import Comment
from feedback.services.refusals import Refused
from tests.feedback.open_survey import BY, TODAY, Open, answer

WORDS = "Nurse Patel was kind. I live at 12 High Street, M1 1AE and I cannot sleep."


def said(session: Session, opened: Open, text: str = WORDS, *, share: bool = True, **more: Any) -> Comment:
    answer(session, opened, f"page {text}{more}", one_thing_better={"text": text, "share": share}, **more)
    return next(one for one in comments.of_survey(session, opened.survey_id) if one.text == text)


def redacted(session: Session, comment: Comment, colleague: int, *more: str, marked: bool = True) -> Comment:
    pieces = [(one.start, one.end) for one in redactions.suggested(comment)] if marked else []
    redactions.keep(session, comment, pieces, more, staff_id=colleague, by=BY, today=TODAY)
    found = comments.find(session, comment.response_id, comment.item_key)
    assert found is not None
    return found


def quoted(session: Session, comment: Comment, colleague: int, text: str) -> Any:
    return quotes.approve(session, comment, text, staff_id=colleague, by=BY, today=TODAY)


def test_what_was_marked_is_taken_out_and_the_original_stays(
    session: Session, opened: Open, colleague: int
) -> None:
    comment = redacted(session, said(session, opened), colleague)
    assert comment.redacted == "[...] was kind. I live at [...] and I cannot sleep."
    assert (comment.text, comment.released) == (WORDS, comment.redacted)
    row = session.query(CommentRedaction).one()
    assert (row.reasons, row.made_by, row.made_on) == (["address", "name", "postcode"], colleague, TODAY)


def test_a_reader_takes_out_more_or_less_and_changes_their_mind(
    session: Session, opened: Open, colleague: int
) -> None:
    comment = redacted(session, said(session, opened), colleague, "cannot sleep", marked=False)
    assert comment.redacted == "Nurse Patel was kind. I live at 12 High Street, M1 1AE and I [...]."
    comment = redacted(session, comment, colleague, "CANNOT  sleep", "kind")
    assert comment.redacted == "[...] was [...]. I live at [...] and I [...]."
    assert redacted(session, comment, colleague, marked=False).redacted == WORDS
    assert session.query(CommentRedaction).count() == 1


def test_words_that_are_not_there_are_refused(session: Session, opened: Open, colleague: int) -> None:
    with pytest.raises(Refused, match="does not stand in the comment"):
        redacted(session, said(session, opened), colleague, "Nurse Smith")


def test_a_gap_takes_whole_words(session: Session, opened: Open, colleague: int) -> None:
    comment = redacted(session, said(session, opened), colleague, "slee", marked=False)
    assert str(comment.redacted).endswith("I cannot [...].")


def test_others_get_marked_pieces_as_gaps_until_somebody_looked(
    session: Session, opened: Open, colleague: int
) -> None:
    comment = said(session, opened)
    assert redactions.for_others(comment) == "[...] was kind. I live at [...] and I cannot sleep."
    assert redactions.for_others(redacted(session, comment, colleague, marked=False)) == WORDS


def test_the_audit_names_neither_the_words_nor_whose_they_are(
    session: Session, opened: Open, colleague: int
) -> None:
    redacted(session, said(session, opened), colleague)
    event = audit.latest(session)[0]
    assert (event.action, event.by) == ("comment-redacted", BY)
    assert "Patel" not in event.detail + event.subject and event.subject.startswith("redaction ")


def test_a_quote_is_made_of_what_is_left_and_leaves_when_its_words_are_taken_out(
    session: Session, opened: Open, colleague: int
) -> None:
    comment = redacted(session, said(session, opened), colleague)
    with pytest.raises(Refused, match="taken out of the comment"):
        quoted(session, comment, colleague, "Nurse Patel was kind.")
    quoted(session, comment, colleague, "I cannot sleep.")
    redacted(session, comment, colleague)
    assert quotes.of_comment(session, comment) is not None
    redacted(session, comment, colleague, "cannot sleep")
    assert quotes.of_comment(session, comment) is None


@pytest.mark.parametrize(
    "who",
    [
        {"answered_by": "someone-else", "helper": "staff"},
        {"answered_by": "someone-else"},
        {"age_band": "0-15"},
    ],
)
def test_words_of_a_proxy_or_a_child_are_never_quoted_and_nobody_is_told_which(
    session: Session, opened: Open, colleague: int, who: dict[str, str]
) -> None:
    comment = said(session, opened, "Quieter nights please", **who)
    assert comment.may_share and not comment.quotable
    assert quotes.source(session, comment.response_id, comment.item_key) is None
    with pytest.raises(Refused) as refused:
        quoted(session, comment, colleague, comment.text)
    assert refused.value.message == quotes.NOT_TO_QUOTE


@pytest.mark.parametrize(
    "who", [{}, {"answered_by": "myself"}, {"answered_by": "helped"}, {"age_band": "16-24"}]
)
def test_peoples_own_words_may_be_quoted_with_their_tick_only(
    session: Session, opened: Open, colleague: int, who: dict[str, str]
) -> None:
    assert said(session, opened, "Softer bins", **who).quotable
    unticked = said(session, opened, "Not for the world", share=False, **who)
    assert not unticked.quotable
    with pytest.raises(Refused, match="cannot be quoted"):
        quoted(session, unticked, colleague, unticked.text)


def in_polish(session: Session, opened: Open) -> Comment:
    from feedback.services import responses, surveys
    from feedback.services.responses import Arrival

    served = surveys.served(session, opened.survey_id)
    assert served is not None
    arrival = Arrival(opened.link_id, opened.place_id, "qr", "pl", 1)
    given = {"one-thing-better": {"text": "Pani Nowak była miła. Jest za głośno.", "share": True}}
    responses.submit(session, served, arrival, given, submission="a Polish page", today=TODAY)
    return next(one for one in comments.of_survey(session, opened.survey_id) if one.language == "pl")


def test_a_persons_translation_is_quoted_with_its_label_and_without_what_was_taken_out(
    session: Session, opened: Open, colleague: int
) -> None:
    comment = in_polish(session, opened)
    english = "Mrs Nowak was kind. It is too loud."
    day = TODAY + timedelta(days=1)
    comment_translations.keep(session, comment, english, "Interpreter", staff_id=colleague, by=BY, today=day)
    comment = redacted(session, comment, colleague)
    assert comment.translation is not None
    assert (comment.translation.text, comment.translation.role, comment.translation.day) == (
        english, "Interpreter", day,
    )  # fmt: skip
    with pytest.raises(Refused, match="taken out of the comment"):
        quoted(session, comment, colleague, english)
    quote = quoted(session, comment, colleague, "It is too loud.")
    assert (quote.language, quote.translated_from) == ("en", "pl")


def test_only_what_is_in_another_language_is_translated_by_somebody_who_says_what_they_are(
    session: Session, opened: Open, colleague: int
) -> None:
    polish = in_polish(session, opened)
    for comment, text, role in (
        (said(session, opened), "x", "Nurse"),
        (polish, " ", "Nurse"),
        (polish, "x", ""),
    ):
        with pytest.raises(Refused):
            comment_translations.keep(session, comment, text, role, staff_id=colleague, by=BY, today=TODAY)


@pytest.mark.parametrize(
    ("text", "cut", "left"),
    [
        ("Ask Ana, Ben and Cy.", ["Ana", "Ben", "Cy"], "Ask [...] and [...]."),
        ("王医生很好，谢谢", ["王医生"], "[...] 很好，谢谢"),
        ("ڈاکٹر احمد نے مدد کی۔", ["ڈاکٹر احمد"], "[...] نے مدد کی۔"),
        ("One\n\ntwo   three", ["two"], "One [...] three"),
        ("All of it", ["All of it"], "[...]"),
    ],
)
def test_what_is_left_is_the_original_with_gaps(text: str, cut: list[str], left: str) -> None:
    pieces = [place for words in cut for place in gaps.where(words, text)]
    made = gaps.without(text, pieces)
    assert made == left
    assert gaps.shortens(made, text)
