"""Promises of publishing results: asked for once, worked beside the pages, watched without a script, started again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from feedback.models.publication import Publication
from feedback.models.snapshot import Snapshot
from feedback.services import audit, snapshots, surveys
from feedback.services import snapshot_runs as runs
from feedback.vocabulary import Role
from feedback.web import working
from tests.feedback.web.staff.conftest import STATEMENT

PAGE = "/staff/results/my-care"


@pytest.fixture
def ana(browser: Any, account: Any, office: Any) -> Any:
    """An analyst, and a survey that people answered."""
    office.answer(30, {STATEMENT: "yes", "age-band": "25-34"})
    office.answer(15, {STATEMENT: "no", "age-band": "65-74"})
    account("ana@oakfield.example.org", Role.ANALYST)
    browser.sign_in("ana@oakfield.example.org")
    browser.get(PAGE)
    return browser


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that is asked for and not yet begun, as a page sees it that comes meanwhile."""
    monkeypatch.setattr(working, "publish", lambda *_: None)


def runs_of(office: Any) -> list[Publication]:
    with office.database.reading(office.organisation_id) as session:
        return list(session.scalars(select(Publication).order_by(Publication.id)))


def published(office: Any) -> int:
    with office.database.reading(office.organisation_id) as session:
        return len(list(session.scalars(select(Snapshot))))


def change(office: Any, **fields: Any) -> None:
    """What happens to the newest run while nobody looks."""
    with office.database.transaction(office.organisation_id) as session:
        run = session.scalars(select(Publication).order_by(Publication.id.desc())).first()
        assert run
        for name, value in fields.items():
            setattr(run, name, value)


def refreshes(answer: Any) -> bool:
    """Whether a browser asks again by itself, without a script."""
    return answer.headers.get("Refresh", "").isdecimal()


@pytest.mark.usefixtures("never")
def test_the_page_says_how_far_it_is_in_words_and_a_bar_and_looks_again_by_itself(
    ana: Any, office: Any
) -> None:
    answer = ana.post(f"{PAGE}/publish", groups=["age-band"])
    first = ana.get(answer.location)
    assert "Counting the answers" in first.text and refreshes(first) and "<script" not in first.text
    assert not refreshes(ana.get(f"{answer.location}?still=yes")), "who listens to the page can stop that"
    change(office, step=3, steps=9)
    page = ana.get(answer.location).text
    assert "3 of 9 tables are checked" in page and 'class="bar-fill" width="33.3"' in page
    assert "Started by ana@oakfield.example.org" in page


@pytest.mark.usefixtures("never")
def test_whoever_left_finds_the_way_back_from_the_results(ana: Any) -> None:
    address = ana.post(f"{PAGE}/publish", groups=["age-band"]).location
    page = ana.get(PAGE).text
    assert f'href="{address}"' in page and "Publish these results" not in page


@pytest.mark.usefixtures("never")
def test_a_second_one_is_refused_while_the_first_is_at_work(ana: Any, office: Any) -> None:
    ana.post(f"{PAGE}/publish", groups=["age-band"])
    answer = ana.post(f"{PAGE}/publish", groups=["sex"])
    assert answer.status_code == 400 and "being published just now" in answer.text
    assert len(runs_of(office)) == 1


@pytest.mark.usefixtures("never")
def test_what_stopped_says_so_and_can_be_started_again(
    ana: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = ana.post(f"{PAGE}/publish", groups=["age-band", "sex"]).location
    change(office, beat_at=audit.now() - runs.SILENT - timedelta(seconds=1))
    answer = ana.get(address)
    page = answer.text
    assert "It stopped" in page and "Start again" in page and not refreshes(answer)
    monkeypatch.undo()
    again = ana.post(f"{PAGE}/publish", groups=re.findall(r'name="groups" value="([^"]+)"', page))
    assert "Everybody can see them now" in ana.get(again.location).text
    assert [run.state for run in runs_of(office)] == [runs.STOPPED, runs.DONE] and published(office) == 1


def test_when_it_is_done_the_page_leads_to_the_public_one_and_rests(ana: Any, office: Any) -> None:
    answer = ana.get(ana.post(f"{PAGE}/publish", groups=["age-band"]).location)
    assert "Everybody can see them now" in answer.text and 'href="/results/oakfield/my-care"' in answer.text
    assert not refreshes(answer) and published(office) == 1


def test_any_number_of_groups_can_be_published_beside_earlier_ones(ana: Any, office: Any) -> None:
    office.publish_results("age-band")
    office.answer(12, {STATEMENT: "no", "age-band": "25-34"})
    groups = ["role", "age-band", "sex", "ethnic-group", "disability", "place"]
    page = ana.get(ana.post(f"{PAGE}/publish", groups=groups).location).text
    assert "Everybody can see them now" in page and published(office) == 2
    [run] = runs_of(office)
    assert run.steps > 0 and run.step == run.steps


def test_what_comes_up_meanwhile_is_told_and_publishes_nothing(
    ana: Any, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_was_faster(*_: Any, **__: Any) -> Any:
        with office.database.reading(office.organisation_id) as session:
            survey = surveys.find(session, "my-care")
            assert survey
            made = snapshots.Prepared(survey.id, 9, snapshots.Profile.PUBLIC, 1, (), 45, 0, 45, ())
        return made

    monkeypatch.setattr(snapshots, "prepare", somebody_was_faster)
    page = ana.get(ana.post(f"{PAGE}/publish", groups=["age-band"]).location).text
    assert "Nothing was published" in page and "somebody else published" in page
    assert published(office) == 0 and runs_of(office)[0].running is None


def test_what_breaks_is_put_down_as_stopped_and_its_reason_is_no_reader_s(
    ana: Any, office: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    why = " ".join(["a", "solver", "without", "memory"])

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(why)

    monkeypatch.setattr(snapshots, "prepare", broken)
    page = ana.get(ana.post(f"{PAGE}/publish", groups=["age-band"]).location).text
    assert "It stopped" in page and "solver" not in page
    # The log says where, and keeps what an error says to itself: that may be somebody's words.
    assert "RuntimeError" in caplog.text and "publishing.py" in caplog.text and "solver" not in caplog.text
    assert runs_of(office)[0].state == runs.STOPPED and published(office) == 0


@pytest.mark.usefixtures("never")
def test_a_run_is_found_under_its_own_survey_alone(ana: Any, office: Any) -> None:
    address = ana.post(f"{PAGE}/publish", groups=["age-band"]).location
    assert ana.get(address).status_code == 200
    with office.database.transaction(office.organisation_id) as session:
        surveys.adopt(session, "carers", by="a test", today=audit.now().date())
    assert ana.get(address.replace("my-care", "carers")).status_code == 404
    assert ana.get(f"{PAGE}/publishing/999").status_code == 404


def test_two_groups_crossed_are_published_instead_of_each(ana: Any, office: Any) -> None:
    fields = {"groups": ["age-band", "sex", "role"], "cross": "sex", "with": "age-band"}
    page = ana.get(ana.post(f"{PAGE}/publish", **fields).location).text
    assert "Everybody can see them now" in page
    with office.database.reading(office.organisation_id) as session:
        [snapshot] = session.scalars(select(Snapshot))
    assert snapshot.groups == ["role", "sex*age-band"]
    public = ana.get("/results/oakfield/my-care?by=sex*age-band")
    assert public.status_code == 200 and "Sex, Age" in public.text


def test_groups_that_cannot_be_crossed_are_refused(ana: Any, office: Any) -> None:
    answer = ana.post(f"{PAGE}/publish", groups=["role"], cross="sex", **{"with": "sex"})
    assert answer.status_code == 400 and "not crossed" in answer.text and published(office) == 0


def test_a_refusal_shows_everything_and_waits_for_nobody(ana: Any, office: Any) -> None:
    """A part would be written down by a second writer, which on SQLite waits for the first: this very request."""
    answer = ana.post(f"{PAGE}/publish?place=ward-7", groups=[])
    assert answer.status_code == 400 and "Number of people who answered: 45." in answer.text
