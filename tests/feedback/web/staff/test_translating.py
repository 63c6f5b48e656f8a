"""Promises of the editor: beside the English, without a script, and no word of anybody's is lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from feedback.models.survey import SurveyTexts
from feedback.services import surveys, translation_lines, translations
from feedback.vocabulary import Role
from tests.feedback import a_draft

OWN = "/staff/surveys/my-care/languages"
KEY = a_draft.QUESTION


@pytest.fixture
def ben(another_browser: Any, account: Any, office: Any) -> Any:
    """An administrator, who writes and does not sign."""
    account("ben@oakfield.example.org", Role.ADMINISTRATOR)
    another_browser.sign_in("ben@oakfield.example.org")
    return another_browser


def fields(page: str) -> dict[str, str]:
    """Every field of the editor as its page holds it."""
    found = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page))
    for name, text in re.findall(
        r'<textarea[^>]*name="(text-[^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL
    ):
        found[name] = html.unescape(text)
    return found


def keys(page: str) -> list[str]:
    return re.findall(r'name="line" value="([^"]+)"', page)


def send(browser: Any, address: str, page: str, **more: Any) -> Any:
    """Sends a page back with some fields typed over."""
    return browser.post(address, line=keys(page), **(fields(page) | more))


def stored(office: Any, key: str = KEY, language: str = "pl") -> str:
    with office.database.reading(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        revision = translations.workplace(session, survey)
        lines = translation_lines.of_revision(session, revision, language)
        return next(line.text for line in lines if line.key == key)


def section(browser: Any, language: str = "pl") -> tuple[str, str]:
    """The address and the page of the section that holds the statement."""
    page = browser.get(f"{OWN}/{language}/edit").text
    for address in dict.fromkeys(re.findall(rf'href="({OWN}/{language}/edit\?section=[^"]+)"', page)):
        found = browser.get(html.unescape(address)).text
        if f'value="{KEY}"' in found:
            return html.unescape(address), found
    raise AssertionError("no section holds the statement")


def begin_draft(office: Any, change: Any = a_draft.reworded) -> None:
    with office.database.transaction(office.organisation_id) as session:
        survey = surveys.find(session, "my-care")
        assert survey
        a_draft.begin(session, survey, change)


def test_each_line_stands_beside_its_english_in_its_own_language_and_direction(tara: Any) -> None:
    _, page = section(tara, "ur")
    assert "I help to decide about my care." in page and "In Easy Read:" in page
    assert re.search(rf'<textarea[^>]*name="text-{KEY}" lang="ur" dir="rtl"', page)


def test_a_section_at_a_time_is_shown_and_all_of_them_together_are_every_line(tara: Any) -> None:
    first = tara.get(f"{OWN}/pl/edit").text
    found = keys(first)
    assert found == ["title", "introduction"]
    for address in dict.fromkeys(re.findall(rf'href="({OWN}/pl/edit\?section=[^"]+)"', first)):
        found += keys(tara.get(html.unescape(address)).text)
    assert len(found) >= len(set(found)) and f"All ({len(set(found))})" in first


def test_a_line_is_saved_and_all_others_stay(tara: Any, office: Any) -> None:
    address, page = section(tara)
    answer = send(
        tara, address, page, **{f"text-{KEY}": "Pomagam decydować.", "provenance": "community-checked"}
    )
    assert answer.status_code == 303
    after = tara.get(answer.location).text
    assert "1 line is saved." in after and "Checked by people who speak it" in after
    assert stored(office) == "Pomagam decydować."
    with office.database.reading(office.organisation_id) as session:
        row = session.scalars(select(SurveyTexts).where(SurveyTexts.language == "pl")).one()
        assert row.provenances == {KEY: "community-checked"} and row.changed_by == "tara@oakfield.example.org"


def test_a_page_sent_back_as_it_was_says_that_nothing_changed(tara: Any, office: Any) -> None:
    address, page = section(tara)
    answer = send(tara, address, page)
    assert answer.status_code == 303 and "Nothing was changed." in tara.get(answer.location).text


def test_two_who_write_the_same_line_both_see_both_and_the_rest_is_kept(
    tara: Any, ben: Any, office: Any
) -> None:
    address, page = section(tara)
    _, theirs = section(ben)
    send(ben, address, theirs, **{f"text-{KEY}": "Słowa Bena."})
    other = next(key for key in keys(page) if key not in (KEY, "title"))
    answer = send(tara, address, page, **{f"text-{KEY}": "Słowa Tary.", f"text-{other}": "Inne słowa."})
    assert answer.status_code == 200 and "Somebody else changed this line" in answer.text
    assert "Słowa Bena." in answer.text and fields(answer.text)[f"text-{KEY}"] == "Słowa Tary."
    assert stored(office) == "Słowa Bena." and stored(office, other) == "Inne słowa."
    assert send(tara, address, answer.text).status_code == 303
    assert stored(office) == "Słowa Tary."


def test_english_that_changed_while_somebody_wrote_is_shown_and_their_words_stay_in_the_form(
    tara: Any, office: Any
) -> None:
    address, page = section(tara)
    begin_draft(office)
    answer = send(tara, address, page, **{f"text-{KEY}": "Pomagam decydować."})
    assert "The English changed while you wrote" in answer.text
    assert fields(answer.text)[f"text-{KEY}"] == "Pomagam decydować." and "care and treatment" in answer.text


def test_what_is_missing_and_what_changed_can_be_shown_alone(tara: Any, office: Any) -> None:
    def change(data: dict[str, Any]) -> None:
        a_draft.reworded(data)
        a_draft.with_an_own_question(data)

    begin_draft(office, change)
    assert keys(tara.get(f"{OWN}/pl/edit?show=missing").text) == ["item/ours/text"]
    page = tara.get(f"{OWN}/pl/edit?show=changed").text
    assert keys(page) == [KEY] and "It was translated from: I help to decide about my care." in page
    answer = send(tara, f"{OWN}/pl/edit?show=changed", page, **{f"right-{KEY}": "yes", "show": "changed"})
    assert answer.location.endswith("show=changed")
    assert "There is nothing of this kind" in tara.get(answer.location).text


def test_what_was_signed_before_is_offered_and_taken_by_one_press_with_all_that_was_typed(
    tara: Any, office: Any
) -> None:
    office.sign("pl")
    signed = stored(office)
    begin_draft(office)
    address, page = section(tara)
    send(tara, address, page, **{f"text-{KEY}": ""})
    address, page = section(tara)
    assert "Noor (invented) signed this" in page and "for English that differs" in page
    assert "<ins>" in page and "and treatment." in page
    take = re.search(rf'name="take" value="({KEY}\|[0-9a-f]+)"', page)
    assert take
    other = next(key for key in keys(page) if key != KEY)
    answer = send(tara, address, page, take=take.group(1), **{f"text-{other}": "Inne słowa."})
    assert answer.status_code == 303 and "#line-" in answer.location
    assert stored(office) == signed and stored(office, other) == "Inne słowa."


def test_words_taken_from_the_library_are_a_draft_whatever_else_somebody_writes(
    tara: Any, office: Any
) -> None:
    shipped = stored(office)
    address, page = section(tara)
    send(tara, address, page, **{f"text-{KEY}": ""})
    address, page = section(tara)
    assert "From the library of this program:" in page
    take = re.search(rf'name="take" value="({KEY}\|[0-9a-f]+)"', page)
    assert take
    send(tara, address, page, take=take.group(1), provenance="professional")
    assert stored(office) == shipped
    with office.database.reading(office.organisation_id) as session:
        row = session.scalars(select(SurveyTexts).where(SurveyTexts.language == "pl")).one()
        assert row.provenances == {KEY: "machine-draft"}


def test_an_offer_that_never_was_changes_nothing_and_keeps_what_was_typed(tara: Any, office: Any) -> None:
    before = stored(office)
    address, page = section(tara)
    answer = send(tara, address, page, take=f"{KEY}|000000000000", **{f"text-{KEY}": "Pomagam."})
    assert answer.status_code == 400 and fields(answer.text)[f"text-{KEY}"] == "Pomagam."
    assert stored(office) == before


def test_a_text_without_end_comes_back_with_the_reason(tara: Any, office: Any) -> None:
    address, page = section(tara)
    answer = send(tara, address, page, **{f"text-{KEY}": "ż" * 2_500})
    assert answer.status_code == 400 and "under 2,400 letters" in answer.text
    assert fields(answer.text)[f"text-{KEY}"] == "ż" * 2_500


def test_what_a_check_finds_is_said_in_plain_words(tara: Any, office: Any) -> None:
    address, page = section(tara)
    send(tara, address, page, **{f"text-{KEY}": "Pomagam {decydować} <b>dziś</b>"})
    _, page = section(tara)
    assert "Stops the signature" in page and "This is code, not words." in page
    assert "&lt;b&gt;" in page and "<b>dziś" not in page


def test_a_signed_language_is_edited_as_a_new_version_and_the_page_says_so(tara: Any, office: Any) -> None:
    office.sign("pl")
    address, page = section(tara)
    assert "is a new version" in page
    send(tara, address, page, **{f"text-{KEY}": "Pomagam decydować."})
    assert "Newer words wait" in tara.get(OWN).text


def test_a_language_that_nobody_began_is_added_by_writing_in_it(tara: Any, office: Any) -> None:
    with office.database.transaction(office.organisation_id) as session:
        for row in session.scalars(select(SurveyTexts).where(SurveyTexts.language == "so")):
            session.delete(row)
    assert f'href="{OWN}/so/edit"' in tara.get(OWN).text
    page = tara.get(f"{OWN}/so/edit").text
    answer = send(tara, f"{OWN}/so/edit", page, **{"text-title": "Daryeelkaaga"})
    assert answer.status_code == 303 and stored(office, "title", "so") == "Daryeelkaaga"


@pytest.mark.parametrize("language", ["en", "en-simple", "bfi", "xx"])
def test_english_easy_read_and_signing_are_not_translated_here(tara: Any, language: str) -> None:
    assert tara.get(f"{OWN}/{language}/edit").status_code == 404


def test_going_on_leads_to_the_next_section(tara: Any) -> None:
    page = tara.get(f"{OWN}/pl/edit").text
    answer = send(tara, f"{OWN}/pl/edit", page, go="on")
    assert answer.status_code == 303 and "section=in-" in answer.location
