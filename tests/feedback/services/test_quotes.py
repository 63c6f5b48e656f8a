"""Promises of the quotes: somebody's own words, only fewer of them, with their leave, and gone when they say so."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedback import db, i18n
from feedback.models.improvement import Improvement
from feedback.models.quote import Quote
from feedback.models.staff_member import StaffMember
from feedback.models.survey import Survey
from feedback.services import (
    audit,
    comment_translations,
    comments,
    improvements,
    organisations,
    quotes,
    responses,
    snapshots,
    staff_members,
    surveys,
    tellings,
)
from feedback.services.comments import Comment
from feedback.services.improvements import Figure, Wording
from feedback.services.refusals import Refused
from feedback.services.responses import Arrival
from feedback.vocabulary import Role
from feedback.web.telling import panels
from tests.feedback.open_survey import BY, NOW, TODAY, Open, answer, opened_in

WORDS = "Nurse Patel was kind. I cannot sleep at night, it's too loud."


@pytest.fixture
def moderator(session: Session) -> StaffMember:
    return staff_members.add(session, "mo@example.org", role=Role.MODERATOR, by=BY, now=NOW)


def said(
    session: Session, opened: Open, submission: str, text: str = WORDS, *, share: bool = True
) -> Comment:
    """Somebody writes this; returns it as the comments page has it."""
    answer(session, opened, submission, one_thing_better={"text": text, "share": share})
    return next(one for one in comments.of_survey(session, opened.survey_id) if one.text == text)


def approved(session: Session, comment: Comment, moderator: StaffMember, text: str = "") -> Quote:
    return quotes.approve(
        session, comment, text or comment.text, staff_id=moderator.id, by="mo@example.org", today=TODAY
    )


def told(session: Session, opened: Open, quote: Quote | None, title: str = "Quieter nights") -> Improvement:
    """A published "You said, we did" with this quote."""
    author = staff_members.add(session, f"{title[:3]}@example.org", role=Role.ANALYST, by=BY, now=NOW)
    reviewer = staff_members.add(session, f"{title[:3]}2@example.org", role=Role.COMMISSIONER, by=BY, now=NOW)
    survey = session.get_one(Survey, opened.survey_id)
    for number in range(40):
        choice, age = ("yes", "yes", "sometimes", "no")[number % 4], "25-34" if number < 20 else "65-74"
        answer(session, opened, f"{title} {number}", help_to_decide=choice, age_band=age)
    snapshot = snapshots.publish(session, survey, ["age-band"], by=BY, today=TODAY)
    wording = Wording(title, "Nights are loud.", "Soft bins.", "", None, "Ward manager", "done", "")
    made = improvements.draft(
        session, survey, snapshot, Figure("help-to-decide", "yes"), wording, place_id=None, staff_id=author.id,
        by=BY, now=NOW, quote_id=quote.id if quote else None,
    )  # fmt: skip
    improvements.ask_for_review(session, made, by=BY)
    improvements.publish(session, made, staff_id=reviewer.id, by=BY, today=TODAY, now=NOW)
    return made


@pytest.mark.parametrize(
    "words",
    [WORDS, "I cannot sleep at night", "[...] was kind. I cannot sleep at night", "was kind. [...] it's too loud.",
     "[...] I cannot sleep [...] too loud.", "was  kind.\n I cannot", "[…] was kind.", "[ . . . ] was kind. [....]"],
)  # fmt: skip
def test_words_may_be_taken_out(session: Session, opened: Open, moderator: StaffMember, words: str) -> None:
    quote = approved(session, said(session, opened, "a"), moderator, words)
    assert quotes.shortens(quote.text, WORDS) and "\n" not in quote.text and "…" not in quote.text


@pytest.mark.parametrize(
    "words",
    ["I can sleep at night", "I can[...] sleep at night", "I can [...]not sleep", "Patel was not kind",
     "was kind. it's too", "too loud. [...] was kind.", "it[...] too loud", "Nurse Patel was kind!",
     "[...] was kind. [...] was kind.", "nurse patel"],
)  # fmt: skip
def test_words_may_not_be_added_changed_turned_round_or_cut_in_two(
    session: Session, opened: Open, moderator: StaffMember, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        approved(session, said(session, opened, "a"), moderator, words)
    assert refused.value.field == "text" and session.query(Quote).count() == 0


@pytest.mark.parametrize("words", ["[...]", " . ", "[...] , [...]"])
def test_a_quote_says_something(session: Session, opened: Open, moderator: StaffMember, words: str) -> None:
    with pytest.raises(Refused):
        approved(session, said(session, opened, "a"), moderator, words)


@pytest.mark.parametrize(
    ("original", "part", "whole"),
    [("晚上太吵我睡不著", "太吵", True), ("رات کو بہت شور ہے", "بہت شور", True), ("রাতে খুব শব্দ", "খুব শ", False),
     ("راتیں بہت", "رات", False), ("ராத்திரி சத்தம்", "சத்தம்", True)],
)  # fmt: skip
def test_every_script_is_cut_between_its_own_words(original: str, part: str, whole: bool) -> None:
    assert quotes.shortens(part, original) is whole


def test_only_words_that_may_be_shared_and_that_still_count_become_a_quote(
    session: Session, opened: Open
) -> None:
    private = said(session, opened, "a", "For staff only", share=False)
    shared = said(session, opened, "b", "For everybody")
    assert quotes.source(session, private.response_id, private.item_key) is None
    assert quotes.source(session, shared.response_id, "help-to-decide") is None
    assert quotes.source(session, 10**9, shared.item_key) is None
    found = quotes.source(session, shared.response_id, shared.item_key)
    assert found is not None and found.text == "For everybody" and not found.quoted
    responses.withdraw(session, opened.survey_id, submission="b", today=TODAY)
    assert quotes.source(session, shared.response_id, shared.item_key) is None


def test_words_become_a_quote_once(session: Session, opened: Open, moderator: StaffMember) -> None:
    comment = said(session, opened, "a")
    approved(session, comment, moderator)
    again = quotes.source(session, comment.response_id, comment.item_key)
    assert again is not None and again.quoted
    with pytest.raises(Refused):
        approved(session, again, moderator)


def test_the_audit_names_who_approved_and_neither_the_words_nor_their_response(
    session: Session, opened: Open, moderator: StaffMember
) -> None:
    quote = approved(session, said(session, opened, "a"), moderator)
    event = audit.latest(session)[0]
    assert (event.action, event.by, event.subject, event.detail) == (
        "quote-approved", "mo@example.org", f"quote {quote.id}", "",
    )  # fmt: skip


def test_a_quote_is_on_offer_until_a_change_shows_it(
    session: Session, opened: Open, moderator: StaffMember
) -> None:
    quote = approved(session, said(session, opened, "a"), moderator)
    assert list(quotes.offered(session, opened.survey_id)) == [quote]
    assert list(quotes.offered(session, opened.survey_id + 1)) == []
    assert list(quotes.offered(session, opened.survey_id, places=[opened.place_id])) == [quote]
    assert list(quotes.offered(session, opened.survey_id, places=[opened.place_id + 1])) == []
    change = told(session, opened, quote)
    assert list(quotes.offered(session, opened.survey_id)) == []
    assert list(quotes.offered(session, opened.survey_id, change)) == [quote]
    with pytest.raises(Refused):
        told(session, opened, quote, "Another change")


def test_another_quote_on_a_published_change_is_a_change_of_words(
    session: Session, opened: Open, moderator: StaffMember
) -> None:
    first = approved(session, said(session, opened, "a"), moderator)
    second = approved(session, said(session, opened, "b", "The bins are loud."), moderator)
    change = told(session, opened, first)
    wording = Wording("Quieter nights", "Nights are loud.", "Soft bins.", "", None, "", "done", "")
    improvements.revise(
        session, change, wording, by=BY, staff_id=change.drafted_by, now=NOW, quote_id=second.id
    )
    assert change.state == "draft" and quotes.of_improvement(session, change) is second
    assert list(quotes.offered(session, opened.survey_id)) == [first]
    improvements.revise(session, change, wording, by=BY, staff_id=change.drafted_by, now=NOW)
    assert quotes.of_improvement(session, change) is None


@pytest.mark.parametrize("how", ["withdrawn", "removed"])
def test_a_quote_is_told_until_its_answers_are_taken_back(
    session: Session, opened: Open, moderator: StaffMember, how: str
) -> None:
    comment = said(session, opened, "a")
    change = told(session, opened, approved(session, comment, moderator, "[...] was kind."))

    def shown() -> set[str]:
        one = tellings.tell(session, change.slug, language="en")
        assert one is not None
        return {one.quote, *(each.quote for each in tellings.newest(session, language="ur"))}

    assert shown() == {"[...] was kind."}
    if how == "withdrawn":
        responses.withdraw(session, opened.survey_id, submission="a", today=TODAY)
    else:
        quotes.remove(session, comment, by=BY)
    assert shown() == {""} and change.state == "published"
    assert list(quotes.offered(session, opened.survey_id, change)) == []
    assert quotes.of_comment(session, comment) is None


def test_a_withdrawal_elsewhere_with_the_same_number_takes_nothing_away(
    session: Session, opened: Open, moderator: StaffMember
) -> None:
    comment = said(session, opened, "a")
    slug = told(session, opened, approved(session, comment, moderator)).slug
    organisations.add(session, "elsewhere", "Elsewhere (invented)", by=BY, today=TODAY)
    other = opened_in(session, "being-heard")
    for number in range(50):
        answer(session, other, f"theirs {number}", sex="male")
        responses.withdraw(session, other.survey_id, submission=f"theirs {number}", today=TODAY)
    for scope in (opened.organisation_id, db.EVERYWHERE):
        db.set_scope(session, scope)
        found = improvements.find(session, slug)
        assert found is not None and quotes.of_improvement(session, found) is not None


def test_a_translated_quote_tells_the_public_what_it_was_translated_from(
    session: Session, opened: Open, moderator: StaffMember
) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    arrival = Arrival(opened.link_id, opened.place_id, "qr", "pl", 1)
    given = {"one-thing-better": {"text": "Jest za głośno w nocy.", "share": True}}
    responses.submit(session, served, arrival, given, submission="in Polish", today=TODAY)
    comment = next(one for one in comments.of_survey(session, opened.survey_id) if one.language == "pl")
    comment_translations.keep(
        session, comment, "It is too loud at night.", "Interpreter", staff_id=moderator.id, by=BY, today=TODAY
    )
    made = told(session, opened, approved(session, comment, moderator, "It is too loud at night."))
    public = tellings.tell(session, made.slug, language="en")
    assert public is not None
    assert (public.quote, public.quote_language, public.quote_translated_from) == (
        "It is too loud at night.", "en", "pl",
    )  # fmt: skip
    shown = panels(public, i18n.words("en"), "oakfield", {})
    assert shown["quote_by"] == "Translated from Polish"
