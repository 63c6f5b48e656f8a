"""Promise of the completeness check: what a shipped language lacks is named, and nothing else is."""

from __future__ import annotations

import pytest

from feedback import i18n
from feedback.services import completeness


def test_every_shipped_language_is_complete() -> None:
    assert completeness.problems() == []


def test_a_missing_text_and_a_changed_placeholder_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = i18n.catalogue

    def holed(name: str, language: str) -> i18n.Catalogue:
        found = whole(name, language)
        if (name, language) != ("surveys/my-care", "ur"):
            return found
        return i18n.Catalogue(
            {key: text for key, text in found.messages.items() if key[0] != "title"}, found.provenance
        )

    monkeypatch.setattr(i18n, "catalogue", holed)
    monkeypatch.setattr(
        i18n, "interface", lambda language: {"Answers: {number}": "{count}"} if language == "ur" else {}
    )
    named = {(one["catalogue"], one["language"], one["problem"]) for one in completeness.problems()}
    assert named == {
        ("interface", "ur", "placeholders differ"),
        ("surveys/my-care", "ur", "missing or its English has changed"),
    }
