"""Promises of "You said, we did": a published number beneath, a second person's eyes, words signed in each language."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.models.improvement import Improvement
from feedback.services import audit, improvements
from feedback.vocabulary import Role
from tests.feedback.web.staff.conftest import STATEMENT

WORDS = {
    "survey": "my-care", "item": STATEMENT, "figure": "yes", "place": "ward-7", "title": "Plans we write together",
    "said": "We want to help to decide.", "status": "done", "did": "Every plan is written with you.", "reason": "",
    "next": "We ask again in spring.", "next_on": "2027-03-01", "owner": "Ward manager",
}  # fmt: skip
CHANGE = "/staff/you-said-we-did/change/plans-we-write-together"


@pytest.fixture
def told(office: Any) -> Any:
    """Results that were published: 36 of 147 said yes; three people of one age, too few to be shown."""
    for age in ("25-34", "45-54", "65-74"):
        for answer in ("yes", "sometimes", "no", "dont-know"):
            office.answer(12, {STATEMENT: answer, "age-band": age})
    office.answer(3, {STATEMENT: "no", "age-band": "75-84"})
    office.publish_results("age-band")
    return office


@pytest.fixture
def author(browser: Any, account: Any, told: Any) -> Any:
    """An analyst at their browser, who drafts."""
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    browser.get("/staff/you-said-we-did/new?survey=my-care&item=help-to-decide&figure=yes")
    return browser


@pytest.fixture
def reviewer(another_browser: Any, account: Any, told: Any) -> Any:
    """A commissioner at another browser, who may publish."""
    account("cam@oakfield.example.org", Role.COMMISSIONER)
    another_browser.sign_in("cam@oakfield.example.org")
    return another_browser


def found(office: Any, slug: str = "plans-we-write-together") -> Improvement | None:
    with office.database.reading(office.organisation_id) as session:
        return improvements.find(session, slug)


def state(office: Any) -> str:
    row = found(office)
    assert row is not None
    return row.state


def test_from_a_published_number_to_the_public_page(author: Any, reviewer: Any, told: Any) -> None:
    answer = author.post("/staff/you-said-we-did/new", **WORDS)
    assert (answer.status_code, answer.location) == (303, CHANGE)
    row = found(told)
    assert row is not None and row.figure["count"] == 36 and row.figure["base"] == 147
    page = author.get(CHANGE).text
    assert "24% of 147 people answered" in page and "Send it for review" in page
    public = "/you-said-we-did/oakfield/plans-we-write-together"
    assert author.get(public).status_code == 404
    author.get(CHANGE)
    author.post(f"{CHANGE}/review")
    assert "Read it and publish it" in reviewer.get("/staff/you-said-we-did/").text
    reviewer.get(CHANGE)
    assert reviewer.post(f"{CHANGE}/publish").status_code == 303
    assert state(told) == "published"
    assert "Every plan is written with you." in reviewer.get(public).text
    with told.database.reading(told.organisation_id) as session:
        assert audit.latest(session, 1)[0].by == "cam@oakfield.example.org"


def test_only_numbers_that_were_shown_can_be_chosen(author: Any, told: Any) -> None:
    page = author.get("/staff/you-said-we-did/new?survey=my-care&item=help-to-decide").text
    assert 'value="yes"' in page and 'value="age-band/65-74/' in page
    assert 'value="age-band/75-84/' not in page
    answer = author.post("/staff/you-said-we-did/new", **{**WORDS, "figure": "age-band/75-84/no"})
    assert answer.status_code == 200 and "Which number does it rest on?" in answer.text
    assert found(told) is None


def test_without_published_results_the_page_leads_to_them(browser: Any, account: Any, office: Any) -> None:
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    assert "Nothing yet" in browser.get("/staff/you-said-we-did/").text
    page = browser.get("/staff/you-said-we-did/new").text
    assert "Publish results first" in page and 'href="/staff/results/"' in page


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "x" * 201}),
        ("said", {"said": " "}),
        ("status", {"status": "soon"}),
        ("did", {"did": ""}),
        ("reason", {"status": "cannot"}),
        ("next_on", {"next_on": "in spring"}),
        ("owner", {"owner": "x" * 201}),
        ("place", {"place": "nowhere"}),
    ],
)
def test_a_refusal_stands_beside_its_box_and_keeps_what_was_typed(
    author: Any, told: Any, field: str, change: dict[str, str]
) -> None:
    answer = author.post("/staff/you-said-we-did/new", **{**WORDS, **change})
    assert answer.status_code == 400 and f'href="#f-{field}"' in answer.text
    assert f'id="f-{field}-error"' in answer.text
    kept = WORDS["next"] if field != "next" else WORDS["said"]
    assert kept in answer.text
    assert found(told) is None


def test_the_author_cannot_publish_their_own(reviewer: Any, told: Any) -> None:
    reviewer.get("/staff/you-said-we-did/new?survey=my-care&item=help-to-decide&figure=yes")
    reviewer.post("/staff/you-said-we-did/new", **WORDS)
    reviewer.get(CHANGE)
    reviewer.post(f"{CHANGE}/review")
    assert "Publish it" not in reviewer.get(CHANGE).text
    answer = reviewer.post(f"{CHANGE}/publish")
    assert answer.status_code == 400 and "Somebody other than its author" in answer.text
    assert state(told) == "review"


def test_a_draft_is_not_published_without_review(author: Any, reviewer: Any, told: Any) -> None:
    author.post("/staff/you-said-we-did/new", **WORDS)
    reviewer.get(CHANGE)
    assert reviewer.post(f"{CHANGE}/publish").status_code == 400
    assert state(told) == "draft"


def test_who_only_drafts_can_neither_publish_nor_send_back(author: Any, told: Any) -> None:
    author.post("/staff/you-said-we-did/new", **WORDS)
    author.get(CHANGE)
    author.post(f"{CHANGE}/review")
    assert author.post(f"{CHANGE}/publish").status_code == 404
    assert author.post(f"{CHANGE}/send-back").status_code == 404
    assert state(told) == "review"


def published(author: Any, reviewer: Any) -> None:
    author.post("/staff/you-said-we-did/new", **WORDS)
    author.get(CHANGE)
    author.post(f"{CHANGE}/review")
    reviewer.get(CHANGE)
    reviewer.post(f"{CHANGE}/publish")


def test_changed_words_leave_the_public_page_until_somebody_reads_them(
    author: Any, reviewer: Any, told: Any
) -> None:
    published(author, reviewer)
    assert 'value="2027-03-01"' in author.get(f"{CHANGE}/edit").text
    answer = author.post(f"{CHANGE}/edit", **{**WORDS, "said": "Ask us first."})
    assert answer.status_code == 303 and state(told) == "draft"
    assert author.get("/you-said-we-did/oakfield/plans-we-write-together").status_code == 404
    row = found(told)
    assert row is not None and (row.said, row.figure["count"]) == ("Ask us first.", 36)


def test_a_published_one_cannot_be_sent_for_review_from_under_the_public(
    author: Any, reviewer: Any, told: Any
) -> None:
    published(author, reviewer)
    author.get(CHANGE)
    assert author.post(f"{CHANGE}/review").status_code == 400
    assert state(told) == "published"


def test_a_published_one_can_be_taken_down(author: Any, reviewer: Any, told: Any) -> None:
    published(author, reviewer)
    reviewer.get(CHANGE)
    assert reviewer.post(f"{CHANGE}/send-back").status_code == 303
    assert state(told) == "draft"


def test_a_translation_is_shown_only_when_somebody_answers_for_every_part(
    author: Any, reviewer: Any, told: Any
) -> None:
    told.sign("ur")
    published(author, reviewer)
    urdu = {"title": "ہم مل کر منصوبہ بناتے ہیں", "said": "ہم فیصلے میں شامل ہوں", "next": "ہم پھر پوچھیں گے"}
    public = "/you-said-we-did/oakfield/plans-we-write-together?lang=ur"
    author.get(f"{CHANGE}/languages/ur")
    answer = author.post(f"{CHANGE}/languages/ur", **urdu, signed_name="Noor (invented)")
    assert answer.status_code == 400 and 'href="#f-did"' in answer.text and urdu["said"] in answer.text
    author.post(f"{CHANGE}/languages/ur", **urdu, signed_name="")
    assert urdu["title"] not in author.get(public).text
    author.get(f"{CHANGE}/languages/ur")
    author.post(f"{CHANGE}/languages/ur", **urdu, did="ہر منصوبہ آپ کے ساتھ", signed_name="Noor (invented)")
    assert urdu["title"] in author.get(public).text
    assert "Noor (invented) answers for the words" in author.get(f"{CHANGE}/languages/ur").text
    author.post(f"{CHANGE}/languages/ur", **{**urdu, "title": "کچھ اور"}, did="ہر منصوبہ", signed_name="")
    assert "کچھ اور" not in author.get(public).text


def test_joiners_that_shape_letters_are_kept_and_other_unseen_characters_are_not(
    author: Any, told: Any
) -> None:
    author.post("/staff/you-said-we-did/new", **WORDS)
    author.get(f"{CHANGE}/languages/bn")
    author.post(
        f"{CHANGE}/languages/bn", title="র\u200d্যা\x00\u202eম", said="ক", did="খ", next="গ", signed_name=""
    )
    row = found(told)
    assert row is not None
    with told.database.reading(told.organisation_id) as session:
        assert improvements.translations_of(session, row)["bn"].title == "র\u200d্যাম"


@pytest.mark.parametrize("language", ["en", "en-simple", "xx", "fr", "bfi"])
def test_english_and_languages_we_do_not_speak_have_no_form(author: Any, told: Any, language: str) -> None:
    author.post("/staff/you-said-we-did/new", **WORDS)
    assert author.get(f"{CHANGE}/languages/{language}").status_code == 404


def test_a_ward_lead_drafts_for_their_own_place_alone(
    author: Any, another_browser: Any, account: Any, told: Any
) -> None:
    author.post("/staff/you-said-we-did/new", **{**WORDS, "place": "clinic"})
    account("wes@oakfield.example.org", Role.WARD_LEAD, place="hospital")
    lead = another_browser
    lead.sign_in("wes@oakfield.example.org")
    assert "Plans we write together" not in lead.get("/staff/you-said-we-did/").text
    for path in (CHANGE, f"{CHANGE}/edit", f"{CHANGE}/languages/ur"):
        assert lead.get(path).status_code == 404
    assert lead.post(f"{CHANGE}/review").status_code == 404
    lead.get("/staff/you-said-we-did/new?survey=my-care&item=help-to-decide&figure=yes")
    for place in ("clinic", ""):
        answer = lead.post("/staff/you-said-we-did/new", **{**WORDS, "place": place})
        assert answer.status_code == 400 and 'href="#f-place"' in answer.text
    answer = lead.post("/staff/you-said-we-did/new", **{**WORDS, "title": "Ours", "place": "ward-7"})
    assert answer.location == "/staff/you-said-we-did/change/ours"


def test_another_organisations_change_is_not_there(
    author: Any, another_browser: Any, account: Any, elsewhere: int, told: Any
) -> None:
    author.post("/staff/you-said-we-did/new", **WORDS)
    account("eve@elsewhere.example.org", Role.COMMISSIONER, organisation_id=elsewhere)
    another_browser.sign_in("eve@elsewhere.example.org")
    for path in (CHANGE, f"{CHANGE}/edit", f"{CHANGE}/languages/ur", "/staff/you-said-we-did/change/nothing"):
        assert another_browser.get(path).status_code == 404
    for action in ("review", "publish", "send-back"):
        assert another_browser.post(f"{CHANGE}/{action}").status_code == 404
    assert state(told) == "draft"


@pytest.mark.parametrize("role", [Role.STAFF, Role.TRANSLATOR, Role.MODERATOR, Role.SAFEGUARDING_LEAD])
def test_a_role_that_drafts_nothing_has_no_such_page(
    browser: Any, account: Any, told: Any, role: Role
) -> None:
    account("bo@oakfield.example.org", role)
    browser.sign_in("bo@oakfield.example.org")
    for path in ("/staff/you-said-we-did/", "/staff/you-said-we-did/new"):
        assert browser.get(path).status_code == 404


def test_words_of_staff_are_never_markup(author: Any, told: Any) -> None:
    author.post("/staff/you-said-we-did/new", **{**WORDS, "said": "<script>alert(1)</script>"})
    page = author.get(CHANGE).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
