"""Refusals: what a service says when it will not do what was asked, in words for the person who asked."""

from __future__ import annotations


class Refused(ValueError):
    """Nothing was written. `field` names the input to mend, as the form calls it, where there is one."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def one_line(typed: str, what: str, *, missing: str, longest: int = 200) -> str:
    """What somebody typed into the field `what`, as one line. Raises Refused where it is `missing` or too long."""
    line = " ".join(typed.split())
    if not line:
        raise Refused(missing, what)
    if len(line) > longest:
        raise Refused(f"Keep the {what} under {longest} letters.", what)
    return line
