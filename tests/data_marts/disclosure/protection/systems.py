"""Small systems written down by hand or drawn at random, and every table that an attacker could think of."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from data_marts.disclosure.system import UNBOUNDED, Insiders, System

Row = Mapping[int, int]


def system(
    values: Sequence[int],
    equal: Sequence[Row] = (),
    at_most: Sequence[Row] = (),
    *,
    least: int = 0,
    most: int = UNBOUNDED,
    low: int = 1,
    high: int = 5,
    primary: Sequence[int] | None = None,
    unpublished: Sequence[int] = (),
    dear: Sequence[int] = (),
    ties: Sequence[Sequence[int]] = (),
    cost: Sequence[float] | None = None,
    known_to: Sequence[int | None] = (),
) -> System:
    """A system with rows as {cell: coefficient}; primary are the cells of 1-4 if not said; `dear` ones cost inf."""
    count = len(values)
    cells = np.array(values, dtype=np.int64)
    small = np.flatnonzero((cells > 0) & (cells < 5)).tolist()
    tie = np.full(count, -1)
    for group, members in enumerate(ties):
        tie[list(members)] = group
    costs = np.ones(count) if cost is None else np.array(cost, dtype=float)
    costs[list(dear)] = np.inf
    kinds = sorted({who for who in known_to if who is not None})
    return System(
        values=cells,
        least=np.full(count, least),
        most=np.full(count, most),
        cost=costs,
        unpublished=np.isin(np.arange(count), unpublished),
        primary=np.isin(np.arange(count), small if primary is None else primary),
        low=np.full(count, low),
        high=np.full(count, high),
        tie=tie,
        insider=np.array([-1 if who is None else kinds.index(who) for who in known_to or [None] * count]),
        insiders=tuple(Insiders(frozenset({who}), frozenset({who})) for who in kinds),
        equal=_matrix(equal, count),
        at_most=_matrix(at_most, count),
    )


def _matrix(rows: Sequence[Row], count: int) -> sparse.csr_array:
    dense = np.zeros((len(rows), count), dtype=np.int64)
    for number, row in enumerate(rows):
        for cell, coefficient in row.items():
            dense[number, cell] = coefficient
    return sparse.csr_array(dense)


def total(of: int, *parts: int) -> Row:
    """The relation that a cell is the sum of others."""
    return {of: -1} | dict.fromkeys(parts, 1)


def crossed(table: np.ndarray) -> tuple[list[int], list[Row]]:
    """The values of a table with all its totals, node 0 of each axis being the total, and its sums."""
    shape = tuple(size + 1 for size in table.shape)
    keys = list(product(*map(range, shape)))
    values, rows = [], []
    for key in keys:
        values.append(int(table[tuple(slice(None) if not node else node - 1 for node in key)].sum()))
        for axis, node in enumerate(key):
            if not node:
                parts = [(*key[:axis], part, *key[axis + 1 :]) for part in range(1, shape[axis])]
                rows.append(total(keys.index(key), *(keys.index(part) for part in parts)))
    return values, rows


def interval(system: System, hidden: np.ndarray, cell: int) -> tuple[float, float]:
    """The least and the largest value of a cell in any whole table that agrees with what is published (scipy)."""
    free = hidden | system.unpublished
    lower = np.where(free, system.least, system.values).astype(float)
    upper = np.where(free, np.minimum(system.most, 10**6), system.values).astype(float)
    limits = []
    if system.equal.shape[0]:
        limits.append(LinearConstraint(system.equal, 0, 0))
    if system.at_most.shape[0]:
        limits.append(LinearConstraint(system.at_most, -np.inf, 0))
    found = []
    for sign in (1, -1):
        goal = np.zeros(len(system))
        goal[cell] = sign
        answer = milp(goal, integrality=np.ones(len(system)), bounds=Bounds(lower, upper), constraints=limits)
        assert answer.status == 0, answer.message
        found.append(sign * answer.fun)
    return round(found[0]), round(found[1])


@st.composite
def linked_cubes(draw: st.DrawFn) -> System:
    """Crossings of two to four short axes with totals; some cells withdrawn from publication, distinct counts, ties,
    a second copy of a margin, headline cells that must be shown."""
    shape = draw(st.lists(st.integers(2, 3), min_size=2, max_size=4).filter(lambda sizes: np.prod(sizes) <= 24))
    count = int(np.prod(shape))
    inner = np.array(draw(st.lists(st.integers(0, 12), min_size=count, max_size=count))).reshape(shape)
    values, equal = crossed(inner)
    cells, at_most = len(values), []
    if draw(st.booleans()):
        equal.append({0: 1, cells: -1})
        values.append(values[0])
    if draw(st.booleans()):
        parts = list(range(1, min(4, cells)))
        values.append(max(max(values[part] for part in parts), sum(values[part] for part in parts) - 1))
        at_most += [{part: 1, len(values) - 1: -1} for part in parts]
        at_most.append({len(values) - 1: 1} | dict.fromkeys(parts, -1))
    indices = st.integers(0, len(values) - 1)
    unpublished = draw(st.lists(indices, max_size=4, unique=True))
    tied = draw(st.lists(indices, min_size=2, max_size=3, unique=True))
    return system(
        values,
        equal,
        at_most,
        unpublished=unpublished,
        dear=[0],
        ties=[tied] if draw(st.booleans()) else [],
        cost=[draw(st.sampled_from([1.0, 2.5, 4.0])) for _ in values],
    )
