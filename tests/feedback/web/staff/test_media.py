"""Promise of the media pages: what is put up, changed and removed, what lacks, and BSL on and off."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from feedback.db import Database
from feedback.models.survey import Survey
from feedback.services import bsl, media, surveys
from feedback.vocabulary import Role
from tests.feedback import invented_media as invented
from tests.feedback.open_survey import Open
from tests.feedback.web.staff.conftest import Office

if TYPE_CHECKING:
    from tests.feedback.web.conftest import Account, Browser

OWN = "/staff/surveys/my-care/media"
QUESTION, PICTURE = "item/help-to-decide/text", "picture/help-to-decide"


@pytest.fixture(autouse=True)
def _translator(office: Office, account: Account, browser: Browser) -> None:
    account("tariq@example.org", Role.TRANSLATOR)
    browser.sign_in("tariq@example.org")
    browser.get(f"{OWN}/bfi")


@pytest.fixture
def opened(database: Database, office: Office) -> Open:
    """The survey of the office as other tests name it."""
    with database.reading(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey is not None
        return Open(office.links["ward-7"], survey.id, 0, 0, office.organisation_id, "my-care")


def send(browser: Browser, tag: str, key: str, **fields: Any) -> TestResponse:
    """Sends the form of one place, files as bytes."""
    files = {
        name: FileStorage(io.BytesIO(data), name) for name, data in fields.items() if isinstance(data, bytes)
    }
    sent = {"csrf_token": browser.token, "text": key} | fields | files
    # As one piece: the client of the tests would keep a large body in a file that it leaves open.
    boundary, body = encode_multipart(sent)
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post(f"{OWN}/{tag}/put-up", data=body, content_type=kind)


def there(database: Database, opened: Open, language: str) -> dict[str, media.Spoken]:
    with database.reading(opened.organisation_id) as session:
        return media.of_survey(session, opened.survey_id, language)


def test_the_first_page_says_how_much_of_each_kind_there_is(
    browser: Browser, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        invented.put_up(session, opened, "", PICTURE)
    text = browser.get(f"{OWN}/").text
    assert "Put up: 1." in text and "Not on offer" in text
    assert re.search(r"0 of \d+ recordings", text) and re.search(r"0 of \d+ videos", text)
    assert "Read aloud in Urdu" in text and "Read aloud in French" not in text
    assert f'href="{OWN}/"' in browser.get("/staff/surveys/my-care").text


def test_a_recording_is_put_up_and_the_next_place_comes(
    browser: Browser, database: Database, opened: Open
) -> None:
    answer = send(browser, "ur", QUESTION, file=invented.mp3())
    assert answer.status_code == 303 and "/ur/put-up?text=" in str(answer.location)
    url = there(database, opened, "ur")[QUESTION].url
    text = browser.get(f"{OWN}/ur").text
    assert url in text and re.search(r"1 of \d+ recordings", text) and 'lang="ur" dir="rtl"' in text
    changed = send(browser, "ur", QUESTION, file=invented.wav())
    assert (
        str(changed.location).startswith(f"{OWN}/ur#t-")
        and there(database, opened, "ur")[QUESTION].url != url
    )


def test_a_picture_is_put_up_with_its_words_and_said_otherwise_later(
    browser: Browser, database: Database, opened: Open
) -> None:
    words = {"described-en": "A ramp", "described-ur": "ڈھلوان"}
    assert send(browser, "pictures", PICTURE, file=invented.picture("JPEG"), **words).status_code == 303
    first = there(database, opened, "ur")[PICTURE]
    assert first.description == "ڈھلوان" and first.width == 640
    form = browser.get(f"{OWN}/pictures/put-up?text={PICTURE}").text
    assert 'value="A ramp"' in form and first.url in form and 'alt="A ramp"' in form
    assert send(browser, "pictures", PICTURE, **{"described-en": "A wide ramp"}).status_code == 303
    assert there(database, opened, "ur")[PICTURE].description == "A wide ramp"


@pytest.mark.parametrize(
    ("tag", "key", "fields", "told"),
    [
        ("pictures", PICTURE, {"described-en": "A ramp"}, "Choose a picture"),
        (
            "pictures",
            PICTURE,
            {"file": invented.picture(), "described-en": " "},
            "Say in English what the picture",
        ),
        (
            "pictures",
            PICTURE,
            {"file": b"<svg/>", "described-en": "A ramp"},
            "could not be read as a picture",
        ),
        (
            "pictures",
            PICTURE,
            {"file": invented.picture(size=(6000, 6000)), "described-en": "x"},
            "too large",
        ),
        ("ur", QUESTION, {}, "Choose a recording"),
        ("ur", QUESTION, {"file": invented.picture()}, "could not be read as a recording"),
        ("bfi", QUESTION, {"file": invented.mp4(b"avc1")}, "Send the captions too"),
        (
            "bfi",
            QUESTION,
            {"file": invented.mp4(b"avc1"), "captions": b"WEBVTT\n\nNOTE x"},
            "Line 3 of the captions",
        ),
    ],
)
def test_what_cannot_be_shown_is_told_beside_its_field_and_not_kept(
    browser: Browser, database: Database, opened: Open, tag: str, key: str, fields: dict[str, Any], told: str
) -> None:
    answer = send(browser, tag, key, **fields)
    assert answer.status_code == 400 and "Nothing is kept yet" in answer.text
    assert answer.text.count(told) == 2 and 'class="field has-problem"' in answer.text
    assert there(database, opened, "" if tag == "pictures" else tag) == {}


def test_a_video_larger_than_any_other_form_is_taken(
    browser: Browser, database: Database, opened: Open
) -> None:
    film = invented.mp4(b"avc1", filling=6 * 1024 * 1024)
    assert send(browser, "bfi", QUESTION, file=film, captions=invented.CAPTIONS).status_code == 303
    assert there(database, opened, "bfi")[QUESTION].captions


def heavy(browser: Browser, address: str, megabytes: int) -> int:
    """The status of a form that weighs so much, whatever is in it."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    body = head + bytes(megabytes * 1024 * 1024) + b"\r\n--x--\r\n"
    return browser.client.post(address, data=body, content_type="multipart/form-data; boundary=x").status_code


def test_only_this_form_is_given_that_room_and_only_by_whoever_is_signed_in(
    browser: Browser, another_browser: Browser
) -> None:
    another_browser.get("/staff/sign-in")
    assert heavy(browser, f"{OWN}/bfi/put-up", 25) == 400
    assert heavy(browser, f"{OWN}/bfi/put-up", 27) == 413
    assert heavy(browser, f"{OWN}/bfi/remove", 5) == 413
    assert heavy(another_browser, f"{OWN}/bfi/put-up", 5) == 413


def test_what_is_removed_is_gone(browser: Browser, database: Database, opened: Open) -> None:
    send(browser, "ur", QUESTION, file=invented.mp3())
    assert "Remove it for good" in browser.get(f"{OWN}/ur/put-up?text={QUESTION}").text
    for _ in range(2):
        assert browser.post(f"{OWN}/ur/remove", text=QUESTION).status_code == 303
    assert there(database, opened, "ur") == {}


def test_a_recording_of_words_that_changed_is_marked(
    browser: Browser, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        invented.put_up(session, opened, "ur", QUESTION, words="what it said last year")
    text = browser.get(f"{OWN}/ur").text
    assert "The words have changed" in text and re.search(r"0 of \d+ recordings", text)


@pytest.mark.parametrize("text", ["", "title", "page/thanks", "item/nothing/text"])
def test_a_place_that_no_page_shows_leads_back_to_the_list(browser: Browser, text: str) -> None:
    assert browser.get(f"{OWN}/ur/put-up?text={text}").location == f"{OWN}/ur"
    assert send(browser, "ur", text, file=invented.mp3()).location == f"{OWN}/ur"


@pytest.mark.parametrize("tag", ["fr", "xx", "recordings"])
def test_a_language_without_words_has_no_page(browser: Browser, tag: str) -> None:
    assert browser.get(f"{OWN}/{tag}").status_code == 404


NAMES = {"signed_by": "Ana Example", "checked_by": "Ben Example"}


def test_bsl_goes_online_and_a_changed_video_takes_it_off(
    browser: Browser, database: Database, opened: Open
) -> None:
    with database.transaction(opened.organisation_id) as session:
        invented.sign_everything(session, opened, leave_out=1)
    refused = browser.post(f"{OWN}/bfi/sign", **NAMES)
    assert refused.status_code == 400 and "1 captioned video is missing" in refused.text
    send(browser, "bfi", "page/error", file=invented.webm(), captions=invented.CAPTIONS)
    assert browser.post(f"{OWN}/bfi/sign", signed_by="Ana", checked_by="ana").status_code == 400
    assert browser.post(f"{OWN}/bfi/sign", **NAMES).status_code == 303
    text = browser.get(f"{OWN}/bfi").text
    assert "Signed by Ana Example, checked by Ben Example" in text and "On offer" in text
    languages = browser.get("/staff/surveys/my-care/languages").text
    assert "signed by Ana Example, checked by Ben Example" in languages and f'href="{OWN}/bfi"' in languages
    assert browser.get("/staff/surveys/my-care/languages/bfi").status_code == 404
    send(browser, "bfi", QUESTION, file=invented.webm(), captions=invented.CAPTIONS)
    assert "BSL is offline" in browser.get(f"{OWN}/bfi").text
    with database.reading(opened.organisation_id) as session:
        assert bsl.signed(session, session.get_one(Survey, opened.survey_id)) is None


def test_bsl_can_be_taken_down(browser: Browser, database: Database, opened: Open) -> None:
    with database.transaction(opened.organisation_id) as session:
        invented.sign_everything(session, opened)
    browser.post(f"{OWN}/bfi/sign", **NAMES)
    assert browser.post(f"{OWN}/bfi/take-down").status_code == 303
    assert "Its videos are kept" in browser.get(f"{OWN}/bfi").text
    with database.reading(opened.organisation_id) as session:
        assert len(media.counts(session, opened.survey_id)["bfi"]) > 10


def test_what_staff_write_of_a_picture_cannot_run(browser: Browser, database: Database, opened: Open) -> None:
    words = {"described-en": '"><script>alert(1)</script>'}
    send(browser, "pictures", PICTURE, file=invented.picture(), **words)
    for address in (f"{OWN}/pictures", f"{OWN}/pictures/put-up?text={PICTURE}", f"/s/{opened.code}/en"):
        assert "<script>alert" not in browser.get(address).text
