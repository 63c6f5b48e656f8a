"""Promise of `flask geography`: a look-up is loaded whole, and a bad row is named and nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from feedback.db import Database
from tests.feedback.open_survey import POSTCODES, rows


def load(runner: FlaskCliRunner, path: Path, content: bytes) -> tuple[int, str, str]:
    path.write_bytes(content)
    result = runner.invoke(args=["geography", "load", str(path), "--edition", "2025", "--json"])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_look_up_is_loaded_also_as_spreadsheets_save_it(
    runner: FlaskCliRunner, database: Database, tmp_path: Path, start: bytes
) -> None:
    code, out, _ = load(runner, tmp_path / "imd.csv", start + "\r\n".join(POSTCODES).encode())
    assert code == 0 and json.loads(out) == {"edition": "2025", "postcodes": 10}
    assert len(rows(database, "geography_postcode")) == 10


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"postcode,decile\nQX1 1AA,1\nQX2 1AA,eleven\n", "line 3"), (b"a,b\n1,2\n", "line 1"), (b"", "line 1"),
     (b"postcode,decile\n\xff\xfe,1\n", "utf-8"), (b"postcode,decile\n", "no postcodes")],
)  # fmt: skip
def test_a_bad_file_is_told_by_its_line_and_what_was_loaded_stays(
    runner: FlaskCliRunner, database: Database, tmp_path: Path, content: bytes, told: str
) -> None:
    load(runner, tmp_path / "good.csv", "\n".join(POSTCODES).encode())
    code, _, err = load(runner, tmp_path / "bad.csv", content)
    assert code == 1 and told in json.loads(err)["error"]
    assert len(rows(database, "geography_postcode")) == 10


def test_a_file_that_is_not_there_is_a_usage_error(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["geography", "load", str(tmp_path / "nowhere.csv"), "--edition", "2025"])
    assert result.exit_code == 2
