"""Promises of the readers' page: many languages in one form, and everybody who has to act hears what is closed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import delete

from feedback.models.comment_reader import CommentReader
from feedback.services import comment_readers, rotas, staff_members, surveys
from feedback.vocabulary import Role
from feedback.web.staff import comments

PAGE = "/staff/surveys/my-care/readers"
#: English and every language that comes with the survey.
LANGUAGES = ("en", "en-simple", "ur", "pl", "ar", "bn")


@pytest.fixture
def desk(browser: Any, account: Any, office: Any) -> Any:
    """An administrator where nobody is named yet; Mo and Dee may read."""
    with office.database.transaction(office.organisation_id) as session:
        session.execute(delete(CommentReader))
        [old] = [one for one in staff_members.colleagues(session) if one.member.email.startswith("reader-")]
        old.member.active = False
    account("ada@oakfield.example.org")
    browser.mo, browser.dee = (
        account(f"{name}@oakfield.example.org", Role.MODERATOR) for name in ("mo", "dee")
    )
    browser.sign_in("ada@oakfield.example.org")
    browser.get(PAGE)
    return browser


def promises(office: Any) -> dict[str, Any]:
    with office.database.reading(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey is not None
        return comment_readers.promises(session, survey.id)


def test_one_person_for_every_language_takes_one_choice(desk: Any, office: Any) -> None:
    tags = re.findall(r'name="reader-([A-Za-z-]+)"', desk.get(PAGE).text)
    assert set(LANGUAGES) <= set(tags)
    saved = desk.post(PAGE, **{"everything": str(desk.mo), "every-deputy": str(desk.dee)})
    assert saved.status_code == 303
    assert set(promises(office)) == set(tags)
    page = desk.get(PAGE).text
    assert page.count(f'<option value="{desk.mo}" selected') == len(tags)


def test_each_language_has_its_own_reader_deputy_and_days(desk: Any, office: Any) -> None:
    desk.post(
        PAGE,
        **{"reader-ur": str(desk.mo), "deputy-ur": str(desk.dee), "days-ur": "2", "reader-pl": str(desk.dee),
           "cover": "weekends", "phone": "01632 960 111"},
    )  # fmt: skip
    found = promises(office)
    assert set(found) == {"pl", "ur"}
    assert (found["ur"].days, found["pl"].days) == (2, 1)
    assert (found["ur"].cover, found["ur"].phone) == ("weekends", "01632 960 111")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"days-en": "0"}, "1 to 10 working days"),
        ({"days-en": "soon"}, "1 to 10 working days"),
        ({"reader-en": "999999"}, "who may read comments"),
        ({"phone": "ring Mo"}, "in digits"),
        ({"cover": "sometimes"}, "night and at weekends"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    desk: Any, office: Any, fields: dict[str, str], says: str
) -> None:
    answer = desk.post(PAGE, **{"reader-en": str(desk.mo), "reader-ur": str(desk.mo), **fields})
    assert answer.status_code == 400 and says in answer.text
    assert answer.text.count(f'<option value="{desk.mo}" selected') >= 1
    assert promises(office) == {}


def test_nobody_named_is_said_loudly_at_home_on_the_survey_and_before_publishing(desk: Any) -> None:
    for address in ("/staff/", "/staff/surveys/my-care", "/staff/comments/overview"):
        page = desk.get(address).text
        assert "Nobody reads what people would write" in page and "English, Easy Read" in page
    desk.get("/staff/surveys/new")
    desk.post("/staff/surveys/adopt/carers", chosen="age-band")
    page = desk.get("/staff/surveys/carers/publish").text
    assert "Nobody reads what people would write" in page and "/staff/surveys/carers/readers" in page
    desk.get(PAGE)
    desk.post(PAGE, everything=str(desk.mo))
    assert "Nobody reads what people would write" not in desk.get("/staff/").text


def test_the_colleague_whom_nobody_replaces_is_pointed_out_before_they_are_deactivated(desk: Any) -> None:
    desk.post(PAGE, everything=str(desk.mo))
    assert "Nobody else reads these" in desk.get(f"/admin/colleagues/{desk.mo}").text
    assert "Nobody else reads these" not in desk.get(f"/admin/colleagues/{desk.dee}").text
    desk.post(f"/admin/colleagues/{desk.mo}/deactivate")
    assert "Closed: the reader has left" in desk.get(PAGE).text
    assert "Nobody reads what people would write" in desk.get("/staff/").text


def test_weeks_in_turn_are_arranged_and_ended(desk: Any, office: Any) -> None:
    desk.post(PAGE, everything=str(desk.mo))

    def whose() -> int | None:
        with office.database.reading(office.organisation_id) as session:
            survey = surveys.find(session, "my-care")
            assert survey is not None
            return rotas.on_duty(session, comments.today()).owner(survey.id, "en")

    desk.client.post(
        "/staff/surveys/my-care/rota",
        data={"csrf_token": desk.token, "language": "en", "turn": [str(desk.dee), str(desk.mo), "", ""]},
    )
    assert whose() == desk.dee
    twice = desk.client.post(
        "/staff/surveys/my-care/rota",
        data={"csrf_token": desk.token, "language": "en", "turn": [str(desk.dee)] * 2},
    )
    assert twice.status_code == 400 and "each person once" in twice.text
    desk.post("/staff/surveys/my-care/rota", language="en", turn="")
    assert whose() == desk.mo
