"""Promises of the themes: proposals repeat themselves, and counts by group pass the one door."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedback.reports import themes
from feedback.services import comments, surveys
from tests.feedback.open_survey import Open, answer

Name = tuple[int, str]
NOISE = ["The bins bang all night and I cannot sleep", "Night noise from the bins kept me awake",
         "So much noise at night, the bins and the doors", "Doors bang at night, no sleep at all"]  # fmt: skip
FOOD = ["The food was cold and the soup had no taste", "Cold food again, the soup was awful",
        "I would like warm food and better soup", "Soup cold, food cold, tea cold"]  # fmt: skip


def texts(language: str = "en", times: int = 2) -> dict[Name, tuple[str, str]]:
    said = [f"{words} {'really ' * at}" for at in range(times) for words in (*NOISE, *FOOD)]
    return {(number, "better"): (language, words) for number, words in enumerate(said)}


def test_comments_that_share_words_are_proposed_together_and_always_alike() -> None:
    found = themes.propose(texts())
    assert found == themes.propose(texts())
    assert len(found) >= 2
    given = texts()
    for proposal in found:
        about = {"soup" in given[name][1].casefold() for name in proposal.comments}
        assert len(about) == 1, proposal
    assert {word for proposal in found for word in proposal.words} >= {"soup", "night"}


def test_english_comes_first_and_languages_are_not_mixed() -> None:
    polish = {(100 + number, key): ("pl", f"W nocy jest hałas i zimna zupa {words}")
              for (number, key), (_, words) in texts().items()}  # fmt: skip
    found = themes.propose({**polish, **texts()})
    assert [one.language for one in found] == sorted(
        (one.language for one in found), key=lambda tag: tag != "en"
    )
    assert {one.language for one in found} == {"en", "pl"}


@pytest.mark.parametrize("language", ["ar", "bn", "zh-Hans", "ta"])
def test_any_script_is_taken(language: str) -> None:
    words = {"ar": "الغرفة باردة والليل صاخب", "bn": "রাতে অনেক শব্দ আর খাবার ঠান্ডা", "zh-Hans": "晚上很吵饭菜很冷",
             "ta": "இரவில் சத்தம் உணவு குளிர்"}[language]  # fmt: skip
    more = {(number, "better"): (language, f"{words} {'x' * (number % 3 + 1)}") for number in range(14)}
    assert all(one.language == language for one in themes.propose(more))


def test_too_few_comments_propose_nothing() -> None:
    assert themes.propose(dict(list(texts().items())[: themes.LEAST_COMMENTS - 1])) == []
    assert themes.propose({}) == []


def test_without_the_library_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(themes.NotInstalled, match=r"said-and-done\[themes\]"):
        themes.propose(texts())


def wrote(session: Session, opened: Open, age: str, number: int) -> list[Name]:
    """So many people of an age write something; returns their comments."""
    before = {one.response_id for one in comments.of_survey(session, opened.survey_id)}
    for at in range(number):
        words = {"text": f"Words {age} {at}", "share": False}
        answer(session, opened, f"{age} {at}", one_thing_better=words, age_band=age)
    return [(one.response_id, one.item_key) for one in comments.of_survey(session, opened.survey_id)
            if one.response_id not in before]  # fmt: skip


def test_those_who_wrote_are_counted_once_and_small_groups_are_hidden(session: Session, opened: Open) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    young, old, few = (
        wrote(session, opened, age, number) for age, number in (("25-34", 20), ("65-74", 14), ("85-plus", 3))
    )
    for at in range(30):
        answer(session, opened, f"silent {at}", help_to_decide="yes", age_band="25-34")
    everybody = [*young, *old, *few]
    # Twice under the theme, once a person.
    about = [*young[:10], *old[:2], few[0], (young[0][0], "another-question")]
    [item] = themes.counted(session, served.definition, everybody, {7: about}, "age-band")
    assert item.key == "theme-7"
    assert (item.overall.base, item.overall.options[0].count) == (37, 13)
    rows = dict(item.breakdowns[0].rows)
    assert (rows["25-34"].base, rows["25-34"].options[0].count) == (20, 10)
    assert rows["85-plus"].base is None and rows["85-plus"].options[0].count is None


def test_a_group_that_the_survey_does_not_have_is_none(session: Session, opened: Open) -> None:
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    with pytest.raises(KeyError):
        themes.counted(session, served.definition, [], {}, "help-to-decide")
    [item] = themes.counted(session, served.definition, [], {1: []})
    assert item.overall.base in (0, None)
