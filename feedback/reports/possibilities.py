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
SECONDS = 20.0  # what takes longer to prove counts as not proven
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
        self._state: State | None = None
        self._clear()
        self._explained = all(self._minimise(number) for number in few)
        # What was tried on the way may have had more of the few than there are.
        self._clear()

    def weak(self, parts: Sequence[Sequence[int]]) -> set[int]:
        """The sums (by position) with too few possible values, or not proven to have enough.

        `parts`: unknowns that can be looked at while all others stand still, which settles most.
        """
        everything = np.arange(self._size)
        # What is published cannot be explained: nothing is proven.
        if not self._explained or not self._guess(everything, 2):
            return set(range(len(self._values)))
        for part in parts:
            self._guess(np.array(part), PATIENCE // 2)
        self._guess(everything, PATIENCE)
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

    def _guess(self, free: NDArray[np.int_], patience: int) -> bool:
        """Pulls at all unsettled sums at once until that settles none; False when no state is found."""
        idle = 0
        within = np.zeros(self._size, bool)
        within[free] = True
        while idle < patience:
            waiting = [at for at in self._waiting() if within[self._sums[[at], :].indices].all()]
            if not waiting:
                return True
            pull = np.zeros(len(self._values))
            # Some are pulled one way and some the other, and some are left: so values between come up too.
            pull[waiting] = self._chance.choice([-1.0, 0.0, 1.0], len(waiting))
            pull[waiting] *= self._chance.uniform(0.5, 1.5, len(waiting))
            if self._solve(self._sums.T @ pull, free) is None:
                return False
            still = sum(len(self._values[at]) < POSSIBLE_VALUES for at in waiting)
            idle = idle + 1 if still == len(waiting) else 0
        return True

    def _has_enough(self, at: int) -> bool:
        """Looks at one sum alone: its smallest, its largest, and one between."""
        pull = np.zeros(len(self._values))
        for way in (1.0, -1.0):
            pull[at] = way
            self._solve(self._sums.T @ pull)
            if len(self._values[at]) >= POSSIBLE_VALUES:
                return True
        values = self._values[at]
        between = range(min(values, default=0) + 1, max(values, default=0))
        return any(self._solve(np.zeros(self._size), at=at, value=value) is not None for value in between)

    def _solve(
        self, goal: State, free: NDArray[np.int_] | None = None, at: int | None = None, value: int = 0
    ) -> State | None:
        """The state that is best for the goal; None where there is none, or none was found in time.

        `free`: only these unknowns move away from the last state. `at`: this sum has this value.
        """
        rest = np.zeros(self._size)
        if free is None or self._state is None:
            free = np.arange(self._size)
        elif len(free) < self._size:
            rest = self._state.copy()
            rest[free] = 0
        facts, low, high = self._facts[:, free], self._low, self._high
        settled = self._facts @ rest
        concerned = np.diff(facts.indptr) > 0
        constraints = [(facts[concerned], (low - settled)[concerned], (high - settled)[concerned])]
        if at is not None:
            constraints.append((self._sums[[at], :], np.array([value]), np.array([value])))
        # Whole numbers come by themselves nearly always. Where they do not, the solver is asked for them.
        for whole in (False, True):
            found = _best(goal[free], self._most[free], constraints, whole)
            if found is None:
                return None
            state = rest.copy()
            state[free] = np.rint(found)
            if np.abs(state[free] - found).max(initial=0) < 1e-6 and self._holds(state):
                self._state = state
                for values, seen in zip(self._values, self._sums @ state, strict=True):
                    values.add(round(seen))
                return state
        return None

    def _holds(self, state: State) -> bool:
        told = self._facts @ state
        return bool(np.all(told > self._low - 0.5) and np.all(told < self._high + 0.5))


def _best(goal: State, most: State, constraints: Sequence[Any], whole: bool) -> State | None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    result = milp(
        goal,
        integrality=np.full(len(goal), int(whole)),
        bounds=Bounds(0, most),
        constraints=[LinearConstraint(*constraint) for constraint in constraints],
        options={"time_limit": SECONDS},
    )
    found: State | None = result.x
    return found


def _matrix(sums: Sequence[Sum], size: int) -> Any:
    from scipy.sparse import csr_array

    data = [(weight, at, number) for at, total in enumerate(sums) for number, weight in total.items()]
    weights, rows, columns = zip(*data, strict=True) if data else ((), (), ())
    return csr_array((weights, (rows, columns)), shape=(len(sums), size), dtype=float)
