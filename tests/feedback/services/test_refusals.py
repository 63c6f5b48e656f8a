"""Promise of refusals: what is typed into one line stays one, and whoever typed it hears what to mend, and where."""

from __future__ import annotations

import pytest

from feedback.services.refusals import Refused, one_line


def test_a_line_loses_nothing_but_spare_room() -> None:
    assert one_line("  Ward \n 7\t", "name", missing="Say it.") == "Ward 7"
    assert one_line("x" * 200, "name", missing="Say it.") == "x" * 200


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Say it."), (" \n ", "Say it."), ("x" * 201, "Keep the title under 200 letters.")],
)
def test_what_cannot_be_kept_is_told_with_its_field(typed: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        one_line(typed, "title", missing="Say it.")
    assert (refused.value.message, refused.value.field) == (told, "title")
