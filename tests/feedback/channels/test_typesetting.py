"""Promises of setting a form apart: this process takes on nothing of it, and what goes wrong is told."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from feedback.channels import paper, prints, typesetting
from feedback.services import papers
from tests.feedback.channels import invented_print
from tests.feedback.channels.invented_form import BASE, form


def test_the_process_that_prints_never_loads_the_typesetter() -> None:
    assert papers.print_form(form("en"), BASE).startswith(b"%PDF-")
    assert "typst" not in sys.modules


def test_what_cannot_be_set_is_told_in_words() -> None:
    with pytest.raises(typesetting.Unset, match="error"):
        typesetting.typeset("{}")


def test_a_form_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_SECONDS", 0.001)
    with pytest.raises(paper.Unprintable, match="took longer than"):
        papers.print_form(form("en"), BASE)


def test_the_same_form_is_the_same_file() -> None:
    assert papers.print_form(form("en"), BASE) == papers.print_form(form("en"), BASE)


def test_only_so_many_are_set_at_a_time_and_whoever_comes_then_is_sent_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each takes a processor and a thread that somebody who answers may want."""
    going, most, gate = [0], [0], threading.Event()

    def slow(*_: Any, **__: Any) -> Any:
        going[0] += 1
        most[0] = max(most[0], going[0])
        gate.wait(10)
        going[0] -= 1
        return subprocess.CompletedProcess([], 0, b"%PDF-", b"")

    monkeypatch.setattr(subprocess, "run", slow)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(typesetting.typeset, "{}") for _ in range(8)]
        while sum(one.done() for one in asked) < 4:
            time.sleep(0.01)
        refused = [one.exception() for one in asked if one.done()]
        gate.set()
    assert len(refused) == 4 and all(isinstance(one, typesetting.Busy) for one in refused)
    assert most[0] == 2 and sum(one.exception() is None for one in asked) == 4
    assert typesetting.typeset("{}") == b"%PDF-", "the places are free again"


def test_whoever_is_sent_away_is_told_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_places", threading.Semaphore(0))
    with pytest.raises(typesetting.Busy, match="try again in a minute"):
        papers.print_form(form("en"), BASE)
    with pytest.raises(typesetting.Busy, match="try again in a minute"):
        prints.pdf(invented_print.sheet())
