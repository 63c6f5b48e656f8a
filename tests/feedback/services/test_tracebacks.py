"""Promise of what a log says of an error: where it came up, and not the words it was raised with."""

from __future__ import annotations

import logging
import runpy

import pytest

from feedback.services import tracebacks
from tests.house.strings import ROOT

NUMBER = "07700 900123"


def error_of(what: str) -> BaseException:
    """An error as it comes up: raised because of another one, each with words that somebody typed."""
    try:
        try:
            int(what)
        except ValueError as first:
            raise RuntimeError(f"cannot text {what}") from first
    except RuntimeError as second:
        return second
    raise AssertionError


def test_an_error_is_told_by_its_kinds_and_lines_and_no_word() -> None:
    told = tracebacks.of(error_of(NUMBER))
    assert NUMBER not in told and "invalid literal" not in told
    first, second = told.split("\nthen:\n")
    assert first.endswith("ValueError") and second.endswith("RuntimeError")
    assert "int(what)" in first and "test_tracebacks.py" in second


def test_what_an_error_says_of_the_code_itself_is_kept() -> None:
    with pytest.raises(AttributeError) as raised:
        getattr(object(), "nothing_" + "there")
    assert "nothing_there" in tracebacks.of(raised.value).splitlines()[-1]


def test_errors_that_lead_to_each_other_are_told_once() -> None:
    one, other = ValueError(), KeyError()
    one.__context__, other.__context__ = other, one
    assert tracebacks.of(one).count("ValueError") == 1


def test_every_line_of_a_logger_loses_such_words_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    tracebacks.without_words("a test", "a test")
    log = logging.getLogger("a test")
    assert len(log.filters) == 1
    try:
        raise error_of(NUMBER)
    except RuntimeError:
        log.exception("it stopped")
    log.warning("and goes on")
    assert NUMBER not in caplog.text and "RuntimeError" in caplog.text
    assert "it stopped" in caplog.text and "and goes on" in caplog.text


def test_the_server_itself_writes_down_neither_who_asked_nor_for_what(
    caplog: pytest.LogCaptureFixture,
) -> None:
    conf = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert conf["accesslog"] is None
    log = logging.getLogger("gunicorn.error")
    before = list(log.filters)
    conf["on_starting"](None)
    try:
        # As gunicorn says them: the first about a line that it could not read, the second about one that broke.
        log.warning(
            "Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'GET /i/AbCdEfGhIjKlMnOpQrStUv'"
        )
        try:
            raise error_of(NUMBER)
        except RuntimeError:
            log.exception("Error handling request %s", "/i/AbCdEfGhIjKlMnOpQrStUv")
        log.warning("the worker beside this server ended")
    finally:
        log.filters = before
    for told in ("192.0.2.7", "AbCdEf", NUMBER):
        assert told not in caplog.text
    assert len(caplog.messages) == 3 and "RuntimeError" in caplog.text and "worker beside" in caplog.text
