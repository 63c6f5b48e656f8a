"""Promises of the preview: the page that people will meet, in every language, from which nothing can be sent."""

from __future__ import annotations

from typing import Any

import pytest

BUILD = "/staff/surveys/clinic-visit/build"
PREVIEW = "/staff/surveys/clinic-visit/preview"
ASKED = {
    "text": "Were you seen on time?", "easy": "Did we see you on time?", "kind": "yes-no", "answers": "yes-no",
    "easy-read": "yes",
}  # fmt: skip


@pytest.fixture
def asked(ada: Any) -> Any:
    """The survey with a question of the bank and one of its own."""
    ada.get(f"{BUILD}/bank")
    ada.post(f"{BUILD}/bank", add=["my-care/help-to-decide"])
    ada.post(f"{BUILD}/new", do="save", **ASKED)
    return ada


def test_a_draft_is_shown_as_people_will_meet_it_and_says_that_it_is_a_preview(asked: Any) -> None:
    page = asked.get(PREVIEW)
    assert page.status_code == 200 and "This is a preview. Nothing is sent or kept." in page.text
    assert 'id="q-help-to-decide"' in page.text and 'id="q-were-you-seen-on-time"' in page.text
    assert 'name="were-you-seen-on-time" value="yes"' in page.text


def test_nothing_can_be_sent_or_kept_from_it_and_only_our_own_pages_frame_it(asked: Any) -> None:
    for page in (asked.get(PREVIEW), asked.post(PREVIEW, **ASKED)):
        policy = page.headers["Content-Security-Policy"]
        for rule in ("form-action 'none'", "connect-src 'none'", "frame-ancestors 'self'"):
            assert rule in policy
        assert "worker-src" not in policy and "default-src 'none'" in policy
        assert page.headers["X-Frame-Options"] == "SAMEORIGIN" and page.headers["Cache-Control"] == "no-store"
        for what in (
            'action="/s/',
            "sessionStorage",
            "serviceWorker.register",
            "/reached",
            "Delete and leave",
        ):
            assert what not in page.text


def test_only_the_pages_that_show_it_may_hold_a_frame(asked: Any) -> None:
    for address in (BUILD, f"{BUILD}/new", f"{BUILD}/help-to-decide"):
        page = asked.get(address)
        assert "frame-src 'self'" in page.headers["Content-Security-Policy"] and "<iframe" in page.text
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "frame-src" not in asked.get("/staff/surveys/").headers["Content-Security-Policy"]


def test_right_to_left_and_easy_read_follow_the_language_and_what_is_missing_is_marked(asked: Any) -> None:
    urdu = asked.get(f"{PREVIEW}?lang=ur").text
    assert '<html lang="ur" dir="rtl"' in urdu and "texts are not in this language yet" in urdu
    assert '<span lang="en" dir="ltr">Were you seen on time?</span>' in urdu
    assert "ہاں" in urdu
    easy = asked.get(f"{PREVIEW}?lang=en-simple").text
    assert "Did we see you on time?" in easy and 'class="easy"' in easy
    assert '<html lang="en"' in asked.get(f"{PREVIEW}?lang=no-such").text


def test_a_question_is_shown_before_it_is_saved_and_nothing_of_it_is_kept(
    asked: Any, data: Any, app: Any
) -> None:
    before = data()
    shown = asked.post(PREVIEW, lang="en", **(ASKED | {"text": "Not saved yet?"})).text
    assert "Not saved yet?" in shown and "help-to-decide" not in shown and "Send my answers" not in shown
    shown = asked.post(PREVIEW, lang="ar", key="were-you-seen-on-time", **ASKED).text
    assert 'dir="rtl"' in shown
    assert data() == before


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"kind": "no-such", "picture": "../etc", "registry": "x"},
        {"kind": "scale", "minimum": "0", "maximum": "999999"},
        {"text": "a" * 5000, "kind": "many", "option-0-text": "b" * 5000, "option-0-polarity": "splendid"},
        {"kind": "many", "option-0-key": "a" * 61, "option-0-text": "Yes"},
        {"kind": "many", "option-0-key": "Not A Key!", "option-0-text": "Yes", "option-0-place": "first"},
        {"text": "\x00\ud800", "kind": "comment", "maximum-length": "-4"},
    ],
)
def test_a_half_written_question_is_shown_all_the_same(asked: Any, typed: dict[str, str]) -> None:
    shown = asked.post(
        PREVIEW, **{name: text.encode("utf-8", "replace").decode() for name, text in typed.items()}
    )
    assert shown.status_code == 200 and "This is a preview" in shown.text


def test_a_look_does_not_make_the_answering_pages_forget_what_they_know(asked: Any, app: Any) -> None:
    cleared = []
    app.extensions["board"].clear = lambda: cleared.append(True)
    asked.post(PREVIEW, **ASKED)
    asked.post("/staff/surveys/clinic-visit/words", **ASKED)
    assert cleared == []
    asked.post(BUILD, do="down", key="help-to-decide")
    assert cleared == [True]
