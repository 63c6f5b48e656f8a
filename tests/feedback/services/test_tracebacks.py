"""Promise of what a log says of an error: where it came up, and not the words it was raised with."""

from __future__ import annotations

import logging

import pytest

from feedback.services import tracebacks

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
