"""Promises of the pages for a comment's words: taken out, translated, put under themes, and the lists signed."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from feedback.services import risk_lists
from feedback.vocabulary import Role
from tests.feedback.web.staff.conftest import COMMENT

WORDS = "Nurse Patel was kind. The bins are loud at night."
THEMES = "/staff/results/my-care/themes"


@pytest.fixture
def lead(browser: Any, account: Any, office: Any) -> Any:
    """The safeguarding lead."""
    account("lead@oakfield.example.org", Role.SAFEGUARDING_LEAD)
    browser.sign_in("lead@oakfield.example.org")
    return browser


def say(office: Any, text: str = WORDS, *, language: str = "en", share: bool = True, **more: str) -> None:
    answers = {COMMENT: {"text": text, "share": share}} | {
        key.replace("_", "-"): value for key, value in more.items()
    }
    office.answer(1, answers, language=language)


def address(page: str, kind: str) -> str:
    return re.findall(rf'href="(/staff/comments/{kind}/[^"?]+)"', page)[0]


def test_what_is_ticked_is_taken_out_and_shown_to_others(lead: Any, office: Any) -> None:
    say(office)
    where = address(lead.get("/staff/comments/").text, "redact")
    page = lead.get(where).text
    assert "<mark>Nurse Patel</mark>" in page
    piece = re.findall(r'name="piece" value="([^"]+)" checked', page) or re.findall(
        r'value="(\d+-\d+)"', page
    )
    assert lead.post(where, piece=piece, more="at night").status_code == 303
    page = lead.get(where).text
    assert "[...] was kind. The bins are loud [...]." in html.unescape(page)
    assert "Others may read it" in lead.get("/staff/comments/").text
    # A quote begins with what is left.
    quoting = lead.get(address(lead.get("/staff/comments/").text, "quote")).text
    assert "[...] was kind. The bins are loud [...]." in quoting.split("<textarea")[1].split("</textarea")[0]


def test_words_that_are_not_there_come_back_as_a_problem(lead: Any, office: Any) -> None:
    say(office)
    where = address(lead.get("/staff/comments/").text, "redact")
    lead.get(where)
    answer = lead.post(where, more="Nurse Smith")
    assert answer.status_code == 400 and "does not stand in the comment" in answer.text


def test_words_of_a_proxy_are_not_offered_as_a_quote_and_the_page_says_the_rule(
    lead: Any, office: Any
) -> None:
    say(office, answered_by="someone-else")
    page = lead.get("/staff/comments/").text
    assert "These words cannot be quoted" in page and "16 or over" in page
    assert "/staff/comments/quote/" not in page
    for told in ("someone else", "someone-else", "proxy"):
        assert told not in page


def test_a_translation_is_labelled_beside_the_original_and_quoted_with_its_label(
    lead: Any, office: Any
) -> None:
    say(office, "Pani Nowak była miła. Jest za głośno.", language="pl")
    where = address(lead.get("/staff/comments/").text, "translation")
    lead.get(where)
    assert lead.post(where, text="It is too loud.", role="").status_code == 400
    assert lead.post(where, text="It is too loud.", role="Interpreter").status_code == 303
    page = lead.get("/staff/comments/").text
    assert "Translated by a person: Interpreter, " in page and "Jest za głośno." in page
    quoting = address(page, "quote")
    assert (
        "Everybody will read beside them that they are translated"
        in lead.get(f"{quoting}?of=translation").text
    )
    assert lead.post(f"{quoting}?of=translation", text="It is too loud.").status_code == 303


def test_english_comments_are_not_to_be_translated(lead: Any, office: Any) -> None:
    say(office)
    assert "/staff/comments/translation/" not in lead.get("/staff/comments/").text


def test_a_list_is_signed_by_name_and_the_page_says_who(lead: Any) -> None:
    page = lead.get("/staff/comments/words").text
    assert page.count("Draft: nobody has reviewed it") == len(risk_lists.languages())
    lead.get("/staff/comments/words?lang=ur")
    assert lead.post("/staff/comments/words/sign", language="ur", name="", role="Nurse").status_code == 400
    signed = lead.post(
        "/staff/comments/words/sign", language="ur", name="A. Reader", role="Safeguarding nurse"
    )
    assert signed.status_code == 303
    assert (
        "A. Reader, Safeguarding nurse, read this list on" in lead.get("/staff/comments/words?lang=ur").text
    )
    assert lead.get("/staff/comments/words?lang=xx").status_code == 404


def test_every_list_can_be_read_in_full(lead: Any) -> None:
    for language in risk_lists.languages():
        page = html.unescape(lead.get(f"/staff/comments/words?lang={language}").text)
        its = risk_lists.of(language)
        assert [phrase for each in its.phrases.values() for phrase in each if phrase not in page] == []


def test_a_moderator_reads_the_lists_and_signs_none(browser: Any, account: Any, office: Any) -> None:
    account("mo@oakfield.example.org", Role.MODERATOR)
    browser.sign_in("mo@oakfield.example.org")
    page = browser.get("/staff/comments/words?lang=ur").text
    assert "Draft: nobody has reviewed it" in page and "Sign this list" not in page


def test_an_own_phrase_is_added_and_removed(lead: Any) -> None:
    lead.get("/staff/comments/words")
    assert (
        lead.post("/staff/comments/words/phrases", phrase="blue door*", category="child-at-risk").status_code
        == 303
    )
    page = lead.get("/staff/comments/words").text
    assert "blue door*" in page
    [number] = re.findall(r'name="phrase" value="(\d+)"', page)
    lead.post("/staff/comments/words/phrases/remove", phrase=number)
    assert "blue door*" not in lead.get("/staff/comments/words").text
    assert (
        lead.post("/staff/comments/words/phrases", phrase="(a|b", category="child-at-risk").status_code == 400
    )


def test_themes_are_proposed_named_given_merged_and_removed(lead: Any, office: Any) -> None:
    for number in range(8):
        say(office, f"Nurse Patel said the bins are loud at night {'really ' * number}")
        say(office, f"The soup was cold and the food was bland {'again ' * number}")
    page = lead.get(f"{THEMES}/proposals").text
    assert "[...] said the bins are loud" in page and "Patel" not in page
    first = page.split('<form class="card"')[1]
    ticked = re.findall(r'name="comment" value="([^"]+)"', first)
    assert lead.post(THEMES, do="create", name="Noise", comment=ticked).status_code == 303
    page = lead.get(THEMES).text
    assert "Noise" in page and "Patel" not in page
    lead.post(THEMES, do="create", name="Food")
    page = lead.get(f"{THEMES}?by=age-band").text
    noise, food = sorted(set(re.findall(r'id="theme-(\d+)"', page)), key=int)
    waiting = re.findall(r'name="comment" value="([^"]+)"', page)
    assert lead.post(THEMES, do="give", comment=waiting, **{"themes-0": food}).status_code == 303
    assert lead.post(THEMES, do="rename", theme=food, name="Cold food", description="").status_code == 303
    assert "Cold food" in lead.get(THEMES).text
    assert lead.post(THEMES, do="merge", theme=food, into=noise).status_code == 303
    assert "Cold food" not in lead.get(THEMES).text
    assert lead.post(THEMES, do="create", name="noise").status_code == 400
    assert lead.post(THEMES, do="dance").status_code == 400
    assert lead.post(THEMES, do="remove", theme=noise).status_code == 303
    assert 'id="theme-' not in lead.get(THEMES).text


def test_the_public_reads_that_a_quote_was_translated(lead: Any, office: Any) -> None:
    from feedback.i18n import language_name

    assert [language_name("pl", reader) for reader in ("en", "cy", "pl")] == ["Polish", "Pwyleg", "polski"]
