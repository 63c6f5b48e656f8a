"""What each profile hides at first sight: small bases, small cells, all or nobody of a small group."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.reports.shapes import Profile

LEAST_BASE = 10  # no statistic about fewer people by group, nor in public
CLASS_BASE = 30  # under this base "all of them" and "none of them" tell about each person


@dataclass(frozen=True)
class Rule:
    """The thresholds of one profile. Counts from 1 to `smallest_cell` - 1 are hidden."""

    smallest_cell: int
    rounding: int

    def hides(self, count: int, base: int) -> bool:
        """Whether this cell is hidden for its own sake."""
        if 0 < count < self.smallest_cell:
            return True
        if base < CLASS_BASE and count in (0, base):
            return True
        shown, of = self.rounded(count), self.rounded(base)
        return of < CLASS_BASE and shown in (0, of)

    def rounded(self, number: int) -> int:
        """The number as it is shown; a half goes up."""
        return (2 * number + self.rounding) // (2 * self.rounding) * self.rounding


RULES = {
    Profile.PUBLIC: Rule(smallest_cell=5, rounding=1),
    Profile.SENSITIVE: Rule(smallest_cell=8, rounding=5),
    Profile.STAFF: Rule(smallest_cell=0, rounding=1),
}
