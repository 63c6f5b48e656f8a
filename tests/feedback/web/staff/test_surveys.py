"""Promises of the survey pages: choose, read, publish, close; languages are signed by whoever read them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from feedback.db import Database
from feedback.models.audit_event import AuditEvent
from feedback.models.organisation import Organisation
from feedback.models.survey import Survey, SurveyTexts
from feedback.services import organisations, surveys
from feedback.vocabulary import Role

SHORT = ["role", "answered-by", "helper", "age-band", "sex", "ethnic-group", "disability"]
SIGNED = {"name": "Noor (invented)", "role": "Translator", "qualification": "Diploma", "read": "yes"}


def survey_of(database: Database, organisation_id: int, slug: str = "my-care") -> Survey | None:
    with database.reading(organisation_id) as session:
        return surveys.find(session, slug)


def signed(database: Database, organisation_id: int) -> set[str]:
    with database.reading(organisation_id) as session:
        return set(session.scalars(select(SurveyTexts.language).where(SurveyTexts.signed_on.is_not(None))))


def test_an_empty_organisation_is_taught_its_first_step(browser: Any, account: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/surveys/").text
    assert "No surveys yet" in page and "/staff/surveys/adopt/my-care" in page


def test_a_survey_is_chosen_with_the_short_block(
    browser: Any, account: Any, database: Database, organisation: Organisation
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/surveys/adopt/my-care").text
    assert page.count(" checked>") == len(SHORT)
    answer = browser.post("/staff/surveys/adopt/my-care", chosen=SHORT)
    assert (answer.status_code, answer.location) == (303, "/staff/surveys/my-care")
    found = survey_of(database, organisation.id)
    assert found is not None and found.state == "draft"
    assert "age-band" not in found.stated_uses and "religion" not in browser.get(answer.location).text


def test_no_postcode_is_offered_without_a_look_up_and_the_page_says_why(browser: Any, account: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/surveys/adopt/my-care").text
    assert "deprivation-quintile" not in page and "A postcode is not asked here" in page


def test_a_question_beyond_the_short_block_needs_its_use_and_keeps_what_was_typed(
    browser: Any, account: Any, database: Database, organisation: Organisation
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    browser.get("/staff/surveys/adopt/my-care")
    more = {"chosen": [*SHORT, "religion", "carer"], "use-carer": "To see what carers need"}
    answer = browser.post("/staff/surveys/adopt/my-care", **more)
    assert answer.status_code == 400
    assert "Say what you will use it for" in answer.text and 'href="#f-use-religion"' in answer.text
    assert 'value="To see what carers need"' in answer.text
    assert survey_of(database, organisation.id) is None
    answer = browser.post("/staff/surveys/adopt/my-care", **more, **{"use-religion": "To plan prayer rooms"})
    assert answer.status_code == 303
    found = survey_of(database, organisation.id)
    assert found is not None
    assert found.stated_uses == {"religion": "To plan prayer rooms", "carer": "To see what carers need"}


def test_a_question_that_needs_another_is_not_dropped_in_silence(browser: Any, account: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    browser.get("/staff/surveys/adopt/my-care")
    chosen = [key for key in SHORT if key != "ethnic-group"] + ["ethnic-group-detail"]
    answer = browser.post(
        "/staff/surveys/adopt/my-care", chosen=chosen, **{"use-ethnic-group-detail": "Why not"}
    )
    assert answer.status_code == 400 and "Tick that too" in answer.text


def test_publishing_without_a_help_number_is_refused_on_the_page(
    browser: Any, account: Any, database: Database, organisation: Organisation
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    browser.get("/staff/surveys/adopt/carers")
    browser.post("/staff/surveys/adopt/carers", chosen=SHORT)
    browser.get("/staff/surveys/carers")
    answer = browser.post("/staff/surveys/carers/publish")
    assert answer.status_code == 400 and "help number" in answer.text and "/admin/organisation" in answer.text
    with database.transaction(organisation.id) as session:
        row = organisations.current(session)
        row.help_number, row.privacy_contact = "01632 960 100", "privacy@oakfield.example.org"
    assert browser.post("/staff/surveys/carers/publish").status_code == 303
    found = survey_of(database, organisation.id, "carers")
    assert found is not None and found.state == "published"


def test_a_closed_survey_can_be_opened_again(browser: Any, account: Any, office: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    browser.get("/staff/surveys/my-care")
    browser.post("/staff/surveys/my-care/close")
    assert "Open it again" in browser.get("/staff/surveys/my-care").text
    browser.post("/staff/surveys/my-care/publish")
    found = survey_of(office.database, office.organisation_id)
    assert found is not None and (found.state, found.closed_at) == ("published", None)


def test_the_questions_stand_in_the_order_people_meet_them(browser: Any, account: Any, office: Any) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/surveys/my-care").text
    places = [
        page.index(text) for text in ("Which of these are you today?", "I help to decide", "How old are you?")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.WARD_LEAD)])
def test_only_an_administrator_chooses_and_publishes(
    browser: Any, account: Any, office: Any, role: Role
) -> None:
    account("bo@oakfield.example.org", role)
    browser.sign_in("bo@oakfield.example.org")
    page = browser.get("/staff/surveys/")
    assert page.status_code == 200 and "/staff/surveys/adopt/" not in page.text
    assert browser.get("/staff/surveys/adopt/carers").status_code == 404
    assert browser.post("/staff/surveys/my-care/close").status_code == 404


def test_another_organisations_survey_and_an_absent_one_are_the_same_404(
    browser: Any, account: Any, office_elsewhere: Any
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    theirs, absent = browser.get("/staff/surveys/my-care"), browser.get("/staff/surveys/nothing")
    assert theirs.status_code == absent.status_code == 404
    for path in ("languages", "languages/ur"):
        assert browser.get(f"/staff/surveys/my-care/{path}").status_code == 404
    assert browser.post("/staff/surveys/my-care/close").status_code == 404
    found = survey_of(office_elsewhere.database, office_elsewhere.organisation_id)
    assert found is not None and found.state == "published"


def test_a_language_is_a_draft_until_a_named_person_signs_it(browser: Any, account: Any, office: Any) -> None:
    account("tara@oakfield.example.org", Role.TRANSLATOR)
    browser.sign_in("tara@oakfield.example.org")
    assert "not yet checked by a qualified translator" in browser.get("/staff/surveys/my-care/languages").text
    page = browser.get("/staff/surveys/my-care/languages/ur")
    assert 'lang="ur" dir="rtl"' in page.text and "I help to decide about my care." in page.text
    answer = browser.post("/staff/surveys/my-care/languages/ur", version="1.1", **SIGNED)
    assert answer.status_code == 303
    assert signed(office.database, office.organisation_id) == {"ur"}
    assert "Signed by Noor (invented), Translator" in browser.get("/staff/surveys/my-care/languages").text
    with office.database.reading(office.organisation_id) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "translation-signed")).one()
        assert event.by == "tara@oakfield.example.org"
    browser.post("/staff/surveys/my-care/languages/ur/take-back")
    assert signed(office.database, office.organisation_id) == set()


@pytest.mark.parametrize("lacking", ["name", "role", "qualification", "read"])
def test_nobody_signs_without_a_name_a_role_a_qualification_and_reading(
    browser: Any, account: Any, office: Any, lacking: str
) -> None:
    account("tara@oakfield.example.org", Role.TRANSLATOR)
    browser.sign_in("tara@oakfield.example.org")
    browser.get("/staff/surveys/my-care/languages/ur")
    form = {name: value for name, value in SIGNED.items() if name != lacking}
    answer = browser.post("/staff/surveys/my-care/languages/ur", version="1.1", **form)
    assert answer.status_code == 400 and f'href="#f-{lacking}"' in answer.text
    if lacking != "name":
        assert "Noor (invented)" in answer.text
    assert signed(office.database, office.organisation_id) == set()


def test_words_that_changed_while_somebody_read_are_not_signed(
    browser: Any, account: Any, office: Any
) -> None:
    account("tara@oakfield.example.org", Role.TRANSLATOR)
    browser.sign_in("tara@oakfield.example.org")
    browser.get("/staff/surveys/my-care/languages/ur")
    answer = browser.post("/staff/surveys/my-care/languages/ur", version="7", **SIGNED)
    assert answer.status_code == 400 and "changed while you read" in answer.text
    assert signed(office.database, office.organisation_id) == set()


def test_an_administrator_reads_languages_and_cannot_sign_them(
    browser: Any, account: Any, office: Any
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    assert "What signing means" not in browser.get("/staff/surveys/my-care/languages/ur").text
    assert browser.post("/staff/surveys/my-care/languages/ur", version="1.1", **SIGNED).status_code == 404
    assert signed(office.database, office.organisation_id) == set()


def test_easy_read_is_ours_and_takes_no_signature(browser: Any, account: Any, office: Any) -> None:
    account("tara@oakfield.example.org", Role.TRANSLATOR)
    browser.sign_in("tara@oakfield.example.org")
    assert "What signing means" not in browser.get("/staff/surveys/my-care/languages/en-simple").text
    assert (
        browser.post("/staff/surveys/my-care/languages/en-simple", version="1.1", **SIGNED).status_code == 404
    )
    assert signed(office.database, office.organisation_id) == set()


def test_a_survey_for_an_organisation_is_chosen_without_a_question_about_the_person(
    browser: Any, account: Any, database: Database, organisation: Organisation
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/surveys/adopt/community-organisations").text
    assert "Nothing is asked about the person" in page and "<fieldset" not in page
    assert "A postcode is not asked here" not in page
    answer = browser.post("/staff/surveys/adopt/community-organisations")
    assert answer.status_code == 303
    assert survey_of(database, organisation.id, "community-organisations") is not None


def test_only_surveys_are_on_offer_and_only_the_official_test_is_called_national(
    browser: Any, account: Any
) -> None:
    account("ada@oakfield.example.org")
    browser.sign_in("ada@oakfield.example.org")
    page = browser.get("/staff/surveys/").text
    # The test itself, and as maternity services ask it.
    assert page.count("The national test") == 2
    assert "/staff/surveys/adopt/staff" in page and "/staff/surveys/adopt/fair-access" not in page
    assert browser.get("/staff/surveys/adopt/fair-access").status_code == 404
