"""Promises of quoting: few may, only shared words, nobody's number in an address, and gone with the answers."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from feedback.models.quote import Quote
from feedback.services import audit, receipts, responses, sealing, surveys
from feedback.services.responses import Arrival
from feedback.vocabulary import Role
from feedback.web.staff import quoting
from tests.feedback.conftest import SECRET_KEY
from tests.feedback.open_survey import rows
from tests.feedback.web.staff.conftest import COMMENT, STATEMENT, TODAY

WORDS = "Nurse Patel rang on 3 March. I cannot sleep, the bins are loud."
SAFE = "I cannot sleep, the bins are loud."
CHANGE = "/staff/you-said-we-did/change/quieter-nights"
PUBLIC = "/you-said-we-did/oakfield/quieter-nights"
DRAFT = {
    "survey": "my-care", "item": STATEMENT, "figure": "yes", "place": "ward-7", "title": "Quieter nights",
    "said": "Nights are loud.", "status": "done", "did": "Soft bins.", "reason": "", "next": "", "next_on": "",
    "owner": "Ward manager",
}  # fmt: skip


@pytest.fixture
def moderator(browser: Any, account: Any, office: Any) -> Any:
    """Somebody who reads comments."""
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    return browser


def say(office: Any, text: str = WORDS, *, share: bool = True, language: str = "en") -> None:
    office.answer(1, {COMMENT: {"text": text, "share": share}}, language=language)


def addresses(page: str) -> list[str]:
    return re.findall(r'href="(/staff/comments/quote/[^"]+)"', page)


def quoted(office: Any) -> list[str]:
    with office.database.reading(office.organisation_id) as session:
        return [row.text for row in session.query(Quote).order_by(Quote.id)]


def approve(moderator: Any, text: str, **more: str) -> Any:
    """The newest comment, made a quote with these words."""
    address = addresses(moderator.get("/staff/comments/").text)[0]
    moderator.get(address)
    return moderator.post(address, text=text, **more)


def test_only_shared_words_can_be_made_a_quote_and_their_address_names_nobody(
    moderator: Any, office: Any
) -> None:
    say(office, "For staff only", share=False)
    say(office, "For everybody")
    page = moderator.get("/staff/comments/").text
    [address] = addresses(page)
    assert "For everybody" in moderator.get(address).text
    content = f"{office.organisation_id}/1/{COMMENT}"
    forbidden = sealing.seal(SECRET_KEY, quoting.PURPOSE, content.encode())
    assert moderator.get(f"/staff/comments/quote/{forbidden}").status_code == 404
    [again] = addresses(moderator.get("/staff/comments/").text)
    # Not even two comments of one person can be told to be one person's by their addresses.
    assert again != address and COMMENT not in address


def test_another_organisations_words_are_not_there(
    moderator: Any, office: Any, office_elsewhere: Any
) -> None:
    say(office)
    say(office_elsewhere, "Their words")
    for organisation in (office_elsewhere.organisation_id, office.organisation_id + 50):
        theirs = sealing.seal(SECRET_KEY, quoting.PURPOSE, f"{organisation}/1/{COMMENT}".encode())
        assert moderator.get(f"/staff/comments/quote/{theirs}").status_code == 404
        assert moderator.post(f"/staff/comments/quote/{theirs}", text="Their words").status_code == 404
    assert quoted(office_elsewhere) == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST, Role.COMMISSIONER, Role.STAFF])
def test_other_roles_have_no_quotes_to_approve(
    moderator: Any, another_browser: Any, account: Any, office: Any, role: Role
) -> None:
    say(office)
    [address] = addresses(moderator.get("/staff/comments/").text)
    account("bo@oakfield.example.org", role)
    another_browser.sign_in("bo@oakfield.example.org")
    assert another_browser.get(address).status_code == 404
    assert another_browser.post(address, text=SAFE).status_code == 404 and quoted(office) == []


def test_what_could_tell_who_somebody_is_is_pointed_out_and_asked_about_once(
    moderator: Any, office: Any
) -> None:
    say(office)
    page = html.unescape(moderator.get(addresses(moderator.get("/staff/comments/").text)[0]).text)
    assert "“Nurse Patel” looks like a name." in page and "“3 March” looks like a date." in page
    answer = approve(moderator, WORDS)
    assert answer.status_code == 400 and "Look at this again" in answer.text and quoted(office) == []
    assert approve(moderator, WORDS, looked="yes").status_code == 303 and quoted(office) == [WORDS]


def test_words_without_names_are_approved_at_once_under_the_readers_name(moderator: Any, office: Any) -> None:
    say(office)
    answer = approve(moderator, SAFE)
    assert (answer.status_code, answer.location) == (303, "/staff/comments/") and quoted(office) == [SAFE]
    page = moderator.get("/staff/comments/").text
    assert "See the quote" in page and "Use as a quote" not in page
    with office.database.reading(office.organisation_id) as session:
        event = next(one for one in audit.latest(session) if one.action == "quote-approved")
    assert event.by == "mo@oakfield.example.org" and "sleep" not in f"{event.subject} {event.detail}"


@pytest.mark.parametrize("text", ["", "I can sleep.", "[...]", "x" * 5001, "I cannot sleep. <script>"])
def test_a_refusal_stands_beside_the_box_and_keeps_what_was_typed(
    moderator: Any, office: Any, text: str
) -> None:
    say(office)
    answer = approve(moderator, text)
    assert answer.status_code == 400 and 'id="f-text-error"' in answer.text and quoted(office) == []
    assert html.escape(text)[:40] in answer.text and "<script>" not in answer.text


def test_a_quote_can_be_taken_away_and_approved_anew(moderator: Any, office: Any) -> None:
    say(office)
    approve(moderator, SAFE)
    address = addresses(moderator.get("/staff/comments/").text)[0]
    assert "No You said, we did shows them yet." in moderator.get(address).text
    assert moderator.post(f"{address}/remove").status_code == 303 and quoted(office) == []
    assert approve(moderator, "I cannot sleep").status_code == 303 and quoted(office) == ["I cannot sleep"]


@pytest.fixture
def told(office: Any) -> Any:
    """Results that were published."""
    for age in ("25-34", "45-54", "65-74"):
        for answer in ("yes", "sometimes", "no", "dont-know"):
            office.answer(12, {STATEMENT: answer, "age-band": age})
    office.publish_results("age-band")
    return office


@pytest.fixture
def author(another_browser: Any, account: Any, told: Any) -> Any:
    """An analyst who drafts."""
    account("ana@oakfield.example.org", Role.ANALYST)
    another_browser.sign_in("ana@oakfield.example.org")
    return another_browser


def publish(app: Any, browser_class: Any, account: Any) -> None:
    account("cam@oakfield.example.org", Role.COMMISSIONER)
    reviewer = browser_class(app)
    reviewer.sign_in("cam@oakfield.example.org")
    reviewer.get(CHANGE)
    reviewer.post(f"{CHANGE}/review")
    answer = reviewer.post(f"{CHANGE}/publish")
    assert answer.status_code == 303


def test_from_a_comment_to_every_public_page_and_away_again_when_it_is_taken_back(
    app: Any, moderator: Any, author: Any, account: Any, told: Any
) -> None:
    told.sign("ur")
    say(told, "شور بہت ہے، نیند نہیں آتی", language="ur")
    code = told.sent
    approve(moderator, "شور بہت ہے")
    form = author.get("/staff/you-said-we-did/new?survey=my-care&item=help-to-decide&figure=yes").text
    [choice] = re.findall(r'name="quote" value="(\d+)"', form)
    assert '<span lang="ur" dir="rtl">شور بہت ہے</span>' in form
    assert author.post("/staff/you-said-we-did/new", **DRAFT, quote=choice).location == CHANGE
    assert "شور بہت ہے" in author.get(CHANGE).text
    publish(app, type(author), account)
    reader = app.test_client()
    pages = (
        PUBLIC,
        "/you-said-we-did/oakfield/",
        f"/s/{told.links['ward-7']}/en/thanks",
        f"{PUBLIC}?lang=ur",
    )
    for page in pages:
        assert '<blockquote lang="ur" dir="rtl"><p>شور بہت ہے</p>' in reader.get(page).text, page
    feed = "/you-said-we-did/oakfield/feed.xml"
    # What a feed gives away cannot be called back, so that nobody's own words are ever in it.
    assert "Nights are loud." in reader.get(feed).text and "شور" not in reader.get(feed).text
    with told.database.transaction(told.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey and responses.withdraw(session, survey.id, submission=f"page {code}", today=TODAY)
    for page in (*pages, feed):
        shown = reader.get(page)
        assert shown.status_code == 200 and "شور" not in shown.text, page
    assert "شور" not in author.get(CHANGE).text and "شور" not in author.get(f"{CHANGE}/edit").text
    assert "شور" not in moderator.get("/staff/comments/").text


def test_another_quote_on_a_published_change_takes_it_down_until_somebody_has_read_it(
    app: Any, moderator: Any, author: Any, account: Any, told: Any
) -> None:
    say(told)
    approve(moderator, SAFE)
    author.get("/staff/you-said-we-did/new?survey=my-care&item=help-to-decide&figure=yes")
    author.post("/staff/you-said-we-did/new", **DRAFT, quote="none")
    publish(app, type(author), account)
    page = author.get(f"{CHANGE}/edit").text
    assert 'value="none" checked' in page
    [choice] = re.findall(r'name="quote" value="(\d+)"', page)
    assert author.post(f"{CHANGE}/edit", **DRAFT, quote=choice).status_code == 303
    assert app.test_client().get(PUBLIC).status_code == 404
    assert f'value="{choice}" checked' in author.get(f"{CHANGE}/edit").text


@pytest.mark.parametrize("quote", ["999999", "-1", "x", "9" * 30])
def test_a_quote_that_is_not_on_offer_is_refused(author: Any, told: Any, quote: str) -> None:
    author.get("/staff/you-said-we-did/new?survey=my-care&item=help-to-decide&figure=yes")
    answer = author.post("/staff/you-said-we-did/new", **DRAFT, quote=quote)
    assert answer.status_code == 400 and "Choose a quote from the list" in answer.text


def test_no_staff_page_no_table_and_no_audit_knows_a_receipt(
    app: Any, author: Any, account: Any, told: Any
) -> None:
    code = receipts.code(SECRET_KEY, "somebody's page")
    hashed = receipts.keyed(SECRET_KEY, code)
    with told.database.transaction(told.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        served = surveys.served(session, survey.id)
        assert served
        place = rows(told.database, "place")[1]["id"]
        responses.submit(
            session, served, Arrival(None, place, "qr", "en", 1), {COMMENT: {"text": SAFE, "share": True}},
            submission="somebody's page", today=TODAY, receipt=hashed,
        )  # fmt: skip
    app.test_client().post("/receipt/withdraw", data={"code": code})
    told_of = {code, code.replace("-", ""), hashed.hex(), str(hashed), hashed.decode("latin-1")}
    seen: set[tuple[str, str]] = set()
    for role in (Role.ADMINISTRATOR, Role.MODERATOR, Role.SAFEGUARDING_LEAD, Role.COMMISSIONER):
        account(f"{role}@oakfield.example.org", role)
        browser = type(author)(app)
        browser.sign_in(f"{role}@oakfield.example.org")
        waiting = ["/staff/", "/admin/", "/staff/results/my-care/table.csv"]
        while waiting:
            address = waiting.pop()
            if (role, address) in seen or len(seen) > 400:
                continue
            seen.add((role, address))
            page = browser.get(address).data.decode("utf-8", "replace")
            assert not [word for word in told_of if word in page], address
            if not address.startswith("/staff/comments/quote/"):
                waiting += re.findall(r'href="(/(?:staff|admin)/[^"#]*)"', html.unescape(page))
    assert len(seen) > 30
    for event in rows(told.database, "audit_event"):
        assert not [word for word in told_of if word in str(event)]
