"""One question at a time: back and forth without losing anything, in the reader's language, at the reader's pace."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.answering import SAID, SHORT, Answering, phone_with_scripts, stored
from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def somebody(chromium: Browser) -> Iterator[Answering]:
    """Somebody with a phone."""
    with phone_with_scripts(chromium) as held:
        yield held


def the_survey(site: Site, language: str = "") -> str:
    return f"{site.address}/s/{site.code(SHORT)}{language and '/'}{language}"


def test_the_reader_alone_moves_on_and_progress_is_told_in_words_and_a_bar(
    somebody: Answering, site: Site
) -> None:
    somebody.open(the_survey(site))
    page = somebody.page
    expect(page.locator("#at")).to_have_text("Question 1 of 11")
    somebody.choose("myself")
    page.wait_for_timeout(400)
    assert somebody.at == "q-answered-by"
    somebody.next()
    expect(page.locator("#at")).to_have_text("Question 2 of 11")
    assert page.locator("#bar").evaluate("one => one.value / one.max") == 1 / 11
    assert page.evaluate("document.activeElement.textContent").strip() == "People listened to me."


def test_routing_follows_the_answers_as_the_server_will_and_back_loses_nothing(
    somebody: Answering, site: Site
) -> None:
    somebody.open(the_survey(site))
    somebody.choose("someone-else")
    expect(somebody.page.locator("#at")).to_have_text("Question 1 of 6")
    somebody.next()
    assert somebody.at == "q-helped-to-decide"
    somebody.choose("no")
    somebody.next()
    assert somebody.at == "q-child-listened-to"
    somebody.page.locator("#back").tap()
    expect(somebody.page.locator("#q-helped-to-decide input[value=no]")).to_be_checked()
    somebody.page.go_back()
    expect(somebody.page.locator("#q-answered-by input[value=someone-else]")).to_be_checked()
    somebody.choose("myself")
    somebody.next()
    assert somebody.at == "q-listened-to"


def test_every_answer_is_shown_once_more_and_can_be_changed_before_it_is_sent(
    somebody: Answering, site: Site
) -> None:
    somebody.open(the_survey(site))
    somebody.to_the_end()
    lines = somebody.page.locator("#answers > div")
    expect(lines).to_have_count(11)
    expect(lines.nth(0)).to_contain_text("Me, about my own care")
    expect(lines.nth(2)).to_contain_text("Not answered")
    lines.nth(0).get_by_role("button", name="Change").tap()
    somebody.choose("helped")
    somebody.next()
    assert somebody.at == "review"
    somebody.send()
    somebody.thanked()
    assert stored(site)[-1]["answers"] == {**SAID, "answered-by": "helped"}


def test_a_reload_half_way_keeps_the_answers_the_place_and_the_id(somebody: Answering, site: Site) -> None:
    somebody.open(the_survey(site))
    somebody.choose("myself")
    somebody.next()
    somebody.choose("yes")
    submission = somebody.page.locator('[name="submission"]').input_value()
    somebody.next()
    somebody.page.reload()
    assert somebody.at == "q-explained"
    assert somebody.page.locator('[name="submission"]').input_value() == submission
    somebody.page.locator("#back").tap()
    expect(somebody.page.locator("#q-listened-to input[value=yes]")).to_be_checked()


def test_a_page_left_open_for_a_day_and_an_hour_is_still_taken(somebody: Answering, site: Site) -> None:
    before = len(stored(site))
    somebody.page.clock.install()
    somebody.open(the_survey(site))
    somebody.choose("myself")
    somebody.next()
    somebody.page.clock.fast_forward("25:00:00")
    somebody.to_the_end()
    somebody.send()
    somebody.thanked()
    assert len(stored(site)) == before + 1


def test_a_reload_after_sending_is_the_same_thank_you_and_no_second_response(
    somebody: Answering, site: Site
) -> None:
    somebody.open(the_survey(site))
    somebody.to_the_end()
    somebody.send()
    somebody.thanked()
    before = len(stored(site))
    somebody.page.reload()
    somebody.thanked()
    expect(somebody.page.locator("h1")).to_have_text("Thank you")
    assert len(stored(site)) == before


def test_turning_to_another_language_half_way_keeps_the_answers_and_the_place(
    somebody: Answering, site: Site
) -> None:
    somebody.open(the_survey(site))
    somebody.choose("myself")
    somebody.next()
    somebody.choose("sometimes")
    somebody.page.locator(".languages summary").tap()
    somebody.page.get_by_role("button", name="اردو").tap()
    expect(somebody.page.locator("html[lang=ur][dir=rtl]")).to_have_count(1)
    assert somebody.at == "q-listened-to"
    expect(somebody.page.locator("#q-listened-to input[value=sometimes]")).to_be_checked()
    somebody.to_the_end({"child-age": "12-15"})
    somebody.send()
    somebody.thanked()
    assert stored(site)[-1] == {
        "answers": {"answered-by": "myself", "listened-to": "sometimes", "child-age": "12-15"}, "language": "ur",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_arabic_and_urdu_from_the_first_page_to_the_thank_you(
    somebody: Answering, site: Site, language: str
) -> None:
    somebody.open(the_survey(site, language))
    for _ in somebody.steps(SAID):
        # The start of a line is on the right: what is chosen is to the right of its words.
        if somebody.page.locator(".step.on .choice").count():
            mark, words = (
                somebody.page.locator(f".step.on .choice >> nth=0 >> {part}").bounding_box()
                for part in ("input", ".words")
            )
            assert mark and words and mark["x"] > words["x"]
        assert somebody.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    somebody.send()
    somebody.thanked()
    expect(somebody.page.locator(f"html[lang={language}][dir=rtl]")).to_have_count(1)
    assert stored(site)[-1]["language"] == language


def test_what_cannot_be_taken_is_told_at_its_question_and_takes_the_focus(
    somebody: Answering, site: Site
) -> None:
    somebody.open(the_survey(site))
    for step in somebody.steps(SAID):
        if step == "q-one-thing-better":
            break
    box = somebody.page.locator("#f-one-thing-better")
    box.fill("x" * 2001)
    somebody.page.locator("#next").tap()
    assert somebody.at == "q-one-thing-better"
    summary = somebody.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_contain_text("What one thing would make it better?")
    summary.get_by_role("link").tap()
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("x" * 2000)
    somebody.next()
    expect(summary).to_have_count(0)


def test_sending_nothing_is_told_and_not_sent(somebody: Answering, site: Site) -> None:
    before = len(stored(site))
    somebody.open(the_survey(site))
    somebody.to_the_end({})
    somebody.send()
    expect(somebody.page.locator(".error-summary")).to_contain_text("You have not answered a question yet")
    assert len(stored(site)) == before


def test_what_the_server_asks_about_is_its_own_page_with_the_answers_in_it(
    somebody: Answering, site: Site
) -> None:
    somebody.open(the_survey(site))
    somebody.to_the_end()
    somebody.page.locator('[name="revision"]').evaluate("one => { one.value = '999'; }")
    somebody.send()
    expect(somebody.page.locator(".error-summary")).to_contain_text("This survey has changed")
    assert somebody.page.locator("#q-answered-by input[value=myself]").is_checked()


def test_a_keyboard_alone_is_enough(chromium: Browser, site: Site) -> None:
    before = len(stored(site))
    with phone_with_scripts(chromium) as held:
        held.open(the_survey(site))
        keys = held.page.keyboard
        for step in ("q-answered-by", "q-listened-to"):
            held.page.locator(f"#{step} input").first.focus()
            keys.press("Space")
            keys.press("Enter")
            expect(held.page.locator(f"#{step}")).to_be_hidden()
        for _ in range(30):
            if held.at == "review":
                break
            was = held.at
            for _ in range(20):
                keys.press("Tab")
                if held.page.evaluate("document.activeElement.id") == "next":
                    break
            keys.press("Enter")
            expect(held.page.locator(f"#{was}")).to_be_hidden()
        held.page.locator("#send .button").focus()
        keys.press("Enter")
        held.thanked()
    assert len(stored(site)) == before + 1


def test_a_whole_answering_talks_to_one_host_and_sets_no_cookie(somebody: Answering, site: Site) -> None:
    hosts, cookies = set(), []
    somebody.page.on("request", lambda asked: hosts.add(urlsplit(asked.url).netloc))
    somebody.page.on("response", lambda got: cookies.extend([got.url] if "set-cookie" in got.headers else []))
    somebody.open(the_survey(site), kept_for_offline=True)
    somebody.to_the_end()
    somebody.send()
    somebody.thanked()
    assert hosts - {""} == {urlsplit(site.address).netloc}
    assert cookies == [] and somebody.context.cookies() == []


def test_who_sends_tells_whole_minutes_since_the_first_answer(somebody: Answering, site: Site) -> None:
    sent: list[str] = []
    somebody.page.on(
        "request", lambda one: sent.append(one.post_data or "") if one.method == "POST" else None
    )
    somebody.page.clock.install()
    somebody.open(the_survey(site))
    somebody.page.clock.fast_forward("50:00")
    somebody.choose("myself")
    somebody.page.clock.fast_forward("02:00")
    somebody.page.reload()
    somebody.page.clock.fast_forward("01:00")
    somebody.to_the_end({})
    somebody.send()
    somebody.thanked()
    assert sent[-1].endswith("&took-minutes=3")
