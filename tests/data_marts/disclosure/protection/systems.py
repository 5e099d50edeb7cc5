"""Small systems written down by hand or drawn at random, and every table that an attacker could think of."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from data_marts.disclosure.system import UNBOUNDED, Insiders, System

Row = Mapping[int, int]
SHAPES = ((2, 2), (3, 2), (3, 3), (4, 2), (4, 3), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2))


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


def crossed(table: np.ndarray, nested: Collection[int] = ()) -> tuple[list[int], list[Row]]:
    """The values of a table with all its totals, node 0 of each axis being the total, and its sums.

    An axis that is `nested` has one node more, the last one: the sum of its first two parts.
    """
    nodes = [_nodes(size, axis in nested) for axis, size in enumerate(table.shape)]
    keys = list(product(*(range(len(leaves)) for leaves, _ in nodes)))
    number = {key: cell for cell, key in enumerate(keys)}
    values = [
        int(table[np.ix_(*(leaves[node] for node, (leaves, _) in zip(key, nodes, strict=True)))].sum()) for key in keys
    ]
    rows = [
        total(number[key], *(number[*key[:axis], part, *key[axis + 1 :]] for part in parts))
        for key in keys
        for axis, (_, sums) in enumerate(nodes)
        for parts in sums.get(key[axis], ())
    ]
    return values, rows


def _nodes(size: int, nested: bool) -> tuple[list[list[int]], dict[int, list[list[int]]]]:
    """The leaves of each node of an axis, and the sums that a node is."""
    leaves, parts = [list(range(size)), *([leaf] for leaf in range(size))], list(range(1, size + 1))
    if not nested:
        return leaves, {0: [parts]}
    return [*leaves, [0, 1]], {0: [[size + 1, *parts[2:]]], size + 1: [[1, 2]]}


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
    """Crossings of two to four short axes with totals, some with a level between; many zeros; some cells withdrawn from
    publication, a number of distinct persons over parts, ties, a second copy of the total, cells that must be shown,
    bounds that everybody knows, and up to two who know some cells."""
    shape = draw(st.sampled_from(SHAPES))
    nested = [axis for axis, size in enumerate(shape) if size > 2 and draw(st.booleans())]
    count = int(np.prod(shape))
    numbers = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 11]), min_size=count, max_size=count))
    values, equal = crossed(np.array(numbers).reshape(shape), nested)
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
    insiders: list[int | None] = [None] * len(values)
    for who in range(draw(st.sampled_from([0, 0, 1, 2]))):
        for cell in draw(st.lists(st.integers(1, cells - 1), min_size=1, max_size=3)):
            insiders[cell] = who
    tied = draw(st.lists(indices, min_size=2, max_size=3, unique=True))
    return system(
        values,
        equal,
        at_most,
        most=max(*values, draw(st.sampled_from([5, 40]))),
        unpublished=draw(st.lists(indices, max_size=4, unique=True)),
        dear=[0],
        ties=[tied] if draw(st.booleans()) else [],
        cost=[draw(st.sampled_from([1.0, 2.5, 4.0])) for _ in values],
        known_to=insiders,
    )
