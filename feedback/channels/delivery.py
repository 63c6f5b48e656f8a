"""What becomes of a message that is handed to the outside world, in the four ways that matter to whoever sends it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """It left. `provider_id` names it in later reports; `parts` and `cost` (tenths of a penny) where they are told.

    What is only `recorded` went nowhere, and can be read here for a day.
    """

    provider_id: str | None = None
    parts: int = 0
    cost: int = 0
    recorded: bool = False


class NotSent(Exception):
    """It certainly did not leave."""


class Rejected(NotSent):
    """It never will: `code` is in the table of errors, or a word of ours."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code, self.message = code, message


class TryLater(NotSent):
    """It may leave later, not before `seconds` have passed where the other side named a time.

    With `for_all` it is no fault of this message: nothing leaves by its sender at the moment.
    """

    def __init__(self, code: str, seconds: float | None = None, *, for_all: bool = False) -> None:
        super().__init__(code)
        self.code, self.seconds, self.for_all = code, seconds, for_all


class OutcomeUnknown(Exception):
    """Nobody knows: it was handed over and no answer came, or none that says. It is held and never sent again."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
