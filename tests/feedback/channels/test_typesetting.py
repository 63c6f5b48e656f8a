"""Promises of setting a form apart: this process takes on nothing of it, and what goes wrong is told."""

from __future__ import annotations

import sys

import pytest

from feedback.channels import paper, typesetting
from feedback.services import papers
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
