"""Which values some hidden sums could have, when whole numbers have to satisfy all that is known.

Every value counted comes with a whole state of all unknowns that has been checked against every fact, so an
error of the solver can only make us hide more. Pulling at all sums at once settles most of them. One that is left
is looked at in a small programme first, where only what belongs to its question moves, and then in the whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.reports.flows import POSSIBLE_VALUES

Sum = dict[int, int]  # a weighted sum of unknowns
Fact = tuple[Sum, float, float]  # a sum lies between two numbers
State = NDArray[np.float64]  # a value for each unknown
PATIENCE = 4  # guesses at many hidden sums at once that settle none, before each is looked at alone
SECONDS = 5.0  # what takes longer to prove counts as not proven
MANY = 10**6


class Programme:
    """Facts about some unknowns, solved for one goal after another."""

    def __init__(self, facts: Any, low: State, high: State, most: State) -> None:
        self._facts, self._low, self._high, self.most = facts, low, high, most

    def solve(self, goal: State, low: State | None = None, high: State | None = None) -> State | None:
        """The state that is best for the goal; None where there is none, or none was found in time.

        `low`, `high`: narrower bounds of each unknown.
        """
        low = np.zeros(len(goal)) if low is None else low
        high = self.most if high is None else np.minimum(high, self.most)
        # Whole numbers come by themselves nearly always. Where they do not, the solver is asked for them.
        for whole in (False, True):
            found = self._best(goal, low, high, whole)
            if found is None:
                return None
            state: State = np.rint(found)
            if np.abs(state - found).max(initial=0) < 1e-6 and self._holds(state):
                return state
        return None

    def around(self, state: State, part: NDArray[np.intp]) -> Programme:
        """The programme of some unknowns alone, all others being as in this state."""
        columns = self._facts[:, part]
        touched = np.flatnonzero(np.diff(columns.tocsr().indptr))
        inner = columns.tocsr()[touched]
        rest = (self._facts @ state)[touched] - inner @ state[part]
        return Programme(inner, self._low[touched] - rest, self._high[touched] - rest, self.most[part])

    def _best(self, goal: State, low: State, high: State, whole: bool) -> State | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        result = milp(
            goal,
            integrality=np.full(len(goal), int(whole)),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(self._facts, self._low, self._high),
            options={"time_limit": SECONDS},
        )
        found: State | None = result.x
        return found

    def _holds(self, state: State) -> bool:
        told = self._facts @ state
        return bool(np.all(told > self._low - 0.5) and np.all(told < self._high + 0.5))


class Possibilities:
    """Finds possible values of hidden sums.

    `few`: unknowns that are taken to be as small as they can be, one after the other. `parts`: for each sum, the
    unknowns that may move for it while all else stays. `kinds`: for each sum; where one of a kind turns out to
    have too few values, the others of its kind are not looked at any more.
    """

    def __init__(
        self,
        size: int,
        facts: Sequence[Fact],
        sums: Sequence[Sum],
        few: Sequence[int],
        kinds: Sequence[Hashable] = (),
        parts: Mapping[Hashable, Sequence[int]] = MappingProxyType({}),
    ) -> None:
        low, high = (np.array([fact[side] for fact in facts], float) for side in (1, 2))
        matrix = _matrix([fact[0] for fact in facts], size)
        self._whole = Programme(matrix.tocsc(), low, high, np.full(size, MANY, float))
        self._sums = _matrix(sums, size)
        self._chance = np.random.default_rng(0)
        self._values: list[set[int]] = [set() for _ in sums]
        self._kinds = list(kinds) or list(range(len(sums)))
        self._parts = {kind: np.array(part, np.intp) for kind, part in parts.items()}
        #: One explanation of everything; what was tried on the way may have had more of the few than there are.
        self._state = self._explain(size, few)

    def weak(self) -> set[int]:
        """Sums (by position) with too few possible values, or not proven to have enough; one of each kind."""
        if self._state is None:
            # What is published cannot be explained: nothing is proven.
            return set(range(len(self._values)))
        self._see(self._sums @ self._state)
        self._guess()
        found: dict[Hashable, int] = {}
        small: dict[Hashable, Programme] = {}
        for at in self._waiting():
            kind = self._kinds[at]
            if kind in found or self._has_enough(at):
                continue
            if kind in self._parts and kind not in small:
                small[kind] = self._whole.around(self._state, self._parts[kind])
            if kind in small and self._nearby(at, small[kind], self._state):
                continue
            if not self._ends(at, self._whole, self._sums, np.zeros(len(self._values))):
                found[kind] = at
        return set(found.values())

    def _explain(self, size: int, few: Sequence[int]) -> State | None:
        state = self._whole.solve(np.zeros(size)) if not few else None
        for number in few:
            goal = np.zeros(size)
            goal[number] = 1
            state = self._whole.solve(goal)
            if state is None:
                return None
            self._whole.most[number] = state[number]
        return state

    def _see(self, numbers: State) -> None:
        for values, seen in zip(self._values, numbers, strict=True):
            values.add(round(seen))

    def _has_enough(self, at: int) -> bool:
        return len(self._values[at]) >= POSSIBLE_VALUES

    def _waiting(self) -> list[int]:
        return [at for at in range(len(self._values)) if not self._has_enough(at)]

    def _guess(self) -> None:
        """Pulls at all unsettled sums at once until that settles none."""
        idle, before = 0, None
        while idle < PATIENCE and (left := self._waiting()):
            pull = np.zeros(len(self._values))
            pull[left] = self._chance.choice([-1.0, 1.0], len(left))
            pull[left] *= self._chance.uniform(0.5, 1.5, len(left))
            state = self._whole.solve(self._sums.T @ pull)
            if state is not None:
                self._see(self._sums @ state)
            self._between(before, state, self._whole, self._sums, 0.0)
            before = state
            idle = idle + 1 if len(self._waiting()) == len(left) else 0

    def _nearby(self, at: int, small: Programme, state: State) -> bool:
        """Looks at one sum, only what belongs to its kind moving."""
        part = self._parts[self._kinds[at]]
        inner = self._sums[:, part]
        return self._ends(at, small, inner, self._sums @ state - inner @ state[part])

    def _ends(self, at: int, programme: Programme, sums: Any, rest: State) -> bool:
        """Looks at one sum alone: its smallest, its largest, and the middle between.

        `rest`: what each sum holds beside the programme's unknowns.
        """
        goal = sums[[at]].toarray()[0]
        ends = []
        for way in (1.0, -1.0):
            ends.append(programme.solve(way * goal))
            if ends[-1] is not None:
                self._see(sums @ ends[-1] + rest)
            if self._has_enough(at):
                return True
        self._between(ends[0], ends[1], programme, sums, rest)
        return self._has_enough(at)

    def _between(
        self, one: State | None, other: State | None, programme: Programme, sums: Any, rest: State | float
    ) -> None:
        """A state halfway between two: every sum that differs much gets a value in the middle."""
        if one is None or other is None:
            return
        middle = (one + other) / 2
        state = programme.solve(np.zeros(len(middle)), np.floor(middle), np.ceil(middle))
        if state is not None:
            self._see(sums @ state + rest)


def _matrix(sums: Sequence[Sum], size: int) -> Any:
    from scipy.sparse import csr_array

    data = [(weight, at, number) for at, total in enumerate(sums) for number, weight in total.items()]
    weights, rows, columns = zip(*data, strict=True) if data else ((), (), ())
    return csr_array((weights, (rows, columns)), shape=(len(sums), size), dtype=float)
