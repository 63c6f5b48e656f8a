"""Which values some hidden sums could have, when whole numbers have to satisfy all that is known.

Every value counted comes with a whole state of all unknowns that has been checked against every fact, so an
error of the solver can only make us hide more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.reports.flows import POSSIBLE_VALUES

Sum = dict[int, int]  # a weighted sum of unknowns
Fact = tuple[Sum, float, float]  # a sum lies between two numbers
State = NDArray[np.float64]  # a value for each unknown
PATIENCE = 6  # guesses at many hidden sums at once that settle none, before each is looked at alone
SECONDS = 5.0  # what takes longer to prove counts as not proven
MANY = 10**6


class Possibilities:
    """Finds possible values of hidden sums.

    `few`: unknowns that are taken to be as small as they can be, one after the other.
    """

    def __init__(self, size: int, facts: Sequence[Fact], sums: Sequence[Sum], few: Sequence[int]) -> None:
        self._size = size
        self._facts = _matrix([fact[0] for fact in facts], size)
        self._low, self._high = (np.array([fact[side] for fact in facts], float) for side in (1, 2))
        self._most = np.full(size, MANY, float)
        self._sums = _matrix(sums, size)
        self._chance = np.random.default_rng(0)
        self._clear()
        self._explained = all(self._minimise(number) for number in few)
        # What was tried on the way may have had more of the few than there are.
        self._clear()

    def weak(self) -> set[int]:
        """The sums (by position) with too few possible values, or not proven to have enough."""
        if not self._explained or not self._guess():
            # What is published cannot be explained: nothing is proven.
            return set(range(len(self._values)))
        return {at for at in self._waiting() if not self._has_enough(at)}

    def _clear(self) -> None:
        self._values: list[set[int]] = [set() for _ in range(self._sums.shape[0])]

    def _waiting(self) -> list[int]:
        return [at for at, values in enumerate(self._values) if len(values) < POSSIBLE_VALUES]

    def _minimise(self, number: int) -> bool:
        goal = np.zeros(self._size)
        goal[number] = 1
        found = self._solve(goal)
        if found is not None:
            self._most[number] = found[number]
        return found is not None

    def _guess(self) -> bool:
        """Pulls at all unsettled sums at once until that settles none; False when no state is found."""
        idle = 0
        before: State | None = None
        while idle < PATIENCE:
            waiting = self._waiting()
            if not waiting:
                return True
            pull = np.zeros(len(self._values))
            pull[waiting] = self._chance.choice([-1.0, 1.0], len(waiting))
            pull[waiting] *= self._chance.uniform(0.5, 1.5, len(waiting))
            state = self._solve(self._sums.T @ pull)
            if state is None:
                return False
            if before is not None:
                self._between(before, state)
            before = state
            idle = idle + 1 if len(self._waiting()) == len(waiting) else 0
        return True

    def _between(self, one: State, other: State) -> State | None:
        """A state halfway between two: every sum that differs much gets a value in the middle."""
        middle = (one + other) / 2
        return self._solve(np.zeros(self._size), np.floor(middle), np.ceil(middle))

    def _has_enough(self, at: int) -> bool:
        """Looks at one sum alone: its smallest, its largest, and the middle between."""
        pull = np.zeros(len(self._values))
        ends = []
        for way in (1.0, -1.0):
            pull[at] = way
            ends.append(self._solve(self._sums.T @ pull))
            if len(self._values[at]) >= POSSIBLE_VALUES:
                return True
        if ends[0] is not None and ends[1] is not None:
            self._between(ends[0], ends[1])
        return len(self._values[at]) >= POSSIBLE_VALUES

    def _solve(self, goal: State, low: State | None = None, high: State | None = None) -> State | None:
        """The state that is best for the goal; None where there is none, or none was found in time.

        `low`, `high`: narrower bounds of each unknown.
        """
        low = np.zeros(self._size) if low is None else low
        high = self._most if high is None else np.minimum(high, self._most)
        # Whole numbers come by themselves nearly always. Where they do not, the solver is asked for them.
        for whole in (False, True):
            found = self._best(goal, low, high, whole)
            if found is None:
                return None
            state: State = np.rint(found)
            if np.abs(state - found).max(initial=0) < 1e-6 and self._holds(state):
                for values, seen in zip(self._values, self._sums @ state, strict=True):
                    values.add(round(seen))
                return state
        return None

    def _best(self, goal: State, low: State, high: State, whole: bool) -> State | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        result = milp(
            goal,
            integrality=np.full(self._size, int(whole)),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(self._facts, self._low, self._high),
            options={"time_limit": SECONDS},
        )
        found: State | None = result.x
        return found

    def _holds(self, state: State) -> bool:
        told = self._facts @ state
        return bool(np.all(told > self._low - 0.5) and np.all(told < self._high + 0.5))


def _matrix(sums: Sequence[Sum], size: int) -> Any:
    from scipy.sparse import csr_array

    data = [(weight, at, number) for at, total in enumerate(sums) for number, weight in total.items()]
    weights, rows, columns = zip(*data, strict=True) if data else ((), (), ())
    return csr_array((weights, (rows, columns)), shape=(len(sums), size), dtype=float)
