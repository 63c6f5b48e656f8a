"""Promise of `flask results`: the shape people script against, and never another number than the public page."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from feedback.models.organisation import Organisation
from tests.feedback.invented_place import Demonstration
from tests.feedback.open_survey import answer, open_survey

SURVEYS = ["my-care", "being-heard", "friends-and-family", "carers"]
GROUPS = [
    "role", "answered-by", "helper", "age-band", "sex", "gender-identity", "ethnic-group", "ethnic-group-detail",
    "disability", "impairment", "religion", "sexual-orientation", "pregnancy", "carer", "main-language",
    "english-proficiency", "health-literacy", "inclusion", "deprivation-quintile",
]  # fmt: skip
CELL = {"base", "suppressed", "options"}
OPTION = {"key", "label", "count", "percent", "low", "high"}


def by(*groups: str) -> list[str]:
    return [part for group in groups for part in ("--by", group)]


def text(fragment: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def figures(cell: str) -> tuple[int, int, int] | None:
    """Percentage and interval of one cell of a table, None where it is hidden."""
    percent = re.search(r"<bdi>(\d+)%</bdi>", cell)
    interval = re.search(r"\((\d+) to (\d+)\)", cell)
    return (int(percent[1]), int(interval[1]), int(interval[2])) if percent and interval else None


def table_of(page: str, item: str) -> dict[str, tuple[int | None, list[tuple[int, int, int] | None]]]:
    """Row heading to base and figures, as the page's table of an item shows them."""
    section = re.search(rf'id="r-{item}">(.*?)</section>', page, re.DOTALL)
    assert section
    found = {}
    for row in re.findall(r"<tr role=\"row\"[^>]*>(.*?)</tr>", section[1].partition("<tbody")[2], re.DOTALL):
        heading = re.search(r"<th.*?>(.*?)</th>", row, re.DOTALL)
        base, *cells = re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)
        number = re.search(r"<bdi>(\d+)</bdi>", base)
        assert heading
        # What a row says in words stands behind the group's name.
        found[text(heading[1].partition("<span class=")[0])] = (
            int(number[1]) if number else None,
            [figures(cell) for cell in cells],
        )
    return found


def bar_of(page: str, item: str) -> list[tuple[str, int | None, int | None]]:
    """Label, percentage and count of each answer, as the page's bar of an item says them in words."""
    section = re.search(rf'id="r-{item}">(.*?)(?:<details|</section>)', page, re.DOTALL)
    assert section
    lines = []
    for line in re.findall(r"<li>(.*?)</li>", section[1], re.DOTALL):
        words = text(line)
        shown = re.fullmatch(r"(.*): (\d+)% ?(?:\((\d+)\))?", words)
        lines.append(
            (shown[1], int(shown[2]), int(shown[3])) if shown else (words.rpartition(":")[0], None, None)
        )
    return lines


@pytest.mark.parametrize("survey", SURVEYS)
def test_the_public_numbers_and_the_public_page_never_disagree(
    demonstration: Demonstration, survey: str
) -> None:
    data = demonstration.json("results", survey, "--profile", "public", *by(*GROUPS))
    shown = 0
    for group in GROUPS:
        page = demonstration.page(f"/results/invented-place/{survey}?by={group}&lang=en")
        assert f"Number of people who answered: {data['responses']}." in page
        for item in data["items"]:
            if item["overall"]["base"] is None:
                assert "Too few people answered this to show anything." in page
                continue
            assert bar_of(page, item["key"]) == [
                (o["label"], o["percent"], o["count"]) for o in item["overall"]["options"]
            ]
            table = table_of(page, item["key"])
            cells = [cell for cell in item["groups"] if cell["group"] == group]
            assert set(table) - {"Everybody"} == {cell["label"] for cell in cells}
            for cell in cells:
                expected = [
                    None if o["percent"] is None else (o["percent"], o["low"], o["high"])
                    for o in cell["options"]
                ]
                base, found = table[cell["label"]]
                assert base == cell["base"], (survey, item["key"], group, cell["label"])
                assert found == expected or (base is None and set(found) <= {None}), (
                    survey,
                    item["key"],
                    group,
                    cell["label"],
                )
                shown += base is not None
    assert shown > 20


@pytest.mark.parametrize("profile", ["public", "staff"])
def test_the_shape_is_the_one_people_script_against(demonstration: Demonstration, profile: str) -> None:
    data = demonstration.json(
        "results", "invented-place/my-care", "--profile", profile, *by("age-band", "sex")
    )
    assert list(data) == ["survey", "profile", "responses", "items"]
    assert (data["survey"], data["profile"]) == ("my-care", profile)
    for item in data["items"]:
        assert list(item) == ["key", "kind", "text", "overall", "groups"]
        assert set(item["overall"]) - {"words"} == CELL
        assert [cell["group"] for cell in item["groups"]] == sorted(cell["group"] for cell in item["groups"])
        for cell in [item["overall"], *item["groups"]]:
            assert set(cell) - {"group", "value", "label", "words"} == CELL
            assert cell["suppressed"] in (None, "too-few")
            for option in cell["options"]:
                assert set(option) == OPTION
                hidden = [option[name] is None for name in ("count", "percent", "low", "high")]
                assert all(hidden) or not any(hidden) or cell["base"] == 0
                if option["percent"] is not None:
                    assert 0 <= option["low"] <= option["percent"] <= option["high"] <= 100


@pytest.mark.parametrize("survey", SURVEYS)
def test_in_public_no_group_under_ten_and_no_small_cell_is_shown(
    demonstration: Demonstration, survey: str
) -> None:
    for item in demonstration.json("results", survey, "--profile", "public", *by(*GROUPS))["items"]:
        for cell in item["groups"]:
            assert cell["base"] is None or cell["base"] >= 10
            for option in cell["options"]:
                assert option["count"] is None or option["count"] == 0 or option["count"] >= 5
                if cell["base"] is not None and cell["base"] < 30:
                    assert option["percent"] not in (0, 100)


def test_a_group_that_was_not_published_says_so(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    opened = open_survey(database, organisation.id)
    with database.transaction(organisation.id) as session:
        for number in range(40):
            answer(
                session,
                opened,
                str(number),
                help_to_decide=("yes", "no")[number % 2],
                sex=("female", "male")[number % 2],
            )
    assert runner.invoke(args=["results", "publish", "my-care", *by("age-band"), "--json"]).exit_code == 0
    result = runner.invoke(args=["results", "my-care", "--profile", "public", *by("sex"), "--json"])
    item = next(item for item in json.loads(result.stdout)["items"] if item["key"] == "help-to-decide")
    assert [cell["value"] for cell in item["groups"]] == ["female", "male"]
    for cell in item["groups"]:
        assert (cell["base"], cell["suppressed"], cell["options"]) == (None, "not-published", [])


def refused(demonstration: Demonstration, *arguments: str) -> tuple[int, Any]:
    result = demonstration.app.test_cli_runner().invoke(args=["results", *arguments, "--json"])
    return result.exit_code, json.loads(result.stderr)["error"] if result.stderr.startswith(
        "{"
    ) else result.stderr


@pytest.mark.parametrize("profile", ["public", "staff"])
def test_an_unknown_group_is_an_error_that_names_those_there_are(
    demonstration: Demonstration, profile: str
) -> None:
    code, told = refused(demonstration, "my-care", "--profile", profile, "--by", "shoe-size")
    assert code == 1 and "shoe-size" in told and "age-band" in told


@pytest.mark.parametrize(
    ("crossed", "reason"),
    [
        ("sex*age-band*role", "not more"),
        ("sex*sex", "with itself"),
        ("impairment*sex", "several"),
        ("place*sex", "places"),
        ("ethnic-group*ethnic-group-detail", "within"),
        ("sex*shoe-size", "shoe-size"),
    ],
)
def test_what_cannot_be_crossed_is_refused_with_the_reason(
    demonstration: Demonstration, crossed: str, reason: str
) -> None:
    code, told = refused(demonstration, "my-care", "--by", crossed)
    assert code == 1 and reason in told


def test_staff_ask_for_a_crossing_without_its_groups(demonstration: Demonstration) -> None:
    code, told = refused(demonstration, "my-care", "--by", "sex", "--by", "sex*age-band")
    assert code == 1 and "sex*age-band by itself" in told


def test_by_place_month_channel_language_and_two_groups_crossed_in_words(
    demonstration: Demonstration,
) -> None:
    groups = ("place", "period", "channel", "language", "sex*age-band")
    data = demonstration.json("results", "my-care", *by(*groups), "--question", "help-to-decide")
    labels: dict[str, set[str]] = {group: set() for group in groups}
    for cell in data["items"][0]["groups"]:
        labels[cell["group"]].add(cell["label"])
        assert set(cell) - {"words"} == {"group", "value", "label", *CELL}
        assert cell["base"] is None or cell["base"] >= 10
    assert "Female, 25-34" in {
        label.replace("–", "-").replace(" to ", "-") for label in labels["sex*age-band"]
    }
    assert all(re.fullmatch(r"[A-Z][a-z]+ 20\d\d", label) for label in labels["period"])
    assert "English" in labels["language"] and labels["channel"] & {"By QR code", "On the web"}
    assert labels["place"] and not any(label == label.lower() for label in labels["place"])


def test_an_unknown_survey_and_an_unknown_question_are_errors(demonstration: Demonstration) -> None:
    assert refused(demonstration, "nowhere") == (1, "there is no survey 'nowhere'")
    assert refused(demonstration, "elsewhere/my-care")[0] == 1
    assert refused(demonstration, "my-care", "--question", "nowhere")[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["my-care", "--profile", "everybody"], ["my-care", "--bye"]],
)
def test_a_command_that_makes_no_sense_exits_with_two(
    demonstration: Demonstration, arguments: list[str]
) -> None:
    assert demonstration.app.test_cli_runner().invoke(args=["results", *arguments]).exit_code == 2


def test_one_question_alone(demonstration: Demonstration) -> None:
    data = demonstration.json("results", "my-care", "--question", "help-to-decide")
    assert [item["key"] for item in data["items"]] == ["help-to-decide"]
    assert data["items"][0]["text"] == "I help to decide about my care."


def test_a_name_that_two_organisations_use_exits_with_two_and_lists_them(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    open_survey(database, organisation.id)
    with database.transaction() as session:
        from feedback.services import organisations
        from tests.feedback.open_survey import TODAY

        other = organisations.add(session, "elsewhere", "Elsewhere (invented)", by="a test", today=TODAY)
    open_survey(database, other.id)
    for arguments in (["results", "my-care", "--json"], ["survey", "publish", "my-care", "--json"]):
        result = runner.invoke(args=arguments)
        told = json.loads(result.stderr)["error"]
        assert result.exit_code == 2 and "elsewhere/my-care" in told and "oakfield/my-care" in told
    assert runner.invoke(args=["results", "oakfield/my-care", "--json"]).exit_code == 0


def test_publishing_twice_with_nothing_new_is_refused_in_a_sentence(
    runner: FlaskCliRunner, database: Database, organisation: Organisation
) -> None:
    open_survey(database, organisation.id)
    first = runner.invoke(args=["results", "publish", "my-care", "--json"])
    assert json.loads(first.stdout)["snapshot"] == 1 and first.exit_code == 0
    second = runner.invoke(args=["results", "publish", "my-care", "--json"])
    assert second.exit_code == 1 and "0 answers came or went" in json.loads(second.stderr)["error"]


def test_a_person_reads_lines_and_not_data(demonstration: Demonstration) -> None:
    result = demonstration.app.test_cli_runner().invoke(
        args=["results", "my-care", *by("sex"), "--profile", "public"]
    )
    assert (
        result.exit_code == 0
        and "I help to decide about my care." in result.stdout
        and "{" not in result.stdout
    )
