"""Promise over 1,000 comments in five languages: how many signs are found is told, and none of them is published.

The comments were written for this test, apart from the lists they are searched with. What is found is not why nothing
is published: nothing of a comment is, before a person looked at it.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.services import (
    comments,
    identifiers,
    quotes,
    redactions,
    responses,
    risk_lists,
    risk_words,
    snapshots,
    surveys,
)
from feedback.services.responses import Arrival
from tests.feedback.open_survey import BY, TODAY, Open

PARTS = tomllib.loads((Path(__file__).parent / "written_comments.toml").read_text("utf-8"))
TABLE = Path(__file__).parents[3] / "docs" / "comments.md"
#: In each of five languages: 20 at risk, 20 with personal data, 160 with neither.
EACH, PLAIN = 20, 160
#: Less than this would be a list that has gone wrong. What was measured stands in the table, and is higher.
FLOOR_OF_RISK, FLOOR_OF_PERSONAL, MOST_FALSE_ALARMS = 45, 85, 5


@dataclass(frozen=True)
class Written:
    """A comment, what it is, and the pieces of it that could tell who somebody is."""

    language: str
    kind: str
    text: str
    pieces: tuple[str, ...] = ()


def everything() -> list[Written]:
    """All of them in an order that is always the same."""
    found = []
    for language, its in PARTS.items():
        found += [Written(language, "risk", each) for each in its["risk"]]
        for each in its["personal"]:
            pieces = tuple(re.findall("⟦(.*?)⟧", each))
            found.append(Written(language, "personal", re.sub("[⟦⟧]", "", each), pieces))
        made = [" ".join(parts) for parts in product(its["start"], its["middle"], its["end"])]
        # A step that shares no factor with their number goes through all of them, and mixes the parts.
        found += [Written(language, "plain", made[number * 7 % len(made)]) for number in range(PLAIN)]
    return found


WRITTEN = everything()


def is_found(one: Written) -> bool:
    """A sign of risk anywhere; or every letter of every piece that could tell who somebody is."""
    if one.kind == "risk":
        return bool(risk_words.find(one.text, one.language))
    covered = {place for found in identifiers.find(one.text) for place in range(found.start, found.end)}
    wanted = {
        place
        for piece in one.pieces
        for place in range(one.text.index(piece), one.text.index(piece) + len(piece))
        if one.text[place].isalnum()
    }
    return wanted <= covered


def rates() -> dict[str, dict[str, int]]:
    """For each language: percent of risk found, percent of personal data found, false alarms of both, in percent."""
    told = {}
    for language in PARTS:
        its = [one for one in WRITTEN if one.language == language]
        plain = [one for one in its if one.kind == "plain"]
        told[language] = {
            "risk": round(100 * sum(is_found(one) for one in its if one.kind == "risk") / EACH),
            "personal": round(100 * sum(is_found(one) for one in its if one.kind == "personal") / EACH),
            "false risk": round(
                100 * sum(bool(risk_words.find(one.text, language)) for one in plain) / PLAIN
            ),
            "false personal": round(100 * sum(bool(identifiers.find(one.text)) for one in plain) / PLAIN),
        }
    return told


def test_there_are_a_thousand_of_them_and_none_is_a_line_of_a_list() -> None:
    kinds = [one.kind for one in WRITTEN]
    assert (len(WRITTEN), kinds.count("risk"), kinds.count("personal")) == (1000, 100, 100)
    assert len({one.text for one in WRITTEN}) == 1000
    lines = {phrase for tag in PARTS for its in risk_lists.of(tag).phrases.values() for phrase in its}
    assert not lines & {one.text for one in WRITTEN}


def test_how_much_is_found_is_told_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    told = rates()
    missed = [one.text for one in WRITTEN if one.kind != "plain" and not is_found(one)]
    with capsys.disabled():
        print()
        for language, its in told.items():
            print(f"{language}: " + ", ".join(f"{name} {percent} %" for name, percent in its.items()))
        print(f"missed: {len(missed)} of 200")
    for its in told.values():
        assert its["risk"] >= FLOOR_OF_RISK and its["personal"] >= FLOOR_OF_PERSONAL
        assert its["false risk"] <= MOST_FALSE_ALARMS and its["false personal"] <= MOST_FALSE_ALARMS
    shown = TABLE.read_text("utf-8")
    for language, its in told.items():
        row = " | ".join([f"`{language}`", *(f"{percent} %" for percent in its.values())])
        assert f"| {row} |" in shown, f"the table of docs/comments.md says something else than: {row}"


def stored(session: Session, opened: Open) -> None:
    """A response for each, its writer allowing it to be shared."""
    served = surveys.served(session, opened.survey_id)
    assert served is not None
    for number, one in enumerate(WRITTEN):
        arrival = Arrival(opened.link_id, opened.place_id, "qr", one.language, 1)
        answers = {"one-thing-better": {"text": one.text, "share": True}, "help-to-decide": "yes",
                   "age-band": ("25-34", "65-74")[number % 2]}  # fmt: skip
        responses.submit(session, served, arrival, answers, submission=f"written {number}", today=TODAY)


def test_none_of_them_is_published_without_a_person(session: Session, opened: Open, app: Flask) -> None:
    stored(session, opened)
    survey = session.get_one(Survey, opened.survey_id)
    snapshots.publish(session, survey, ["age-band"], by=BY, today=TODAY)
    written = comments.of_survey(session, opened.survey_id)
    assert len(written) == 1000
    # No quote, nothing released, and what a program passes on holds nothing that was marked.
    assert quotes.offered(session, opened.survey_id) == []
    assert redactions.released(session, opened.survey_id) == []
    for one in islice((each for each in written if redactions.suggested(each)), 100):
        passed_on = redactions.for_others(one)
        assert [
            found.text
            for found in redactions.suggested(one)
            if len(found.text) > 5 and found.text in passed_on
        ] == []
    frozen = session.execute(text("SELECT items FROM snapshot")).scalar_one()
    kept = frozen if isinstance(frozen, str) else json.dumps(frozen, ensure_ascii=False)
    session.commit()
    client = app.test_client()
    pages = [client.get(address, follow_redirects=True) for address in (
        "/results/oakfield/my-care", "/you-said-we-did/", "/you-said-we-did/oakfield/",
        "/you-said-we-did/oakfield/feed.xml", f"/s/{opened.code}", f"/s/{opened.code}/pl", "/privacy/oakfield",
    )]  # fmt: skip
    assert {page.status_code for page in pages} == {200}
    everything_public = kept + "".join(page.text for page in pages)
    assert [one.text for one in WRITTEN if one.text in everything_public] == []
    assert [
        piece for one in WRITTEN for piece in one.pieces if len(piece) > 5 and piece in everything_public
    ] == []
