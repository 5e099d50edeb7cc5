"""A system as seen by who looks for other possible tables: differences from the true one, equal cells taken together.

A one-child parent is the same number as its child, and whoever sees one sees the other. What is left when such cells
are merged are *unknowns*; a difference is a whole number for each of them, zero in the true table.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from data_marts.disclosure.system import Booleans, Insiders, Numbers, System, Whole

Places = NDArray[np.intp]
Owners = frozenset[int]
NOBODY: Owners = frozenset()
NO_INSIDERS = Insiders(NOBODY, NOBODY)


@dataclass(frozen=True)
class Needs:
    """What must stay possible: for each need an unknown, and the difference that it must reach (never zero)."""

    unknown: Places
    amount: Whole

    def __len__(self) -> int:
        return len(self.unknown)


@dataclass(frozen=True)
class Problem:
    """Unknowns, their bounds and relations in terms of differences, and groups that are shown or hidden together.

    `unknown_of`: the unknown of each cell. `least`, `most`: of the differences. `group_of`: the group of each unknown,
    -1 where it is never published. `cost`: of hiding a group. `equal @ difference` is 0, `at_most @ difference` is at
    most `slack`.
    `hidden`: groups that must be hidden, because a primary cell is among them. `insiders`: who knows more of each
    unknown than what is published.
    """

    unknown_of: Places
    least: Whole
    most: Whole
    group_of: Places
    cost: Numbers
    equal: sparse.csr_array
    at_most: sparse.csr_array
    slack: Whole
    hidden: Booleans
    insiders: tuple[Insiders, ...]

    def __len__(self) -> int:
        return len(self.least)


def reduce_system(system: System) -> Problem:
    """The problem behind a system. The order of its relations makes no difference to it."""
    unknown_of, equal = _merge_equal_cells(system)
    count = int(unknown_of.max(initial=-1)) + 1
    least, most = np.full(count, np.iinfo(np.int64).min), np.full(count, np.iinfo(np.int64).max)
    np.maximum.at(least, unknown_of, system.least - system.values)
    np.minimum.at(most, unknown_of, system.most - system.values)
    group_of_cell = _groups(system, unknown_of)
    group_of = np.full(count, -1, dtype=np.intp)
    np.maximum.at(group_of, unknown_of, group_of_cell)
    groups = int(group_of_cell.max(initial=-1)) + 1
    published, cost = ~system.unpublished, np.zeros(groups)
    np.add.at(cost, group_of_cell[published], system.cost[published])
    hidden = np.zeros(groups, dtype=np.bool_)
    hidden[group_of_cell[system.primary & published]] = True
    at_most, slack = _inequalities(system, unknown_of, count)
    insiders = _insiders(system, unknown_of, count)
    return Problem(unknown_of, least, most, group_of, cost, equal, at_most, slack, hidden, insiders)


def _insiders(system: System, unknown_of: Places, count: int) -> tuple[Insiders, ...]:
    """Who knows each unknown and who is excused: whoever does or is for one of its cells."""
    found = [NO_INSIDERS] * count
    known = np.flatnonzero(system.insider >= 0)
    for unknown, kind in zip(unknown_of[known].tolist(), system.insider[known].tolist(), strict=True):
        before, more = found[unknown], system.insiders[kind]
        if not (more.knowing <= before.knowing and more.excused <= before.excused):
            found[unknown] = Insiders(before.knowing | more.knowing, before.excused | more.excused)
    return tuple(found)


def needs_of(system: System, problem: Problem) -> tuple[Needs, Needs]:
    """For every primary cell, in order: how far down its unknown must reach, and how far up; 0 if it is there."""
    cells = np.flatnonzero(system.primary)
    unknown = problem.unknown_of[cells]
    down = np.minimum(system.low[cells] - system.values[cells], 0)
    up = np.maximum(system.high[cells] - system.values[cells], 0)
    return Needs(unknown, down), Needs(unknown, up)


def excused_of(system: System) -> tuple[Owners, ...]:
    """Against whom each cell need not be protected: also who is for an equal one, as of a trust that is one unit."""
    unknown_of, _ = _merge_equal_cells(system)
    found = _insiders(system, unknown_of, int(unknown_of.max(initial=-1)) + 1)
    return tuple(found[unknown].excused for unknown in unknown_of.tolist())


def hidden_cells(system: System, problem: Problem, hidden: Booleans) -> Booleans:
    """The cells of the hidden groups; primary cells that are never published are among them."""
    group = problem.group_of[problem.unknown_of]
    found: Booleans = np.append(hidden, False)[group] & ~system.unpublished
    return found | system.primary


def _merge_equal_cells(system: System) -> tuple[Places, sparse.csr_array]:
    """The unknown of each cell, numbered by first cell, and the relations that are left between unknowns."""
    unknown_of = np.arange(len(system), dtype=np.intp)
    fixed = system.least == system.most
    while True:
        count = int(unknown_of.max(initial=-1)) + 1
        known = np.zeros(count, dtype=np.bool_)
        known[unknown_of[fixed]] = True
        rows = _distinct_rows(_merge_columns(system.equal, unknown_of, count, known))
        pairs = _equal_pairs(rows)
        if not pairs.shape[1]:
            return unknown_of, rows
        links = sparse.coo_array((np.ones(pairs.shape[1]), (pairs[0], pairs[1])), shape=(count, count))
        labels = csgraph.connected_components(links, directed=False)[1]
        unknown_of = _numbered_by_first(labels[unknown_of])


def _merge_columns(matrix: sparse.csr_array, unknown_of: Places, count: int, known: Booleans) -> sparse.csr_array:
    """Columns of one unknown added up; those of known cells, whose difference is zero, taken out."""
    keep = ~known[unknown_of]
    cells = np.flatnonzero(keep)
    ones = np.ones(len(cells), dtype=np.int64)
    members = sparse.csr_array((ones, (cells, unknown_of[cells])), shape=(len(unknown_of), count))
    merged = sparse.csr_array(matrix.astype(np.int64) @ members)
    merged.eliminate_zeros()
    merged.sort_indices()
    return merged


def _distinct_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    """The rows that say something, each once, with a positive first entry, in an order of their own."""
    rows = set()
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        if end > start:
            entries = matrix.data[start:end]
            sign = 1 if entries[0] > 0 else -1
            rows.add((tuple(matrix.indices[start:end].tolist()), tuple((sign * entries).tolist())))
    return _matrix(sorted(rows), matrix.shape[1])


def _matrix(rows: list[tuple[tuple[int, ...], tuple[int, ...]]], width: int) -> sparse.csr_array:
    indptr = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.array([column for row, _ in rows for column in row], dtype=np.int32)
    entries = np.array([entry for _, row in rows for entry in row], dtype=np.int64)
    return sparse.csr_array((entries, columns, indptr), shape=(len(rows), width))


def _equal_pairs(matrix: sparse.csr_array) -> Places:
    """Pairs of unknowns that some row says to be equal, as two rows of indices."""
    starts = matrix.indptr[:-1][np.diff(matrix.indptr) == 2]
    starts = starts[matrix.data[starts] == -matrix.data[starts + 1]] if len(starts) else starts
    return np.array([matrix.indices[starts], matrix.indices[starts + 1]], dtype=np.intp)


def _numbered_by_first(labels: NDArray[np.integer]) -> Places:
    """The same classes, numbered in the order in which they appear."""
    first, inverse = np.unique(labels, return_index=True, return_inverse=True)[1:]
    numbers = np.empty(len(first), dtype=np.intp)
    numbers[np.argsort(first)] = np.arange(len(first))
    return np.asarray(numbers[inverse], dtype=np.intp)


def _groups(system: System, unknown_of: Places) -> Places:
    """The group of each cell, -1 for one that is never published: equal cells and tied cells share one."""
    published = np.flatnonzero(~system.unpublished)
    count = int(unknown_of.max(initial=-1)) + 1
    tied = published[system.tie[published] >= 0]
    ties = np.unique(system.tie[tied], return_inverse=True)[1] + count
    size = count + len(tied)
    links = sparse.coo_array((np.ones(len(tied)), (unknown_of[tied], ties)), shape=(size, size))
    labels = csgraph.connected_components(links, directed=False)[1]
    group = np.full(len(system), -1, dtype=np.intp)
    group[published] = _numbered_by_first(labels[unknown_of[published]])
    return group


def _inequalities(system: System, unknown_of: Places, count: int) -> tuple[sparse.csr_array, Whole]:
    """The rows of `at_most` between unknowns, in an order of their own, and how far each is from being reached."""
    matrix = _merge_columns(system.at_most, unknown_of, count, np.zeros(count, dtype=np.bool_))
    slack = -np.asarray(system.at_most @ system.values, dtype=np.int64)
    best: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for row, (start, end) in enumerate(zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)):
        if end > start:
            key = (tuple(matrix.indices[start:end].tolist()), tuple(matrix.data[start:end].tolist()))
            best[key] = min(int(slack[row]), best.get(key, int(slack[row])))
    rows = sorted(best)
    return _matrix(rows, count), np.array([best[row] for row in rows], dtype=np.int64)
