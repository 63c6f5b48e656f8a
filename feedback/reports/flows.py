"""How far a hidden number could lie from the truth, for somebody who knows all that is shown.

A table of counts is a flow: each person goes from a row to a column, so the counts around each row and each
column add up to something known. A hidden number can change only together with other hidden numbers, along
a closed path through the table (a cycle) on which every row and column stays in balance. Finding how far a
number can move is therefore a question of flows, and because flows with whole bounds have whole solutions,
every whole number between the ends is possible. Hiding more never makes a range smaller.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Hashable

POSSIBLE_VALUES = 3  # every hidden number keeps at least so many
SPREAD = POSSIBLE_VALUES - 1

Node = Hashable
Step = tuple["Arc", int]  # an arc and +1 (it grows) or -1 (it shrinks)


class Arc:
    """One number of a table, running from its row's side to its column's.

    `floor` and `ceiling` are bounds the reader knows besides. `checked`: a hidden number that must keep its
    possible values. `cost`: what hiding it costs the reader. `cell` says which published cell it is.
    """

    __slots__ = ("ceiling", "cell", "checked", "cost", "ends", "floor", "head", "hidden", "tail", "value")

    def __init__(
        self,
        tail: Node,
        head: Node,
        value: int,
        *,
        hidden: bool,
        checked: bool = True,
        cost: float = 1.0,
        cell: Hashable = None,
        floor: int = 0,
        ceiling: int | None = None,
    ) -> None:
        self.tail, self.head, self.value = tail, head, value
        #: The same two sides as the network numbers them.
        self.ends = (0, 0)
        self.hidden, self.checked, self.cost, self.cell = hidden, checked, cost, cell
        # Where the truth itself breaks a bound (answers were withdrawn), there is no room on that side.
        self.floor = min(floor, value)
        self.ceiling = None if ceiling is None else max(ceiling, value)

    def room(self, sign: int) -> int:
        """How far the number can grow (+1) or shrink (-1) by its own bounds."""
        if sign < 0:
            return self.value - self.floor
        return SPREAD if self.ceiling is None else self.ceiling - self.value


class Network:
    """All the numbers of one table, hidden and shown."""

    def __init__(self) -> None:
        self.arcs: list[Arc] = []
        # The search asks a million times whether a side was seen: numbers answer that at once, and names do not.
        self._numbers: dict[Node, int] = {}
        self._around: list[list[tuple[Arc, int, int]]] = []

    def add(self, arc: Arc) -> None:
        """Put one number into the table."""
        self.arcs.append(arc)
        tail, head = arc.ends = self._number(arc.tail), self._number(arc.head)
        self._around[tail].append((arc, 1, head))
        self._around[head].append((arc, -1, tail))

    def _number(self, node: Node) -> int:
        number = self._numbers.setdefault(node, len(self._around))
        if number == len(self._around):
            self._around.append([])
        return number

    def protect(self) -> bool:
        """Hide as many more numbers as it takes; False when even hiding every one is not enough."""
        waiting = deque(arc for arc in self.arcs if arc.hidden and arc.checked)
        while waiting:
            arc = waiting[0]
            if self.is_safe(arc):
                waiting.popleft()
                continue
            more = self._cheapest_company(arc) or [other for other in self.arcs if not other.hidden]
            if not more:
                return False
            for other in more:
                other.hidden = True
                if other.checked:
                    waiting.append(other)
        return True

    def is_safe(self, arc: Arc) -> bool:
        """Whether the reader is left with enough possible values for this hidden number."""
        reach = 0
        for sign in (1, -1):
            reach += self._reach(arc, sign, SPREAD - reach)
            if reach >= SPREAD:
                return True
        return False

    def _reach(self, arc: Arc, sign: int, wanted: int) -> int:
        """How far the number can move in one direction, as far as it is wanted."""
        wanted = min(wanted, arc.room(sign))
        if wanted > 1 and self._path(arc, sign, wanted) is not None:
            return wanted
        moved: list[Step] = []
        reached = 0
        while reached < wanted:
            path = self._path(arc, sign, 1)
            if path is None:
                break
            reached += 1
            for step, way in path:
                step.value += way
            moved += path
        for step, way in moved:
            step.value -= way
        return reached

    def _path(self, arc: Arc, sign: int, amount: int) -> list[Step] | None:
        """Hidden numbers that can make up for `arc` moving by `amount`, or None."""
        goal, start = arc.ends[::sign]
        came: dict[int, tuple[Arc, int, int]] = {}
        seen = bytearray(len(self._around))
        seen[start] = 1
        queue = [start]
        # A queue that is read while it grows: nothing has to leave it.
        for here in queue:
            for other, way, there in self._around[here]:
                if seen[there] or not other.hidden or other is arc or other.room(way) < amount:
                    continue
                came[there] = (other, way, here)
                if there == goal:
                    return _walk_back(came, start, goal)
                seen[there] = 1
                queue.append(there)
        return None

    def _cheapest_company(self, arc: Arc) -> list[Arc]:
        """The shown numbers that are best hidden too, so that `arc` can move."""
        for amount in (SPREAD, 1):
            found = []
            for sign in (1, -1):
                if arc.room(sign) >= amount:
                    best = self._cheapest_path(arc, sign, amount)
                    if best is not None and best[1]:
                        found.append(best)
            if found:
                return min(found, key=lambda choice: choice[0])[1]
        return []

    def _cheapest_path(self, arc: Arc, sign: int, amount: int) -> tuple[float, list[Arc]] | None:
        goal, start = arc.ends[::sign]
        came: dict[int, tuple[Arc, int, int]] = {}
        price = {start: 0.0}
        queue: list[tuple[float, int, int]] = [(0.0, 0, start)]
        order, done = 0, set()
        while queue:
            cost, _, here = heapq.heappop(queue)
            if here == goal:
                path = _walk_back(came, start, goal)
                return cost, [step for step, _ in path if not step.hidden]
            if here in done:
                continue
            done.add(here)
            for other, way, there in self._around[here]:
                if other is arc or there in done or other.room(way) < amount:
                    continue
                total = cost + (1e-6 if other.hidden else other.cost)
                if total < price.get(there, float("inf")):
                    price[there] = total
                    came[there] = (other, way, here)
                    order += 1
                    heapq.heappush(queue, (total, order, there))
        return None


def _walk_back(came: dict[int, tuple[Arc, int, int]], start: int, goal: int) -> list[Step]:
    path: list[Step] = []
    here = goal
    while here != start:
        arc, way, here = came[here]
        path.append((arc, way))
    return path
