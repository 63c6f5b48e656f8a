"""Promises of one comment: read in its own language, decided by a person, hidden from those it is about."""

from __future__ import annotations

import re
from typing import Any

import pytest

from feedback.models.comment_review import CommentReview
from feedback.services import audit, comments, redactions
from feedback.vocabulary import FOR_THE_LEAD, CommentOutcome, Role
from tests.feedback.web.conftest import Browser
from tests.feedback.web.staff.conftest import COMMENT, TODAY
from tests.feedback.web.staff.test_comments import said

RISKY = "I want to end my life."


def links(page: str) -> list[str]:
    """Where the comments of a page are decided on."""
    return re.findall(r'href="(/staff/comments/[A-Za-z0-9_-]{40,})"', page)


@pytest.fixture
def people(app: Any, account: Any, office: Any) -> Any:
    """Signs somebody of a role in."""

    def signed_in(role: Role, place: str = "", name: str = "") -> Browser:
        email = f"{name or role.value}{place}@oakfield.example.org"
        account(email, role, place=place)
        browser = Browser(app)
        browser.sign_in(email)
        return browser

    return signed_in


@pytest.fixture
def mo(people: Any) -> Any:
    return people(Role.MODERATOR)


def one(browser: Any) -> str:
    """The address of the only comment that waits."""
    [found] = links(browser.get("/staff/comments/").text)
    return found


def decide(browser: Any, outcome: str, **more: str) -> Any:
    address = one(browser)
    browser.get(address)
    return browser.post(address, outcome=outcome, **more)


def test_the_words_stand_in_their_language_and_direction_with_possible_risk_marked(
    mo: Any, office: Any
) -> None:
    office.answer(1, said(f"Thank you. {RISKY} <b>Bye</b>"))
    page = mo.get(one(mo)).text
    assert "Possible risk" in page and "suicide or self-harm" in page
    assert '<mark class="risk">end my life</mark>' in page and "&lt;b&gt;Bye" in page
    for told in ("Asian", "25 to 34", "Ward 7 door"):
        assert told not in page
    mo.post(one(mo), outcome="no-concern")
    office.answer(1, said("شکریہ"), language="ur")
    assert '<blockquote lang="ur" dir="rtl">' in mo.get(one(mo)).text


def test_risk_is_read_first(mo: Any, office: Any) -> None:
    office.answer(3, said("Quieter nights"))
    office.answer(1, said(RISKY))
    page = mo.get("/staff/comments/").text
    assert page.index("end my life") < page.index("Quieter nights")
    assert page.count("Possible risk: read this first") == 1 and len(links(page)) == 4


def test_an_address_is_never_twice_the_same_and_names_nobody(mo: Any, office: Any) -> None:
    office.answer(1, said("Quieter nights"))
    first, second = one(mo), one(mo)
    assert first != second
    assert mo.get(first).status_code == mo.get(second).status_code == 200
    changed = first[:-4] + ("AAAA" if first[-4:] != "AAAA" else "BBBB")
    assert mo.get(changed).status_code == 404


def test_each_outcome_says_what_to_do_now_and_is_kept_with_a_note(mo: Any, office: Any) -> None:
    office.answer(1, said("Quieter nights"))
    page = mo.get(one(mo)).text
    for outcome in CommentOutcome:
        assert f'name="outcome" value="{outcome}"' in page
    for told in (
        "Ring the safeguarding lead now",
        "ring 999",
        "Say nothing to the team",
        "Nothing is sent for you",
    ):
        assert told in page
    assert decide(mo, "liaison", note="  Told   PALS. ").location == "/staff/comments/"
    assert "Tell your patient advice and liaison service today" in mo.get("/staff/comments/").text
    [address] = links(mo.get("/staff/comments/?show=done").text)
    page = mo.get(address).text
    assert "Decided: Advice and liaison (PALS)" in page and "Told PALS." in page


@pytest.mark.parametrize("sent", ["", "delete-it"])
def test_a_decision_has_to_be_chosen(mo: Any, office: Any, sent: str) -> None:
    office.answer(1, said("Quieter nights"))
    answer = decide(mo, sent, note="my note")
    assert (
        answer.status_code == 400
        and "Choose what came of reading it" in answer.text
        and "my note" in answer.text
    )
    assert len(links(mo.get("/staff/comments/").text)) == 1


def test_several_without_concern_are_kept_at_once_and_one_with_a_possible_risk_never(
    mo: Any, office: Any
) -> None:
    office.answer(3, said("Quieter nights"))
    office.answer(1, said(RISKY))
    page = mo.get("/staff/comments/").text
    ticked = re.findall(r'name="read" value="([^"]+)"', page)
    assert len(ticked) == 3
    [risky] = [link for link in links(page) if "end my life" in mo.get(link).text]
    sent = {"csrf_token": mo.token, "read": [*ticked[:2], risky.rpartition("/")[2]]}
    assert mo.client.post("/staff/comments/read", data=sent).status_code == 303
    page = mo.get("/staff/comments/").text
    assert "Read without concern: 2." in page and "one by one: 1." in page
    assert len(links(page)) == 2 and "end my life" in page
    with office.database.reading(office.organisation_id) as session:
        decided = [event for event in audit.latest(session) if event.action == "comment-decided"]
    assert len(decided) == 2


def test_reading_and_deciding_are_written_down_without_the_words(mo: Any, office: Any) -> None:
    office.answer(1, said("Nurse Example was loud"))
    decide(mo, "no-concern", note="It was a Tuesday.")
    with office.database.reading(office.organisation_id) as session:
        events = [event for event in audit.latest(session) if event.action.startswith("comment")]
    assert [event.action for event in reversed(events)][-4:] == [
        "comments-read", "comment-read", "comment-decided",
    ][-4:]  # fmt: skip
    for event in events:
        assert event.by.startswith("moderator")
        assert "Example" not in event.subject + event.detail and "Tuesday" not in event.subject + event.detail


def test_a_decision_made_meanwhile_is_not_overwritten(mo: Any, people: Any, office: Any) -> None:
    office.answer(1, said("Quieter nights"))
    other = people(Role.MODERATOR, name="max")
    address = one(other)
    other.get(address)
    decide(mo, "incident")
    late = other.post(address, outcome="no-concern", before="")
    assert late.status_code == 400 and "meanwhile" in late.text


def test_an_allegation_is_gone_for_everybody_but_the_safeguarding_lead(
    mo: Any, people: Any, office: Any
) -> None:
    office.answer(1, said("She shouted at me", share=True))
    lead, bounded = people(Role.SAFEGUARDING_LEAD), people(Role.MODERATOR, place="ward-7")
    ward, ada = people(Role.WARD_LEAD, place="ward-7"), people(Role.ADMINISTRATOR)
    before = {name: one(who) for name, who in (("mo", mo), ("bounded", bounded))}
    mo.get(before["mo"])
    assert mo.post(before["mo"], outcome="allegation").status_code == 303
    for who, address in ((mo, before["mo"]), (bounded, before["bounded"])):
        assert who.get(address).status_code == 404
        for show in ("all", "mine", "done"):
            page = who.get(f"/staff/comments/?show={show}").text
            assert "shouted" not in page and "(1)" not in page
    assert "shouted" not in ward.get("/staff/comments/released").text
    overview = ada.get("/staff/comments/overview").text
    assert "Nothing waits to be read." in overview and "English</th>" not in overview
    assert "comments need you" not in ada.get("/staff/").text
    assert "1 comment needs you." in lead.get("/staff/").text
    assert "shouted" in lead.get("/staff/comments/?show=lead").text
    assert "shouted" in lead.get(links(lead.get("/staff/comments/?show=lead").text)[0]).text


def test_quoting_redacting_and_translating_an_allegation_are_gone_too(mo: Any, office: Any) -> None:
    office.answer(1, said("She shouted at me", share=True), language="ur")
    page = mo.get("/staff/comments/").text
    others = re.findall(r'href="(/staff/comments/(?:quote|redact|translation)/[^"?]+)"', page)
    assert len(others) == 3 and {mo.get(address).status_code for address in others} == {200}
    decide(mo, "allegation")
    assert {mo.get(address).status_code for address in others} == {404}


@pytest.mark.parametrize("outcome", sorted(FOR_THE_LEAD - {CommentOutcome.ALLEGATION}))
def test_the_safeguarding_lead_says_when_it_is_dealt_with(
    mo: Any, people: Any, office: Any, outcome: CommentOutcome
) -> None:
    office.answer(1, said("Somebody hurt me"))
    lead = people(Role.SAFEGUARDING_LEAD)
    decide(mo, outcome)
    [mine] = links(mo.get("/staff/comments/?show=done").text)
    page = mo.get(mine).text
    assert "With the safeguarding lead" in page and 'name="outcome"' not in page
    assert mo.post(f"{mine}/dealt-with", note="").status_code == 400
    assert mo.post(mine, outcome="no-concern", before=outcome.value).status_code == 400
    [address] = links(lead.get("/staff/comments/?show=lead").text)
    lead.get(address)
    assert lead.post(f"{address}/dealt-with", note="Referred.").location == "/staff/comments/?show=lead"
    assert links(lead.get("/staff/comments/?show=lead").text) == []
    assert "need" not in lead.get("/staff/").text.partition("Your pages")[0].partition("Hello")[2]


def test_only_the_lead_has_the_leads_list(mo: Any) -> None:
    assert mo.get("/staff/comments/?show=lead").status_code == 404
    assert mo.get("/staff/comments/?show=everything").status_code == 404
    assert mo.get("/staff/comments/?survey=no-such-survey").status_code == 404
    assert mo.get("/staff/comments/?language=xx").status_code == 404


def test_a_comment_is_taken_over_and_handed_over(mo: Any, people: Any, office: Any) -> None:
    office.answer(1, said("Quieter nights"))
    max_ = people(Role.MODERATOR, name="max")
    address = one(mo)
    assert "is to read it" in mo.get(address).text
    mo.post(f"{address}/owner")
    assert "It is yours to read." in mo.get(address).text
    assert len(links(mo.get("/staff/comments/?show=mine").text)) == 1
    [to] = re.findall(r'<option value="(\d+)">max@', mo.get(address).text)
    assert mo.post(f"{address}/owner", owner=to).location == "/staff/comments/"
    assert links(mo.get("/staff/comments/?show=mine").text) == []
    assert len(links(max_.get("/staff/comments/?show=mine").text)) == 1
    assert mo.post(f"{address}/owner", owner="999999").status_code == 400


def test_a_team_reads_what_was_released_for_its_place_redacted_and_every_reading_is_written_down(
    mo: Any, people: Any, office: Any
) -> None:
    office.answer(1, said("Nurse Example helped me"))
    ward, clinic = people(Role.WARD_LEAD, place="ward-7"), people(Role.WARD_LEAD, place="clinic")
    assert "Nothing to read yet" in ward.get("/staff/comments/released").text
    decide(mo, "no-concern", release="yes")
    assert "Nurse Example helped me" in ward.get("/staff/comments/released").text
    assert "Nurse Example" not in clinic.get("/staff/comments/released").text
    assert ward.get("/staff/comments/").status_code == 404
    with office.database.transaction(office.organisation_id) as session:
        survey = comments.surveys.find(session, "my-care")
        assert survey is not None
        [written] = comments.of_survey(session, survey.id)
        assert written.item_key == COMMENT
        redactions.keep(session, written, [(6, 13)], staff_id=1, by="a test", today=TODAY)
    page = ward.get("/staff/comments/released").text
    assert "Example" not in page and "helped me" in page
    with office.database.reading(office.organisation_id) as session:
        read = [event.by for event in audit.latest(session) if event.action == "released-comments-read"]
    assert len(read) == 4
    [address] = links(mo.get("/staff/comments/?show=done").text)
    mo.get(address)
    mo.post(f"{address}/release", show="no")
    assert "helped me" not in ward.get("/staff/comments/released").text
    mo.post(f"{address}/release", show="yes")
    assert "helped me" in ward.get("/staff/comments/released").text


def test_ticking_show_to_the_team_shows_nothing_that_is_for_the_lead(
    mo: Any, people: Any, office: Any
) -> None:
    office.answer(1, said("Somebody hurt me"))
    ward = people(Role.WARD_LEAD, place="ward-7")
    decide(mo, "adult-safeguarding", release="yes")
    assert "hurt" not in ward.get("/staff/comments/released").text
    [address] = links(mo.get("/staff/comments/?show=done").text)
    mo.get(address)
    assert mo.post(f"{address}/release", show="yes").status_code == 400


def test_where_nobody_is_safeguarding_lead_the_page_says_so(mo: Any, people: Any, office: Any) -> None:
    office.answer(1, said("Quieter nights"))
    assert "Nobody here is safeguarding lead" in mo.get(one(mo)).text
    people(Role.SAFEGUARDING_LEAD)
    assert "Nobody here is safeguarding lead" not in mo.get(one(mo)).text


def test_whoever_shows_words_to_a_team_says_whether_they_are_praise(
    mo: Any, people: Any, office: Any, database: Any
) -> None:
    people(Role.WARD_LEAD, place="ward-7")
    office.answer(1, said("The night nurse was kind."))
    decide(mo, "no-concern", release="yes", praise="yes")
    [address] = links(mo.get("/staff/comments/?show=done").text)
    assert "stands first in their Monday e-mail" in mo.get(address).text
    mo.post(f"{address}/release", show="no")
    assert "stands first in their" not in mo.get(address).text
    mo.post(f"{address}/release", show="yes")
    assert "stands first in their" not in mo.get(address).text
    mo.post(f"{address}/release", show="no")
    mo.post(f"{address}/release", show="yes", praise="yes")
    assert "stands first in their" in mo.get(address).text
    mo.post(address, outcome="adult-safeguarding", before="no-concern")
    with database.reading(office.organisation_id) as session:
        [row] = session.query(CommentReview).all()
        assert (row.released_on, row.praise) == (None, False)
