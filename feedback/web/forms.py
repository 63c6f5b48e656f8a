"""What staff forms share: clean text, problems that link to their field, and refusals of a service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from feedback.services.refusals import Refused

#: Joiners without width, which Bengali, Farsi and other scripts cannot be spelt without.
_JOINERS = "\u200c\u200d"


def _clean(typed: Iterable[Any], keep: str = "") -> list[str]:
    """Without characters that no keyboard sends and that databases and spreadsheets choke on."""
    return [
        "".join(
            each for each in str(text).replace("\r\n", "\n") if each.isprintable() or each in keep + _JOINERS
        ).strip()
        for text in typed
    ]


class Line(StringField):
    """One line of text, stripped; empty rather than absent."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Takes what was sent."""
        super().process_formdata(_clean(valuelist) or [""])


class Lines(TextAreaField):
    """Several lines of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Takes what was sent."""
        super().process_formdata(_clean(valuelist, keep="\n\t") or [""])


class Problems:
    """What is wrong with a form, in one list."""

    form_errors: Any

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every problem once, with a link to its field, for the error summary."""
        found = {str(text): "#main" for text in self.form_errors}
        for field in cast(Iterable[Any], self):
            for text in field.errors:
                found.setdefault(str(text), f"#f-{field.name}")
        return [{"text": text, "href": href} for text, href in found.items()]


class StaffForm(Problems, FlaskForm):
    """A form with its token."""

    def refuse(self, refused: Refused) -> None:
        """Puts a refusal beside its field, or above the form when it has none."""
        field = self._fields.get(refused.field)
        if field is None:
            self.form_errors.append(refused.message)
        else:
            field.errors = [*field.errors, refused.message]

    def answer_code(self) -> int:
        """400 for a form that comes back with problems, so that nothing of it is kept."""
        return 400 if self.problems else 200
