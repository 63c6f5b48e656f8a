"""Promise of what is logged when something goes wrong: no personal link, no number, no word of a statement."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from feedback.services import invitations, organisations
from feedback.web import transactions

TOKEN = "AbCdEfGhIjKlMnOpQrStUv"
NUMBER = "07700 900123"


@pytest.mark.parametrize("path", [f"/i/{TOKEN}", f"/i/{TOKEN}/ur", f"/i/{TOKEN}/not-me"])
def test_an_error_behind_a_personal_link_writes_no_part_of_it_down(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError(f"nobody has {NUMBER}")

    monkeypatch.setattr(invitations, "open_token", broken)
    with caplog.at_level("DEBUG"):
        answered = app.test_client().get(path)
    assert answered.status_code == 500 and TOKEN not in answered.text
    assert TOKEN not in caplog.text and NUMBER not in caplog.text
    # Whoever mends it finds where: the kind of address, the kind of error, and the line.
    assert "/i/<token>" in caplog.text and "ValueError" in caplog.text and "personal.py" in caplog.text


def test_an_address_of_nobody_is_not_written_down_either(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "dispatch_request", lambda: 1 / 0)
    with caplog.at_level("DEBUG"):
        app.test_client().get(f"/elsewhere/{TOKEN}")
    assert TOKEN not in caplog.text and "no address of ours" in caplog.text


def test_a_row_that_a_database_refuses_is_not_written_down(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        # PostgreSQL's own words hold the row: "Failing row contains (...)".
        raise IntegrityError("INSERT", {}, Exception(f"Key (number)=({NUMBER}) already exists"))

    monkeypatch.setattr(organisations, "by_slug", broken)
    monkeypatch.setattr("feedback.web.public.readers.of_organisation", lambda _: "en")
    with caplog.at_level("DEBUG"):
        assert app.test_client().get("/privacy/oakfield").status_code == 500
    assert NUMBER not in caplog.text and "IntegrityError" in caplog.text


def test_a_database_that_cannot_serve_is_one_line_without_an_address(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT", {}, Exception(f"no reading of {NUMBER}"))

    monkeypatch.setattr(transactions, "session", gone)
    with caplog.at_level("DEBUG"):
        answered = app.test_client().get(f"/i/{TOKEN}")
    assert answered.status_code == 503
    assert [one for one in caplog.messages if "cannot serve" in one] == [
        "the database cannot serve: OperationalError"
    ]
    assert TOKEN not in caplog.text and NUMBER not in caplog.text and "Traceback" not in caplog.text
