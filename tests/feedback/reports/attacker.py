"""An attacker who knows everything shown, solved by an integer programme; shares no code with the product.

It knows the definition of the survey (items, options, groups, which detailed row lies in which wider row,
which rows of a "many" group exclude the others), how many responded, and every snapshot. It models whole
people: counts by option and row, how many of each row skipped each item, how large each row is, and that
nobody leaves between snapshots. For every hidden number it looks for three possible values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from feedback.reports.shapes import ItemCounts, Shown, ShownItem

Terms = dict[int, float]
#: What each word means: from so many per cent of a row, to under so many.
WORDS = {
    "nearly-all": (90, 101), "most": (60, 90), "about-half": (40, 60), "some": (20, 40), "few": (10, 20),
    "hardly-any": (0, 10),
}  # fmt: skip
POLARITIES = ("positive", "neither", "negative")


@dataclass(frozen=True)
class Snapshot:
    """What was published at one time; `questions` is read for its definition, never for its counts."""

    shown: Sequence[ShownItem]
    responses: int


@dataclass(frozen=True)
class Finding:
    """A hidden number with too few possible values."""

    name: str
    values: tuple[int, ...]


class Model:
    """All that the attacker knows about one survey by the given groups."""

    def __init__(
        self,
        questions: Sequence[ItemCounts],
        snapshots: Sequence[Snapshot],
        groups: Sequence[str],
        blur: int = 0,
        own_link: Collection[str] = (),
    ) -> None:
        self.own_link = own_link
        self.questions, self.snapshots, self.groups, self.blur = questions, snapshots, groups, blur
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[Terms, float, float]] = []
        self.hidden: dict[str, int] = {}
        self.index: dict[tuple[object, ...], int] = {}
        for at in range(len(snapshots)):
            self._snapshot(at)
        for at in range(1, len(snapshots)):
            for key in [key for key in self.index if key[0] == at and key[1] != "sum"]:
                before = (at - 1, *key[1:])
                if before in self.index:
                    self.add({self.index[key]: 1, self.index[before]: -1}, low=0)

    def var(self, *key: object) -> int:
        """The variable of this name; a new one is any whole number from 0 on."""
        if key not in self.index:
            self.index[key] = len(self.low)
            self.low.append(0.0)
            self.high.append(float(max(snapshot.responses for snapshot in self.snapshots)))
        return self.index[key]

    def add(self, terms: Terms, low: float = -np.inf, high: float = np.inf) -> None:
        """A linear fact."""
        self.rows.append((terms, low, high))

    def equal(self, total: dict[int, float], parts: Sequence[int], less: int = 0) -> None:
        """`total` minus all `parts` is at least `less`, exactly unless `less` is -1 (then at least 0)."""
        terms: Terms = defaultdict(float)
        for number, weight in total.items():
            terms[number] += weight
        for part in parts:
            terms[part] -= 1
        self.add(dict(terms), 0, np.inf if less else 0)

    def _snapshot(self, at: int) -> None:
        shown = {item.key: item for item in self.snapshots[at].shown}
        people = self.var(at, "responses")
        self.low[people] = self.high[people] = self.snapshots[at].responses
        for item in self.questions:
            cells = [self.var(at, "overall", item.key, option.key) for option in item.options]
            skipped = self.var(at, "overall skipped", item.key)
            self.equal({people: 1}, [*cells, skipped])
            if item.key in shown:
                self._learn(at, item, shown[item.key].overall, cells, shown[item.key].merged, "overall")
        for group in self.groups:
            self._group(at, group, shown)

    def _group(self, at: int, group: str, shown: dict[str, ShownItem]) -> None:
        told = [(item, table) for item in self.questions for table in item.breakdowns if table.group == group]
        sizes = {row.value: self.var(at, "size", group, row.value) for row in told[0][1].rows}
        for item, table in told:
            published = {} if item.key not in shown else {t.group: t for t in shown[item.key].breakdowns}
            for row in table.rows:
                cells = [self.var(at, "cell", item.key, group, row.value, o.key) for o in item.options]
                skipped = self.var(at, "skipped", item.key, group, row.value)
                self.equal({sizes[row.value]: 1}, [*cells, skipped])
                if group in published:
                    where = f"{group}={row.value}"
                    seen = dict(published[group].rows)[row.value]
                    self._learn(at, item, seen, cells, published[group].merged, where)
            kinds = [
                *(("cell", "overall", option.key) for option in item.options),
                ("skipped", "overall skipped", ""),
            ]
            for kind, overall, option in kinds:
                rest = (option,) if option else ()
                whole = self.var(at, overall, item.key, *rest)
                parts = {r.value: self.var(at, kind, item.key, group, r.value, *rest) for r in table.rows}
                self._layers(table, whole, parts)
                if table.parent_group in self.groups and any(
                    other.group == table.parent_group for other in item.breakdowns
                ):
                    self._nested(at, table, kind, item.key, rest, parts)

    def _layers(self, table: object, whole: int, parts: dict[str, int]) -> None:
        """How the rows of a breakdown make up everybody."""
        rows = table.rows  # type: ignore[attr-defined]
        if table.nested:  # type: ignore[attr-defined]
            self._places(table, whole, parts)
            return
        if table.partition:  # type: ignore[attr-defined]
            self.equal({whole: 1}, list(parts.values()))
            return
        alone = [r.value for r in rows if r.exclusive or r.value in ("prefer-not-to-say", "not-answered")]
        several = [r.value for r in rows if r.value not in alone]
        for value in several:
            self.equal({whole: 1}, [parts[value], *(parts[other] for other in alone)], less=-1)
        if not several:
            return
        covering: Terms = {whole: -1.0}
        for value in parts:
            covering[parts[value]] = 1.0
        self.add(covering, low=0)

    def _places(self, table: object, whole: int, parts: dict[str, int]) -> None:
        """Rows in rows; which of them can have people of their own (a link on the wall) is known to everybody."""
        inside: dict[str | None, list[int]] = defaultdict(list)
        for row in table.rows:  # type: ignore[attr-defined]
            inside[row.parent].append(parts[row.value])
        for parent, members in inside.items():
            wide = whole if parent is None else parts[parent]
            self.equal({wide: 1}, members, less=-1 if parent in self.own_link else 0)

    def _nested(
        self, at: int, table: object, kind: str, item: str, rest: tuple[str, ...], parts: dict[str, int]
    ) -> None:
        inside: dict[str, list[int]] = defaultdict(list)
        for row in table.rows:  # type: ignore[attr-defined]
            if row.parent is not None:
                inside[row.parent].append(parts[row.value])
        for parent, members in inside.items():
            wide = self.var(at, kind, item, table.parent_group, parent, *rest)  # type: ignore[attr-defined]
            self.equal({wide: 1}, members, less=-1)

    def _learn(
        self, at: int, item: ItemCounts, seen: Shown, cells: Sequence[int], merged: bool, where: str
    ) -> None:
        """Take in one published row, and note what it hides."""
        base = self._sum(at, (item.key, where, "base"), cells)
        self._take(base, seen.base, f"{at}/{item.key}/{where}/base")
        if seen.words is not None:
            least, under = WORDS[seen.words]
            good = [c for c, o in zip(cells, item.options, strict=True) if o.polarity == "positive"]
            if self.blur or seen.base is None:
                self.add({**dict.fromkeys(good, 100.0), base: -float(least)}, low=0)
                self.add({**dict.fromkeys(good, 100.0), base: -float(under)}, high=-1)
            else:
                # Of a known base a band is so many people, in whole numbers.
                limits = -(-least * seen.base // 100), (under * seen.base - 1) // 100
                self.add(dict.fromkeys(good, 1.0), float(limits[0]), float(limits[1]))
        for option in seen.options:
            if merged:
                members = [
                    c
                    for c, o in zip(cells, item.options, strict=True)
                    if (o.polarity or "neither") == option.key
                ]
            else:
                members = [c for c, o in zip(cells, item.options, strict=True) if o.key == option.key]
            number = self._sum(at, (item.key, where, option.key, merged), members)
            self._take(number, option.count, f"{at}/{item.key}/{where}/{option.key}")
            if option.count is None and option.percent is not None:
                self.add({number: 100, base: -(option.percent - 0.5)}, low=0)
                self.add({number: 100, base: -(option.percent + 0.5)}, high=0)

    def _sum(self, at: int, name: tuple[object, ...], parts: Sequence[int]) -> int:
        if len(parts) == 1:
            return parts[0]
        total = self.var(at, "sum", *name)
        self.equal({total: 1}, parts)
        return total

    def _take(self, number: int, count: int | None, name: str) -> None:
        if count is None:
            self.hidden[name] = number
        else:
            self.low[number] = max(self.low[number], count - self.blur)
            self.high[number] = min(self.high[number], count + self.blur)


class Solver:
    """Looks for values of the hidden numbers until each has three, or provably fewer."""

    def __init__(self, model: Model, seed: int = 0) -> None:
        self.model = model
        self.chance = np.random.default_rng(seed)
        data, rows, columns = [], [], []
        for at, (terms, _, _) in enumerate(model.rows):
            for number, weight in terms.items():
                data.append(weight)
                rows.append(at)
                columns.append(number)
        matrix = csr_array((data, (rows, columns)), shape=(len(model.rows), len(model.low)))
        self.facts = matrix
        self.least = np.array([r[1] for r in model.rows])
        self.most = np.array([r[2] for r in model.rows])
        exact = self.least == self.most
        above, below = ~exact & np.isfinite(self.least), ~exact & np.isfinite(self.most)
        wide = vstack([-matrix[above], matrix[below]])
        limits = np.concatenate([-self.least[above], self.most[below]])
        self.matrices = (wide, limits, matrix[exact], self.least[exact])
        self.seen: dict[int, set[int]] = {number: set() for number in model.hidden.values()}
        self.solved = 0

    def solve(
        self, goal: np.ndarray, low: np.ndarray, high: np.ndarray, guess: bool = False
    ) -> np.ndarray | None:
        """Whole numbers that explain all that is shown, best for the goal; a `guess` is given up where it is slow."""
        self.solved += 1
        result = linprog(goal, *self.matrices, bounds=np.column_stack([low, high]), method="highs-ds")
        if result.status == 2 or (guess and result.x is None):
            return None
        if result.status == 0 and np.abs(result.x - np.rint(result.x)).max() > 1e-6:
            if guess:
                return None
            # The solver's presolve calls some solvable whole-number problems infeasible: then without it.
            for options in ({}, {"presolve": False}):
                result = milp(
                    goal,
                    constraints=[LinearConstraint(self.facts, self.least, self.most)],
                    bounds=Bounds(low, high),
                    integrality=np.ones(len(low)),
                    options=options,
                )
                if result.x is not None:
                    break
            if result.status == 2:
                return None
        if result.x is None:
            raise RuntimeError(result.message)
        values = np.rint(result.x).astype(int)
        told = self.facts @ values
        assert np.all(told > self.least - 0.5) and np.all(told < self.most + 0.5), "the solver erred"
        for number, found in self.seen.items():
            found.add(int(values[number]))
        return values

    def fewest(self) -> int:
        """The fewest values found for any hidden number; it is looked for no further than three."""
        return min((len(found) for found in self.seen.values()), default=3)

    def findings(self, rounds: int = 8, one_is_enough: bool = False) -> list[Finding]:
        """The hidden numbers with fewer than three possible values; with `one_is_enough`, until one has a single."""
        if not self.seen:
            return []
        low, high = np.array(self.model.low), np.array(self.model.high)
        before = self.solve(np.zeros(len(low)), low, high)
        if before is None:
            raise AssertionError("what is shown contradicts itself")
        for _ in range(rounds):
            open_ = [number for number, found in self.seen.items() if len(found) < 3]
            if not open_:
                return []
            goal = np.zeros(len(low))
            goal[open_] = self.chance.choice([-1.0, 1.0], len(open_)) * self.chance.uniform(
                0.5, 1.5, len(open_)
            )
            state = self.solve(goal, low, high, guess=True)
            if state is not None:
                # Halfway between two explanations lies a third, with values between theirs.
                half = (before + state) / 2
                self.solve(
                    np.zeros(len(low)), np.maximum(low, np.floor(half)), np.minimum(high, np.ceil(half)), True
                )
                before = state
        found = []
        names = {number: name for name, number in self.model.hidden.items()}
        for number, values in self.seen.items():
            if len(values) < 3 and not self._exactly(number):
                found.append(Finding(names[number], tuple(sorted(values))))
                if one_is_enough and len(values) == 1:
                    break
        return found

    def _exactly(self, number: int) -> bool:
        """Whether one number has three possible values: its smallest, its largest and those between."""
        low, high = np.array(self.model.low), np.array(self.model.high)
        for sign in (1.0, -1.0):
            goal = np.zeros(len(low))
            goal[number] = sign
            self.solve(goal, low, high)
            if len(self.seen[number]) >= 3:
                return True
        values = self.seen[number]
        for value in range(min(values) + 1, max(values)):
            low[number] = high[number] = value
            self.solve(np.zeros(len(low)), low, high)
            if len(values) >= 3:
                return True
        return False
